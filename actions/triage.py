"""The questions: only what can still change an answer, one at a time, each of them optional."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions.asides import answer_aside, say_others, take_care
from actions.base import BotAction, Events, Turn, set_slots
from actions.facts import (
    DATES,
    FACTS,
    UNKNOWN,
    FutureDateError,
    against_order,
    answer_to,
    as_said,
    known,
    names_ten_days,
    say_doubts,
)
from bot.bootstrap import Services
from bot.conversation.topics import CARE, MEANT, SIDE
from bot.law import is_rough

MOST_QUESTIONS = 5  # a frightened person on a phone answers a few; the rest stays open and is said to be open

QUESTION = re.compile(
    # Pressure is a question too: what may they do?
    r"\bзаставля|\bугрожа|\bпринужда|\bвынужда|\bforc(?:ed|ing)\b|\bthreat"
    r"|\?|\bли\b|\bправда что\b|\bчто будет\b|\bобязан[аы]? ли\b"
    r"|\bкогда (?:\w+ )?(?:отпуст|домой|демоб|уволят|закончит|конец)"
    r"|^(?:а |и |but |and )?(?:могу|можно|могут|может|имеют|имеет|"
    r"обязан\w*|когда|куда|кто|mozhno|mogut|can|could|may|must|when|is|do|does|am|should|what|who|how)\b"
)

STORIES = frozenset(
    {
        "leave_general", "contract_expired", "leave_mobilised", "leave_conscript", "ground_health",
        "ground_family_care", "ground_children", "ground_age", "ground_conscience", "ground_other",
        "status_statement", "inform", "affirm", "deny", "unsure", "nlu_fallback",
    }
)  # fmt: skip


# Who he is follows from what he asks, also where he does not say it in so many words.
IMPLIED = {"leave_conscript": "conscript", "leave_mobilised": "mobilised"}


class StartTriage(BotAction):
    """Says back what was understood and remembers what he came for."""

    action_name = "action_start_triage"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Keep the intent he came with as the focus, unless he is in the middle of the questions."""
        guide = self.services.guide
        facts = known(turn)
        urgent = next((name for name in turn.topics() if name in CARE), None)
        if urgent:
            return [*take_care(self.services, turn, urgent), FollowupAction("action_listen")]
        aside = answer_aside(self.services, turn)
        if aside is not None:
            return aside if turn.form else [*aside, FollowupAction("action_listen")]
        noted = note_who(self.services, turn) if turn.intent == "status_statement" else []
        if noted:
            return noted
        implied = {"category": IMPLIED[turn.intent]} if turn.intent in IMPLIED and "category" not in facts else {}
        facts |= implied
        if turn.form != "triage_form":
            say_doubts(guide, turn)
            understood = guide.understood(facts, turn.lang, turn.today, turn.asker)
            turn.say(*(understood or (guide.start(turn.lang, turn.today, turn.asker),)))
        if turn.entities().get("location") == "detained":
            # He is held somewhere: that comes before any way out.
            turn.say(*guide.topic_if_any("detention_search", facts, turn.lang, turn.today, turn.asker))
        elif names_ten_days(turn):
            turn.say(guide.ten_days(turn.lang, turn.today, turn.asker))
        elif asks_something(turn):
            # He asked, he did not only tell: what is known of it comes before the next question.
            turn.say(*guide.topic_if_any(turn.intent, facts, turn.lang, turn.today, turn.asker))
        elif turn.form == "triage_form" and turn.intent != turn.slot("focus"):
            turn.say(*guide.heard(turn.intent, turn.lang, turn.today, turn.asker))
        say_others(self.services, turn, [name for name in turn.topics() if name not in MEANT])
        focus = turn.intent if turn.intent != "status_statement" else turn.slot("focus") or turn.intent
        left = dict.fromkeys(("option", "document", "offered", "drawn", "care"))
        return set_slots({"focus": focus, "misses": 0, **left, **implied})


def note_who(services: Services, turn: Turn) -> Events:
    """Take who he is to a thing that no question on leaving belongs to, such as a lost contact; nothing elsewhere."""
    topic = turn.slot("focus")
    if turn.form or topic not in SIDE or topic in MEANT:
        return []
    facts = known(turn)
    told = {name: facts[name] for name in facts if name in turn.entities() and name != "asker"}
    turn.say(services.guide.noted_for(str(topic), told, facts, turn.lang, turn.today, turn.asker))
    return [FollowupAction("action_listen")]


def asks_something(turn: Turn) -> bool:
    """Tell whether the message is put as a question."""
    return bool(QUESTION.search(turn.text.lower()))


class ValidateTriage(BotAction):
    """Takes the answer to the question asked and chooses the next question."""

    action_name = "validate_triage_form"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Return the filled slots and the next requested one; no filled slot means the message was something else."""
        values = self._answer(turn)
        after = {**turn.tracker.slots, **values}
        asked = list(after.get("asked") or [])
        following = self.next_question(turn, after)
        if following and (not asked or asked[-1] != following):
            asked = [*[name for name in asked if name != following], following]
        events = set_slots(values)
        if asked != list(turn.slot("asked") or []):
            # Only beside an answer: this slot alone must not make a side question look like one.
            events += [SlotSet("asked", asked)] if values or turn.requested is None else []
        return [*events, SlotSet("requested_slot", following)]

    def next_question(self, turn: Turn, slots: dict[str, Any]) -> str | None:
        """Return the name of the next fact to ask, or None when the rest changes nothing or enough was asked."""
        first = slots.get("first_question")
        if first and slots.get(first) is None:
            return str(first)
        facts = {name: slots[name] for name in FACTS if slots.get(name) not in (None, UNKNOWN, [])}
        if turn.requested and slots.get(turn.requested) is None and slots.get("asked"):
            return turn.requested
        if len(slots.get("asked") or []) >= MOST_QUESTIONS:
            return None
        missing = self.services.guide.questions(facts, turn.today, slots.get("focus"))
        return next((name for name in missing if name in FACTS and slots.get(name) is None), None)

    def _answer(self, turn: Turn) -> dict[str, Any]:
        found, requested = turn.entities(), turn.requested
        if requested not in FACTS:
            return self._told(turn) if requested is None else {}
        if found.get("move") == "back":
            return self._back(turn, requested)
        if found.get("move") == "skip":
            return {requested: UNKNOWN, "misses": 0}
        if "move" in found:
            return {}
        told = self._told(turn)
        if turn.slot("doubts"):
            say_doubts(self.services.guide, turn)
            return {**told, requested: turn.slot(requested)}
        try:
            value = answer_to(requested, found, turn.today)
        except FutureDateError as error:
            turn.say(self.services.guide.error(error.code, turn.lang, turn.today))
            return {requested: None}
        if against_order(requested, value, turn):
            turn.say(*self.services.guide.not_taken([(requested, "order")], turn.lang, turn.today, turn.asker))
            return {requested: None}
        if requested in DATES and value is not None:
            value = as_said(requested, value, turn)
        if is_rough(value) and not self.services.guide.settles(requested, value, known(turn), turn.today):
            if turn.slot("misses"):
                return {requested: UNKNOWN, "misses": 0}
            turn.say(self.services.guide.error("rough_date", turn.lang, turn.today))
            return {requested: None, "misses": 1}
        others = {name: fact for name, fact in told.items() if name != requested}
        if others and requested not in found and found.get("answer") == "no":
            # «Нет, контракт до июня» mends another answer; it is no "no" to this question.
            self._say_noted(turn, others)
            return others
        if value is not None:
            self._say_noted(turn, others)
            return {**told, requested: value, "misses": 0, "first_question": None}
        if turn.intent == "unsure":
            return {requested: UNKNOWN, "misses": 0}
        told = told if turn.intent in STORIES else {}
        if told and not turn.slot("noted") and asks_something(turn):
            return {}  # nothing new in it: it is a question, not an answer
        # Not what was asked, but worth having: say so, or the question put again looks like deafness.
        self._say_noted(turn, told)
        return told

    def _say_noted(self, turn: Turn, told: dict[str, Any]) -> None:
        """Say what was noted beside the question: of all he told, what is new."""
        new = {name: told[name] for name in turn.slot("noted") or () if name in told}
        turn.say(*self.services.guide.noted(new or told, turn.lang, turn.today, turn.asker))

    @staticmethod
    def _told(turn: Turn) -> dict[str, Any]:
        """Return the facts that this very message holds."""
        found = {*turn.entities(), *(turn.slot("noted") or ())}
        return {name: turn.slot(name) for name in FACTS if name in found and turn.slot(name) is not None}

    @staticmethod
    def _back(turn: Turn, requested: str) -> dict[str, Any]:
        asked = [name for name in turn.slot("asked") or [] if name != requested]
        if not asked:
            return {requested: None}
        return {asked[-1]: None, "first_question": asked[-1], "asked": asked[:-1], "misses": 0}


class AskFact(BotAction):
    """Puts one question, with its choices and why it is asked."""

    def __init__(self, services: Services, fact: str) -> None:
        super().__init__(services)
        self.fact = fact
        self.action_name = f"action_ask_triage_form_{fact}"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Say the question in the person's language."""
        asked = turn.slot("asked") or []
        turn.say(self.services.guide.question(self.fact, turn.lang, turn.today, turn.asker, first=len(asked) <= 1))
        return []


class ShowOptions(BotAction):
    """Shows the ways out: his own ground first, then what is open, then what is closed and why."""

    action_name = "action_show_options"

    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Assess on today's date and remember the order shown."""
        return show_options(self.services, turn)


def show_options(services: Services, turn: Turn) -> Events:
    """Say the ways out; any action may do so. (A FollowupAction outside a form would end in Rasa's fallback.)"""
    shown, said = services.guide.options(
        known(turn), turn.slot("focus"), turn.lang, turn.today, turn.asker, ten_days=bool(turn.slot("ten_days"))
    )
    turn.say(*said)
    return set_slots(
        {
            "shown_options": list(shown),
            "option": None,
            "offered": None,
            "drawn": None,
            "care": None,
            "first_question": None,
        }
    )
