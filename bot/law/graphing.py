"""What rests on what: from a source to the options, risks, terms, facts and topics that name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.law.knowledge import Knowledge
from bot.law.model import Sourced


def resting(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """Source id to the names of all that rests on it, such as "option:health_unfit" or "topic:stay_rule", sorted."""
    found: dict[str, set[str]] = {id: set() for id in knowledge.sources}
    for name, sources in _named(knowledge):
        for source in sources:
            found[source].add(name)
    return {id: tuple(sorted(names)) for id, names in found.items()}


def _named(knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    for id, option in knowledge.options.items():
        yield f"option:{id}", tuple(option.rests_on)
    for group, risks in knowledge.risks.items():
        yield f"risk:{group}", _sources([risk.version for risk in risks])
    for id, terms in knowledge.deadlines.items():
        yield f"deadline:{id}", _sources(terms)
    for id, fact in knowledge.facts.items():
        yield f"fact:{id}", _sources(fact.versions)
    for id, topic in knowledge.topics.items():
        yield f"topic:{id}", _sources(topic.sentences)
    for id, myth in knowledge.myths.items():
        yield f"topic:myth_{id}", _sources(myth.answers)
    for id, question in knowledge.asked.items():
        yield f"question:{id}", _sources([rule for rule, _ in question.answers])
    for id, step in knowledge.steps.items():
        yield f"step:{id}", step.sources
    yield from _others(knowledge)


def _others(knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    for id, regime in knowledge.regimes.items():
        yield f"regime:{id}", _sources(regime.states)
    for stage in knowledge.absence:
        yield f"absence:{stage.rule.id}", stage.rule.sources
    yield "absence:advice", _sources(knowledge.absence_advice)
    for rung in knowledge.rungs:
        notes = tuple(source for _, said in rung.notes for source in said.sources)
        yield f"rung:{rung.rule.id}", (*rung.rule.sources, *notes)
    for paper in knowledge.court_papers:
        yield f"court_paper:{paper.rule.id}", paper.rule.sources
    for rule in knowledge.never_say:
        yield f"never_say:{rule.id}", rule.sources
    for year, calendar in knowledge.calendar.years.items():
        yield f"calendar:{year}", calendar.sources
    yield "phrases", (knowledge.phrases.source,)


def _sources(said: object) -> tuple[str, ...]:
    assert isinstance(said, (list, tuple))
    return tuple(source for one in said if isinstance(one, Sourced) for source in one.sources)


def dot(knowledge: Knowledge, *, options_only: bool = True) -> str:
    """The graph in the DOT language: a line from every source to what rests on it."""
    lines = ["digraph law {", "  rankdir=LR;"]
    for source, names in resting(knowledge).items():
        for name in names:
            if not options_only or name.startswith("option:"):
                lines.append(f'  "{source}" -> "{name}";')
    return "\n".join([*lines, "}"])
