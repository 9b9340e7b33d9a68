"""Reads facts from each message, so that nothing said once is asked again. Values are codes and dates."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from actions.base import BotAction, Turn, set_slots
from bot.conversation.guide import Guide
from bot.conversation.wording import (
    mends_a_date,
    names_a_year,
    speaks_for_another,
    speaks_of_another,
    speaks_of_oneself,
)
from bot.law import is_rough, rough, span

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
# Of each pair the first cannot come after the second.
IN_ORDER = (("contract_signed_on", "contract_ends_on"), ("report_filed_on", "report_refused_on"))
# «Месяц назад» and «осенью» are kept as rough where no term of days runs from them.
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
AHEAD = "ahead"  # a doubt that needs no other answer: the day is still to come
# The ten days of the press of 2022, in any wording: they are answered wherever they are spoken of.
TEN_DAYS = re.compile(
    r"\b(?:10|десят[ьи]|ten|desyat[i']?)[\s-]*(?:\w+\s+)?(?:дн|суток|сутки|день|дён|day|dn|sutok)"
    r"|десятидневн|десятисуточн"
)
# After care these answer the person, whatever words are in them: «никого рядом нет».
SHORT_ANSWERS = frozenset({"inform", "affirm", "deny", "unsure", "nlu_fallback", "gibberish"})
EARLIEST_BIRTH, YOUNGEST, OLDEST = 1940, 16, 90


def known(turn: Turn) -> dict[str, Any]:
    """Return the facts that are known, by profile field; what was left open is not among them."""
    facts = {name: turn.slot(name) for name in FACTS}
    return {name: value for name, value in facts.items() if value not in (None, UNKNOWN, [])}


def kind_of(fact: str | None) -> str:
    """Return what a question about a fact asks for: a ``date``, a ``number`` or a ``choice``."""
    return "date" if fact in DATES else "number" if fact in NUMBERS else "choice"


def against_order(name: str, value: Any, turn: Turn, told: Mapping[str, Any] | None = None) -> bool:
    """Tell whether a date would let something end before it began; ``told`` goes before what is known."""
    days = {other: (told or {}).get(other) or turn.slot(other) for pair in IN_ORDER for other in pair} | {name: value}
    pairs = [(days[first], days[last]) for first, last in IN_ORDER if name in (first, last)]
    return any(
        isinstance(first, str)
        and isinstance(last, str)
        and UNKNOWN not in (first, last)
        and span(first)[0] > span(last)[1]
        for first, last in pairs
    )


def say_doubts(guide: Guide, turn: Turn) -> None:
    """Say which dates of this message were not taken and why."""
    turn.say(*guide.not_taken(turn.slot("doubts") or (), turn.lang, turn.today, turn.asker))


def corrects(found: Mapping[str, Any]) -> bool:
    """Tell whether a message takes something back: «нет, до июля», «ошибся»."""
    return found.get("answer") == "no" or found.get("move") == "correct"


def names_ten_days(turn: Turn) -> bool:
    """Tell whether this message speaks of the ten days."""
    return bool(TEN_DAYS.search(turn.text.lower()))


def answer_to(requested: str, found: dict[str, Any], today: date) -> Any:
    """Return what the message says to the question asked, or None. Raises FutureDateError for a date yet to come."""
    if requested in found:
        value = found[requested]
    elif requested in YES_NO and found.get("answer") in ("yes", "no"):
        value = found["answer"]
    elif found.get("answer") == "unsure":
        value = UNKNOWN
    elif requested in DATES and "date" in found:
        value = found["date"]
    elif requested in NUMBERS and "number" in found:
        value = found["number"]
    elif requested == "children_under_18" and found.get("answer") == "no":
        value = 0
    elif requested in DATES | CODES | NUMBERS and found.get("answer") == "no":
        value = UNKNOWN  # «нет» to a choice: none of these, or he will not say
    else:
        return None
    return checked(requested, value, today)


def as_said(name: str, value: Any, turn: Turn) -> Any:
    """Return a date as exactly as this message told it: a year alone stays a year."""
    items = turn.tracker.latest_message.get("entities") or ()
    places = [
        (item.get("start"), item.get("end")) for item in items if item["entity"] in (name, "date", "deadline")
        and item["value"] == value
    ]  # fmt: skip
    precision = next(
        (str(item["value"]) for item in items
         if item["entity"] == "date_precision" and (item.get("start"), item.get("end")) in places),
        None,
    )  # fmt: skip
    return value if value == UNKNOWN or (precision == "about" and name not in VAGUE) else rough(value, precision)


def checked(name: str, value: Any, today: date) -> Any:
    """Return ``value`` in the form its slot keeps, or None when it cannot be meant."""
    if value == UNKNOWN or value == "unsure":
        return UNKNOWN
    if name in DATES:
        return _date(name, str(value), today)
    if name in NUMBERS:
        return _number(name, value, today)
    if name == "motives":
        return sorted({*(value if isinstance(value, list) else [str(value)])})
    return str(value)


class FutureDateError(Exception):
    """A date of something past lies in the future."""

    code = "future_date"


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
    return number if 0 <= number <= 20 else None


class ReadFacts(BotAction):
    """Runs on every message before anything is decided: language, facts of the story, the answer to the question."""

    action_name = "action_read_facts"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Return the slots that this message fills; a fact already known is replaced by what he says now."""
        found = turn.entities()
        values: dict[str, Any] = {"lang": turn.lang}
        if turn.slot("care") and turn.intent in SHORT_ANSWERS:
            return set_slots({**values, "doubts": None})  # said to a person who cares, not to a form
        for name in FACTS:
            if name in found and name != turn.requested:
                self._keep(values, name, found[name], turn)
        if "asker" not in values and turn.slot("asker") is None and self._is_about_him(turn, found):
            values["asker"] = "relative"
        if (values.get("asker") or turn.slot("asker")) == "relative":
            self._tell_apart(values, found)
        if values.get("category") == "contract" and turn.slot("category") in CONTRACTS and not corrects(found):
            values.pop("category")  # «контракт же кончился»: it is still the contract he told of
        if mends_a_date(turn.text) and not any(name in found for name in FACTS):
            values |= self._mended(turn, found)
        if "absent_since" in values:
            values["absent_since"] = self._first_day_away(turn, str(values["absent_since"]))
        if "absent_since" not in values and str(found.get("days_absent", "")).isdigit():
            values["absent_since"] = (turn.today - relativedelta(days=int(found["days_absent"]))).isoformat()
        motives = [item["value"] for item in turn.tracker.latest_message.get("entities") or ()
                   if item["entity"] == "motives"]  # fmt: skip
        if motives:
            values["motives"] = checked("motives", motives, turn.today)
        asked = (turn.slot("offered") or {}).get("fact")
        if asked and not turn.form and "date" in found and asked not in values:
            self._keep(values, asked, found["date"], turn)
        if names_ten_days(turn):
            values["ten_days"] = True
        for name in ("option", "document"):
            if name in found:
                values[name] = found[name]
        doubts = [*self._doubts(turn), *self._against_order(values, turn)]
        unsettled = self._unsettled(values, turn)
        asked_again = next(
            (fact for fact, why in doubts if why != AHEAD and fact in FACTS and turn.slot(fact) is None), unsettled
        )
        if asked_again and turn.form is None:
            values["first_question"] = asked_again  # misread or mistyped: it is asked before anything else
        kept = {name: value for name, value in values.items() if value is not None}
        noted = [name for name in FACTS if name in kept and kept[name] not in (UNKNOWN, turn.slot(name))]
        return set_slots({**kept, "noted": noted or None, "doubts": doubts or None})

    def _unsettled(self, values: dict[str, Any], turn: Turn) -> str | None:
        """Take back a rough date that leaves the law open, such as a year with a term in it; return which to ask."""
        told = {name: value for name, value in values.items() if name in FACTS and value not in (None, UNKNOWN)}
        for name in DATES & told.keys():
            if not self.services.guide.settles(name, str(told[name]), known(turn) | told, turn.today):
                values.pop(name)
                return name
        return None

    @staticmethod
    def _tell_apart(values: dict[str, Any], found: dict[str, Any]) -> None:
        """What a relative tells of herself is not his: she is pregnant, he is not; her disability makes a dependant."""
        for name in ("pregnant", "sex"):
            values.pop(name, None)
        if "own_group" in found and "dependant_disability_group" not in found:
            values["dependant_disability_group"] = str(found["own_group"])

    @staticmethod
    def _mended(turn: Turn, found: dict[str, Any]) -> dict[str, Any]:
        """Return the date that «нет, до июля» puts right: the end, or the only one known. The year stays if unsaid."""
        told = found.get("deadline") or found.get("date")
        known_dates = [name for name in sorted(DATES) if turn.slot(name) not in (None, UNKNOWN)]
        if "contract_ends_on" in known_dates and "deadline" in found:
            known_dates = ["contract_ends_on"]
        if not isinstance(told, str) or len(known_dates) != 1 or turn.requested in DATES:
            return {}
        name = known_dates[0]
        said = as_said(name, told, turn)
        if not names_a_year(turn.text):
            said = f"{str(turn.slot(name))[:4]}{said[4:]}"
        try:
            span(said)
            return {name: said if is_rough(said) else checked(name, said, turn.today)}
        except (ValueError, FutureDateError):
            return {}

    @staticmethod
    def _doubts(turn: Turn) -> list[list[str]]:
        """Return the dates of this message that cannot be, as fact and reason."""
        told = [str(item["value"]).partition(":") for item in turn.tracker.latest_message.get("entities") or ()
                if item["entity"] == "doubt"]  # fmt: skip
        return [[fact if fact in FACTS else "date", why] for fact, _, why in told]

    @staticmethod
    def _against_order(values: dict[str, Any], turn: Turn) -> list[list[str]]:
        """Take back a date that would let something end before it began, and say which."""
        wrong = [name for name in DATES if name in values and against_order(name, values[name], turn, values)]
        later = [name for name in wrong if not any(name == first and last in wrong for first, last in IN_ORDER)]
        for name in later:
            values.pop(name)
        return [[name, "order"] for name in later]

    @staticmethod
    def _is_about_him(turn: Turn, found: dict[str, Any]) -> bool:
        """Tell whether somebody writes about his own man: «муж сбежал», not «мать болеет»."""
        text = turn.text
        about_him = speaks_of_another(text) and not speaks_of_oneself(text)
        return "dependant_relation" not in found and (about_him or speaks_for_another(text))

    @staticmethod
    def _first_day_away(turn: Turn, read: str) -> str:
        """Return the earliest day of an absence: «ушёл, сегодня восьмые сутки» names two, and the first one counts."""
        days = [
            str(item["value"])
            for item in turn.tracker.latest_message.get("entities") or ()
            if item["entity"] in ("absent_since", "date") and str(item["value"]) <= turn.today.isoformat()
        ]
        return min([read, *days])

    @staticmethod
    def _keep(values: dict[str, Any], name: str, value: Any, turn: Turn) -> None:
        with contextlib.suppress(FutureDateError):  # told apart by the fact reader: see ``_doubts``
            kept = checked(name, value, turn.today)
            values[name] = as_said(name, kept, turn) if name in DATES - {"absent_since"} and kept else kept
