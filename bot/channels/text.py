"""What a channel does to a text before anybody else sees it, whatever the channel."""

from __future__ import annotations

import re

# Control characters have no place in a message, and NUL cannot be stored by PostgreSQL. Tab and line feed stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without what no store takes: NUL and halves of characters."""
    return _SURROGATES.sub("\ufffd", text.replace("\x00", ""))


def clean(text: str) -> str:
    """The text with one kind of line end, without control characters, halves of characters and blank edges."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)).strip()
