"""What is wrong with a message before anything looks into it, and how it is made harmless for the engine."""

from __future__ import annotations

import re
from dataclasses import dataclass

LETTER_OR_DIGIT = re.compile(r"\w")
# Rasa reads a leading slash as a command with full confidence; the division slash looks the same and means nothing.
HARMLESS_SLASH = "\u2215"


@dataclass(frozen=True)
class Problem:
    """Why a message is not passed on: ``empty``, ``too_long`` or ``no_words``; a stem of a reply text."""

    code: str


def check(text: str, max_length: int) -> Problem | None:
    """Return what is wrong with ``text``, or None."""
    if not text.strip():
        return Problem("empty")
    if len(text) > max_length:
        return Problem("too_long")
    if not LETTER_OR_DIGIT.search(text) and text.strip() not in {"+", "-", "?"}:
        return Problem("no_words")
    return None


def for_engine(text: str) -> str:
    """Return ``text`` as one line that the engine cannot take for a command."""
    line = " ".join(text.split())
    return HARMLESS_SLASH + line[1:] if line.startswith("/") else line
