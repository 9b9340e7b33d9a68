"""Which paper now, and what comes after one was handed in: one set of rules for every stage, by what he told."""

from __future__ import annotations

from typing import Any

from bot.dialogue import filed, topics
from bot.dialogue.facts import UNKNOWN, FutureDateError
from bot.dialogue.heard import CHOICE, DRAFT, ERASE, LANGUAGE, MOVE, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.papers import Fit, Step, fitting, step, terms_run_from
from bot.dialogue.plan import ASK, CLOSE, DROP, Plan, Say
from bot.dialogue.rules import answers, topical
from bot.dialogue.state import State

MOST = 3  # papers that are offered, the first with its reason
TELLING = frozenset({STORY, TOPIC, CHOICE, UNSURE, DRAFT, MOVE})
A_STORY = 10  # words: what became of a paper is a part of it, and what he wants another
DAYS = frozenset({"report_filed_on", "report_refused_on"})


def whether(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Это обязательно писать?»: a question, which starts no paper."""
    if state.fate or heard.kind in (ERASE, LANGUAGE) or "whether_to_write" not in heard.signs or heard.in_danger:
        return None
    offered = _offer(fits(state, law)[:1])
    return Plan((Say("whether_to_write"),), {"misses": 0, "mode": None, "offered": offered}, then=DROP)


def which(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Какая бумага нужна сейчас?»: the one that fits what he told and the stage, why, and at most two others."""
    if state.fate or heard.kind not in TELLING or "which_paper" not in heard.signs or heard.in_danger or heard.paper:
        return None
    if heard.declined or (heard.question and heard.intent not in topical.VAGUE and heard.kind == TOPIC):
        return None
    if handed_in(state):
        return _next(state, heard, law)
    found = fits(state, law)[:MOST]
    if not found and not state.known and heard.intent in topics.MEANT:
        return None  # «хочу уволиться, с чего начать»: not yet a paper, first who he is
    if not found:
        papers = (*(topics.RELATIVES_PAPERS if state.asker == "relative" else ()), *topics.COMMON_PAPERS)[:MOST]
        return Plan((Say("which_paper", papers=papers),), {"misses": 0, "mode": None}, then=DROP)
    return Plan(
        (*topical.noted(heard, state), Say("fitting", fits=tuple((fit.paper, fit.why) for fit in found))),
        {"misses": 0, "mode": None, "offered": _offer(found)}, then=DROP,
    )  # fmt: skip


def happened(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Подал», «не берут», «порвал», «тишина», «10 дней прошло»: the stage moves on, and the next paper is named."""
    told = filed.is_told(heard.for_paper) or bool(DAYS & set(heard.noted))
    if state.fate or heard.kind not in TELLING or not told or heard.in_danger or heard.takes_back:
        return None
    if {"ten_days", "go_home"} & heard.signs and heard.asks:
        return None  # «10 дней прошло, могу уйти?»: a man leaves on a missing «нет»
    asks = heard.question and (heard.asks or heard.words >= A_STORY or not filed.is_told(heard.for_paper))
    if asks or not filed.speaks_of_a_paper(state, heard):
        return None
    wants_one = heard.kind == DRAFT or {"writes", "orders_paper"} & heard.signs
    if heard.intent in topics.NEIGHBOURS or (wants_one and (heard.paper or "complains" in heard.signs)):
        return None
    return _next(state, heard, law)


def carry(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Куда её нести?», «кому копию?» of the paper just drawn: how it is handed in, and what comes then."""
    if state.fate or not state.drawn or "to_carry" not in heard.signs or heard.in_danger or heard.paper:
        return None
    if filed.is_told(heard.for_paper) or handed_in(state):
        return None
    return Plan((Say("show", item="filing"),), {"misses": 0, "mode": None}, then=DROP)


def day_told(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The day of filing or refusal that we asked for: the stage is told, not the ways out."""
    if state.open not in DAYS or not handed_in(state) or state.drafting or heard.move is not None:
        return None
    try:
        value = answers.value_of(state, heard)
    except FutureDateError:
        return None
    if value in (None, UNKNOWN):
        return None
    plan = _next(state.after({"open": None, "first": None}, {str(state.open): value}), heard, law)
    return Plan(plan.say, {**plan.change, "open": None, "first": None}, {str(state.open): value}, CLOSE)


def handed_in(state: State) -> bool:
    """Whether he told that a paper was handed in, or what became of it."""
    return any(name in state.for_paper for name in ("filed", "refusal")) or bool(DAYS & state.known.keys())


def fits(state: State, law: Lookups) -> tuple[Fit, ...]:
    """The papers that fit what he told and may be drawn for him."""
    found = fitting(state.known, state.for_paper, state.focus, state.today)
    return tuple(fit for fit in found if law.fits(fit.paper, state.known, state.today))


def now(state: State, law: Lookups) -> Step:
    """Where the paper that was handed in stands today."""
    run_from = terms_run_from(state.known, state.for_paper)
    return step(state.known, state.for_paper, law.terms(run_from, state.today), state.today)


def _next(state: State, heard: Heard, law: Lookups) -> Plan:
    where = now(state, law)
    if where.code == "when" and state.put.get("report_filed_on", 0) == 0 and state.open is None:
        return Plan(tuple(topical.doubts(heard)), {"misses": 0, "mode": None, "first": "report_filed_on"}, then=ASK)
    papers = where.papers[:MOST]
    if state.asker == "relative":
        papers = tuple(dict.fromkeys((*topics.RELATIVES_PAPERS, *papers)))[:MOST]
    change: dict[str, Any] = {
        "misses": 0, "mode": None, "option": None, "document": None,
        "offered": {"document": papers[0], "option": None} if papers else {"fact": "report_filed_on"},
    }  # fmt: skip
    beside = {name: state.facts[name] for name in heard.noted if name not in DAYS and name != "asker"}
    said = [*topical.doubts(heard), *([Say("noted", facts=beside)] if beside else [])]
    return Plan((*said, Say("filing_step", code=where.code, papers=papers)), change, then=DROP)


def _offer(found: tuple[Fit, ...]) -> dict[str, str | None]:
    return {"document": found[0].paper, "option": None} if found else {}
