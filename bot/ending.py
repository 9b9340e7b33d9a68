"""What stops being sure in the days to come, of law, contacts and calendars: worked out here for all who tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.contacts import Directory
from bot.law import AHEAD, Knowledge, endings

Kind = Literal["contacts", "regime", "sources", "calendar", "rules"]


@dataclass(frozen=True, slots=True)
class Ending:
    """`last`: the last day on which all is as it is now. `about`: what ends, by id or name. `touched`: how much then no
    longer works: answers, ways, terms or sentences, and of contacts those that a case may no longer be sent on to."""

    kind: Kind
    about: tuple[str, ...]
    last: date
    touched: int

    def days(self, on: date) -> int:
        """How many days are left, negative when it is over."""
        return (self.last - on).days


def ahead(knowledge: Knowledge, directory: Directory, on: date, days: timedelta = AHEAD) -> tuple[Ending, ...]:
    """Return all that ends between `on` and `days` later, the earliest first; switches and calendars that are over
    already stay until they are looked up."""
    law = (Ending(one.kind, one.about, one.last, one.touched) for one in endings(knowledge, on, days))
    return tuple(sorted((*_contacts(directory, on, on + days), *law), key=lambda one: (one.last, one.kind, one.about)))


def over(knowledge: Knowledge, directory: Directory, on: date) -> tuple[Ending, ...]:
    """Return the sources and contacts whose day has passed: what people are told with a warning now."""
    first = min(
        (
            *(last for id in knowledge.sources if (last := knowledge.recheck_by(id)) is not None),
            *(one.recheck_by for one in directory.contacts),
        ),
        default=on,
    )
    yesterday = on - timedelta(days=1)
    if first > yesterday:
        return ()
    found = ahead(knowledge, directory, first, yesterday - first)
    return tuple(one for one in found if one.kind in ("sources", "contacts"))


def _contacts(directory: Directory, on: date, until: date) -> Iterator[Ending]:
    for last, ones, takers in directory.due(on, until):
        yield Ending("contacts", tuple(one.id for one in ones), last, takers)
