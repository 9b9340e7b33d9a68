"""The facts of a man as a talk keeps them: which there are, what their values are, and what an answer says of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.dialogue.heard import LET_GO, Answer
from bot.law import near, rough, span
from bot.reading.answering import ANSWERS

YES_NO = frozenset(
    {
        "in_zone", "dependant_needs_care", "dependant_other_carer", "single_parent", "called_up", "pregnant",
        "relative_killed", "elected",
    }
)  # fmt: skip
PAST = frozenset(
    {"contract_signed_on", "absent_since", "vvk_on", "report_filed_on", "report_refused_on", "service_started_on"}
)
DATES = PAST | {"contract_ends_on"}
# Of each pair the first cannot come after the second. A filing and a refusal are none: he files again after a refusal.
IN_ORDER = (("contract_signed_on", "contract_ends_on"),)
# «Месяц назад» and «осенью» are kept as a month where no term of days runs from them, else as about that day.
VAGUE = frozenset({"contract_signed_on", "contract_ends_on", "service_started_on", "vvk_on"})
NUMBERS = frozenset({"children_under_18", "birth_year"})
CODES = frozenset(
    {
        "category", "agency", "rank_band", "sex", "citizenship", "location", "vvk_category", "dependant_relation",
        "dependant_disability_group", "motives", "asker",
    }
)  # fmt: skip
FACTS = (*sorted(YES_NO | DATES | NUMBERS | CODES),)
# A contract of these kinds is still one when he only says «контракт».
CONTRACTS = frozenset({"mobilised_contract", "convict_contract", "foreign_contract"})
UNKNOWN = "unknown"  # asked and left open: never asked again, never used as a fact
NONE = "none"
# Values that say there is no such thing; of these some facts keep «none».
NOTHING = frozenset({NONE, "open"})
KEPT = {"dependant_relation": frozenset({NONE})}
EARLIEST_BIRTH, YOUNGEST, OLDEST = 1940, 16, 90
MOST_CHILDREN = 20


class FutureDateError(Exception):
    """A date of something past lies in the future."""

    code = "future_date"


def kind_of(fact: str | None) -> str:
    """Return what a question about a fact asks for: a ``date``, a ``number`` or a ``choice``."""
    return "date" if fact in DATES else "number" if fact in NUMBERS else "choice"


def against_order(name: str, value: Any, days: Mapping[str, Any]) -> bool:
    """Tell whether a date would let something end before it began, beside the other ``days`` that are told or known."""
    days = {**days, name: value}
    pairs = [(days.get(first), days.get(last)) for first, last in IN_ORDER if name in (first, last)]
    return any(
        isinstance(first, str)
        and isinstance(last, str)
        and UNKNOWN not in (first, last)
        and span(first)[0] > span(last)[1]
        for first, last in pairs
    )


def value_heard(fact: str, heard: Answer, today: date) -> Any:
    """Return the value that was heard, as a talk keeps it; UNKNOWN where he has none, does not know or will not say.

    None where the message did not answer. Raises FutureDateError for a date yet to come.
    """
    if heard.act in LET_GO or (heard.act == ANSWERS and heard.value in NOTHING - KEPT.get(fact, frozenset())):
        return UNKNOWN
    if heard.act != ANSWERS:
        return None
    value = checked(fact, heard.value, today)
    if fact in DATES and value not in (None, UNKNOWN):
        return as_exact(fact, value, heard.precision)
    return value


def as_exact(fact: str, day: str, precision: str | None) -> str:
    """Return a day (ISO) as exactly as it was told. Of an absence the day stands: its days are counted to the hour."""
    if precision == "about" and fact not in VAGUE:
        return day if fact == "absent_since" else near(day)
    return rough(day, precision)


def answer_to(fact: str, told: Mapping[str, Any], today: date) -> Any:
    """Return what a button, or a message that no question was known for, says to the question asked, or None.

    Raises FutureDateError for a date yet to come.
    """
    if fact in told:
        value = told[fact]
    elif fact in YES_NO and told.get("answer") in ("yes", "no"):
        value = told["answer"]
    elif told.get("answer") == "unsure":
        value = UNKNOWN
    elif fact in DATES and "date" in told:
        value = told["date"]
    elif fact in NUMBERS and "number" in told:
        value = told["number"]
    elif fact == "children_under_18" and told.get("answer") == "no":
        value = 0
    elif fact in DATES | CODES | NUMBERS and told.get("answer") == "no":
        value = UNKNOWN  # «нет» to a choice: none of these, or he will not say
    else:
        return None
    return checked(fact, value, today)


def checked(name: str, value: Any, today: date) -> Any:
    """Return ``value`` in the form a talk keeps, or None when it cannot be meant."""
    if value in (UNKNOWN, "unsure"):
        return UNKNOWN
    if name in DATES:
        return _date(name, str(value), today)
    if name in NUMBERS:
        return _number(name, value, today)
    if name == "motives":
        return sorted({*(value if isinstance(value, list | tuple) else [str(value)])})
    return str(value)


def _date(name: str, value: str, today: date) -> str | None:
    try:
        read = date.fromisoformat(value)
    except ValueError:
        return None
    if name in PAST and read > today:
        raise FutureDateError
    return read.isoformat()


def _number(name: str, value: Any, today: date) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    if name == "birth_year":
        if YOUNGEST <= number <= OLDEST:  # he gave his age
            number = today.year - number
        return number if EARLIEST_BIRTH <= number <= today.year - YOUNGEST else None
    return number if 0 <= number <= MOST_CHILDREN else None
