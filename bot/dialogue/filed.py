"""What a message tells of papers, into the state: what only they ask for, which one was handed in, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from bot.dialogue.heard import Heard
from bot.dialogue.papers import ABOUT
from bot.dialogue.state import State
from bot.law import near

HAPPENED = ("refusal", "spoken", "torn")  # of the paper handed in last: a new one begins anew
# No field of a paper, or one that is added up over the talk (``_of_health``).
HELPERS = frozenset(
    {"writes_for_him", "handed_in", "handed_what", "days_since", "so_many_days", "ailments", "ailments_gone"}
)
LEAVE = "leave"
RUNGS = {"complaint": "complaint_superior", "prosecutor": "complaint_prosecutor", "court": "court_claim"}
REPORT = "report"  # one that we did not draw
# The man she writes of is no relative who fell ill.
HIS_OWN = frozenset({"son", "husband", "brother", "grandson"})


def for_paper(state: State, heard: Heard, asker: str) -> dict[str, Any]:
    """Return what papers ask for after this message: what was known, with what it tells."""
    told = {name: value for name, value in heard.for_paper.items() if name not in HELPERS}
    if "rank" in heard.told and "rank" not in told:
        told["rank"] = str(heard.told["rank"])
    if asker == "relative":
        _of_her_man(told)
        if not {"writes", "orders_paper", "puts_right"} & heard.signs:
            told.pop("recipient", None)
    else:
        told.pop("recipient", None)
        if "of_another" not in heard.signs:  # who writes is not known yet: «он звонил, рапорт порвали»
            told.pop("family_problem", None)
            told.pop("serviceman_is", None)
        if {"by_a_relative", "complains"} & heard.signs and "writes_for_him" in heard.for_paper:
            told["serviceman_is"] = heard.for_paper["writes_for_him"]
    if "kin_signs" in heard.signs and "writes_for_him" in heard.for_paper:
        told["serviceman_is"] = heard.for_paper["writes_for_him"]  # «жалобу, мама Иванова Анна, я Иванов Пётр»
    known = dict(state.for_paper)
    if "handed_in" in heard.for_paper and speaks_of_a_paper(state, heard):
        known = {name: value for name, value in known.items() if name not in HAPPENED}
        known["filed"] = _which(state, heard)
        about = ABOUT.get(known["filed"])
        if about:
            known["report_about"] = about
        if known["filed"] in RUNGS.values() and (day := _day(state, heard)):
            known["complaint_on"] = day
    elif not speaks_of_a_paper(state, heard):
        told = {name: value for name, value in told.items() if name not in HAPPENED}
    if "no_contact" in told.get("family_problem", ()) and (day := _day(state, heard)):
        known["contact_lost_on"] = day
    return {**known, **told, **_of_health(state, heard), **_of_leave(state, heard)}


def _of_health(state: State, heard: Heard) -> dict[str, Any]:
    """What troubles him: what was told before and is not taken back, what is told now, and since which day."""
    told, gone = heard.for_paper.get("ailments", ()), heard.for_paper.get("ailments_gone", ())
    if not (told or gone):
        return {}
    known = state.for_paper.get("ailments", ())
    found: dict[str, Any] = {"ailments": [one for one in dict.fromkeys((*known, *told)) if one not in gone]}
    day = next((day for day in heard.days if day.name == "date" and day.precision == "day"), None)
    if told and day and day.value <= state.today.isoformat() and not is_told(heard.for_paper):
        found["symptoms_since"] = day.value
    return found


def _of_leave(state: State, heard: Heard) -> dict[str, Any]:
    """How many days of leave, and from when: told with the wish for that paper, or to be put into the one drawn."""
    drawn = ABOUT.get(str(state.drawn)) == LEAVE and {"puts_right", "wants_leave"} & heard.signs
    if is_told(heard.for_paper) or not (drawn or {"wants_leave", "a_report"} <= heard.signs):
        return {}
    found: dict[str, Any] = {}
    if "so_many_days" in heard.for_paper:
        found["leave_days"] = heard.for_paper["so_many_days"]
    begins = next(
        (day.value for day in heard.days if day.name in ("date", "deadline") and day.precision == "day"), None
    )
    if begins and begins < state.today.isoformat() and "names_a_year" not in heard.signs:
        begins = (date.fromisoformat(begins) + relativedelta(years=1)).isoformat()  # a leave is still to come
    if begins and begins >= state.today.isoformat():
        found["leave_from"] = begins
    return found


def days(state: State, heard: Heard) -> dict[str, str]:
    """Return the days of filing and refusal that a bare date beside them means, and a count of days since."""
    found: dict[str, str] = {}
    known = {*heard.told, *(name for name in state.facts if state.facts[name] not in (None, "unknown"))}
    day, more = _day(state, heard), heard.for_paper
    on_a_rung = RUNGS.get(str(more.get("handed_what")))
    if "handed_in" in more and day and not on_a_rung and "report_filed_on" not in heard.told:
        found["report_filed_on"] = day
    elif "days_since" in more and "report_filed_on" not in known and speaks_of_a_paper(state, heard):
        found["report_filed_on"] = near((state.today - timedelta(days=int(more["days_since"]))).isoformat())
    if (over := _term_over(heard)) and "contract_ends_on" not in known:
        found["contract_ends_on"] = over
    turned_down = more.get("refusal") in ("refused", "not_accepted") and "handed_in" not in more
    if turned_down and day and "report_refused_on" not in heard.told and speaks_of_a_paper(state, heard):
        found["report_refused_on"] = day
    return {name: value for name, value in found.items() if value.rstrip("~") <= state.today.isoformat()}


def _term_over(heard: Heard) -> str | None:
    """The day on which his contract ended by his own word, where the message names that day alone."""
    if "term_over" not in heard.signs or is_told(heard.for_paper) or "contract_signed_on" in heard.told:
        return None
    return next((one.value for one in heard.days if one.name in ("date", "deadline") and one.precision == "day"), None)


def speaks_of_a_paper(state: State, heard: Heard) -> bool:
    """Tell whether what «отказали», «тишина» are told of is a paper of his: named here, drawn, or handed in before."""
    known = state.drawn or {"drew", "filed"} & state.for_paper.keys() or "report_filed_on" in state.known
    return bool(known) or "a_paper" in heard.signs or "handed_in" in heard.for_paper


def _which(state: State, heard: Heard) -> str:
    named = RUNGS.get(str(heard.for_paper.get("handed_what")))
    if named or heard.paper in RUNGS.values():
        return named or str(heard.paper)
    return str(state.drawn or state.for_paper.get("drew") or state.for_paper.get("filed") or REPORT)


def _of_her_man(told: dict[str, Any]) -> None:
    """Of a relative: a trouble of the man himself is what is wrong with him, and nobody else's."""
    if told.get("relation") in HIS_OWN or told.get("relation") == told.get("serviceman_is"):
        told.pop("relation", None)
        if told.pop("leave_reason", None) in ("illness", "sick"):
            told["family_problem"] = list(dict.fromkeys((*told.get("family_problem", ()), "health")))


def _day(state: State, heard: Heard) -> str | None:
    """The day the message names, as exactly as it was told."""
    day = next((day for day in heard.days if day.name in ("date", "service_started_on")), None)
    if day is None:
        return _day_gone_by(state, heard) if "handed_in" in heard.for_paper else None
    return (
        near(day.value)
        if day.precision == "about"
        else day.value[: {"month": 7, "year": 4}.get(day.precision or "", 10)]
    )


def _day_gone_by(state: State, heard: Heard) -> str | None:
    """«Отправил 25 ноября, когда ждать?»: read as a day a year ahead; who sent it names one behind him."""
    day = next((day for day in heard.days if day.name == "deadline" and day.precision == "day"), None)
    if day is None or "names_a_year" in heard.signs:
        return None
    told = date.fromisoformat(day.value)
    return told.isoformat() if told <= state.today else (told - relativedelta(years=1)).isoformat()


def is_told(told: Mapping[str, Any]) -> bool:
    """Tell whether a message says what became of a paper."""
    return any(name in told for name in ("refusal", "torn", "handed_in", "days_since"))
