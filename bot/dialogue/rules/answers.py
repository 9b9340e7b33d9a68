"""Answers to our open question: taken, noted beside, or said why not. Each needs a question that stands open."""

from __future__ import annotations

import contextlib
from typing import Any

from bot.dialogue.facts import (
    DATES,
    FACTS,
    UNKNOWN,
    FutureDateError,
    against_order,
    answer_to,
    value_heard,
)
from bot.dialogue.heard import CHOICE, STORY, SURE_OF_TOPIC, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import ASK, CLOSE, DRAFT, REPEAT, Plan, Say
from bot.dialogue.rules import topical
from bot.dialogue.state import NAME_FIELDS, State
from bot.dialogue.taking import as_said, told
from bot.dialogue.topics import NAMED, SIDE
from bot.law import is_rough

# What is said to the bot, whatever it sounds like to the question.
NO_ANSWERS = frozenset({"abuse", "refuse_violence", "delete_data"})


def name_of_paper(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A name that the gateway has sealed; here only the name of its field comes. Or he wants no names after all."""
    if state.open not in NAME_FIELDS:
        return None
    if heard.told.get("want_names") == "no":
        return Plan(change={"want_names": "no", "open": None}, then=DRAFT)
    field = heard.told.get("private")
    return Plan(change={"named": (*state.named, str(field)), "open": None}, then=DRAFT) if field else None


def doubted(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A day of this message cannot be: it is said which and why, and asked again."""
    return _refused(topical.doubts(heard)) if _open(state, heard) and heard.doubts else None


def yet_to_come(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Something past cannot have a date to come."""
    if not _open(state, heard) or heard.asks:
        return None
    try:
        value_of(state, heard)
    except FutureDateError as error:
        return _refused([Say("error", code=error.code)])
    return None


def out_of_order(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Nothing ends before it began."""
    if not _open(state, heard):
        return None
    fact = str(state.open)
    if not against_order(fact, value_of(state, heard), state.facts):
        return None
    return _refused([Say("not_taken", doubts=((fact, "order"),))])


def too_rough(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A year with a term in it leaves the law open: asked more exactly once, then left open."""
    if not _open(state, heard):
        return None
    fact, value = str(state.open), value_of(state, heard)
    if not is_rough(value) or law.settles(fact, str(value), state.known, state.today):
        return None
    if state.misses:
        return Plan(change={"misses": 0}, facts={fact: UNKNOWN}, then=ASK)
    return Plan((Say("error", code="rough_date"),), {"misses": 1, "put": _unput(state)}, then=ASK)


def mends_another(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Нет, контракт до июня»: another answer is put right, our question goes on."""
    if not _open(state, heard) or heard.to(state.open) or state.open in heard.told or heard.told.get("answer") != "no":
        return None
    others = _others(state, heard)
    return Plan(tuple(_noted(heard, others)), {"put": _unput(state)}, then=ASK) if others else None


def answered(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The answer, with what he told beside it; a question in the same breath is answered too."""
    if not _open(state, heard):
        return None
    fact, value = str(state.open), value_of(state, heard)
    if value is None and heard.to(fact) is None and heard.intent == "unsure":
        value = UNKNOWN
    if value is None:
        return None
    said = _noted(heard, _others(state, heard))
    beside = _answer_beside(state.after({}, {fact: value}), heard, law) if heard.typed else []
    first = None if state.first == fact else state.first
    change: dict[str, Any] = {"misses": 0, "first": first, "offered": {}, "mode": None}
    return Plan((*said, *beside), change, {fact: value}, CLOSE if beside else ASK)


def told_beside(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Not what was asked, but facts worth having: they are noted aloud, and the question comes again."""
    if not _open(state, heard) or heard.kind not in (STORY, CHOICE, UNSURE) or "option" in heard.told:
        return None
    answer = heard.to(state.open)
    if answer and answer.act == "asks" and not heard.noted:
        return None
    facts = told(state, heard)
    if not facts or (not heard.noted and heard.asks):  # nothing new in it: it is a question, not an answer
        return None
    said, beside = _noted(heard, facts), _answer_beside(state, heard, law)
    return Plan((*said, *beside), {"misses": 0}, then=CLOSE if beside else ASK)


def _open(state: State, heard: Heard) -> bool:
    """Whether a fact of his is asked, outside the drawing of a paper, and the message is no move."""
    return state.open in FACTS and not state.drafting and heard.move is None and heard.intent not in NO_ANSWERS


def value_of(state: State, heard: Heard) -> Any:
    """What he answers, as exactly as he said it, or None. Raises FutureDateError, but not where he asks something."""
    if not heard.asks:
        return _read(state, heard)
    with contextlib.suppress(FutureDateError):
        return _read(state, heard)
    return None


def _read(state: State, heard: Heard) -> Any:
    fact = str(state.open)
    answer = heard.to(fact)
    if answer is not None:
        return value_heard(fact, answer, state.today)
    value = answer_to(fact, {**heard.told, **({"motives": heard.motives} if heard.motives else {})}, state.today)
    return as_said(fact, value, heard) if fact in DATES and value is not None else value


def _answer_beside(state: State, heard: Heard, law: Lookups) -> list[Say]:
    """The answer to a question that stands beside an answer or facts: the very question, else what is known of it."""
    if "go_home" in heard.signs:
        return [topical.staying(state, law)]
    topic = law.topic_asked(heard.question)
    short = topical.short_answer(state, heard, law, heard.intent if heard.intent in NAMED else topic or "")
    if short or not heard.asks:
        return short
    asked = heard.kind == TOPIC and heard.intent in SIDE and heard.confidence >= SURE_OF_TOPIC
    told_of = heard.kind == STORY and law.has_text(heard.intent)
    return [Say("topic", intent=heard.intent, disagrees=False)] if asked or told_of else []


def _others(state: State, heard: Heard) -> dict[str, Any]:
    return {name: value for name, value in told(state, heard).items() if name != state.open}


def _noted(heard: Heard, facts: dict[str, Any]) -> list[Say]:
    """Say what was noted beside the question: of all he told, what is new."""
    new = {name: facts[name] for name in heard.noted if name in facts}
    shown = {name: value for name, value in (new or facts).items() if value != UNKNOWN}
    return [Say("noted", facts=shown)] if shown else []


def _refused(said: list[Say]) -> Plan:
    return Plan(tuple(said), then=REPEAT)


def _unput(state: State) -> dict[str, int]:
    return {name: times for name, times in state.put.items() if name != state.open}
