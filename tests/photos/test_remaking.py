"""A photo is made anew from its pixels: no place, no name, no text of the file goes on, and a bomb is refused."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot import photos
from bot.photos import PhotoError, remade, scrub
from tests.photos.pictures import CANARY, jpeg, sheet


def test_nothing_of_the_file_but_its_pixels_goes_on() -> None:
    sent = jpeg(comment=CANARY)
    assert CANARY.encode() in sent
    made = remade(sent)
    assert CANARY.encode() not in made
    with Image.open(io.BytesIO(made)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_it_stands_the_right_way_up_although_its_turning_was_dropped() -> None:
    with Image.open(io.BytesIO(remade(jpeg(orientation=6)))) as image:
        assert image.size == (900, 1200)  # the sheet lies on its side in the file


def test_a_large_sheet_is_made_small_enough_to_keep_and_large_enough_to_read() -> None:
    with Image.open(io.BytesIO(remade(jpeg(sheet(6000, 8000))))) as image:
        assert image.size == (1800, 2400)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_screenshot_and_what_a_messenger_saved_are_taken_too(kind: str) -> None:
    written, notes = io.BytesIO(), PngInfo()
    notes.add_text("Comment", CANARY)
    sheet(800, 600).convert("RGBA").save(written, kind, **({"pnginfo": notes} if kind == "PNG" else {"exif": b""}))
    made = remade(written.getvalue())
    assert made[:2] == b"\xff\xd8" and CANARY.encode() not in made


def test_what_shines_through_lies_on_white_paper() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(written, "PNG")
    with Image.open(io.BytesIO(remade(written.getvalue()))) as image:
        assert image.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7 ...", b"<svg xmlns='x'/>", jpeg()[:900]])
def test_what_is_no_picture_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(PhotoError) as refused:
        remade(data)
    assert refused.value.code == "no_picture"


def test_a_format_that_nobody_needs_is_not_even_read() -> None:
    written = io.BytesIO()
    sheet(40, 40).save(written, "TIFF")
    with pytest.raises(PhotoError) as refused:
        remade(written.getvalue())
    assert refused.value.code == "no_picture"


def test_a_bomb_of_a_few_bytes_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(PhotoError) as refused:
        remade(png_of(100_000, 100_000))
    assert refused.value.code == "too_large"


def test_a_file_over_the_bound_is_refused_unread() -> None:
    with pytest.raises(PhotoError) as refused:
        remade(bytes(photos.MOST_BYTES + 1))
    assert refused.value.code == "too_large"


def test_the_process_that_reads_it_can_open_no_file_and_call_nobody() -> None:
    tried = (
        "import socket, sys; from bot.photos import scrub; scrub.shut_in()\n"
        "for what in (lambda: open('/etc/passwd'), lambda: open('/tmp/x', 'w'), lambda: bytearray(2 << 30)):\n"
        "    try: what()\n"
        "    except (OSError, MemoryError): continue\n"
        "    sys.exit('it could')\n"
        "connected = socket.socket().connect_ex(('127.0.0.1', 9))\n"
        "print(connected)\n"
    )
    done = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, check=False)
    if "it could" in done.stderr and not _kernel_confines():
        pytest.skip("this kernel has no Landlock")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) in (13, 111)  # forbidden; a kernel that confines no ports says that nobody listens


def _kernel_confines() -> bool:
    import ctypes

    return int(ctypes.CDLL(None).syscall(scrub.CREATE, None, 0, 1)) >= 1


def png_of(width: int, height: int) -> bytes:
    """A PNG whose head promises much and whose body is a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
