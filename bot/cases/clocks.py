"""The clocks of a case: what the command must do by when, by when a right is lost, and what follows when a day passes.

What became of the paper sets and stops them. Pure: the profile, the events and the date are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.law import Assessment, Deadline, Knowledge, Profile, Rung, assess, ladder

FILED, NUMBER, REFUSED, REPLIED = "filed_on", "number", "refused", "answered"
AUTHORITY, LIMITATION, OWN = "authority", "limitation", "own"
RUNS, PASSED, MET = "runs", "passed", "met"
REGISTERED = "registration"  # the term of the law's file that an incoming number meets
BEFORE_A_LOSS = timedelta(days=7)  # a last day is told of while there is still time to write and to post
AFTER_A_SILENCE = timedelta(days=1)  # that others did nothing can be said once their day is over
MOST_TOLD = 3


@dataclass(frozen=True)
class Clock:
    """A term with its last day, and how it stands: runs, passed, or met (done in time or not, it asks for no more).

    ``ours`` is False for a term of another way out than the case's. ``after`` is the rung to go on to when others let
    their day pass, and for a right the rung that tells what can still be said when it is late.
    """

    term: Deadline
    on: date
    state: str
    ours: bool
    after: Rung | None

    @property
    def told_on(self) -> date:
        """The day on which hearing of it is of use to the person."""
        if self.term.clock == LIMITATION:
            return self.on - BEFORE_A_LOSS
        return self.on + AFTER_A_SILENCE if self.term.clock == AUTHORITY else self.on


def clocks(
    profile: Profile, option: str | None, events: Mapping[str, str], on: date, knowledge: Knowledge
) -> tuple[Clock, ...]:
    """Return the clocks of a case on a date, the earliest first.

    Those of the way out ``option`` (of all without one), and of the other ways the rights that can still be lost.
    """
    answers = assess(profile, on, knowledge)
    rungs = ladder(profile, on, knowledge)
    found: dict[str, Clock] = {}
    for answer in sorted(answers, key=lambda answer: answer.option != option):
        ours = option is None or answer.option == option
        for term in _terms(answer, ours, on):
            assert term.on is not None
            found.setdefault(term.id, Clock(term, term.on, _state(term, events), ours, _after(term, rungs)))
    return tuple(sorted(found.values(), key=lambda clock: (clock.on, clock.term.id)))


def days_to_tell(running: Iterable[Clock], on: date) -> tuple[date, ...]:
    """Return the days after ``on`` that a person may be reminded of: at most three, a right's always among them."""
    ahead = [clock for clock in running if clock.ours and clock.state == RUNS and clock.told_on > on]
    ahead.sort(key=lambda clock: (clock.term.clock != LIMITATION, clock.told_on))
    return tuple(sorted(list(dict.fromkeys(clock.told_on for clock in ahead))[:MOST_TOLD]))


def _terms(answer: Assessment, ours: bool, on: date) -> Sequence[Deadline]:
    dated = [term for term in answer.deadlines if term.on]
    return dated if ours else [term for term in dated if term.clock == LIMITATION and not term.passed]


def _state(term: Deadline, events: Mapping[str, str]) -> str:
    ends = (REFUSED, REPLIED) + ((NUMBER,) if term.id == REGISTERED else ())
    if term.from_event == "filing" and any(events.get(code) for code in ends):
        return MET
    return PASSED if term.passed else RUNS


def _after(term: Deadline, rungs: Sequence[Rung]) -> Rung | None:
    """The rung of the right itself; of a term of others, the next rung above theirs that has a term of its own."""
    own = [rung for rung in rungs if any(one.id == term.id for one in rung.deadlines)]
    if not own or term.clock == LIMITATION:
        return own[0] if own else None
    above = [rung for rung in rungs if rung.n > own[-1].n and rung.deadlines]
    return above[0] if term.clock == AUTHORITY and above else None
