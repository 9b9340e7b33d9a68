"""The characters that the fonts of the page can draw, and what of a person's words they cannot."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

# Found by asking typst for every character under PDF/UA, which refuses one that no font has; a test asks again.
_RANGES = Path(__file__).with_name("glyphs.txt")
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


def drawn(text: str) -> str:
    """The text without characters that no font has: emoji, most of the scripts of the East."""
    return _undrawn().sub("", text)


def undrawn(text: str) -> str:
    """The characters of ``text`` that no font has, each once, as a person can name them: «😀👍»."""
    found = dict.fromkeys(_undrawn().findall(unicodedata.normalize("NFC", text)))
    return "".join(char for char in found if char.isprintable() and _stands_alone(char))


def _stands_alone(char: str) -> bool:
    return not unicodedata.combining(char) and unicodedata.category(char) != "Mn" and char not in _SKIN_TONES


@lru_cache(maxsize=1)
def _undrawn() -> re.Pattern[str]:
    pairs = [line.split("-") for line in _RANGES.read_text(encoding="ascii").split()]
    known = "".join(f"\\U{int(pair[0], 16):08x}-\\U{int(pair[-1], 16):08x}" for pair in pairs)
    return re.compile(f"[^\\s{known}\ue010-\ue015]")
