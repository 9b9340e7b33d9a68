"""All knowledge in memory, ready to be asked by id and date."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from bot.law.calendars import WorkingCalendar
from bot.law.certainty import CEILING, OPENNESS, Sure, Verdict
from bot.law.conditions import Condition
from bot.law.errors import NotKnownError
from bot.law.model import (
    Act,
    DeadlineRule,
    Event,
    Gate,
    Option,
    Regime,
    RiskRule,
    RiskVersion,
    Source,
    StepRule,
    StepUse,
)
from bot.law.model_questions import AnswerRule, QuestionRule
from bot.law.model_texts import (
    AbsenceRule,
    Approval,
    CourtPaper,
    FactRule,
    MythRule,
    NeverSay,
    Phrases,
    Probe,
    RungRule,
    SentenceRule,
    TopicRule,
)
from bot.law.text import Statement, Text

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Branch:
    """A compiled case: its verdict already lowered to the ceiling of its sources, how long they were known, and the
    days (both included) in which all of them are in force: outside these it may say nothing open."""

    id: str
    condition: Condition
    verdict: Verdict
    because: Statement
    known_through: date
    counsel: str | None
    documents: tuple[str, ...] | None
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class CompiledNote:
    """A compiled note of an option."""

    condition: Condition
    from_: date
    to: date
    statement: Statement


@dataclass(frozen=True, slots=True)
class CompiledUse:
    """A step of an option with its condition."""

    rule: StepUse
    condition: Condition


@dataclass(frozen=True, slots=True)
class CompiledVersion:
    """The branches of an option from one day to another, both included (`date.max` when no end is known)."""

    from_: date
    to: date
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class CompiledOption:
    """An option with compiled conditions. `rests_on`: every source any of its sentences names. `groups`: the risks told
    with it while it is open and while it is shut. `ranked`: why it stands where it stands, by verdict. `papers_for`:
    whom its documents fit."""

    rule: Option
    gate: CompiledGate | None
    admitted: bool
    versions: tuple[CompiledVersion, ...]
    notes: tuple[CompiledNote, ...]
    evidence: tuple[Statement, ...]
    rests_on: frozenset[str]
    known_through: date
    groups: tuple[str, ...]
    groups_shut: tuple[str, ...]
    uses: tuple[CompiledUse, ...]
    uses_shut: tuple[CompiledUse, ...]
    ranked: Mapping[Verdict, Text]
    papers_for: Condition

    def version(self, on: date) -> CompiledVersion | None:
        """The version that holds on a date, or None: the option was not in force."""
        return next((one for one in self.versions if one.from_ <= on <= one.to), None)


@dataclass(frozen=True, slots=True)
class CompiledGate:
    """A gate with its condition and the branch it closes with."""

    rule: Gate
    binds: Condition
    branch: Branch


@dataclass(frozen=True, slots=True)
class CompiledRisk:
    """One dated slice of a risk."""

    rule: RiskRule
    version: RiskVersion
    condition: Condition

    @property
    def statement(self) -> Statement:
        """What is said of it."""
        return Statement(self.version.text, self.version.sources)


@dataclass(frozen=True, slots=True)
class CompiledAbsence:
    """One stage of an absence."""

    rule: AbsenceRule
    condition: Condition


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """A question record with the topic of its file, what it supposes, and the conditions of its answers in order."""

    rule: QuestionRule
    topic: str
    answers: tuple[tuple[AnswerRule, Condition], ...]
    supposes: Condition


@dataclass(frozen=True, slots=True)
class CompiledRung:
    """A rung of the ladder with its conditional notes."""

    rule: RungRule
    notes: tuple[tuple[Condition, Statement], ...]


@dataclass(frozen=True, slots=True)
class CompiledPaper:
    """A paper of the court pack; `required` is None for one that is optional for everybody."""

    rule: CourtPaper
    required: Condition | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A value for templates with its sources. `value`: text, a whole number or a read-only mapping."""

    id: str
    title: Text
    value: str | int | Mapping[str, str | int]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a topic or myth. `kind`: law, do, dont, risk, press or unknown; `lead`: said first."""

    kind: str
    text: Text
    sources: tuple[str, ...]
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """Dated, sourced sentences for one question. `stale`: print `stale_note` with them.

    `withdrawn`: a source changed and nobody has approved the answer since, so the only sentence left says so.
    """

    id: str
    title: Text
    sentences: tuple[Sentence, ...]
    sources: tuple[str, ...]
    options: tuple[str, ...]
    documents: tuple[str, ...]
    known_through: date
    stale: bool
    stale_note: Statement | None
    withdrawn: bool


@dataclass(frozen=True)
class Knowledge:
    """The loaded law. Built by `load`; everything in it is read-only, and only `renew` puts a newer one in its place.

    `withdrawn`: sources that changed since their approval. `shut`: what an editor took out of sight, by name.
    """

    covers_from: date
    recheck_after: timedelta
    acts: Mapping[str, Act]
    sources: Mapping[str, Source]
    regimes: Mapping[str, Regime]
    options: Mapping[str, CompiledOption]
    risks: Mapping[str, tuple[CompiledRisk, ...]]
    events: Mapping[str, Event]
    deadlines: Mapping[str, tuple[DeadlineRule, ...]]
    steps: Mapping[str, StepRule]
    facts: Mapping[str, FactRule]
    topics: Mapping[str, TopicRule]
    myths: Mapping[str, MythRule]
    asked: Mapping[str, CompiledQuestion]
    never_say: tuple[NeverSay, ...]
    banned_patterns: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    probes: tuple[tuple[Probe, Condition], ...]
    most_questions: int
    calendar: WorkingCalendar
    phrases: Phrases
    absence: tuple[CompiledAbsence, ...]
    absence_advice: tuple[SentenceRule, ...]
    rungs: tuple[CompiledRung, ...]
    court_papers: tuple[CompiledPaper, ...]
    withdrawn: frozenset[str]
    approvals: Mapping[str, Approval]
    shut: frozenset[str] = frozenset()

    def renew(self, newer: Knowledge) -> None:
        """Become `newer`, for everybody who holds this one. An answer under way may still be made of the old."""
        for name, value in vars(newer).items():
            vars(self)[name] = value
        vars(self).pop("_oldest", None)

    def option(self, id: str) -> Option:
        """The option as written in the files. Raises NotKnownError."""
        return _found(self.options, "option", id).rule

    def question(self, id: str) -> CompiledQuestion:
        """A question record as written in the files. Raises NotKnownError."""
        return _found(self.asked, "question", id)

    def source(self, id: str) -> Source:
        """A source by id. Raises NotKnownError."""
        return _found(self.sources, "source", id)

    def cite(self, id: str, lang: str = "ru") -> str:
        """A source as people read it: «УК РФ, ст. 337 ч. 2.1»."""
        source = self.source(id)
        act = self.acts[source.act].short.in_(lang)
        return f"{act}, {source.place.in_(lang)}" if source.place else act

    def banned(self, words: str) -> tuple[str, ...]:
        """Ids of never_say.yml that these words break, in either language: for templates, replies and drafts."""
        said = words.lower()
        return tuple(id for id, (ru, en) in self.banned_patterns.items() if ru.search(said) or en.search(said))

    def fact(self, id: str, on: date) -> Fact:
        """The value of a fact on a date. Raises NotKnownError (`no_such_id`, `not_in_force`, `withdrawn`)."""
        rule = _found(self.facts, "fact", id)
        version = next((one for one in rule.versions if one.holds(on)), None)
        if version is None:
            raise NotKnownError("not_in_force", "fact", id)
        if not self.withdrawn.isdisjoint(version.sources):
            raise NotKnownError("withdrawn", "fact", id)
        value = MappingProxyType(version.value) if isinstance(version.value, dict) else version.value
        return Fact(id, rule.title, value, version.sources)

    def topic(self, id: str, on: date) -> Topic:
        """The answer of a topic (or of `myth_<id>`) on a date. Raises NotKnownError (`no_such_id`, `not_in_force`)."""
        if id.startswith("myth_") and id.removeprefix("myth_") in self.myths:
            return self.myth(id.removeprefix("myth_"), on)
        rule = _found(self.topics, "topic", id)
        return self._topic(f"topic:{id}", rule.id, rule.title, rule.sentences, rule.options, rule.documents, on)

    def myth(self, id: str, on: date) -> Topic:
        """The dated answer to a retold falsehood; `title` is the claim. Raises NotKnownError."""
        rule = _found(self.myths, "myth", id)
        return self._topic(f"topic:myth_{id}", rule.id, rule.claim, rule.answers, (), (), on)

    def _topic(
        self, name: str, id: str, title: Text, rules: Iterable[SentenceRule],
        options: tuple[str, ...], documents: tuple[str, ...], on: date,
    ) -> Topic:  # fmt: skip
        held = [rule for rule in rules if rule.holds(on)]
        if not held:
            raise NotKnownError("not_in_force", "topic", id)
        sources = tuple(dict.fromkeys(source for rule in held for source in rule.sources))
        known_through = self.known_through(sources)
        stale = self.is_stale(known_through, on)
        withdrawn = name in self.shut or not self.withdrawn.isdisjoint(sources)
        if withdrawn:
            sentences: tuple[Sentence, ...] = (Sentence("unknown", self.silence(name), sources),)
        else:
            sentences = tuple(Sentence(rule.kind, rule.text, rule.sources, rule.lead) for rule in held)
        return Topic(
            id=id, title=title, sentences=sentences, sources=sources, options=options,
            documents=() if withdrawn else documents, known_through=known_through, stale=stale,
            stale_note=self.stale_note(known_through, sources) if stale else None, withdrawn=withdrawn,
        )  # fmt: skip

    def silence(self, name: str) -> Text:
        """What is said instead of something that is withdrawn."""
        return self.phrases.shut if name in self.shut else self.phrases.withdrawn

    def regime_state(self, id: str, on: date) -> str:
        """ "on", "off" or "unknown": past its known_through plus the recheck term, or before anything is known."""
        regime = _found(self.regimes, "regime", id)
        if self.is_stale(regime.known_through, on):
            return "unknown"
        return next((state.state for state in regime.states if state.holds(on)), "unknown")

    def known_through(self, sources: Iterable[str]) -> date:
        """The earliest last-checked day of some sources; the project's own rules do not age and do not count."""
        days = [day for id in sources if (day := self.sources[id].known_through) is not None]
        return min(days, default=self._oldest)

    @cached_property
    def _oldest(self) -> date:
        return min(source.known_through for source in self.sources.values() if source.known_through is not None)

    def recheck_by(self, id: str) -> date | None:
        """The day after which what rests on a source is shown with a warning; None for the project's own rules."""
        known_through = self.source(id).known_through
        return None if known_through is None else known_through + self.recheck_after

    def is_stale(self, known_through: date, on: date) -> bool:
        """Whether an answer known until `known_through` needs a warning on `on`."""
        return on > known_through + self.recheck_after

    def stale_note(self, known_through: date, sources: tuple[str, ...]) -> Statement:
        """The warning that goes with a stale answer."""
        text = self._stale_texts.get(known_through)
        if text is None:
            text = self._stale_texts[known_through] = filled(self.phrases.stale, known_through)
        return Statement(text, sources)

    @cached_property
    def _stale_texts(self) -> dict[date, Text]:
        return {}


def filled(text: Text, day: date) -> Text:
    """`{date}` in a phrase replaced by a date: DD.MM.YYYY in Russian, ISO in English."""
    return Text(ru=text.ru.replace("{date}", f"{day:%d.%m.%Y}"), en=text.en.replace("{date}", day.isoformat()))


def lowered(verdict: Verdict, *ceilings: Verdict) -> Verdict:
    """The least open of a verdict and its ceilings."""
    return min((verdict, *ceilings), key=OPENNESS.__getitem__)


def ceiling(sources: Iterable[Source]) -> Verdict:
    """The most that may be said on the strength of these sources: the weakest decides.

    The project's own rules state no law, so they do not count beside real sources.
    """
    sures = [source.sure for source in sources]
    legal = [sure for sure in sures if sure is not Sure.RULE]
    return min((CEILING[sure] for sure in legal or sures), key=OPENNESS.__getitem__)


def fingerprint(source: Source) -> str:
    """SHA-256 over what makes a source the one that was approved: place, certainty, edition, dates, hash, quotation."""
    parts = source.model_dump(mode="json", exclude={"id", "address", "reviewer"})
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _found(mapping: Mapping[str, _T], kind: str, id: str) -> _T:
    try:
        return mapping[id]
    except KeyError:
        raise NotKnownError("no_such_id", kind, id) from None
