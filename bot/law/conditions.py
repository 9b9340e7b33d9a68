"""The closed vocabulary in which knowledge files state conditions, with three answers: no, unknown, yes.

A condition is a mapping; its entries are joined by "and". Entries:

- `category: [contract, …]` and every other coded field: the field is one of the codes;
- `in_zone: yes` and every other yes/no field;
- `contract_ends_on: {by: asked}` | `{after: asked}` | `{before: 2022-09-21}` | `{from: 2022-09-21}` |
  `{within: {months: 3}}` (the span from it still runs, its last day included) | `{older: {months: 3}}` (it has run
  out) for date fields;
- `age: {at_least: 65}` (certain age) and `age_this_year: {at_least: 65}` (age reached some day of this year);
- `children_under_18: {at_least: 1}`;
- `dependant: {relation: […], disability_group: […], needs_care: yes, other_carer: no}`: one relative fits it all;
- `no_dependants: yes`; `motives: [moral_beliefs]` (names any of these);
- `regime: {partial_mobilisation: [on, unknown]}`;
- `known: [field, …]`: all these facts are known;
- `all: […]`, `any: […]`, `not: {…}`; `surely: {…}` takes unknown for no, `maybe: {…}` takes unknown for yes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

from bot.law.profile import CODES, FLAT_FIELDS, MOTIVES, PROFILE_FIELDS, RELATIONS, Dependant, Profile

Truth = int
NO, UNKNOWN, YES = 0, 1, 2

_DATES = tuple(name for name in PROFILE_FIELDS if name.endswith(("_on", "_since")))
_YES_NO = ("in_zone", "single_parent", "called_up", "pregnant", "relative_killed", "elected")
_YES_NO_WORDS = {"yes": True, "no": False, True: True, False: False}


@dataclass(frozen=True, slots=True)
class Context:
    """What a condition is tested against: the man, the date asked, and the state of each regime on it."""

    profile: Profile
    on: date
    regimes: Mapping[str, str]


Test = Callable[[Context], Truth]


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition: `test(context)` answers NO, UNKNOWN or YES; `fields` are the facts it looks at."""

    test: Test
    fields: frozenset[str]


class ConditionError(ValueError):
    """A condition is not written in the vocabulary above. Raised while loading; the loader adds file and line."""


def compile_condition(raw: Any, regimes: frozenset[str]) -> Condition:
    """Turns the mapping of a knowledge file into a Condition. Raises ConditionError naming the wrong entry."""
    if raw is None or raw == {}:
        return ALWAYS
    if not isinstance(raw, Mapping):
        raise ConditionError("a condition must be a mapping such as {category: [contract]}")
    return _both([_entry(str(key), value, regimes) for key, value in raw.items()])


ALWAYS = Condition(lambda _: YES, frozenset())


def _both(parts: list[Condition]) -> Condition:
    if len(parts) == 1:
        return parts[0]
    tests = tuple(part.test for part in parts)

    def test(context: Context) -> Truth:
        worst = YES
        for one in tests:
            truth = one(context)
            if truth == NO:
                return NO
            worst = min(worst, truth)
        return worst

    return Condition(test, _fields(parts))


def _either(parts: list[Condition]) -> Condition:
    tests = tuple(part.test for part in parts)

    def test(context: Context) -> Truth:
        best = NO
        for one in tests:
            truth = one(context)
            if truth == YES:
                return YES
            best = max(best, truth)
        return best

    return Condition(test, _fields(parts))


def _fields(parts: list[Condition]) -> frozenset[str]:
    return frozenset().union(*(part.fields for part in parts))


def _entry(key: str, value: Any, regimes: frozenset[str]) -> Condition:
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise ConditionError(f"'{key}' needs a list of conditions")
        parts = [compile_condition(item, regimes) for item in value]
        return _both(parts) if key == "all" else _either(parts)
    if key in ("not", "surely", "maybe"):
        return _wrapped(key, compile_condition(value, regimes))
    if key in CODES:
        return _coded(key, value)
    if key in _YES_NO:
        return _flag(key, value)
    if key in _DATES:
        return _dated(key, value)
    special = _SPECIAL.get(key)
    if special is None:
        raise ConditionError(f"'{key}' is not a fact of the profile nor a word of conditions")
    return special(value, regimes)


def _wrapped(key: str, inner: Condition) -> Condition:
    test = inner.test
    if key == "not":
        return Condition(lambda context: YES - test(context), inner.fields)
    if key == "surely":
        return Condition(lambda context: YES if test(context) == YES else NO, inner.fields)
    return Condition(lambda context: NO if test(context) == NO else YES, inner.fields)


def _codes(key: str, value: Any, allowed: tuple[Any, ...]) -> frozenset[Any]:
    items = value if isinstance(value, list) else [value]
    for item in items:
        if item not in allowed:
            raise ConditionError(f"'{item}' is not one of the codes of '{key}': {', '.join(map(str, allowed))}")
    return frozenset(items)


def _coded(key: str, value: Any) -> Condition:
    codes = _codes(key, value, CODES[key])

    def test(context: Context) -> Truth:
        known = getattr(context.profile, key)
        return UNKNOWN if known is None else YES if known in codes else NO

    return Condition(test, frozenset((key,)))


def _flag_value(key: str, value: Any) -> bool:
    if value not in _YES_NO_WORDS:
        raise ConditionError(f"'{key}' takes yes or no")
    return _YES_NO_WORDS[value]


def _flag(key: str, value: Any) -> Condition:
    wanted = _flag_value(key, value)

    def test(context: Context) -> Truth:
        known = getattr(context.profile, key)
        return UNKNOWN if known is None else YES if known is wanted else NO

    return Condition(test, frozenset((key,)))


def _dated(key: str, value: Any) -> Condition:
    if not isinstance(value, Mapping) or len(value) != 1:
        raise ConditionError(f"'{key}' takes one of by, after, before, from, within, older")
    ((word, bound),) = value.items()
    compare = _comparison(key, str(word), bound)

    def test(context: Context) -> Truth:
        known = getattr(context.profile, key)
        return UNKNOWN if known is None else YES if compare(known, context.on) else NO

    return Condition(test, frozenset((key,)))


def _comparison(key: str, word: str, bound: Any) -> Callable[[date, date], bool]:
    if word in ("by", "after") and bound == "asked":
        return (lambda known, on: known <= on) if word == "by" else (lambda known, on: known > on)
    if word in ("before", "from"):
        try:
            day = date.fromisoformat(str(bound))
        except ValueError:
            raise ConditionError(f"'{key}: {word}' needs a date such as 2022-09-21") from None
        return (lambda known, on: known < day) if word == "before" else (lambda known, on: known >= day)
    if word in ("within", "older"):
        step = _span(key, bound)
        if word == "within":
            return lambda known, on: on <= known + step
        return lambda known, on: on > known + step
    raise ConditionError(f"'{key}' does not know the word '{word}'")


def _span(key: str, bound: Any) -> relativedelta:
    if not isinstance(bound, Mapping) or len(bound) != 1:
        raise ConditionError(f"'{key}' needs a span such as {{months: 3}}")
    ((unit, length),) = bound.items()
    if unit not in ("days", "months", "years") or not isinstance(length, int):
        raise ConditionError(f"'{key}' needs a span in days, months or years")
    return _relativedelta(str(unit), length)


@lru_cache(maxsize=64)
def _relativedelta(unit: str, length: int) -> relativedelta:
    return (
        relativedelta(days=length)
        if unit == "days"
        else relativedelta(months=length if unit == "months" else 12 * length)
    )


def _at_least(key: str, value: Any) -> int:
    if not isinstance(value, Mapping) or list(value) != ["at_least"] or not isinstance(value["at_least"], int):
        raise ConditionError(f"'{key}' needs {{at_least: number}}")
    return int(value["at_least"])


def _age(value: Any, _: frozenset[str]) -> Condition:
    limit = _at_least("age", value)

    def test(context: Context) -> Truth:
        born = context.profile.birth_year
        if born is None:
            return UNKNOWN
        reached = context.on.year - born
        return YES if reached > limit else UNKNOWN if reached == limit else NO

    return Condition(test, frozenset(("birth_year",)))


def _age_this_year(value: Any, _: frozenset[str]) -> Condition:
    limit = _at_least("age_this_year", value)

    def test(context: Context) -> Truth:
        born = context.profile.birth_year
        return UNKNOWN if born is None else YES if context.on.year - born >= limit else NO

    return Condition(test, frozenset(("birth_year",)))


def _children(value: Any, _: frozenset[str]) -> Condition:
    limit = _at_least("children_under_18", value)

    def test(context: Context) -> Truth:
        known = context.profile.children_under_18
        return UNKNOWN if known is None else YES if known >= limit else NO

    return Condition(test, frozenset(("children_under_18",)))


def _dependant(value: Any, _: frozenset[str]) -> Condition:
    if not isinstance(value, Mapping) or not value:
        raise ConditionError("'dependant' needs a mapping such as {relation: [mother]}")
    wanted: dict[str, frozenset[Any]] = {}
    for key, item in value.items():
        if key == "relation":
            wanted[key] = _codes("relation", item, RELATIONS)
        elif key == "disability_group":
            wanted[key] = _codes("disability_group", item, (1, 2, 3))
        elif key in ("needs_care", "other_carer"):
            wanted[key] = frozenset((_flag_value(key, item),))
        else:
            raise ConditionError(f"'{key}' is not a fact of a dependant")

    def fits(dependant: Dependant) -> Truth:
        worst = YES
        for key, allowed in wanted.items():
            known = getattr(dependant, key)
            if known is None:
                worst = UNKNOWN
            elif known not in allowed:
                return NO
        return worst

    def test(context: Context) -> Truth:
        dependants = context.profile.dependants
        if dependants is None:
            return UNKNOWN
        return max((fits(one) for one in dependants), default=NO)

    return Condition(test, frozenset(f"dependant_{key}" for key in wanted) | {"dependant_relation"})


def _no_dependants(value: Any, _: frozenset[str]) -> Condition:
    wanted = _flag_value("no_dependants", value)

    def test(context: Context) -> Truth:
        dependants = context.profile.dependants
        return UNKNOWN if dependants is None else YES if (not dependants) is wanted else NO

    return Condition(test, frozenset(("dependant_relation",)))


def _motives(value: Any, _: frozenset[str]) -> Condition:
    wanted = _codes("motives", value, MOTIVES)

    def test(context: Context) -> Truth:
        motives = context.profile.motives
        return UNKNOWN if motives is None else YES if wanted.intersection(motives) else NO

    return Condition(test, frozenset(("motives",)))


def _regime(value: Any, regimes: frozenset[str]) -> Condition:
    if not isinstance(value, Mapping) or len(value) != 1:
        raise ConditionError("'regime' needs one mapping such as {partial_mobilisation: [on]}")
    ((name, states),) = value.items()
    if name not in regimes:
        raise ConditionError(f"'{name}' is not a regime of regimes.yml")
    wanted = _codes("regime", states, ("on", "off", "unknown"))
    return Condition(lambda context: YES if context.regimes[name] in wanted else NO, frozenset())


def _known(value: Any, _: frozenset[str]) -> Condition:
    names = tuple(value) if isinstance(value, list) else ()
    allowed = (*PROFILE_FIELDS, *FLAT_FIELDS)
    if not names or any(name not in allowed for name in names):
        raise ConditionError("'known' needs a list of facts of the profile")

    def test(context: Context) -> Truth:
        return YES if all(context.profile.knows(name) for name in names) else NO

    return Condition(test, frozenset(names))


_SPECIAL: dict[str, Callable[[Any, frozenset[str]], Condition]] = {
    "age": _age, "age_this_year": _age_this_year, "children_under_18": _children, "dependant": _dependant,
    "no_dependants": _no_dependants, "motives": _motives, "regime": _regime, "known": _known,
}  # fmt: skip
