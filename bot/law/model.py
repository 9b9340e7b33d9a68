"""The shapes of the knowledge files. Unknown keys are refused, dates are explicit, sources are mandatory."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.law.text import Text

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
SourceIds = Annotated[tuple[Id, ...], Field(min_length=1)]


class Verdict(StrEnum):
    """How open a way is. The order of OPENNESS is the order of promises: never say a later one by mistake."""

    RIGHT = "right"
    POSSIBLE = "possible"
    MAY_ASK = "may_ask"
    CONTESTED = "contested"
    UNKNOWN = "unknown"
    CLOSED = "closed"


OPENNESS: dict[Verdict, int] = {verdict: 5 - place for place, verdict in enumerate(Verdict)}


class Sure(StrEnum):
    """How well a source is known; the tags of the legal facts file.

    P read in the act, Px excerpt or old edition, S good secondary, S- weak secondary, G general knowledge,
    ? sources conflict or the act is secret, R the project's own rule of safety (no statement of law).
    """

    P = "P"
    PX = "Px"
    S = "S"
    S_MINUS = "S-"
    G = "G"
    CONFLICT = "?"
    RULE = "R"


# The most a verdict may say when it rests on a source of this certainty.
CEILING: dict[Sure, Verdict] = {
    Sure.P: Verdict.RIGHT,
    Sure.PX: Verdict.POSSIBLE,
    Sure.S: Verdict.MAY_ASK,
    Sure.S_MINUS: Verdict.UNKNOWN,
    Sure.G: Verdict.UNKNOWN,
    Sure.CONFLICT: Verdict.CONTESTED,
    Sure.RULE: Verdict.UNKNOWN,
}


def _real_date(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10:
        return value
    if isinstance(value, date):
        return value
    raise ValueError("a date is written as 2022-09-21")


Day = Annotated[date, BeforeValidator(_real_date)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Dated(_Entry):
    """Holds from `from` to `to`, both days included. `to: null` means: no end is known."""

    from_: Day = Field(alias="from")
    to: Day | None

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.to is not None and self.to < self.from_:
            raise ValueError("'to' is earlier than 'from'")
        return self

    def holds(self, on: date) -> bool:
        """Whether `on` lies inside."""
        return self.from_ <= on and (self.to is None or on <= self.to)


class Act(_Entry):
    """An act or publication: full title, the short name people use, where its text is."""

    id: Id
    title: Text
    short: Text
    address: str = Field(min_length=4)


class Source(_Entry):
    """One place of an act as it was read: what every sentence points to.

    `known_through`: last day on which it was known to be true; null for the project's own rules, which do not age.
    `hash`: SHA-256 of the text that was read, when that text was kept. `quote`: at most fifteen words of the act.
    """

    id: Id
    act: Id
    place: Text | None = None
    sure: Sure
    edition: str = Field(min_length=1)
    read_on: Day
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    known_through: Day | None
    address: str | None = None
    hash: str | None = None
    quote: str | None = None
    reviewer: str | None = None

    @model_validator(mode="after")
    def _short_quote(self) -> Source:
        if self.quote is not None and len(self.quote.split()) > 15:
            raise ValueError("a quotation has at most fifteen words")
        if (self.known_through is None) is not (self.sure is Sure.RULE):
            raise ValueError("'known_through' is null for the project's own rules (sure: R) and for nothing else")
        return self


class SourcesFile(_Entry):
    """sources.yml. `recheck_days`: how long after `known_through` an answer may be shown without a warning."""

    covers_from: Day
    recheck_days: int = Field(gt=0)
    acts: tuple[Act, ...]
    sources: tuple[Source, ...]


class RegimeState(Dated):
    """One period of a regime switch."""

    state: Literal["on", "off"]
    sources: SourceIds


class Regime(_Entry):
    """A switch the whole law depends on, such as partial mobilisation, with its own known_through."""

    id: Id
    title: Text
    known_through: Day
    states: tuple[RegimeState, ...]


class Gate(_Entry):
    """A rule that stands before every option it `binds`: what it does not admit is closed while the regime lasts."""

    id: Id
    regime: Id
    from_: Day = Field(alias="from")
    to: Day | None
    binds: dict[str, Any]
    admits: tuple[Id, ...]
    because: Text
    sources: SourceIds


class RegimesFile(_Entry):
    """regimes.yml."""

    regimes: tuple[Regime, ...]
    gates: tuple[Gate, ...]


class Note(_Entry):
    """A sentence added to the reasons when its condition surely holds (and, if dated, on that date)."""

    when: dict[str, Any] = Field(default_factory=dict)
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    text: Text
    sources: SourceIds


class Case(_Entry):
    """One branch of an option. The first branch whose condition holds gives the answer.

    `verdict` is what the sources say if they are right; the engine lowers it to the ceiling of `sources`.
    """

    id: Id
    when: dict[str, Any] | None = None
    verdict: Verdict
    because: Text
    sources: SourceIds
    counsel: Literal["advised", "required"] | None = None
    documents: tuple[Id, ...] | None = None


class OptionVersion(Dated):
    """The branches of an option in one period of the law; the last has no condition."""

    cases: Annotated[tuple[Case, ...], Field(min_length=1)]


class Evidence(_Entry):
    """A paper to collect."""

    text: Text
    sources: SourceIds
    required: bool = False


class StepUse(_Entry):
    """A step of steps.yml with the documents it hands out here."""

    use: Id
    documents: tuple[Id, ...] = ()


class Option(_Entry):
    """A lawful way and its dated branches.

    `safe` and `fast`: 1 to 5, the editor's judgement for ranking ways that are equally open. `gate`: the gate before
    it, or null. `steps_closed` and `documents_closed` are shown when the verdict is closed or unknown.
    """

    id: Id
    title: Text
    kind: Literal["discharge", "end_of_term", "medical", "leave", "change", "protection"]
    gate: Id | None
    safe: int = Field(ge=1, le=5)
    fast: int = Field(ge=1, le=5)
    counsel: Literal["advised", "required"]
    versions: Annotated[tuple[OptionVersion, ...], Field(min_length=1)]
    notes: tuple[Note, ...] = ()
    risks: tuple[Id, ...]
    deadlines: tuple[Id, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    steps: Annotated[tuple[StepUse, ...], Field(min_length=1)]
    steps_closed: tuple[StepUse, ...] = ()
    documents: tuple[Id, ...] = ()
    documents_closed: tuple[Id, ...] = ()


class OptionsFile(_Entry):
    """options/<topic>.yml."""

    options: tuple[Option, ...]


class RiskVersion(Dated):
    """A risk in one period of the law."""

    when: dict[str, Any] = Field(default_factory=dict)
    text: Text
    act: str | None
    level: Literal["criminal", "disciplinary", "administrative", "practical"]
    sources: SourceIds


class RiskRule(_Entry):
    """A risk with the act that triggers it. Options and steps name its `group`; `step` is the step it is told before."""

    id: Id
    group: Id
    trigger: Literal[
        "filing", "refusing", "leaving", "late_return", "refusal_statement", "false_papers", "phone", "speech",
        "signing", "release", "contact",
    ]  # fmt: skip
    step: Id | None
    versions: tuple[RiskVersion, ...]


class RisksFile(_Entry):
    """risks.yml. The order of risks is the order in which they are told."""

    risks: tuple[RiskRule, ...]


class DeadlineRule(Dated):
    """A term counted from an event. `working_day` follows the dated calendar, everything else is calendar time.

    `clock`: authority (others must act), limitation (a right is lost), own (the man's own reminder).
    `roll`: what happens when the last day is not a working day (null: nothing).
    """

    id: Id
    text: Text
    event: Id
    length: int = Field(ge=0)
    unit: Literal["hour", "day", "working_day", "month"]
    clock: Literal["authority", "limitation", "own"]
    roll: Literal["previous_working_day", "next_working_day"] | None = None
    act: str | None
    sources: SourceIds


class Event(_Entry):
    """What a term is counted from, and the profile dates that give it, the first known one wins."""

    id: Id
    title: Text
    fields: tuple[Id, ...]


class DeadlinesFile(_Entry):
    """deadlines.yml."""

    events: tuple[Event, ...]
    deadlines: tuple[DeadlineRule, ...]


class StepRule(_Entry):
    """One step; `risks` are the groups told before it."""

    id: Id
    text: Text
    risks: tuple[Id, ...] = ()
    sources: SourceIds


class StepsFile(_Entry):
    """steps.yml; `closed` are the steps of an option that is not open and names none of its own."""

    steps: tuple[StepRule, ...]
    closed: tuple[Id, ...]


FactValue = str | int | dict[str, str | int]


class FactVersion(Dated):
    """A value in one period."""

    value: FactValue
    sources: SourceIds


class FactRule(_Entry):
    """A number, a name of an act or a place in it, for templates."""

    id: Id
    title: Text
    versions: Annotated[tuple[FactVersion, ...], Field(min_length=1)]


class FactsFile(_Entry):
    """facts.yml."""

    facts: tuple[FactRule, ...]


class SentenceRule(Dated):
    """A dated sentence of a topic."""

    kind: Literal["law", "do", "dont", "risk", "press", "unknown"]
    text: Text
    sources: SourceIds


class TopicRule(_Entry):
    """An answer to a question that is not an option."""

    id: Id
    title: Text
    options: tuple[Id, ...] = ()
    documents: tuple[Id, ...] = ()
    sentences: Annotated[tuple[SentenceRule, ...], Field(min_length=1)]


class TopicsFile(_Entry):
    """topics/<topic>.yml."""

    topics: tuple[TopicRule, ...]


class MythRule(_Entry):
    """A retold falsehood and its dated answers, which begin with «Нет» / "No"."""

    id: Id
    claim: Text
    answers: Annotated[tuple[SentenceRule, ...], Field(min_length=1)]


class MythsFile(_Entry):
    """myths.yml."""

    myths: tuple[MythRule, ...]


class NeverSay(_Entry):
    """A thing no text of the product may say: patterns for both languages, and why."""

    id: Id
    why: Text
    ru: str
    en: str
    sources: SourceIds


class NeverSayFile(_Entry):
    """never_say.yml."""

    never_say: tuple[NeverSay, ...]


class Probe(_Entry):
    """A missing fact, values it may take, and how likely each is (weights, the editor's judgement).

    `when`: it makes sense to ask only if this surely holds.
    """

    field: str
    when: dict[str, Any] = Field(default_factory=dict)
    values: tuple[tuple[str | int, int], ...]


class QuestionsFile(_Entry):
    """questions.yml: the facts worth asking and what to try for each when weighing a question."""

    most: int = Field(gt=0)
    probes: tuple[Probe, ...]


class CalendarFile(_Entry):
    """calendar/<year>.yml: days off beyond Saturdays and Sundays, and Saturdays or Sundays that are worked."""

    year: int
    days_off: tuple[Day, ...]
    worked: tuple[Day, ...]
    complete: bool
    sources: SourceIds


class Phrases(_Entry):
    """phrases.yml: the engine's own few sentences. `{date}` is filled with a date."""

    source: Id
    depends: Text
    stale: Text
    withdrawn: Text
    not_covered: Text
    not_in_force: Text
    regime_unknown: Text
    verdicts: dict[Verdict, Text]
    ranked: Text
    safe: dict[str, Text]
    fast: dict[str, Text]


class AbsenceRule(Dated):
    """What an absence is once it has lasted longer than `length` `unit`s; the day it begins may be later in the day."""

    id: Id
    when: dict[str, Any] = Field(default_factory=dict)
    length: int = Field(ge=0)
    unit: Literal["hour", "day", "month"]
    act: str | None
    level: Literal["criminal", "disciplinary", "unknown"]
    text: Text
    sources: SourceIds


class AbsenceFile(_Entry):
    """absence.yml: the stages of an absence and what is said with them."""

    stages: tuple[AbsenceRule, ...]
    advice: tuple[SentenceRule, ...]


class Approval(_Entry):
    """A source as it was when somebody approved what rests on it."""

    fingerprint: str
    approved_by: str = Field(min_length=1)
    approved_on: Day


class LockFile(_Entry):
    """lock.yml: one approval for every source."""

    approvals: dict[Id, Approval]
