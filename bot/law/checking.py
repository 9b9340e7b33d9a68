"""Lint of loaded knowledge: what is stale, withdrawn, unreviewed, unused or badly worded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.law.graphing import resting
from bot.law.knowledge import Knowledge
from bot.law.reading import outdated
from bot.law.text import Text

_LONGEST = 24  # words; the house rule is under 20, a cited place in the law counts as words too


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `level`: error (an answer is withdrawn or wrong), warning, note."""

    level: str
    code: str
    about: str
    detail: str


def check(knowledge: Knowledge, on: date, folder: Path | None = None) -> tuple[Finding, ...]:
    """Everything worth a look, errors first. With `folder` also whether the compiled form is up to date."""
    found = [*_withdrawn(knowledge), *_stale(knowledge, on), *_calendar(knowledge, on)]
    found += [*_uncited(knowledge), *_unreviewed(knowledge), *_unused(knowledge), *_long(knowledge)]
    found += _asked(knowledge)
    if folder is not None:
        found += [Finding("warning", "not_compiled", name, "run `raport law approve`") for name in outdated(folder)]
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(found, key=lambda one: order[one.level]))


def _withdrawn(knowledge: Knowledge) -> Iterator[Finding]:
    rests = resting(knowledge)
    for id in sorted(knowledge.withdrawn):
        yield Finding("error", "withdrawn", f"source:{id}", "changed since approval: " + ", ".join(rests[id]))


def _stale(knowledge: Knowledge, on: date) -> Iterator[Finding]:
    rests = resting(knowledge)
    for id, source in knowledge.sources.items():
        if source.known_through is not None and knowledge.is_stale(source.known_through, on):
            detail = f"recheck was due {knowledge.recheck_by(id)}; {len(rests[id])} answers rest on it"
            yield Finding("warning", "stale", f"source:{id}", detail)
    for id, regime in knowledge.regimes.items():
        if knowledge.is_stale(regime.known_through, on):
            yield Finding("error", "stale", f"regime:{id}", f"known through {regime.known_through}: treated as unknown")


def _unreviewed(knowledge: Knowledge) -> Iterator[Finding]:
    waiting = [id for id, source in knowledge.sources.items() if source.reviewer is None and source.sure != "R"]
    if waiting:
        yield Finding("note", "unreviewed", "sources", f"{len(waiting)} sources have not been reviewed by an advocate")


def _unused(knowledge: Knowledge) -> Iterator[Finding]:
    for id, names in resting(knowledge).items():
        if not names:
            yield Finding("note", "unused", f"source:{id}", "nothing rests on it")
    told = {group for option in knowledge.options.values() for group in (*option.groups, *option.groups_shut)}
    for group in knowledge.risks:
        if group not in told:
            yield Finding("warning", "unused", f"risk:{group}", "no option tells it")


def _calendar(knowledge: Knowledge, on: date) -> Iterator[Finding]:
    for year in (on.year, on.year + 1):
        if not knowledge.calendar.is_sure(date(year, 1, 1)):
            yield Finding("warning", "calendar", f"calendar:{year}", "the working calendar is missing or not complete")


def _asked(knowledge: Knowledge) -> Iterator[Finding]:
    """Words that two question records claim, neighbours that do not know of each other, records nobody has read."""
    owners: dict[str, str] = {}
    for id, question in knowledge.asked.items():
        asked = question.rule.asked
        for phrase in (*asked.ru, *asked.en, *asked.uk):
            key = " ".join(re.findall(r"\w+", phrase.lower()))
            if owners.setdefault(key, id) != id or not key:
                yield Finding("error", "asked_twice", f"question:{id}", f"question:{owners[key]} is asked so too")
        for other in question.rule.not_:
            if id not in knowledge.asked[other].rule.not_:
                yield Finding("warning", "one_sided", f"question:{id}", f"question:{other} does not name it in 'not'")
    waiting = sum(question.rule.reviewed_by is None for question in knowledge.asked.values())
    if waiting:
        yield Finding("note", "unreviewed", "questions", f"{waiting} answers have not been reviewed by an advocate")


def _uncited(knowledge: Knowledge) -> Iterator[Finding]:
    """Numbers of articles and acts that a sentence names but none of its sources does."""
    for about, text, sources in sentences(knowledge):
        cited = " ".join(f"{knowledge.cite(id)} {knowledge.acts[knowledge.source(id).act].title.ru}" for id in sources)
        known = set(_NUMBER.findall(cited))
        for lang in ("ru", "en"):
            for named in _NAMED.findall(text.in_(lang)):
                for number in _NUMBER.findall(named):
                    if number not in known and not _in_range(number, cited):
                        yield Finding("error", "uncited", about, f"{lang}: it names {number}, its sources do not")


# A place in the law as people write it: «ст. 51 п. 3», «УК 337», «№ 647», "art. 51(6)", "Decree 647".
_NAMED = re.compile(
    r"(?:стать[а-я]+|статей|ст\.|УК|УПК|КАС|№|Пленум|arts?\.|[Aa]rticle|Decree|Order|Regulation|Law|Plenum),?"
    r"\s*(?:ст\.|arts?\.)?\s*(\d[\d.\-–]*(?:(?:, | и | and )\d[\d.\-–]*(?!\s*(?:лет|years|год)))*)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _in_range(number: str, cited: str) -> bool:
    """Whether a cited span such as «340–342» holds the number."""
    spans = re.findall(r"(\d+)–(\d+)", cited)
    return any(float(low) <= float(number) <= float(high) for low, high in spans)


def _long(knowledge: Knowledge) -> Iterator[Finding]:
    for about, text, _ in sentences(knowledge):
        for lang in ("ru", "en"):
            for sentence in re.split(r"(?<=[.!?])\s+(?=[А-ЯЁA-Z«“])", text.in_(lang)):
                words = len(re.sub(r"\([^)]*\)", "", sentence).split())
                if words > _LONGEST:
                    yield Finding("note", "long", about, f"{lang}: a sentence of {words} words")


def sentences(knowledge: Knowledge) -> Iterator[tuple[str, Text, tuple[str, ...]]]:
    """Every sentence the knowledge can say to a person: the name of its place, the words, its sources."""
    for id, option in knowledge.options.items():
        for version in option.versions:
            for branch in version.branches:
                yield f"option:{id}:{branch.id}", branch.because.text, branch.because.sources
        for note in option.notes:
            yield f"option:{id}:note", note.statement.text, note.statement.sources
        for paper in option.evidence:
            yield f"option:{id}:evidence", paper.text, paper.sources
    for gate in {option.gate.rule.id: option.gate for option in knowledge.options.values() if option.gate}.values():
        yield f"gate:{gate.rule.id}", gate.rule.because, gate.rule.sources
    for group, risks in knowledge.risks.items():
        for risk in risks:
            yield f"risk:{group}:{risk.rule.id}", risk.version.text, risk.version.sources
    for id, step in knowledge.steps.items():
        yield f"step:{id}", step.text, step.sources
    for id, terms in knowledge.deadlines.items():
        for term in terms:
            yield f"deadline:{id}", term.text, term.sources
    yield from _told(knowledge)


def _told(knowledge: Knowledge) -> Iterator[tuple[str, Text, tuple[str, ...]]]:
    for id, topic in knowledge.topics.items():
        for sentence in topic.sentences:
            yield f"topic:{id}", sentence.text, sentence.sources
    for id, myth in knowledge.myths.items():
        for answer in myth.answers:
            yield f"myth:{id}", answer.text, answer.sources
    for id, question in knowledge.asked.items():
        for rule, _ in question.answers:
            yield f"question:{id}", rule.short, rule.sources
    for stage in knowledge.absence:
        yield f"absence:{stage.rule.id}", stage.rule.text, stage.rule.sources
    for advice in knowledge.absence_advice:
        yield "absence:advice", advice.text, advice.sources
    for rung in knowledge.rungs:
        for text in (rung.rule.do, rung.rule.proof, rung.rule.clock, rung.rule.who_learns):
            yield f"rung:{rung.rule.id}", text, rung.rule.sources
        for _, said in rung.notes:
            yield f"rung:{rung.rule.id}:note", said.text, said.sources
    for paper in knowledge.court_papers:
        yield f"court_paper:{paper.rule.id}", paper.rule.because, paper.rule.sources
