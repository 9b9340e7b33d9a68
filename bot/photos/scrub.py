"""The process that reads a stranger's picture: bytes come in at stdin, a JPEG of the bare pixels goes out at stdout.

Run as a script by its path, so it imports nothing of the project. Before it reads the first byte it gives up all files
and the network (Landlock, where the kernel has it), and may take no more than a bound of memory and time.
"""

from __future__ import annotations

import ctypes
import io
import resource
import struct
import sys

NO_PICTURE, TOO_LARGE = 3, 4  # how it ends when there is no picture to give
LONGEST = 2400  # pixels of the longer side: small print of a sheet can be read at it
MOST_PIXELS = 64_000_000  # a JPEG is made smaller while it is unpacked
MOST_UNPACKED = 30_000_000  # of the others, which are unpacked whole: three screenshots of the largest screens
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")
MEMORY, SECONDS = 1 << 30, 20
CREATE, RESTRICT, NO_NEW_PRIVILEGES = 444, 446, 38
FILES = {1: 0x1FFF, 2: 0x3FFF}  # rights over files that a version of Landlock knows; 0x7FFF from the third on
PORTS, WITH_PORTS = 0b11, 4


def main() -> int:
    """Read, make anew, write; returns how it ended."""
    # Whatever it imports later it would not find any more.
    from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin  # noqa: F401

    Image.preinit()
    shut_in()
    data = sys.stdin.buffer.read()
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > (MOST_PIXELS if image.format == "JPEG" else MOST_UNPACKED):
            return TOO_LARGE
        image.draft("RGB", (LONGEST, LONGEST))
        image.thumbnail((LONGEST, LONGEST))
        ImageOps.exif_transpose(image, in_place=True)
        pixels = image.convert("RGBA")
        pixels = Image.alpha_composite(Image.new("RGBA", pixels.size, "white"), pixels).convert("RGB")
        fresh = Image.frombytes("RGB", pixels.size, pixels.tobytes())  # a picture that knows of no file
        made = io.BytesIO()
        fresh.save(made, "JPEG", quality=QUALITY)
    except Image.DecompressionBombError:
        return TOO_LARGE
    except (OSError, ValueError, SyntaxError, MemoryError, struct.error, EOFError):
        return NO_PICTURE
    sys.stdout.buffer.write(made.getvalue())
    return 0


def shut_in() -> None:
    """Give up files, network, much memory and much time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    library = ctypes.CDLL(None, use_errno=True)
    version = int(library.syscall(CREATE, None, 0, 1))
    if version < 1:
        return
    ports = PORTS if version >= WITH_PORTS else 0
    attributes = struct.pack("=QQ", FILES.get(version, 0x7FFF), ports)[: 16 if ports else 8]
    rules = int(library.syscall(CREATE, attributes, len(attributes), 0))
    if rules >= 0 and not library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        library.syscall(RESTRICT, rules, 0)


if __name__ == "__main__":
    sys.exit(main())
