"""Photos as a phone makes them: a sheet with lines on it, and what a phone writes beside the pixels."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

CANARY = "KANAREIKA-55.7558N"
_COMMENT, _ORIENTATION = 0x010E, 0x0112  # tags of EXIF


def sheet(width: int = 1200, height: int = 900) -> Image.Image:
    """A sheet of paper with lines."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for y in range(height // 10, height, height // 10):
        draw.line((width // 10, y, width * 9 // 10, y), fill="black", width=max(1, height // 200))
    return image


def jpeg(image: Image.Image | None = None, *, comment: str = "", orientation: int = 1) -> bytes:
    """The photo as a JPEG, with a comment in its metadata and the way it was held."""
    exif = Image.Exif()
    exif[_COMMENT], exif[_ORIENTATION] = comment or "phone", orientation
    written = io.BytesIO()
    (image or sheet()).save(written, "JPEG", exif=exif, comment=comment.encode())
    return written.getvalue()
