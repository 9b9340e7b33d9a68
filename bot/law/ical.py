"""Terms as an iCalendar file whose titles say nothing: the phone may be searched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from bot.law.deadlines import Deadline, in_order
from bot.law.text import Text

_TITLE = Text(ru="Напоминание", en="Reminder")


def calendar(terms: Iterable[Deadline], on: date, lang: str) -> bytes:
    """All-day events for the terms that have a date and have not passed, the earliest first, as UTF-8 iCalendar.

    A title is a neutral word and a number. No description, no law, no place, no name of this service: whoever exports
    knows from the numbered list on the page which date is which. Stamped with the date asked, not with the clock.
    """
    file = Calendar()
    file.add("prodid", "-//calendar//")
    file.add("version", "2.0")
    for number, term in enumerate(listed(terms, on), start=1):
        assert term.on is not None
        event = Event()
        event.add("uid", f"{term.on:%Y%m%d}-{number}")
        event.add("dtstamp", datetime(on.year, on.month, on.day, tzinfo=UTC))
        event.add("dtstart", term.on)
        event.add("dtend", term.on + timedelta(days=1))
        event.add("summary", f"{_TITLE.in_(lang)} {number}")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _TITLE.in_(lang))
        alarm.add("trigger", timedelta(days=-1))
        event.add_component(alarm)
        file.add_component(event)
    return bytes(file.to_ical())


def listed(terms: Iterable[Deadline], on: date) -> tuple[Deadline, ...]:
    """The terms the file holds, in its order: number one of the list is "Reminder 1" of the file."""
    unique = {term.id: term for term in terms if term.on is not None and term.on >= on}
    return in_order(unique.values())
