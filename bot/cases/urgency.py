"""How soon a case must be read: the man is held, a term runs out within 48 hours, a crisis was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.law import Knowledge, Profile, absence, assess

DETAINED, TERM, CRISIS = "detained", "term", "crisis"
REASONS = (DETAINED, TERM, CRISIS)
SOON = timedelta(days=2)


@dataclass(frozen=True)
class Urgency:
    """Why a case is urgent today, and the nearest day (a plain date where the person is) on which a term runs out."""

    reasons: frozenset[str] = frozenset()
    due_on: date | None = None


CALM = Urgency()


def urgency(facts: Mapping[str, Any], on: date, knowledge: Knowledge, *, crisis: bool = False) -> Urgency:
    """Return how urgent the case of a man with these profile fields is on a date; ProfileError.

    Terms are those by which a right is lost, and the days on which an absence becomes a graver one.
    """
    profile = Profile.from_mapping(facts)
    due_on = min((day for day in _ends(profile, on, knowledge) if day >= on), default=None)
    reasons = {
        DETAINED: profile.location == "detained",
        TERM: due_on is not None and due_on - on <= SOON,
        CRISIS: crisis,
    }
    return Urgency(frozenset(reason for reason, holds in reasons.items() if holds), due_on)


def _ends(profile: Profile, on: date, knowledge: Knowledge) -> Iterable[date]:
    for answer in assess(profile, on, knowledge):
        yield from (term.on for term in answer.deadlines if term.on and term.clock == "limitation")
    away = absence(profile, on, knowledge)
    if away is not None:
        yield from (stage.begins_on for stage in away.next)
