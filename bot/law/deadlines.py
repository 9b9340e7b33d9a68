"""Terms: from the rule and a starting day to the day in the calendar. Two clocks, the earliest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.law.knowledge import Knowledge
from bot.law.model import DeadlineRule
from bot.law.profile import Profile
from bot.law.rough import RoughDay
from bot.law.text import Text


@dataclass(frozen=True, slots=True)
class Deadline:
    """One term. `on` is its last day, or None while the day it starts from is not known.

    `clock`: "authority" (others must act), "limitation" (a right is lost), "own" (the man's own reminder, no law).
    `sure` is the weakest certainty tag of its sources; `passed` is true when `on` lies before the day asked.
    `exact` is False when the working calendar of that year is not complete. `until` is the last day it may fall on
    where the day it starts from is known only roughly; `on` is then the first.
    """

    id: str
    text: Text
    from_event: str
    length: int
    unit: str
    on: date | None
    clock: str
    act: str | None
    sure: str
    sources: tuple[str, ...]
    passed: bool = False
    exact: bool = True
    until: date | None = None

    def as_dict(self, lang: str) -> dict[str, object]:
        """JSON shape in one language."""
        return {
            "id": self.id, "text": self.text.in_(lang), "from_event": self.from_event, "length": self.length,
            "unit": self.unit, "on": self.on.isoformat() if self.on else None, "clock": self.clock, "act": self.act,
            "sure": self.sure, "sources": list(self.sources), "passed": self.passed, "exact": self.exact,
            **({"until": self.until.isoformat()} if self.until else {}),
        }  # fmt: skip


_WEAKEST = ("?", "G", "S-", "R", "S", "Px", "P")


def last_day(rule: DeadlineRule, start: date, knowledge: Knowledge) -> date:
    """The last day of a term. Months end on the same day of the month, or on its last day where that is missing;
    hours are counted up to the day on which they run out, because only the day of the event is known."""
    calendar = knowledge.calendar
    if rule.unit == "working_day":
        end = calendar.add(start, rule.length)
    elif rule.unit == "month":
        end = start + relativedelta(months=rule.length)
    elif rule.unit == "day":
        end = start + timedelta(days=rule.length)
    else:
        end = start + timedelta(hours=rule.length)
    if rule.roll == "previous_working_day":
        return calendar.on_or_before(end)
    if rule.roll == "next_working_day":
        return calendar.on_or_after(end)
    return end


def deadline(rule: DeadlineRule, profile: Profile, on: date, knowledge: Knowledge) -> Deadline:
    """The term for one man: the first known date of its event starts it."""
    fields = knowledge.events[rule.event].fields
    start: date | None = next((day for name in fields if (day := getattr(profile, name)) is not None), None)
    end = None if start is None else last_day(rule, start, knowledge)
    until = last_day(rule, start.latest, knowledge) if isinstance(start, RoughDay) else None
    uses_calendar = rule.unit == "working_day" or rule.roll is not None
    return Deadline(
        id=rule.id, text=rule.text, from_event=rule.event, length=rule.length, unit=rule.unit, on=end,
        clock=rule.clock, act=rule.act, sources=rule.sources,
        sure=min((knowledge.sources[id].sure.value for id in rule.sources), key=_WEAKEST.index),
        passed=end is not None and (until or end) < on, until=until,
        exact=end is None or not uses_calendar or knowledge.calendar.is_sure(end),
    )  # fmt: skip


def deadlines(ids: Iterable[str], profile: Profile, on: date, knowledge: Knowledge) -> tuple[Deadline, ...]:
    """The terms with these ids that are in force on `on`, the earliest first, those without a date last."""
    rules = (rule for id in ids for rule in knowledge.deadlines[id] if rule.holds(on))
    return in_order(deadline(rule, profile, on, knowledge) for rule in rules)


def in_order(found: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """The earliest first; those without a date last, limitation before the rest."""
    return tuple(sorted(found, key=lambda one: (one.on or date.max, one.clock != "limitation", one.id)))
