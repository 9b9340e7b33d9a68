"""Small joins of words that templates need."""

from __future__ import annotations

from bot.reports.markup import BLANK, NEW_LINE, blank

_STOPS = ".!?…"
_COURT = ("гарнизонный", "военный", "суд")
_COURT_WORDS = (*_COURT, "гвс")
_COURT_STEMS = ("гарнизонн", "военн", "суда", "суде", "суду")


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def small_start(text: str) -> str:
    """The text with its first letter small: for a title inside a sentence."""
    return text[:1].lower() + text[1:]


def court(name: str) -> str:
    """A garrison military court in full, once, from what a person wrote: its place alone or any part of its name."""
    words = name.strip(" .,«»").split()
    if words and words[0].lower() in ("в", "во"):
        words = words[1:]
    said = [word.lower() for word in words]
    if "суд" in said and not {"гарнизонный", "гвс"} & set(said):
        return " ".join(words)  # another court, named in full: it is his to name
    while words and words[-1].lower() in _COURT_WORDS:
        words.pop()
    if not words or any(word.startswith(_COURT_STEMS) for word in said if word not in _COURT_WORDS):
        words = [blank("какой", "short")]  # «Тверского суда»: which form is first is not guessed
    return " ".join([*words, *_COURT])


def ended(text: str) -> str:
    """An answer as the end of a sentence: a stop is added where there is none; a blank stays open for the pen.

    An answer of several lines begins on a line of its own.
    """
    if text.startswith(BLANK):
        return text
    bare = text.rstrip(" ;,:")
    start = NEW_LINE if NEW_LINE in bare else ""
    return f"{start}{bare}" if bare.endswith(tuple(_STOPS)) else f"{start}{bare}."
