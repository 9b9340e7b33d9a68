"""One man, one date, every option: the verdict, why, what it risks, by when, with what papers and steps.

The gate of the regime comes first, then the branches of the option. A fact that is missing makes several branches
possible; the answer is then the least open of them, and `unknown` when some are open and some are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.law.certainty import OPENNESS, Verdict
from bot.law.conditions import NO, UNKNOWN, YES, Context
from bot.law.deadlines import Deadline, deadline, in_order
from bot.law.knowledge import (
    Branch,
    CompiledGate,
    CompiledOption,
    CompiledRisk,
    CompiledUse,
    CompiledVersion,
    Knowledge,
    lowered,
)
from bot.law.profile import Profile
from bot.law.text import Statement, Text


class Standing(StrEnum):
    """Why there is an answer at all: the rule is in force, was not on that date, is not covered, or is withdrawn."""

    IN_FORCE = "in_force"
    NOT_IN_FORCE = "not_in_force"
    NOT_COVERED = "not_covered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Risk:
    """What a deed can bring. `step` is the id of the step it is told before, or None when it belongs to them all."""

    id: str
    text: Text
    act: str | None
    trigger: str
    level: str
    step: str | None
    sources: tuple[str, ...]

    def as_dict(self, lang: str) -> dict[str, object]:
        """JSON shape in one language."""
        return {
            "id": self.id, "text": self.text.in_(lang), "act": self.act, "trigger": self.trigger, "level": self.level,
            "step": self.step, "sources": list(self.sources),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step in order. Its `risks` are told before it."""

    n: int
    id: str
    text: Text
    risks: tuple[Risk, ...]
    documents: tuple[str, ...]
    sources: tuple[str, ...]

    def as_dict(self, lang: str) -> dict[str, object]:
        """JSON shape in one language."""
        return {
            "n": self.n, "id": self.id, "text": self.text.in_(lang), "sources": list(self.sources),
            "risks": [risk.as_dict(lang) for risk in self.risks], "documents": list(self.documents),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for one option. `known_through` is the last day its grounds were checked; past it plus the recheck
    term the answer is `stale` and its verdict one notch lower. `cases` names the branches of the file it came from.
    `counsel` is "advised" or "required"."""

    option: str
    title: Text
    verdict: Verdict
    standing: Standing
    reasons: tuple[Statement, ...]
    risks: tuple[Risk, ...]
    deadlines: tuple[Deadline, ...]
    evidence: tuple[Statement, ...]
    steps: tuple[Step, ...]
    sources: tuple[str, ...]
    known_through: date
    documents: tuple[str, ...]
    counsel: str
    stale: bool
    ranked_because: Text
    cases: tuple[str, ...]

    @property
    def grounds(self) -> tuple[Statement, ...]:
        """The reasons without the last one of a stale answer, that they are old (`_reasons`)."""
        return self.reasons[:-1] if self.stale else self.reasons

    def as_dict(self, lang: str) -> dict[str, object]:
        """JSON shape of `raport law assess --json`, in one language."""
        return {
            "option": self.option, "title": self.title.in_(lang), "verdict": self.verdict.value,
            "standing": self.standing.value,
            "reasons": [reason.as_dict(lang) for reason in self.reasons],
            "risks": [risk.as_dict(lang) for risk in self.risks],
            "deadlines": [term.as_dict(lang) for term in self.deadlines],
            "evidence": [paper.as_dict(lang) for paper in self.evidence],
            "steps": [step.as_dict(lang) for step in self.steps],
            "sources": list(self.sources), "known_through": self.known_through.isoformat(),
            "documents": list(self.documents), "counsel": self.counsel, "stale": self.stale,
            "ranked_because": self.ranked_because.in_(lang),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """The bare answer, before anything is said about it."""

    verdict: Verdict
    standing: Standing
    branches: tuple[Branch, ...]
    stale: bool


def context_of(profile: Profile, on: date, knowledge: Knowledge) -> Context:
    """The facts conditions are tested against."""
    return Context(profile, on, {id: knowledge.regime_state(id, on) for id in knowledge.regimes})


def find(option: CompiledOption, context: Context, knowledge: Knowledge) -> Finding:
    """The verdict of one option and the branches it came from."""
    if context.on < knowledge.covers_from:
        return Finding(Verdict.UNKNOWN, Standing.NOT_COVERED, (), False)
    if f"option:{option.rule.id}" in knowledge.shut or not knowledge.withdrawn.isdisjoint(option.rests_on):
        return Finding(Verdict.UNKNOWN, Standing.WITHDRAWN, (), False)
    version = option.version(context.on)
    if version is None:
        return Finding(Verdict.CLOSED, Standing.NOT_IN_FORCE, (), False)
    branches = _reached(option, version, context)
    said = [said_on(branch, context.on, knowledge) for branch in branches]
    return Finding(
        _joined({verdict for verdict, _ in said}), Standing.IN_FORCE, branches, any(stale for _, stale in said)
    )


def said_on(branch: Branch, on: date, knowledge: Knowledge) -> tuple[Verdict, bool]:
    """What a branch may say on a date, and whether it is stale: nothing open while its sources are not in force, and a
    notch less once they were not checked for too long."""
    verdict = branch.verdict if branch.begins <= on <= branch.ends else lowered(branch.verdict, Verdict.UNKNOWN)
    stale = knowledge.is_stale(branch.known_through, on)
    return (_NOTCH.get(verdict, verdict) if stale else verdict), stale


_NOTCH = {Verdict.RIGHT: Verdict.POSSIBLE, Verdict.POSSIBLE: Verdict.MAY_ASK}


def _reached(option: CompiledOption, version: CompiledVersion, context: Context) -> tuple[Branch, ...]:
    reached: list[Branch] = []
    gate = shutting_gate(option, context)
    if gate is not None:
        bound = gate.binds.test(context)
        if bound == YES:
            return (gate.branch,)
        if bound == UNKNOWN:
            reached.append(gate.branch)
    for branch in version.branches:
        truth = branch.condition.test(context)
        if truth != NO:
            reached.append(branch)
        if truth == YES:
            break
    return tuple(reached)


def shutting_gate(option: CompiledOption, context: Context) -> CompiledGate | None:
    """The gate that shuts this option on that date for those it binds, or None."""
    gate = option.gate
    if gate is None or option.admitted:
        return None
    rule = gate.rule
    lasts = rule.from_ <= context.on and (rule.to is None or context.on <= rule.to)
    return gate if lasts and context.regimes[rule.regime] != "off" else None


def _joined(verdicts: set[Verdict]) -> Verdict:
    if len(verdicts) == 1:
        return next(iter(verdicts))
    if Verdict.CLOSED in verdicts or Verdict.UNKNOWN in verdicts:
        return Verdict.UNKNOWN
    return min(sorted(verdicts), key=OPENNESS.__getitem__)


def assess(profile: Profile, on: date, knowledge: Knowledge) -> tuple[Assessment, ...]:
    """Every option for one man on one date, ranked by how open, then how safe, then how fast. Never raises."""
    speaker = _Speaker(profile, on, knowledge)
    answers = [speaker.answer(option) for option in knowledge.options.values()]
    answers.sort(key=lambda answer: speaker.rank(answer))
    return tuple(answers)


class _Speaker:
    """Says what goes with a finding. Risks and terms are the same for all options of one call, so each is made once."""

    def __init__(self, profile: Profile, on: date, knowledge: Knowledge) -> None:
        self.profile, self.on, self.knowledge = profile, on, knowledge
        self.context = context_of(profile, on, knowledge)
        self._risks: dict[str, tuple[Risk, ...]] = {}
        self._lists: dict[tuple[str, ...], tuple[Risk, ...]] = {}
        self._terms: dict[str, tuple[Deadline, ...]] = {}
        self._plain = (knowledge.phrases.source,)
        self._away = profile.location in ("absent", "detained") or profile.absent_since is not None

    def rank(self, answer: Assessment) -> tuple[int, int, int, str]:
        rule = self.knowledge.options[answer.option].rule
        return (-OPENNESS[answer.verdict], -rule.safe, -rule.fast, answer.option)

    def answer(self, option: CompiledOption) -> Assessment:
        rule = option.rule
        found = find(option, self.context, self.knowledge)
        shut = found.verdict in (Verdict.CLOSED, Verdict.UNKNOWN)
        steps = self._steps(option.uses_shut if shut else option.uses)
        risks = self._told(option.groups_shut if shut else option.groups)
        terms = in_order(term for id in rule.deadlines for term in self._term(id))
        known_through = min((branch.known_through for branch in found.branches), default=option.known_through)
        reasons = self._reasons(option, found, known_through)
        evidence = () if found.standing is not Standing.IN_FORCE else option.evidence
        return Assessment(
            option=rule.id, title=rule.title, verdict=found.verdict, standing=found.standing, reasons=reasons,
            risks=risks, deadlines=terms, evidence=evidence, steps=steps,
            sources=_sources(reasons, risks, terms, evidence, steps), known_through=known_through,
            documents=self._documents(option, found, shut), counsel=self._counsel(option, found), stale=found.stale,
            ranked_because=option.ranked[found.verdict], cases=tuple(branch.id for branch in found.branches),
        )  # fmt: skip

    def _reasons(self, option: CompiledOption, found: Finding, known_through: date) -> tuple[Statement, ...]:
        phrases = self.knowledge.phrases
        standing = {
            Standing.NOT_COVERED: phrases.not_covered,
            Standing.NOT_IN_FORCE: phrases.not_in_force,
            Standing.WITHDRAWN: self.knowledge.silence(f"option:{option.rule.id}"),
        }.get(found.standing)
        if standing is not None:
            return (Statement(standing, self._plain),)
        reasons: list[Statement] = []
        if len(found.branches) > 1:
            reasons.append(Statement(phrases.depends, self._plain))
        reasons.extend(dict.fromkeys(branch.because for branch in found.branches))
        reasons.extend(
            note.statement
            for note in option.notes
            if note.from_ <= self.on <= note.to and note.condition.test(self.context) == YES
        )
        if option.gate is not None and self.context.regimes[option.gate.rule.regime] == "unknown":
            reasons.append(Statement(phrases.regime_unknown, self._plain))
        if found.stale:
            sources = dict.fromkeys(source for branch in found.branches for source in branch.because.sources)
            reasons.append(self.knowledge.stale_note(known_through, tuple(sources)))
        return tuple(reasons)

    def _group(self, group: str) -> tuple[Risk, ...]:
        known = self._risks.get(group)
        if known is None:
            known = tuple(
                _risk(one)
                for one in self.knowledge.risks[group]
                if one.version.holds(self.on) and one.condition.test(self.context) != NO
            )
            self._risks[group] = known
        return known

    def _term(self, id: str) -> tuple[Deadline, ...]:
        known = self._terms.get(id)
        if known is None:
            rules = (rule for rule in self.knowledge.deadlines[id] if rule.holds(self.on))
            known = tuple(deadline(rule, self.profile, self.on, self.knowledge) for rule in rules)
            self._terms[id] = known
        return known

    def _told(self, groups: tuple[str, ...]) -> tuple[Risk, ...]:
        known = self._lists.get(groups)
        if known is None:
            known = self._lists[groups] = tuple(risk for group in groups for risk in self._group(group))
        return known

    def _steps(self, uses: tuple[CompiledUse, ...]) -> tuple[Step, ...]:
        steps: list[Step] = []
        for use in uses:
            if use.condition.test(self.context) != NO:
                rule = self.knowledge.steps[use.rule.use]
                told = self._told(rule.risks)
                steps.append(Step(len(steps) + 1, rule.id, rule.text, told, use.rule.documents, rule.sources))
        return tuple(steps)

    def _documents(self, option: CompiledOption, found: Finding, shut: bool) -> tuple[str, ...]:
        if found.standing is not Standing.IN_FORCE or option.papers_for.test(self.context) == NO:
            return ()
        if len(found.branches) == 1 and found.branches[0].documents is not None:
            return found.branches[0].documents
        return option.rule.documents_closed if shut else option.rule.documents

    def _counsel(self, option: CompiledOption, found: Finding) -> str:
        asked = any(branch.counsel == "required" for branch in found.branches)
        serious = found.verdict is Verdict.CONTESTED or found.standing is not Standing.IN_FORCE
        return "required" if asked or serious or self._away or option.rule.counsel == "required" else "advised"


def _risk(one: CompiledRisk) -> Risk:
    rule, version = one.rule, one.version
    return Risk(rule.id, version.text, version.act, rule.trigger, version.level, rule.step, version.sources)


def _sources(
    reasons: tuple[Statement, ...], risks: tuple[Risk, ...], terms: tuple[Deadline, ...],
    evidence: tuple[Statement, ...], steps: tuple[Step, ...],
) -> tuple[str, ...]:  # fmt: skip
    found: dict[str, None] = {}
    for group in (reasons, risks, terms, evidence, steps):
        for one in group:
            for source in one.sources:
                found[source] = None
    return tuple(found)


def ranks(answers: tuple[Assessment, ...]) -> Mapping[str, int]:
    """Option id to its place, from 1."""
    return {answer.option: place for place, answer in enumerate(answers, start=1)}
