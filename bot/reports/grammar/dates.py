"""Dates as Russian papers write them: «22» ноября 2026 г., and «в сентябре 2026 г.» where no day was told."""

from __future__ import annotations

import re
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
_IN_MONTHS = (
    "январе",
    "феврале",
    "марте",
    "апреле",
    "мае",
    "июне",
    "июле",
    "августе",
    "сентябре",
    "октябре",
    "ноябре",
    "декабре",
)
_MONTH = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")
_ABOUT = re.compile(r"\d{4}-\d{2}(?:-\d{2})?~")
BLANK_DATE = "«____»\u00a0_______________\u00a020____\u00a0г."


def in_words(day: date) -> str:
    """A date inside a sentence: «22 ноября 2026 г.», with no-break spaces so that it never parts at a line's end."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}\u00a0г."


def for_signature(day: date) -> str:
    """A date beside a signature: ««22» ноября 2026 г.»."""
    return f"«{day.day:02d}»\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}\u00a0г."


def in_month(told: str) -> tuple[str, str] | None:
    """A month or a year without its day, ``2026-09`` or ``2026``, as «в сентябре 2026 г.» and, after «с», «сентября
    2026 г.». None for what is neither."""
    found = _MONTH.fullmatch(told)
    if found is None:
        return None
    year, month = f"{found[1]}\u00a0г.", found[2]
    if month is None:
        return f"в\u00a0{found[1]}\u00a0году", f"{found[1]}\u00a0года"
    at = int(month) - 1
    return f"в\u00a0{_IN_MONTHS[at]}\u00a0{year}", f"{_MONTHS[at]}\u00a0{year}"


def is_about(told: str) -> bool:
    """Whether a date was told only about, ``2026-09~``, ``2026-09-14~``: a paper leaves it to the pen."""
    return _ABOUT.fullmatch(told) is not None
