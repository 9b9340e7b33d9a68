"""What of the knowledge stops being sure, or stops holding, in the days to come, and what then no longer works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.law.graphing import resting
from bot.law.knowledge import Knowledge

AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Ending:
    """`last`: the last day on which all is as it is now; it may lie in the past for a regime or a calendar.

    `kind` and what `about` names and `touched` counts:
    regime: a switch; the ways behind its gate: all then say that nobody knows, and none of the shut ones opens;
    sources: sources of one recheck day; the answers that are then a notch less sure and carry a warning;
    calendar: a year; the terms that are then counted by the holidays of the law alone and may be a day wrong;
    rules: sentences with an end of their own, which are then no longer said.
    """

    kind: Literal["regime", "sources", "calendar", "rules"]
    about: tuple[str, ...]
    last: date
    touched: int


def endings(knowledge: Knowledge, on: date, ahead: timedelta = AHEAD) -> tuple[Ending, ...]:
    """Everything that ends between `on` and `ahead` days later, the earliest first."""
    until = on + ahead
    found = [*_regimes(knowledge, until), *_calendars(knowledge, on, until)]
    found += [*_sources(knowledge, on, until), *_rules(knowledge, on, until)]
    return tuple(sorted(found, key=lambda one: (one.last, one.kind, one.about)))


def _regimes(knowledge: Knowledge, until: date) -> Iterator[Ending]:
    for id, regime in knowledge.regimes.items():
        last = regime.known_through + knowledge.recheck_after
        if last <= until:
            gates = [one.gate for one in knowledge.options.values() if one.gate is not None]
            yield Ending("regime", (id,), last, sum(gate.rule.regime == id for gate in gates))


def _calendars(knowledge: Knowledge, on: date, until: date) -> Iterator[Ending]:
    terms = {rule.id for rules in knowledge.deadlines.values() for rule in rules if rule.roll or "work" in rule.unit}
    for year in range(on.year, until.year + 1):
        first = date(year, 1, 1)
        if not knowledge.calendar.is_sure(first):
            yield Ending("calendar", (str(year),), first - timedelta(days=1), len(terms))


def _sources(knowledge: Knowledge, on: date, until: date) -> Iterator[Ending]:
    rests = resting(knowledge)
    by_day: dict[date, list[str]] = defaultdict(list)
    for id in knowledge.sources:
        last = knowledge.recheck_by(id)
        if last is not None and on <= last <= until:
            by_day[last].append(id)
    for last, ids in by_day.items():
        yield Ending("sources", tuple(sorted(ids)), last, len({name for id in ids for name in rests[id]}))


def _rules(knowledge: Knowledge, on: date, until: date) -> Iterator[Ending]:
    by_day: dict[date, list[str]] = defaultdict(list)
    for name, last in _dated(knowledge):
        if last is not None and on <= last <= until:
            by_day[last].append(name)
    for last, names in by_day.items():
        yield Ending("rules", tuple(sorted(set(names))), last, len(names))


def _dated(knowledge: Knowledge) -> Iterator[tuple[str, date | None]]:
    for id, option in knowledge.options.items():
        rules: Iterable[tuple[str, date | None]] = (
            *(("", version.to) for version in option.versions),
            *((":note", note.to) for note in option.notes),
        )
        yield from ((f"option:{id}{part}", last) for part, last in rules)
        if option.gate is not None:
            yield f"gate:{option.gate.rule.id}", option.gate.rule.to
    yield from ((f"risk:{one.rule.id}", one.version.to) for group in knowledge.risks.values() for one in group)
    yield from ((f"deadline:{id}", term.to) for id, terms in knowledge.deadlines.items() for term in terms)
    yield from ((f"fact:{id}", one.to) for id, fact in knowledge.facts.items() for one in fact.versions)
    yield from ((f"topic:{id}", one.to) for id, topic in knowledge.topics.items() for one in topic.sentences)
    yield from ((f"myth:{id}", one.to) for id, myth in knowledge.myths.items() for one in myth.answers)
    yield from ((f"question:{id}", one.to) for id, question in knowledge.asked.items() for one, _ in question.answers)
    yield from ((f"absence:{one.rule.id}", one.rule.to) for one in knowledge.absence)
    yield from (("absence:advice", one.to) for one in knowledge.absence_advice)
    yield from ((f"rung:{one.rule.id}", one.rule.to) for one in knowledge.rungs)
    yield from ((f"court_paper:{one.rule.id}", one.rule.to) for one in knowledge.court_papers)
    yield from ((f"source:{id}", source.to) for id, source in knowledge.sources.items())
