"""Commands and short words: erase, another language, anew, back, pass over, correct; «да», «ок», «нет»."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from bot.dialogue import topics
from bot.dialogue.facts import UNKNOWN
from bot.dialogue.heard import CHOICE, DRAFT, ERASE, LANGUAGE, MOVE, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import ASK, CLOSE, DROP, REPEAT, WAYS, Plan, Say
from bot.dialogue.plan import DRAFT as DRAW
from bot.dialogue.repeating import mark
from bot.dialogue.rules import drafting, topical
from bot.dialogue.state import NAME_FIELDS, State

MERELY = 5  # words: who says more than that something is not so may ask in the same breath


def erase(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A wish to be forgotten gets one question; its button erases. An open question of ours waits."""
    if heard.kind != ERASE:
        return None
    return Plan((Say("erase_now" if heard.told.get("show") == "erase" else "confirm_erase"),))


def language(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A button names the language; after a sentence the one it is written in goes on, with both to choose from."""
    if heard.kind != LANGUAGE:
        return None
    named = heard.told.get("show")
    lang = str(named) if named in ("ru", "en") else state.lang
    return Plan((Say("language", lang=lang),), {"lang": lang}, then=DROP)


def restart(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """All answers are gone and he begins anew."""
    return begun_anew(state) if _is_move(heard, state) and heard.move == "restart" else None


def stop(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Не надо», «передумал»: our question is dropped; nothing that he told is lost."""
    if heard.move != "stop" or (state.open is None and not _is_move(heard, state)):
        return None
    return Plan((what_next(state),), {"misses": 0, "document": None}, then=DROP)


def back(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """To the question before, or from whatever he looks at to all ways; nothing that he told is lost."""
    if not _is_move(heard, state) or heard.move != "back":
        return None
    if state.drafting:
        return Plan(change={"named": state.named[:-1]}, then=DRAW)
    if state.open is None and (state.option or state.drawn):
        return Plan(then=WAYS)
    before = [name for name in state.asked if name != state.open]
    if not before and state.open is not None:
        return Plan(change={"put": _unput(state)}, then=REPEAT)
    if not before:
        return Plan(then=WAYS) if state.known else begun_anew(state)
    change: dict[str, Any] = {"first": before[-1], "asked": tuple(before[:-1]), "open": None, "misses": 0, "put": {}}
    return Plan(change=change, facts={before[-1]: None}, then=ASK)


def skip(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The question is passed over; it is not asked again."""
    if not _is_move(heard, state) or heard.move != "skip":
        return None
    if state.open is None:
        return Plan(then=WAYS)
    if state.open in NAME_FIELDS:
        return Plan(change={"named": (*state.named, state.open)}, then=DRAW)
    return Plan(change={"misses": 0, "open": None, "first": None}, facts={state.open: UNKNOWN}, then=ASK)


def corrections(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Не так»: what is known, with a button to change each. A question that stands open waits."""
    return Plan((Say("corrections"),)) if _is_move(heard, state) and heard.move == "correct" else None


def more(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Подробнее» in words: the whole of what was said last, and once that was said, who knows more."""
    if "more" not in heard.signs or not state.last:
        return None
    _, about = state.last[-1]
    topic = about.get("intent") or about.get("topic")
    if topic is None:
        return Plan((Say("show", item="more"),), {"misses": 0, "mode": None}, then=DROP) if state.option else None
    whole = Say("topic", intent=str(topic), disagrees=False, full=True)
    told = mark("topic", whole.about) in state.answered or not law.has_text(str(topic))
    said = Say("no_more", topic=topic) if told else whole
    return Plan((said,), {"misses": 0, "mode": None}, then=DROP)


def said_again(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Что вы сказали?», «проще»: our question in other words and why it is put, else the last answer once more."""
    if "again" not in heard.signs:
        return None
    if state.open is not None:
        reason = () if state.open in NAME_FIELDS else (Say("why_asked", fact=state.open),)
        put = {**state.put, state.open: 1}
        return Plan(reason, {"misses": 0, "put": put}, then=REPEAT)
    return Plan((Say("again", said=state.last),), {"misses": 0}) if state.last else None


def not_answered(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Ты не ответил»: what he asked and was only named is answered, else the last answer whole, else who knows."""
    if "not_answered" not in heard.signs or heard.question:
        return None
    if plan := topical.next_waiting(state, heard, law):
        return plan
    told = next((str(about["intent"]) for what, about in state.last if what == "topic" and not about.get("full")), None)
    said = Say("topic", intent=told, disagrees=False, full=True) if told else Say("no_more", topic=state.focus)
    return Plan((said,), {"misses": 0, "mode": None}, then=DROP)


def took_back(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Какой уход, сотри это»: what was not so is gone, and nothing else was said."""
    more = heard.question or heard.noted or heard.asks or heard.kind in (TOPIC, STORY, DRAFT)
    more = more or heard.asked or (heard.near and heard.words > MERELY)  # «я не подавал, а жене какое пособие»
    if not heard.takes_back or more:
        return None
    return Plan((Say("taken_back", facts=heard.takes_back),), {"misses": 0, "mode": None}, then=DROP)


def of_himself(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Не он, а я»: from now on he is spoken to, and it is said."""
    if "of_me" not in heard.signs or "asker" not in heard.noted or heard.question or heard.kind == TOPIC:
        return None
    if len(heard.noted) > 1 or heard.paper or "writes" in heard.signs or heard.nearness >= topical.LIKELIER:
        return None
    return Plan((Say("of_you"),), {"misses": 0, "mode": None}, then=DROP)


def of_him(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Не меня, а брата»: from now on he is spoken of, and what was answered last is answered for him."""
    if "not_me" not in heard.signs or heard.question or heard.kind == TOPIC:
        return None
    return Plan((Say("of_him"), *_anew(state, heard, law)), {"misses": 0, "mode": None}, then=DROP)


def put_right(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Нет, я мобилизованный»: the fact is changed aloud, and the answer that it changes is given anew."""
    if not heard.replaced or heard.question or heard.kind == TOPIC or state.drawn:
        return None
    anew = _anew(state, heard, law)
    return Plan((*topical.noted(heard, state), *anew), {"misses": 0, "mode": None}, then=DROP) if anew else None


def _anew(state: State, heard: Heard, law: Lookups) -> list[Say]:
    """What was said last, where it is another answer with the facts as they are now."""
    if not state.last:
        return []
    what, about = state.last[-1]
    before = {**state.known, **heard.replaced}
    if what == "short_answer":
        question = str(about["question"])
        same = law.same_answer(question, before, state.known, state.today)
        answers = law.can_answer(question, state.known, state.asker, state.today)
        return [] if same or not answers else [Say("short_answer", question=question, topic=str(about["topic"]))]
    return [Say(what, **about)] if what == "verdict" else []


def takes_something_back(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """He corrects something, and no word of it tells what: what is known is shown."""
    return Plan((Say("corrections"),)) if heard.kind == MOVE else None


def yes_to_offer(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Да» to what the last answer offered: a report, or the topic he was asked about."""
    offered = state.offered
    if "nods" in heard.signs and (state.waiting or offered.keys() & {"implied", "topic", "question"}):
        return None  # «ок» to several things, or to one that was not asked, is none of them
    agrees = "agrees" in heard.signs or (heard.intent == "affirm" and "acknowledges" not in heard.signs)
    if not agrees or state.open or not offered or "fact" in offered:
        return None
    topic = offered.get("topic")
    if question := offered.get("question"):
        said = topical.told(state, heard, question, str(law.topic_asked(question)))
        return Plan((said,), {"misses": 0, "mode": None, "offered": {}}, then=DROP)
    if topic is None:
        return drafting.start(state, heard, law, offered)
    if topic in topics.MEANT:
        return Plan(change={"focus": topic, "offered": {}, "misses": 0}, then=ASK)
    return topical.answer(state, heard, law, [topic])


def heard(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Ок», «понял» to a question: heard, and the question stands."""
    if heard.kind != CHOICE or heard.intent != "affirm" or not state.open or state.misses:
        return None
    return Plan(change={"misses": 1}, then=REPEAT)


def nothing_asked(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Да», «ок», «нет» when nothing was asked: what was done is not done again; what he asked before is answered."""
    if heard.kind != CHOICE or state.open or heard.intent == "inform":
        return None
    nods = "nods" in heard.signs  # «ок» asks for nothing
    if heard.intent == "affirm" and not nods and (plan := topical.next_waiting(state, heard, law)):
        return plan
    change: dict[str, Any] = {"misses": 0}
    if heard.intent == "deny":
        change |= {"offered": {}, "waiting": ()}  # he wants none of it
    return Plan((what_next(state),), change)


def what_next(state: State, *, again: bool = False) -> Say:
    """What can be done now; ``again``, or said before in this talk, in other words."""
    other = {"again": True} if again or "what_next" in state.answered else {}
    return Say("what_next", drawn=bool(state.drawn), **other)


def begun_anew(state: State) -> Plan:
    """Forget what was said and say so."""
    fresh = state.fresh()
    change: dict[str, Any] = {one.name: getattr(fresh, one.name) for one in fields(State) if one.name != "facts"}
    return Plan((Say("restarted"),), change, dict.fromkeys(state.facts), CLOSE)


def _is_move(heard: Heard, state: State) -> bool:
    """Whether a move is meant: in the middle of the questions any is, elsewhere it must stand for itself."""
    if heard.move is None:
        return False
    if heard.kind in (MOVE, UNSURE):
        return True
    return state.open is not None and heard.move in ("back", "skip")


def _unput(state: State) -> dict[str, int]:
    return {name: times for name, times in state.put.items() if name != state.open}
