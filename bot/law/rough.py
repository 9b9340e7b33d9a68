"""Dates a person knows only roughly, written as the extended ISO format does: ``2023``, ``2023-05``, ``2023-09~``.

A whole date stays a whole date. A rough one is shown as rough, is left out of a paper, and stands for its first day
(of an end: its last) where the law has to be asked.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TypeGuard

ENDS = frozenset({"contract_ends_on"})
_ROUGH = re.compile(r"\d{4}(?:-\d{2}~?)?")


def rough(day: str, precision: str | None) -> str:
    """Return ``day`` (ISO) as exactly as it was said: by ``year``, ``month`` or ``about``; else the day itself."""
    if precision == "year":
        return day[:4]
    if precision == "month":
        return day[:7]
    return f"{day[:7]}~" if precision == "about" else day


def is_rough(value: object) -> TypeGuard[str]:
    """Tell whether a kept date names no day."""
    return isinstance(value, str) and _ROUGH.fullmatch(value) is not None


def span(value: str) -> tuple[date, date]:
    """Return the first and the last day a kept date may mean. ValueError for what is no date."""
    if not is_rough(value):
        day = date.fromisoformat(value)
        return day, day
    year, _, month = value.rstrip("~").partition("-")
    first, last = (int(month), int(month)) if month else (1, 12)
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])


def day_of(name: str, value: str) -> str | None:
    """Return the day that a kept date of the fact ``name`` stands for, as ISO; None for what is no date."""
    try:
        first, last = span(value)
    except ValueError:
        return None
    return (last if name in ENDS else first).isoformat()
