"""Reads facts from each message, so that nothing said once is asked again. Values are codes and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from actions.base import BotAction, Turn, set_slots
from bot.conversation.wording import speaks_for_another, speaks_of_another, speaks_of_oneself

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
NUMBERS = frozenset({"children_under_18", "birth_year"})
CODES = frozenset(
    {
        "category", "agency", "rank_band", "sex", "citizenship", "location", "vvk_category", "dependant_relation",
        "dependant_disability_group", "motives", "asker",
    }
)  # fmt: skip
FACTS = (*sorted(YES_NO | DATES | NUMBERS | CODES),)
UNKNOWN = "unknown"  # asked and left open: never asked again, never used as a fact
# The ten days of the press of 2022, in any wording: they are answered wherever they are spoken of.
TEN_DAYS = re.compile(
    r"\b(?:10|десят[ьи]|ten|desyat[i']?)[\s-]*(?:\w+\s+)?(?:дн|суток|сутки|день|дён|day|dn|sutok)"
    r"|десятидневн|десятисуточн"
)
EARLIEST_BIRTH, YOUNGEST, OLDEST = 1940, 16, 90


def known(turn: Turn) -> dict[str, Any]:
    """Return the facts that are known, by profile field; what was left open is not among them."""
    facts = {name: turn.slot(name) for name in FACTS}
    return {name: value for name, value in facts.items() if value not in (None, UNKNOWN, [])}


def names_ten_days(turn: Turn) -> bool:
    """Tell whether this message speaks of the ten days."""
    return bool(TEN_DAYS.search(str(turn.tracker.latest_message.get("text") or "").lower()))


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
    elif requested in DATES | {"dependant_relation", "vvk_category"} and found.get("answer") == "no":
        value = UNKNOWN
    else:
        return None
    return checked(requested, value, today)


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
        for name in FACTS:
            if name in found and name != turn.requested:
                self._keep(values, name, found[name], turn)
        if "asker" not in values and turn.slot("asker") is None and self._is_about_him(turn, found):
            values["asker"] = "relative"
        if "absent_since" in values:
            values["absent_since"] = self._first_day_away(turn, str(values["absent_since"]))
        if "absent_since" not in values and str(found.get("days_absent", "")).isdigit():
            values["absent_since"] = (turn.today - relativedelta(days=int(found["days_absent"]))).isoformat()
        motives = [item["value"] for item in turn.tracker.latest_message.get("entities") or ()
                   if item["entity"] == "motives"]  # fmt: skip
        if motives:
            values["motives"] = checked("motives", motives, turn.today)
        if names_ten_days(turn):
            values["ten_days"] = True
        for name in ("option", "document"):
            if name in found:
                values[name] = found[name]
        return set_slots({name: value for name, value in values.items() if value is not None})

    @staticmethod
    def _is_about_him(turn: Turn, found: dict[str, Any]) -> bool:
        """Tell whether somebody writes about his own man: «муж сбежал», not «мать болеет»."""
        text = str(turn.tracker.latest_message.get("text") or "")
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
        try:
            values[name] = checked(name, value, turn.today)
        except FutureDateError:
            values["first_question"] = name  # misread or mistyped: it is asked before anything else
