"""What is known of the man who asks. Every field may be missing; a missing one is asked, never assumed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from bot.law.errors import ProfileError
from bot.law.rough import RoughDay, day_of, is_rough, span

CATEGORIES = (
    "contract", "mobilised", "mobilised_contract", "conscript", "volunteer", "convict_contract", "foreign_contract",
)  # fmt: skip
RELATIONS = (
    "mother", "father", "parent", "wife", "husband", "spouse", "sibling", "grandparent", "adoptive_parent",
    "child", "other",
)  # fmt: skip
CODES: dict[str, tuple[str, ...]] = {
    "category": CATEGORIES,
    "agency": ("mod", "rosgvardia_military", "rosgvardia_police", "fsb", "mchs", "gusp"),
    "rank_band": ("enlisted", "sergeant", "warrant", "officer", "senior_officer"),
    "sex": ("male", "female"),
    "citizenship": ("ru", "other"),
    "location": ("unit", "hospital", "leave", "detained", "absent"),
    "vvk_category": ("А", "Б", "В", "Г", "Д"),
    "asker": ("self", "relative"),
}
MOTIVES = ("moral_psychological", "moral_beliefs", "no_consent", "other")

# Spellings people and files use for a code. Latin "B" is left out: it may be Б or В, and a guess would be a lie.
_SYNONYMS: dict[str, dict[str, str]] = {
    "vvk_category": {"A": "А", "V": "В", "G": "Г", "D": "Д"},
    "sex": {"m": "male", "f": "female", "man": "male", "woman": "female"},
    "relation": {
        "brother": "sibling", "sister": "sibling", "grandmother": "grandparent", "grandfather": "grandparent",
        "adoptive_mother": "adoptive_parent", "adoptive_father": "adoptive_parent", "son": "child", "daughter": "child",
    },
}  # fmt: skip
# A date outside these years is a slip of the pen, and terms counted from it would leave the calendar.
YEARS = (1940, 2100)
_UNSURE = frozenset({"", "unknown", "unsure", "skip", "null"})
_YES = frozenset({"yes", "true", "1"})
_NO = frozenset({"no", "false", "0"})
_GROUPS = {"1": 1, "2": 2, "3": 3, "i": 1, "ii": 2, "iii": 3}
_DAY_FIRST = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")


@dataclass(frozen=True, slots=True)
class Dependant:
    """One relative in need. `needs_care`: a medical-social commission (МСЭ) found a need of constant care."""

    relation: str | None = None
    disability_group: int | None = None
    needs_care: bool | None = None
    other_carer: bool | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Facts of one man; None is "not known". Dates are plain calendar dates, without a time zone.

    Beyond design section 6: `service_started_on` (conscript), `called_up` (False: call-up has not happened yet),
    `pregnant`, `relative_killed`, `elected`.
    """

    category: str | None = None
    contract_signed_on: date | None = None
    contract_ends_on: date | None = None
    agency: str | None = None
    rank_band: str | None = None
    birth_year: int | None = None
    sex: str | None = None
    citizenship: str | None = None
    in_zone: bool | None = None
    location: str | None = None
    absent_since: date | None = None
    vvk_category: str | None = None
    vvk_on: date | None = None
    dependants: tuple[Dependant, ...] | None = None
    children_under_18: int | None = None
    single_parent: bool | None = None
    motives: tuple[str, ...] | None = None
    report_filed_on: date | None = None
    report_refused_on: date | None = None
    asker: str | None = None
    service_started_on: date | None = None
    called_up: bool | None = None
    pregnant: bool | None = None
    relative_killed: bool | None = None
    elected: bool | None = None

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Profile:
        """Reads codes and dates (ISO text, DD.MM.YYYY, a rough date or `date`), "yes"/"no" or booleans.

        The flat keys `dependant_relation`, `dependant_disability_group`, `dependant_needs_care` and
        `dependant_other_carer` fold into one dependant; `dependant_relation: none` means there is nobody.
        Raises ProfileError with the codes `unknown_field`, `not_a_code`, `not_a_date`, `not_yes_or_no`,
        `not_a_number`, `not_a_list`, `given_twice`.
        """
        values: dict[str, Any] = {}
        flat: dict[str, Any] = {}
        for key, raw in mapping.items():
            name = str(key)
            if name in FLAT_FIELDS:
                flat[name.removeprefix("dependant_")] = raw
            elif name in _READERS:
                values[name] = _READERS[name](name, raw)
            else:
                raise ProfileError("unknown_field", name)
        if flat:
            folded = _fold(flat)
            if folded is not None and values.get("dependants") is not None:
                raise ProfileError("given_twice", "dependants")
            values.setdefault("dependants", folded)
            if values["dependants"] is None:
                values["dependants"] = folded
        return cls(**values)

    def knows(self, field: str) -> bool:
        """Whether a field, or a flat field of the first dependant, is known."""
        if field in FLAT_FIELDS:
            if self.dependants is None:
                return False
            part = field.removeprefix("dependant_")
            return not self.dependants or getattr(self.dependants[0], part) is not None
        return getattr(self, field) is not None


def _clean(raw: Any) -> Any:
    if raw is None or (isinstance(raw, str) and raw.strip().lower() in _UNSURE):
        return None
    return raw.strip() if isinstance(raw, str) else raw


def _code(name: str, raw: Any) -> str | None:
    value = _clean(raw)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ProfileError("not_a_code", name)
    allowed = RELATIONS if name == "relation" else CODES[name]
    spellings = _SYNONYMS.get(name, {})
    for spelling in (value, value.lower(), value.upper()):
        found = spellings.get(spelling, spelling)
        if found in allowed:
            return found
    raise ProfileError("not_a_code", name)


def _yes_no(name: str, raw: Any) -> bool | None:
    value = _clean(raw)
    if value is None or isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ProfileError("not_yes_or_no", name)


def _date(name: str, raw: Any) -> date | None:
    value = _clean(raw)
    if value is None:
        return None
    day = _day(day_of(name, value) if is_rough(value) else value)
    if day is None or not YEARS[0] <= day.year <= YEARS[1]:
        raise ProfileError("not_a_date", name)
    latest = span(value)[1] if is_rough(value) else day
    return RoughDay.between(day, latest) if latest > day else day


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    day_first = _DAY_FIRST.match(value)
    try:
        if day_first:
            day, month, year = (int(part) for part in day_first.groups())
            return date(year, month, day)
        return date.fromisoformat(value)
    except ValueError:
        return None


def _number(name: str, raw: Any) -> int | None:
    value = _clean(raw)
    if value is None:
        return None
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,4}", str(value)):
        raise ProfileError("not_a_number", name)
    number = int(value)
    low, high = (1900, 2100) if name == "birth_year" else (0, 30)
    if not low <= number <= high:
        raise ProfileError("not_a_number", name)
    return number


def _group(name: str, raw: Any) -> int | None:
    value = _clean(raw)
    if value is None:
        return None
    if value == "child":
        return None  # a disabled child: there is no group before eighteen
    group = _GROUPS.get(str(value).lower())
    if group is None or isinstance(value, bool):
        raise ProfileError("not_a_code", name)
    return group


def _motives(name: str, raw: Any) -> tuple[str, ...] | None:
    value = _clean(raw)
    if value is None:
        return None
    items: Sequence[Any] = [value] if isinstance(value, str) else value
    if not isinstance(items, (list, tuple)):
        raise ProfileError("not_a_list", name)
    if any(item not in MOTIVES for item in items):
        raise ProfileError("not_a_code", name)
    return tuple(dict.fromkeys(items))


def _dependants(name: str, raw: Any) -> tuple[Dependant, ...] | None:
    value = _clean(raw)
    if value is None:
        return None
    if not isinstance(value, (list, tuple)):
        raise ProfileError("not_a_list", name)
    return tuple(item if isinstance(item, Dependant) else _dependant(item, "dependants.") for item in value)


def _dependant(raw: Any, prefix: str) -> Dependant:
    if not isinstance(raw, Mapping):
        raise ProfileError("not_a_list", "dependants")
    values: dict[str, Any] = {}
    for key, item in raw.items():
        read = _DEPENDANT_READERS.get(str(key))
        if read is None:
            raise ProfileError("unknown_field", f"{prefix}{key}")
        try:
            values[str(key)] = read(str(key), item)
        except ProfileError as error:
            raise ProfileError(error.code, f"{prefix}{key}") from None
    return Dependant(**values)


def _fold(flat: Mapping[str, Any]) -> tuple[Dependant, ...] | None:
    known = {key: value for key, value in flat.items() if _clean(value) is not None}
    if not known:
        return None
    if str(known.get("relation", "")).lower() in ("none", "nobody"):
        return ()
    return (_dependant(known, "dependant_"),)


_DEPENDANT_READERS: dict[str, Callable[[str, Any], Any]] = {
    "relation": _code, "disability_group": _group, "needs_care": _yes_no, "other_carer": _yes_no,
}  # fmt: skip
FLAT_FIELDS = tuple(f"dependant_{name}" for name in _DEPENDANT_READERS)
_READERS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(CODES, _code),
    **dict.fromkeys(
        ("contract_signed_on", "contract_ends_on", "absent_since", "vvk_on", "report_filed_on", "report_refused_on",
         "service_started_on"), _date),
    **dict.fromkeys(
        ("in_zone", "single_parent", "called_up", "pregnant", "relative_killed", "elected"), _yes_no),
    **dict.fromkeys(("birth_year", "children_under_18"), _number),
    "motives": _motives,
    "dependants": _dependants,
}  # fmt: skip
PROFILE_FIELDS = tuple(field.name for field in fields(Profile))
