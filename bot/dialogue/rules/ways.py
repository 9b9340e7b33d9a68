"""The ways out: one pressed or chosen in words, all of them, a fact to change, and what a button asks to be shown."""

from __future__ import annotations

from bot.dialogue import questions, topics
from bot.dialogue.facts import FACTS
from bot.dialogue.heard import CHOICE, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import ASK, CLOSE, DRAFT, DROP, WAYS, Plan, Say
from bot.dialogue.repeating import mark
from bot.dialogue.rules import asides, moves, topical
from bot.dialogue.state import State

MOST_PAPERS = 2  # papers and questions named as the next step


def pressed(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The button of a way out."""
    return look_at(state, law, str(heard.told["option"])) if "option" in heard.told else None


def change_a_fact(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The button of a fact to be changed: it is asked anew."""
    fact = heard.told.get("fact")
    if fact not in FACTS:
        return None
    return Plan(change={"first": fact, "put": {}, "open": None}, facts={str(fact): None}, then=ASK)


def show(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A button, or words that mean one: the ways, what to do, back to the question, the card, filing, more."""
    what = heard.told.get("show")
    if heard.kind != CHOICE or what is None:
        return None
    if what == "do" and state.away:
        return topical.answer(state, heard, law, ["awol_return"])
    if what == "do" and state.option:
        return Plan((Say("part", option=state.option, part="steps"),), {"mode": None}, then=DROP)
    if what == "do" and (step := _next_step(state, law)):
        return step
    if what in ("options", "do"):
        return Plan(then=WAYS)  # enough asked: the ways with what is known so far
    if what == "resume":
        return _resume(state)
    if what == "card":
        return asides.give_card(state)
    return Plan((Say("show", item=str(what)),), {"mode": None})


def what_then(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«А что тогда можно?»: the ways out, or the next step where they stand on the screen already."""
    if "what_then" not in heard.signs or not state.known or state.fate or heard.in_danger or heard.care:
        return None
    if heard.kind not in (CHOICE, STORY, UNSURE, TOPIC) or heard.intent in topics.NEIGHBOURS or state.away:
        return None
    return (_next_step(state, law) if state.shown else None) or Plan(then=WAYS)


def chosen(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Второй», «про маму»: one of the ways on the screen."""
    if state.open or heard.kind not in (CHOICE, STORY, UNSURE) or (heard.kind == STORY and heard.noted):
        return None
    if heard.kind == UNSURE and state.mode:
        return None
    number = str(heard.told.get("number", ""))
    if heard.kind == CHOICE and number.isdigit() and 1 <= int(number) <= len(state.shown):
        return look_at(state, law, state.shown[int(number) - 1])
    way = heard.way(state.shown)
    return look_at(state, law, way) if way else None


def look_at(state: State, law: Lookups, option: str) -> Plan:
    """Say one way out, with what can be drawn for it."""
    said, after = questions.look_at(state, option, law)
    changed = ("option", "document", "offered", "drawn", "mode", "misses", "first")
    return Plan(said, {name: getattr(after, name) for name in changed}, then=CLOSE)


def _next_step(state: State, law: Lookups) -> Plan | None:
    """What comes after the last answer: its paper, then its questions; None where he wants out in general."""
    if state.focus in topics.IN_GENERAL or state.open or not state.last:
        return None
    what, about = state.last[-1]
    question = str(about["question"]) if what == "short_answer" else None
    topic = about.get("intent") if what == "topic" else None
    papers = law.papers_of(question) or law.helping(topic, state.known, state.asker)
    further = tuple(id for id in law.leads_to(question) if f"short_answer:{id}" not in state.answered)
    said = Say("next_step", papers=papers[:MOST_PAPERS], questions=further[:MOST_PAPERS])
    if not (papers or further) or mark(said.what, said.about) in state.answered:
        return None
    offered = {"document": papers[0], "option": None} if papers else {"question": further[0]}
    return Plan((said,), {"misses": 0, "mode": None, "offered": offered}, then=DROP)


def _resume(state: State) -> Plan:
    """Back to the very question: the words he asked for it by count as none of its two tries."""
    put = {name: times for name, times in state.put.items() if name not in (state.open, state.first)}
    if (state.open or state.first) and not state.drafting:
        return Plan(change={"mode": None, "put": put}, then=ASK)
    if state.document:
        return Plan(change={"mode": None}, then=DRAFT)
    return Plan((moves.what_next(state),), {"mode": None})
