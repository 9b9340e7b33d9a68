"""The shapes of all that is told besides the options: facts, topics, myths, ladder, calendar, lock."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from bot.law.certainty import Verdict
from bot.law.model import Dated, Day, Entry, Id, Note, Sourced
from bot.law.text import Text

FactValue = str | int | dict[str, str | int]


class FactVersion(Dated, Sourced):
    """A value in one period."""

    value: FactValue


class FactRule(Entry):
    """A number, a name of an act or a place in it, for templates."""

    id: Id
    title: Text
    versions: tuple[FactVersion, ...] = Field(min_length=1)


class FactsFile(Entry):
    """facts.yml."""

    facts: tuple[FactRule, ...]


class SentenceRule(Dated, Sourced):
    """A dated sentence of a topic. `lead`: it belongs to the few that are said first, the others on request."""

    kind: Literal["law", "do", "dont", "risk", "press", "unknown"]
    lead: bool = False
    text: Text


class TopicRule(Entry):
    """An answer to a question that is not an option."""

    id: Id
    title: Text
    options: tuple[Id, ...] = ()
    documents: tuple[Id, ...] = ()
    sentences: tuple[SentenceRule, ...] = Field(min_length=1)


class TopicsFile(Entry):
    """topics/<topic>.yml."""

    topics: tuple[TopicRule, ...]


class MythRule(Entry):
    """A retold falsehood and its dated answers, which begin with «Нет» / "No"."""

    id: Id
    claim: Text
    answers: tuple[SentenceRule, ...] = Field(min_length=1)


class MythsFile(Entry):
    """myths.yml."""

    myths: tuple[MythRule, ...]


class NeverSay(Sourced):
    """A thing no text of the product may say: patterns for both languages, and why."""

    id: Id
    why: Text
    ru: str
    en: str


class NeverSayFile(Entry):
    """never_say.yml."""

    never_say: tuple[NeverSay, ...]


class Probe(Entry):
    """A missing fact, values it may take, and how likely each is (weights, the editor's judgement).

    `when`: it makes sense to ask only if this surely holds.
    """

    field: str
    when: dict[str, Any] = Field(default_factory=dict)
    values: tuple[tuple[str | int, int], ...]


class QuestionsFile(Entry):
    """questions.yml: the facts worth asking and what to try for each when weighing a question."""

    most: int = Field(gt=0)
    probes: tuple[Probe, ...]


class CalendarFile(Sourced):
    """calendar/<year>.yml: days off beyond Saturdays and Sundays, and Saturdays or Sundays that are worked."""

    year: int
    days_off: tuple[Day, ...]
    worked: tuple[Day, ...]
    complete: bool


class Phrases(Entry):
    """phrases.yml: the engine's own few sentences. `{date}` is filled with a date."""

    source: Id
    depends: Text
    stale: Text
    withdrawn: Text
    shut: Text
    not_covered: Text
    not_in_force: Text
    regime_unknown: Text
    verdicts: dict[Verdict, Text]
    ranked: Text
    safe: dict[str, Text]
    fast: dict[str, Text]


class AbsenceRule(Dated, Sourced):
    """What an absence is once it has lasted longer than `length` `unit`s; the day it begins may be later in the day."""

    id: Id
    when: dict[str, Any] = Field(default_factory=dict)
    length: int = Field(ge=0)
    unit: Literal["hour", "day", "month"]
    act: str | None
    level: Literal["criminal", "disciplinary", "unknown"]
    text: Text


class AbsenceFile(Entry):
    """absence.yml: the stages of an absence and what is said with them."""

    stages: tuple[AbsenceRule, ...]
    advice: tuple[SentenceRule, ...]


class RungRule(Dated, Sourced):
    """One rung of the refusal ladder: what to do, what proof to keep, which clock runs, who learns of you."""

    n: int = Field(ge=1)
    id: Id
    do: Text
    proof: Text
    clock: Text
    who_learns: Text
    notes: tuple[Note, ...] = ()
    documents: tuple[Id, ...] = ()
    deadlines: tuple[Id, ...] = ()


class CourtPaper(Dated, Sourced):
    """A paper of the court pack; it is `required` for a man for whom the condition cannot be ruled out."""

    id: Id
    title: Text
    required: dict[str, Any] | None
    because: Text


class LadderFile(Entry):
    """ladder.yml: the rungs in order, and the papers of a court claim."""

    rungs: tuple[RungRule, ...]
    court_papers: tuple[CourtPaper, ...]


class Approval(Entry):
    """A source as it was when somebody approved what rests on it."""

    fingerprint: str
    approved_by: str = Field(min_length=1)
    approved_on: Day


class LockFile(Entry):
    """lock.yml: one approval for every source."""

    approvals: dict[Id, Approval]
