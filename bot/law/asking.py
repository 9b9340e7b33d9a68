"""Which missing facts are worth asking, the most answer-changing first.

Each missing fact is tried with the values it may take; what then changes (verdicts most of all, then the branch that
gives them, then the notes and risks told) is its weight. Nothing is asked that could change no answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.law.assessing import Finding, context_of, find
from bot.law.certainty import Verdict
from bot.law.conditions import NO, UNKNOWN, YES, Context
from bot.law.errors import NotKnownError
from bot.law.knowledge import CompiledOption, Knowledge
from bot.law.model_texts import Probe
from bot.law.profile import FLAT_FIELDS, YEARS, Dependant, Profile

# What a verdict is worth to the man: between "unknown" and "closed" there is little to do, so little to ask for.
_WORTH = {
    Verdict.RIGHT: 5.0, Verdict.POSSIBLE: 4.0, Verdict.MAY_ASK: 3.0, Verdict.NOT_BOUND: 3.0, Verdict.CONTESTED: 2.0,
    Verdict.UNKNOWN: 0.1, Verdict.CLOSED: 0.0,
}  # fmt: skip
_BRANCH, _NOTE, _RISK = 0.05, 0.15, 0.03
# A named dependant shows what the man came for: the facts about him come first.
_NAMED_DEPENDANT = 3.0
# Without an option in mind a fact is asked only if it is likely enough to change something.
_LEAST = 0.3
# Nearly every answer hangs on the category; while it is missing, the other facts are weighed for the likeliest two.
_LIKELIEST = ("contract", "mobilised")


@dataclass(frozen=True, slots=True)
class _Picture:
    """What a man would be told, in the rough: enough to see whether a fact changes it."""

    findings: tuple[Finding, ...]
    notes: frozenset[tuple[str, int]]
    risks: tuple[frozenset[tuple[str, int]], ...]


def questions(profile: Profile, on: date, knowledge: Knowledge, option: str | None = None) -> tuple[str, ...]:
    """Names of missing profile facts (flat ones for a dependant), the most answer-changing first.

    With `option`, every fact that can still change that option; without, the few that matter most over all options.
    Raises NotKnownError for an unknown option.
    """
    if option is not None and option not in knowledge.options:
        raise NotKnownError("no_such_id", "option", option)
    if on < knowledge.covers_from or on.year > YEARS[1]:
        return ()
    asker = _Asker(on, knowledge, tuple(knowledge.options.values()) if option is None else (knowledge.options[option],))
    needed = asker.undecided(profile) if option is not None else frozenset()
    scored: list[tuple[float, int, str]] = []
    for place, (probe, when) in enumerate(knowledge.probes):
        if profile.knows(probe.field) or when.test(asker.context(profile)) != YES:
            continue
        score = asker.score(profile, probe)
        if score > (0 if option is not None else _LEAST) or probe.field in needed:
            scored.append((-score, place, probe.field))
    names = [name for _, _, name in sorted(scored)]
    if "category" in names:
        names.remove("category")
        names.insert(0, "category")
    return tuple(names if option is not None else names[: knowledge.most_questions])


class _Asker:
    """Draws the picture for a profile and for what it would be with one more fact."""

    def __init__(self, on: date, knowledge: Knowledge, options: tuple[CompiledOption, ...]) -> None:
        self.on, self.knowledge, self.options = on, knowledge, options
        self._pictures: dict[Profile, _Picture] = {}

    def context(self, profile: Profile) -> Context:
        return context_of(profile, self.on, self.knowledge)

    def score(self, profile: Profile, probe: Probe) -> float:
        """The expected change of the answers once the fact is known."""
        bases = [profile]
        if profile.category is None and probe.field != "category":
            bases = [replace(profile, category=category) for category in _LIKELIEST]
        total = sum(weight for _, weight in probe.values) * len(bases)
        change = 0.0
        for base in bases:
            before = self.picture(base)
            for value, weight in probe.values:
                change += weight * _distance(before, self.picture(_with(base, probe.field, value, self.on)))
        named = probe.field in FLAT_FIELDS and bool(profile.dependants)
        return change / total * (_NAMED_DEPENDANT if named else 1.0)

    def picture(self, profile: Profile) -> _Picture:
        known = self._pictures.get(profile)
        if known is None:
            known = self._pictures[profile] = self._drawn(profile)
        return known

    def _drawn(self, profile: Profile) -> _Picture:
        on = self.on
        context = self.context(profile)
        notes = frozenset(
            (option.rule.id, number)
            for option in self.options
            for number, note in enumerate(option.notes)
            if note.from_ <= on <= note.to and note.condition.test(context) == YES
        )
        told = {
            group: frozenset(
                (group, number)
                for number, risk in enumerate(slices)
                if risk.version.holds(on) and risk.condition.test(context) != NO
            )
            for group, slices in self.knowledge.risks.items()
        }
        risks = tuple(frozenset().union(*(told[group] for group in option.groups)) for option in self.options)
        return _Picture(tuple(find(option, context, self.knowledge) for option in self.options), notes, risks)

    def undecided(self, profile: Profile) -> frozenset[str]:
        """Facts in conditions that are still undecided: two of them may change an answer only together."""
        context = self.context(profile)
        found: set[str] = set()
        for option in self.options:
            version = option.version(self.on)
            for branch in version.branches if version else ():
                truth = branch.condition.test(context)
                if truth == UNKNOWN:
                    found.update(_missing(branch.condition.fields, profile))
                if truth == YES:
                    break
        return frozenset(found)


def _distance(one: _Picture, other: _Picture) -> float:
    score = 0.0
    for before, after in zip(one.findings, other.findings, strict=True):
        score += abs(_WORTH[before.verdict] - _WORTH[after.verdict])
        if before.branches != after.branches:
            score += _BRANCH
    for told, would_be in zip(one.risks, other.risks, strict=True):
        score += _RISK * len(told ^ would_be)
    return score + _NOTE * len(one.notes ^ other.notes)


def _missing(fields: Iterable[str], profile: Profile) -> set[str]:
    return {field for field in fields if not profile.knows(field)}


def _with(profile: Profile, field: str, value: str | int, on: date) -> Profile:
    if field in FLAT_FIELDS:
        return replace(profile, dependants=_with_dependant(profile, field.removeprefix("dependant_"), value))
    worth: object = value
    if field.endswith(("_on", "_since")):
        worth = on - timedelta(days=int(value))
    elif field == "birth_year":
        worth = on.year - int(value)
    elif field == "motives":
        worth = (value,)
    elif value in ("yes", "no"):
        worth = value == "yes"
    return replace(profile, **{field: worth})  # type: ignore[arg-type]


def _with_dependant(profile: Profile, part: str, value: str | int) -> tuple[Dependant, ...]:
    if value == "none":
        return ()
    first, *rest = profile.dependants or (Dependant(),)
    worth: object = value == "yes" if value in ("yes", "no") else value
    return (replace(first, **{part: worth}), *rest)  # type: ignore[arg-type]
