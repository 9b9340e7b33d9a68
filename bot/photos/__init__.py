"""A photo that a person sends, made anew from its pixels: nothing else of the file goes on, and the file is not kept.

A picture of a stranger is read by a process of its own, which has no key, no file, no network and little memory:
libraries that read pictures have had holes, and the gateway holds keys. Pure but for that process.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from bot.photos.scrub import NO_PICTURE, TOO_LARGE

MOST_BYTES: Final = 10 * 1024 * 1024  # of a file as it is sent: what a phone of 50 megapixels makes
MEDIA_TYPE: Final = "image/jpeg"
ACCEPTED: Final = ("image/jpeg", "image/png", "image/webp")
_WITHIN = 30.0  # seconds; the largest that is let in takes three on a slow core
_SCRUB = Path(__file__).with_name("scrub.py")
_CODES = {NO_PICTURE: "no_picture", TOO_LARGE: "too_large"}


class PhotoError(Exception):
    """``code``: no_picture (not a JPEG, PNG or WebP, or broken), too_large (bytes or pixels)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def remade(data: bytes) -> bytes:
    """Return a JPEG of the pixels of ``data``, the right way up and at most 2,400 pixels long. PhotoError."""
    if len(data) > MOST_BYTES:
        raise PhotoError("too_large")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_SCRUB)],
            input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_WITHIN, env={}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise PhotoError("no_picture") from None
    if done.returncode or not done.stdout:
        raise PhotoError(_CODES.get(done.returncode, "no_picture"))
    return done.stdout
