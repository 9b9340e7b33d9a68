"""Small joins of words that templates need."""

from __future__ import annotations

from bot.reports.markup import BLANK

_STOPS = ".!?…"


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def small_start(text: str) -> str:
    """The text with its first letter small: for a title inside a sentence."""
    return text[:1].lower() + text[1:]


def ended(text: str) -> str:
    """An answer as the end of a sentence: a stop is added where there is none; a blank stays open for the pen."""
    if text.startswith(BLANK):
        return text
    bare = text.rstrip(" ;,:")
    return bare if bare.endswith(tuple(_STOPS)) else f"{bare}."
