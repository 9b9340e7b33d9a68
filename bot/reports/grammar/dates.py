"""Dates as Russian papers write them: «22» ноября 2026 г."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
BLANK_DATE = "«____»\u00a0_______________\u00a020____\u00a0г."


def in_words(day: date) -> str:
    """A date inside a sentence: «22 ноября 2026 г.», with no-break spaces so that it never parts at a line's end."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}\u00a0г."


def for_signature(day: date) -> str:
    """A date beside a signature: ««22» ноября 2026 г.»."""
    return f"«{day.day:02d}»\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}\u00a0г."
