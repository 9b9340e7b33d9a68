"""The shapes of the rules: sources, regimes, options, risks, terms, steps.

Unknown keys are refused, dates are explicit, sources are mandatory.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.law.certainty import Sure, Verdict
from bot.law.text import Text

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
SourceIds = Annotated[tuple[Id, ...], Field(min_length=1)]


def _real_date(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10:
        return value
    if isinstance(value, date):
        return value
    raise ValueError("a date is written as 2022-09-21")


Day = Annotated[date, BeforeValidator(_real_date)]


class Entry(BaseModel):
    """Base of all shapes: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Sourced(Entry):
    """Something said, with the ids of the sources it rests on."""

    sources: SourceIds


class Dated(Entry):
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


class Act(Entry):
    """An act or publication: full title, the short name people use, where its text is."""

    id: Id
    title: Text
    short: Text
    address: str = Field(min_length=4)


class Source(Entry):
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


class SourcesFile(Entry):
    """sources.yml. `recheck_days`: how long after `known_through` an answer may be shown without a warning."""

    covers_from: Day
    recheck_days: int = Field(gt=0)
    acts: tuple[Act, ...]
    sources: tuple[Source, ...]


class RegimeState(Dated, Sourced):
    """One period of a regime switch."""

    state: Literal["on", "off"]


class Regime(Entry):
    """A switch the whole law depends on, such as partial mobilisation, with its own known_through."""

    id: Id
    title: Text
    known_through: Day
    states: tuple[RegimeState, ...]


class Gate(Sourced):
    """A rule that stands before every option it `binds`: what it does not admit is closed while the regime lasts."""

    id: Id
    regime: Id
    from_: Day = Field(alias="from")
    to: Day | None
    binds: dict[str, Any]
    admits: tuple[Id, ...]
    because: Text


class RegimesFile(Entry):
    """regimes.yml."""

    regimes: tuple[Regime, ...]
    gates: tuple[Gate, ...]


class Note(Sourced):
    """A sentence added to the reasons when its condition surely holds (and, if dated, on that date)."""

    when: dict[str, Any] = Field(default_factory=dict)
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    text: Text


class Case(Sourced):
    """One branch of an option. The first branch whose condition holds gives the answer.

    `verdict` is what the sources say if they are right; the engine lowers it to the ceiling of `sources`.
    """

    id: Id
    when: dict[str, Any] | None = None
    verdict: Verdict
    because: Text
    counsel: Literal["advised", "required"] | None = None
    documents: tuple[Id, ...] | None = None


class OptionVersion(Dated):
    """The branches of an option in one period of the law; the last has no condition."""

    cases: Annotated[tuple[Case, ...], Field(min_length=1)]


class Evidence(Sourced):
    """A paper to collect."""

    text: Text
    required: bool = False


class StepUse(Entry):
    """A step of steps.yml with the documents it hands out here; told unless `when` surely does not hold."""

    use: Id
    when: dict[str, Any] = Field(default_factory=dict)
    documents: tuple[Id, ...] = ()


class Option(Entry):
    """A lawful way and its dated branches.

    `safe` and `fast`: 1 to 5, the editor's judgement for ranking ways that are equally open. `gate`: the gate before
    it, or null. `steps_closed` and `documents_closed` are shown when the verdict is closed or unknown. `papers_for`:
    whom the documents fit at all; a man whom it surely leaves out gets none.
    """

    id: Id
    title: Text
    kind: Literal["discharge", "end_of_term", "medical", "leave", "change", "protection"]
    gate: Id | None
    safe: int = Field(ge=1, le=5)
    fast: int = Field(ge=1, le=5)
    counsel: Literal["advised", "required"]
    papers_for: dict[str, Any] = Field(default_factory=dict)
    versions: Annotated[tuple[OptionVersion, ...], Field(min_length=1)]
    notes: tuple[Note, ...] = ()
    risks: tuple[Id, ...]
    deadlines: tuple[Id, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    steps: Annotated[tuple[StepUse, ...], Field(min_length=1)]
    steps_closed: tuple[StepUse, ...] = ()
    documents: tuple[Id, ...] = ()
    documents_closed: tuple[Id, ...] = ()


class OptionsFile(Entry):
    """options/<topic>.yml."""

    options: tuple[Option, ...]


class RiskVersion(Dated, Sourced):
    """A risk in one period of the law."""

    when: dict[str, Any] = Field(default_factory=dict)
    text: Text
    act: str | None
    level: Literal["criminal", "disciplinary", "administrative", "practical"]


class RiskRule(Entry):
    """A risk and the deed that brings it. Options and steps name its `group`; `step` is the step it is told before."""

    id: Id
    group: Id
    trigger: Literal[
        "filing", "refusing", "leaving", "late_return", "refusal_statement", "false_papers", "phone", "speech",
        "signing", "release", "contact",
    ]  # fmt: skip
    step: Id | None
    versions: tuple[RiskVersion, ...]


class RisksFile(Entry):
    """risks.yml. The order of risks is the order in which they are told."""

    risks: tuple[RiskRule, ...]


class DeadlineRule(Dated, Sourced):
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


class Event(Entry):
    """What a term is counted from, and the profile dates that give it, the first known one wins."""

    id: Id
    title: Text
    fields: tuple[Id, ...]


class DeadlinesFile(Entry):
    """deadlines.yml."""

    events: tuple[Event, ...]
    deadlines: tuple[DeadlineRule, ...]


class StepRule(Sourced):
    """One step; `risks` are the groups told before it."""

    id: Id
    text: Text
    risks: tuple[Id, ...] = ()


class StepsFile(Entry):
    """steps.yml; `closed` are the steps of an option that is not open and names none of its own."""

    steps: tuple[StepRule, ...]
    closed: tuple[Id, ...]
