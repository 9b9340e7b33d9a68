"""What a reader sees of a text: without invisible signs and stress marks, letters put together. For every reader alike.

Such signs come along unseen when a text is copied (soft hyphens, direction marks, zero-width blanks) or are set inside
words to break a filter. They are for understanding only: what a person wrote is kept and shown as written.
"""

from __future__ import annotations

import re
import unicodedata

# A blank of no width may part two words or stand inside one: ``JOINT`` is left to the reader to decide about.
JOINT = "\u200b"
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200c-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
# Signs that make another letter of the one before: «й», «ё», «ї».
_LETTER_MARKS = "\u0306\u0308"
_LETTERS = frozenset("йёїўЙЁЇЎ")
_SPECIAL = re.compile(
    rf"[{_UNSEEN}{JOINT}\u0300-\u036f\u0483-\u0489\u00c0-\u024f\u0400\u0403\u040c\u040d\u0450\u0453\u045c\u045d\u1e00-\u1eff]"
)
_HIDDEN = re.compile(f"[{_UNSEEN}]")


def seen(text: str, joint: str = "") -> tuple[str, list[int]]:
    """The text as seen, and for each of its characters the place it stood at.

    ``joint`` stands in for blanks of no width. Each character comes from one of the text, so a place in the result
    leads back to what the person wrote.
    """
    if not _SPECIAL.search(text):
        return text, list(range(len(text)))
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        if sign == JOINT:
            sign = joint
        elif _HIDDEN.match(sign):
            continue
        elif unicodedata.category(sign) in ("Mn", "Me"):
            together = unicodedata.normalize("NFC", signs[-1] + sign) if signs and sign in _LETTER_MARKS else ""
            if together in _LETTERS:
                signs[-1] = together
            continue
        elif sign not in _LETTERS and _SPECIAL.match(sign):
            sign = unicodedata.normalize("NFD", sign)[0]  # «á» and «ѝ» carry a mark of their own
        if sign:
            signs.append(sign)
            places.append(at)
    return "".join(signs), places
