"""Dates a person knows only roughly, as the extended ISO format writes them: ``2023``, ``2023-05``, ``2023-09~``, and
``2023-09-14~`` for about that day.

A whole date stays a whole date. A rough one is shown as rough, in a paper as well, and stands for its first day (of an
end: its last) where the law has to be asked; a term that runs from it has a first and a last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TypeGuard

ENDS = frozenset({"contract_ends_on"})
_ROUGH = re.compile(r"\d{4}(?:-\d{2}~?)?|\d{4}-\d{2}-\d{2}~")
ABOUT = timedelta(days=5)  # «неделю назад», «на прошлой неделе»: the day may lie so far off


def rough(day: str, precision: str | None) -> str:
    """Return ``day`` (ISO) as exactly as it was said: by ``year``, ``month`` or ``about``; else the day itself."""
    if precision == "year":
        return day[:4]
    if precision == "month":
        return day[:7]
    return f"{day[:7]}~" if precision == "about" else day


def near(day: str) -> str:
    """Return ``day`` (ISO) as one that was told only about: «неделю назад»."""
    return f"{day}~"


def is_rough(value: object) -> TypeGuard[str]:
    """Tell whether a kept date names no day."""
    return isinstance(value, str) and _ROUGH.fullmatch(value) is not None


def span(value: str) -> tuple[date, date]:
    """Return the first and the last day a kept date may mean. ValueError for what is no date."""
    if not is_rough(value):
        day = date.fromisoformat(value)
        return day, day
    if value.count("-") == 2:  # about a day
        day = date.fromisoformat(value.rstrip("~"))
        return day - ABOUT, day + ABOUT
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


class RoughDay(date):
    """The first day that a rough date may mean, with the ``latest``: it counts as a day wherever one is asked for."""

    latest: date

    @classmethod
    def between(cls, first: date, latest: date) -> RoughDay:
        """Return the day; ``latest`` does not come before ``first``."""
        made = cls(first.year, first.month, first.day)
        made.latest = latest
        return made

    def __deepcopy__(self, memo: object) -> RoughDay:
        return self
