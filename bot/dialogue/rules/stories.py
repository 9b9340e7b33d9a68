"""He wants out, or tells his story: what was understood is said back, what he asks is answered, then one question."""

from __future__ import annotations

from typing import Any

from bot.dialogue import questions, topics
from bot.dialogue.facts import FACTS
from bot.dialogue.heard import CHOICE, STORY, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import ASK, ASK_ONE, CLOSE, Plan, Say
from bot.dialogue.rules import drafting, moves, topical
from bot.dialogue.state import State
from bot.dialogue.taking import told
from bot.dialogue.topics import MEANT, NAMED, SIDE

# Who he is follows from what he asks, also where he does not say it in so many words.
IMPLIED = {"leave_conscript": "conscript", "leave_mobilised": "mobilised"}
# He came for one ground: once his question on it is answered, nothing more is asked.
MEANT_ONE = MEANT.keys() - topics.IN_GENERAL
NEAR = 3  # the places of the ranking among which a story finds its subject


def told_in_a_choice(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Facts without an intent of their own: a story, whatever it was taken for."""
    holds = any(name in heard.told for name in FACTS) or heard.doubts or heard.noted
    if heard.kind != CHOICE or state.open or not holds or state.drawn:
        return None
    said = topical.doubts(heard) + topical.noted(heard, state)
    new = [way for way in topics.named(state.known, None) if f"option:{way}" not in state.answered and law.is_way(way)]
    if state.shown and new and heard.noted:
        after, _ = questions.look_at(state, new[0], law)
        return Plan((*said, *after), {"option": new[0], "offered": {"option": new[0]}, "misses": 0, "mode": None})
    if state.shown:
        return Plan((*said, moves.what_next(state)), {"misses": 0, "mode": None})
    return Plan(tuple(said), {"misses": 0, "mode": None}, then=ASK)


def who_he_is(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Who he is, told to a thing that no question on leaving belongs to, such as a lost contact."""
    return _who(state, heard) if heard.kind == STORY and heard.intent == "status_statement" else None


def story(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """His story: what he came for becomes the focus."""
    if heard.kind != STORY:
        return None
    implied: dict[str, Any] = {}
    if heard.intent in IMPLIED and "category" not in state.known:
        implied = {"category": IMPLIED[heard.intent]}
    state = state.after({}, implied)
    said: list[Say] = []
    said += topical.doubts(heard) + topical.noted(heard, state)
    answer = _answer(state, heard, law)
    side = next((name for name in heard.also if name in SIDE and name != heard.intent), None)
    if side and not answer:  # «завтра придут подписывать, срочник я»: the clause that needs an answer
        answer = _text(side, law)
    said += answer
    others = [name for name in heard.also if name in NAMED and name not in MEANT][: topical.MOST_OTHERS]
    said += topical.also(others)
    focus = heard.intent if heard.intent != "status_statement" else state.focus or heard.intent
    change = {
        "focus": focus, "misses": 0, "option": None, "document": None, "offered": {}, "drawn": None, "mode": None,
        "waiting": tuple(others) or state.waiting,
    }  # fmt: skip
    answered = CLOSE if heard.asks or side or focus in MEANT_ONE else ASK_ONE
    return Plan(tuple(said), change, implied, answered if answer else ASK)


def begins_unsure(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Facts or a named paper where the intent is unsure but near: a story is worth more than its label."""
    if heard.kind not in (UNSURE, CHOICE) or state.open or topical.asked_beside(state, heard):
        return None
    likely = heard.ranked()[:NEAR]
    if likely[:1] == ["draft_report"] and (heard.paper or "writes" in heard.signs):
        return drafting.start(state, heard, law)
    if likely[:1] == ["status_statement"] and (noted := _who(state, heard)):
        return noted
    focus = next((name for name in likely if name in MEANT), None)
    if focus is None or not tells(heard):
        return None
    short = topical.short_answer(state, heard, law, focus)
    said = [*topical.doubts(heard), *topical.noted(heard, state), *short]
    change = {"focus": focus, "option": None, "document": None, "misses": 0, "mode": None}
    answered = CLOSE if heard.asks else ASK_ONE
    return Plan(tuple(said), change, then=answered if short else ASK)


def told_something(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Facts in a message that nothing else explains: they are noted aloud, and what can be done is offered."""
    new = topical.noted(heard, state)
    if heard.kind != UNSURE or state.open or not new:
        return None
    return Plan((*new, moves.what_next(state)), {"misses": 0, "mode": None})


def tells(heard: Heard) -> int:
    """How many facts of him the message tells, beside who asks."""
    return sum(name in heard.told for name in FACTS if name != "asker")


def _answer(state: State, heard: Heard, law: Lookups) -> list[Say]:
    """What he asks, before any question of ours; he may be held somewhere, which comes before any way out."""
    if heard.told.get("location") == "detained":
        return _text("detention_search", law)
    if "ten_days" in heard.signs:
        return [Say("ten_days")]
    if topical.asks_to_stay_away(state, heard):
        return [topical.staying(state.after({"focus": heard.intent}), law)]
    short = topical.short_answer(state, heard, law, heard.intent)
    if short or not heard.asks:
        return short
    way = topical.way_asked_of(state, heard, law, heard.intent)
    return [Say("verdict", option=way)] if way else _text(heard.intent, law)


def _text(intent: str, law: Lookups) -> list[Say]:
    return [Say("topic", intent=intent, disagrees=False)] if law.has_text(intent) else []


def _who(state: State, heard: Heard) -> Plan | None:
    topic = state.focus
    if state.open or topic not in SIDE or topic in MEANT:
        return None
    facts = {name: value for name, value in told(state, heard).items() if name in heard.told and name != "asker"}
    return Plan((Say("noted_for", topic=topic, facts=facts),), {"misses": 0})
