"""What to do when a report is not taken, and what a court claim must hold before it may be formed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.law.assessing import context_of
from bot.law.conditions import NO, YES
from bot.law.deadlines import Deadline, deadlines
from bot.law.errors import LawError
from bot.law.knowledge import Knowledge
from bot.law.profile import Profile
from bot.law.text import Statement, Text


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung, in order: what to do, what proof to keep, which clock runs, who learns of the man."""

    n: int
    id: str
    do: Text
    proof: Text
    clock: Text
    who_learns: Text
    notes: tuple[Statement, ...]
    deadlines: tuple[Deadline, ...]
    documents: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the court pack and why it is there."""

    id: str
    title: Text
    required: bool
    because: Text
    sources: tuple[str, ...]


class CourtPackError(LawError):
    """A court claim was to be formed without a paper it cannot do without. `code` is `<paper>_missing`."""

    def __init__(self, paper: str) -> None:
        super().__init__(f"{paper}_missing", f"the court pack lacks {paper!r}")
        self.paper = paper


def ladder(profile: Profile, on: date, knowledge: Knowledge) -> tuple[Rung, ...]:
    """The rungs in force on a date, with the notes and dates for this man."""
    context = context_of(profile, on, knowledge)
    return tuple(
        Rung(
            n=one.rule.n, id=one.rule.id, do=one.rule.do, proof=one.rule.proof, clock=one.rule.clock,
            who_learns=one.rule.who_learns,
            notes=tuple(said for condition, said in one.notes if condition.test(context) == YES),
            deadlines=deadlines(one.rule.deadlines, profile, on, knowledge),
            documents=one.rule.documents, sources=one.rule.sources,
        )
        for one in knowledge.rungs
        if one.rule.holds(on)
    )  # fmt: skip


def court_papers(profile: Profile, on: date, knowledge: Knowledge) -> tuple[Paper, ...]:
    """The papers of a court claim. One is required wherever it cannot be ruled out that this man needs it."""
    context = context_of(profile, on, knowledge)
    return tuple(
        Paper(
            id=one.rule.id, title=one.rule.title, because=one.rule.because, sources=one.rule.sources,
            required=one.required is not None and one.required.test(context) != NO,
        )
        for one in knowledge.court_papers
        if one.rule.holds(on)
    )  # fmt: skip


def check_court_pack(included: Iterable[str], profile: Profile, on: date, knowledge: Knowledge) -> None:
    """Raises CourtPackError unless every required paper is among `included` (ids of `court_papers`)."""
    present = frozenset(included)
    for paper in court_papers(profile, on, knowledge):
        if paper.required and paper.id not in present:
            raise CourtPackError(paper.id)
