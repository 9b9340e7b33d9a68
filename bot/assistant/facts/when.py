"""A date expression: its place in a text, what of it is known, and how the open part is closed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class When:
    """A date expression at ``text[start:end]``: known parts, and which way an open part is to be closed.

    ``precision`` is day, week, month, year or about. ``counter`` is n for «n-е сутки». ``until`` tells of «до …».
    With ``week`` the weekday is one of the week before or after this one. ``shift`` is counted on from the day that the
    rest names («через неделю после …»), ``then`` from one told before («через неделю отказали»). ``aside``: the day
    stands for what it is the day of, and is no answer by itself.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    fixed: date | None = None
    weekday: int | None = None
    precision: str = "day"
    direction: str | None = None
    counter: int | None = None
    until: bool = False
    since: bool = False
    week: bool = False
    shift: relativedelta | None = None
    then: relativedelta | None = None
    aside: bool = False

    def resolve(self, today: date, future: bool = False) -> tuple[date, date] | None:
        """First and last day meant; None where the calendar has no such day."""
        if self.direction is not None:
            future = self.direction == "future"
        if self.shift is not None:
            days = replace(self, shift=None).resolve(today, future)
            return (days[0] + self.shift, days[1] + self.shift) if days else None
        if self.fixed is not None:
            return _spread(self.fixed, self.precision)
        if self.weekday is not None and self.week:
            day = today + timedelta(days=self.weekday - today.weekday() + (7 if future else -7))
            return day, day
        if self.weekday is not None:
            ahead = (self.weekday - today.weekday()) % 7
            day = today + timedelta(days=ahead if future else (ahead - 7 if ahead else 0))
            return day, day
        return self._calendar(today, future)

    def _calendar(self, today: date, future: bool) -> tuple[date, date] | None:
        if self.month is None and self.day is not None:
            return self._day_of_month(today, future)
        if self.month is None:
            return (date(self.year, 1, 1), date(self.year, 12, 31)) if self.year else None
        year = self.year or today.year
        first = safe(year, self.month, self.day or 1)
        if first is None:
            return None
        last = first if self.day else first.replace(day=monthrange(year, self.month)[1])
        if self.year is None:
            step = 1 if future and last < today else -1 if not future and first > today else 0
            first_moved = safe(year + step, self.month, self.day or 1)
            if first_moved is None:
                return None
            first = first_moved
            last = first if self.day else first.replace(day=monthrange(first.year, self.month)[1])
        return first, last

    def _day_of_month(self, today: date, future: bool) -> tuple[date, date] | None:
        for step in range(12):
            base = today.replace(day=1) + relativedelta(months=step if future else -step)
            day = safe(base.year, base.month, self.day or 1)
            if day is not None and (day >= today if future else day <= today):
                return day, day
        return None


def safe(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _spread(day: date, precision: str) -> tuple[date, date]:
    if precision == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if precision == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    if precision == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day
