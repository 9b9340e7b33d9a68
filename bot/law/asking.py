"""Which missing facts are worth asking, the most answer-changing first.

Each missing fact is tried with the values it may take; what then changes (verdicts most of all, then the branch that
gives them, then the risks told) is its weight. Nothing is asked that could change no answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.law.assessing import Finding, context_of, find
from bot.law.conditions import NO, UNKNOWN, YES, Context
from bot.law.errors import NotKnownError
from bot.law.knowledge import CompiledOption, Knowledge
from bot.law.model import OPENNESS, Probe
from bot.law.profile import FLAT_FIELDS, Dependant, Profile

# How much each kind of change counts. A verdict weighs one for each notch between closed and right.
_BRANCH, _NOTE, _RISK = 0.1, 0.15, 0.15
# Without an option in mind a fact is asked only if it is likely enough to change something.
_LEAST = 0.3


@dataclass(frozen=True, slots=True)
class _Picture:
    """What a man would be told, in the rough: enough to see whether a fact changes it."""

    findings: tuple[Finding, ...]
    notes: frozenset[tuple[str, int]]
    risks: frozenset[tuple[str, int]]


def questions(profile: Profile, on: date, knowledge: Knowledge, option: str | None = None) -> tuple[str, ...]:
    """Names of missing profile facts (flat ones for a dependant), the most answer-changing first.

    With `option`, every fact that can still change that option; without, the few that matter most over all options.
    Raises NotKnownError for an unknown option.
    """
    if option is not None and option not in knowledge.options:
        raise NotKnownError("no_such_id", "option", option)
    options = tuple(knowledge.options.values()) if option is None else (knowledge.options[option],)
    today = _picture(profile, on, knowledge, options)
    needed = _open_fields(profile, on, knowledge, options) if option is not None else frozenset()
    scored: list[tuple[float, int, str]] = []
    for place, probe in enumerate(knowledge.probes):
        if not _askable(profile, probe.field):
            continue
        score = _score(profile, on, knowledge, options, today, probe)
        if option is None and score < _LEAST:
            continue
        if score > 0 or probe.field in needed:
            scored.append((-score, place, probe.field))
    names = tuple(name for _, _, name in sorted(scored))
    return names if option is not None else names[: knowledge.most_questions]


def _askable(profile: Profile, field: str) -> bool:
    if profile.knows(field):
        return False
    if field in FLAT_FIELDS and field != "dependant_relation":
        return bool(profile.dependants) and profile.knows("dependant_relation")
    return True


def _score(
    profile: Profile, on: date, knowledge: Knowledge, options: tuple[CompiledOption, ...], today: _Picture, probe: Probe
) -> float:
    total = sum(weight for _, weight in probe.values)
    change = 0.0
    for value, weight in probe.values:
        changed = _picture(_with(profile, probe.field, value, on), on, knowledge, options)
        change += weight * _distance(today, changed)
    return change / total


def _distance(one: _Picture, other: _Picture) -> float:
    score = 0.0
    for before, after in zip(one.findings, other.findings, strict=True):
        score += abs(OPENNESS[before.verdict] - OPENNESS[after.verdict])
        if before.branches != after.branches:
            score += _BRANCH
    return score + _NOTE * len(one.notes ^ other.notes) + _RISK * len(one.risks ^ other.risks)


def _picture(profile: Profile, on: date, knowledge: Knowledge, options: tuple[CompiledOption, ...]) -> _Picture:
    context = context_of(profile, on, knowledge)
    groups = frozenset(group for option in options for group in option.rule.risks)
    notes = frozenset(
        (option.rule.id, number)
        for option in options
        for number, note in enumerate(option.notes)
        if note.from_ <= on <= note.to and note.condition.test(context) == YES
    )
    risks = frozenset(
        (group, number)
        for group in groups
        for number, risk in enumerate(knowledge.risks[group])
        if risk.version.holds(on) and risk.condition.test(context) != NO
    )
    return _Picture(tuple(find(option, context, knowledge) for option in options), notes, risks)


def _open_fields(
    profile: Profile, on: date, knowledge: Knowledge, options: Iterable[CompiledOption]
) -> frozenset[str]:
    """Facts in conditions that are still undecided: two of them may change an answer only together."""
    context = context_of(profile, on, knowledge)
    found: set[str] = set()
    for option in options:
        version = option.version(on)
        for branch in version.branches if version else ():
            truth = branch.condition.test(context)
            if truth == UNKNOWN:
                found.update(_missing(branch.condition.fields, context))
            if truth == YES:
                break
    return frozenset(found)


def _missing(fields: Iterable[str], context: Context) -> set[str]:
    return {field for field in fields if not context.profile.knows(field)}


def _with(profile: Profile, field: str, value: str | int, on: date) -> Profile:
    if field in FLAT_FIELDS:
        return replace(profile, dependants=_with_dependant(profile, field.removeprefix("dependant_"), value))
    if field.endswith(("_on", "_since")):
        return replace(profile, **{field: on - timedelta(days=int(value))})  # type: ignore[arg-type]
    if field == "birth_year":
        return replace(profile, birth_year=on.year - int(value))
    if field == "motives":
        return replace(profile, motives=(str(value),))
    if value in ("yes", "no"):
        return replace(profile, **{field: value == "yes"})  # type: ignore[arg-type]
    return replace(profile, **{field: value})  # type: ignore[arg-type]


def _with_dependant(profile: Profile, part: str, value: str | int) -> tuple[Dependant, ...]:
    if value == "none":
        return ()
    first, *rest = profile.dependants or (Dependant(),)
    worth: str | int | bool = value == "yes" if value in ("yes", "no") else value
    return (replace(first, **{part: worth}), *rest)  # type: ignore[arg-type]
