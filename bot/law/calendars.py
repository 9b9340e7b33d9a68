"""Working days by the dated calendar of each year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.law.model_texts import CalendarFile

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Days off and worked weekends by year. A year without a file has only Saturdays and Sundays, and is not `sure`."""

    years: Mapping[int, CalendarFile]

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day of the five-day week."""
        year = self.years.get(day.year)
        if year is not None and day in year.worked:
            return True
        return day.weekday() < 5 and (year is None or day not in year.days_off)

    def is_sure(self, day: date) -> bool:
        """Whether the calendar of that year is complete, with the transfers ordered by the Government."""
        year = self.years.get(day.year)
        return year is not None and year.complete

    def add(self, day: date, working_days: int) -> date:
        """The day that ends a term of so many working days; the day of the event itself is not counted."""
        while working_days > 0:
            day += _DAY
            if self.is_working(day):
                working_days -= 1
        return day

    def on_or_before(self, day: date) -> date:
        """The nearest working day not later than `day`."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The nearest working day not earlier than `day`."""
        while not self.is_working(day):
            day += _DAY
        return day
