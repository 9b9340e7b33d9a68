"""The terms of all cases that an advocate has claimed, day by day. Each case is opened with his key to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cases.casework import Casework, Opened
from bot.cases.clocks import MET, Clock
from bot.cases.people import Unlocked
from bot.cases.reviews import ReviewError, Reviews
from bot.law import AbsenceStage

PAST = timedelta(days=30)  # a day that passed longer ago is found in its case
MOST = 100  # cases that are opened for one look


@dataclass(frozen=True)
class Term:
    """One day of one case: a clock of it, or the day on which the man's absence becomes graver."""

    on: date
    case_id: str
    clock: Clock | None = None
    stage: AbsenceStage | None = None


def terms(me: Unlocked, reviews: Reviews, casework: Casework, on: date) -> tuple[Term, ...]:
    """Return the days of the cases I have claimed, the earliest first; what is met or long past is left out."""
    mine = [case.id for case in reviews.visible_to(me) if case.assigned_to == me.person_id]
    found = [term for case_id in mine[:MOST] for term in _of(case_id, me, casework, on)]
    return tuple(sorted(found, key=lambda term: (term.on, term.case_id)))


def _of(case_id: str, me: Unlocked, casework: Casework, on: date) -> Iterator[Term]:
    try:
        opened = casework.open(case_id, me)
    except ReviewError:  # taken between two looks
        return
    yield from _terms(opened, casework, on)


def _terms(opened: Opened, casework: Casework, on: date) -> Iterator[Term]:
    case_id = opened.state.id
    for clock in casework.clocks(opened):
        if clock.state != MET and clock.on >= on - PAST:
            yield Term(clock.on, case_id, clock=clock)
    away = casework.absence(opened)
    for stage in away.next if away else ():
        yield Term(stage.begins_on, case_id, stage=stage)
