"""Terms as an iCalendar file whose titles say nothing: the phone may be searched."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from bot.law.deadlines import Deadline, in_order
from bot.law.text import Text

_TITLE = Text(ru="Напоминание", en="Reminder")
# An all-day event begins at midnight where the phone is: fourteen hours before that is ten in the morning of the day
# before. A ring at midnight wakes the barracks and is seen by others.
_ALARM = timedelta(hours=-14)


def calendar(terms: Iterable[Deadline], on: date, lang: str, key: bytes) -> bytes:
    """All-day events for the terms that have a date and have not passed, the earliest first, as UTF-8 iCalendar.

    A title is a neutral word and a number. No description, no law, no place, no name of this service: whoever exports
    knows from the numbered list on the page which date is which. Stamped with the date asked, not with the clock.

    ``key`` is a secret of one person's talk. The same term under the same key has the same UID, so a file taken again
    moves the event and does not double it; under another key nothing is the same, so files of two people do not match.
    """
    from icalendar import Alarm, Calendar, Event  # read where it is used: few ask for it

    file = Calendar()
    file.add("prodid", "-//calendar//")
    file.add("version", "2.0")
    for number, term in enumerate(listed(terms, on), start=1):
        assert term.on is not None
        event = Event()
        event.add("uid", hmac.new(key, term.id.encode(), hashlib.sha256).hexdigest()[:32])
        event.add("dtstamp", datetime(on.year, on.month, on.day, tzinfo=UTC))
        event.add("dtstart", term.on)
        event.add("dtend", term.on + timedelta(days=1))
        event.add("summary", f"{_TITLE.in_(lang)} {number}")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _TITLE.in_(lang))
        alarm.add("trigger", _ALARM)
        event.add_component(alarm)
        file.add_component(event)
    return bytes(file.to_ical())


def listed(terms: Iterable[Deadline], on: date) -> tuple[Deadline, ...]:
    """The terms the file holds, in its order: number one of the list is "Reminder 1" of the file."""
    unique = {term.id: term for term in terms if term.on is not None and term.on >= on}
    return in_order(unique.values())
