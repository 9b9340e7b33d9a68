"""What the model is not sure of: the likeliest of what it may be, and only in the end «не понял»."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.context import SURE
from bot.dialogue.heard import TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import DROP, REPEAT, Plan, Say
from bot.dialogue.repeating import MOURNED
from bot.dialogue.rules import moves, stories, topical
from bot.dialogue.rules.choosing import is_unclear, ranked
from bot.dialogue.state import State
from bot.dialogue.topics import SIDE

MOSTLY = 0.6  # a forbidden wish this likely is refused, with what is lawful beside it
WHY_US = frozenset({"bot_about", "privacy_trace", "offtopic"})  # what «а зачем вам?» is often taken for
SOUL = "soul"  # what is said to who mourns and asks nothing
THANKS = 0.15  # from here on thanks are likely enough, where nothing is asked
MOST_SAID = 12  # words that may be said by the way; more want an answer
STORY_FACTS = 2  # facts beside a question that make it a story: they are noted, and our questions follow the answer


def wish_to_harm(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A forbidden wish that is likelier than anything else: nobody is asked whether he meant to do harm."""
    if heard.kind != UNSURE:
        return None
    refused = [name for name in heard.ranked(MOSTLY)[:1] if name.startswith("refuse_")]
    return topical.answer(state, heard, law, refused) if refused else None


def away_told(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Days of an absence, told for the first time: what they cost goes before whatever else lies near the words."""
    if heard.kind != UNSURE or "absent_since" not in heard.noted or "absent_since" in heard.replaced:
        return None
    likely = [name for name in heard.ranked()[:1] if name.startswith("awol_")]
    return topical.answer(state, replace(heard, question=None, near=()), law, likely) if likely else None


def question_of_his(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """He asks what people ask, plainly, although the topic was in doubt; a story is told, not asked."""
    if heard.kind != UNSURE:
        return None
    asked = law.topic_asked(heard.question)
    least = STORY_FACTS if heard.asks else 1
    return topical.answer(state, heard, law, [asked]) if asked and stories.tells(heard) < least else None


def ten_days(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The ten days of the press, in any wording."""
    if heard.kind != UNSURE or "ten_days" not in heard.signs:
        return None
    if about := law.topic_asked(heard.question):  # «до 10 суток можно не возвращаться?» is another question
        return topical.answer(state, heard, law, [about])
    return Plan((Say("ten_days"),), {"misses": 0}, then=DROP)


def thanked(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Спаси вас Господь», «понял, посплю»: thanks in words of his own are no question to guess at."""
    likely = "goodbye_thanks" in heard.ranked(THANKS)[:2]
    if not likely or not is_unclear(heard) or heard.asks or heard.noted or heard.nearness >= SURE:
        return None
    return Plan((Say("topic", intent="goodbye_thanks", disagrees=False),), {"misses": 0, "mode": None}, then=DROP)


def question_likely(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A question that was found beside a story that led nowhere."""
    if not is_unclear(heard):
        return None
    asked = law.topic_asked(heard.question)
    return topical.answer(state, heard, law, [asked]) if asked else None


def topic_likely(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A topic that a clause is sure of, that his absence tells, or that the model is nearly sure of."""
    if not is_unclear(heard):
        return None
    likely = (
        [name for name in heard.also if name in SIDE] or _by_absence(state, heard) or topical.asked_beside(state, heard)
    )
    return topical.answer(state, heard, law, likely) if likely else None


def why_asked(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«А зачем?» to our question."""
    answer = heard.to(state.open)
    vague = heard.kind == TOPIC and heard.intent in WHY_US
    if not (vague or is_unclear(heard)) or state.open is None or answer is None or answer.act != "asks":
        return None
    if "why_us" not in heard.signs:
        return None
    return Plan((Say("why_asked", fact=state.open),), {"misses": 0}, then=REPEAT)


def fear(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A short message of fear: a person is heard before anything is asked."""
    if not is_unclear(heard) or "afraid" not in heard.signs:
        return None
    return Plan((Say("afraid"),), {"misses": 0}, then=DROP)


def missed(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """No answer that one could be sure of: our question comes once more in other words, then it is let go."""
    if state.open is None or "leans" in heard.signs or heard.asks:
        return None
    return Plan(
        (Say("missed", misses=state.misses + 1, missed=ranked(heard)),), {"misses": state.misses + 1}, then=REPEAT
    )


def only_said(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Something said after an answer that asks nothing and is no fact: it is heard, and what can be done is offered."""
    if not state.answered or heard.asks or state.open or "leans" in heard.signs or heard.intent == "gibberish":
        return None
    if heard.words > MOST_SAID:
        return None
    mourns = any(told.startswith(MOURNED) for told in state.answered)
    if mourns and f"{MOURNED}{SOUL}" not in state.answered:  # «сижу в его комнате»
        return Plan((Say("mourn", about=SOUL, second=False),), {"misses": 0}, then=DROP)
    return Plan((moves.what_next(state, again=True),), {"misses": 0}, then=DROP)


def his_ground(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«А могут отправить?»: what is known of what he came for is nearer to an answer than «не понял»."""
    if "leans" not in heard.signs or state.misses or state.focus is None or not law.has_text(state.focus):
        return None
    return Plan((topical.page(state, heard, law, state.focus),), {"misses": 1}, then=DROP)


def not_understood(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Say so and offer what it may have been; after the second time people too."""
    misses = state.misses + 1
    likely = tuple(name for name in law.likely(heard.ranked()) if name not in topical.VAGUE)
    said = Say("not_understood", likely=likely, misses=misses, missed=ranked(heard))
    offered = {"topic": likely[0]} if likely else {}
    return Plan((said,), {"misses": misses, "offered": offered}, then=DROP)


def _by_absence(state: State, heard: Heard) -> list[str]:
    """The topic of an absence that the facts are sure of while the model only leans to it."""
    if state.open or not ("absent_since" in heard.told or heard.told.get("location") == "absent"):
        return []
    return [name for name in heard.ranked()[:3] if name.startswith("awol_")][:1]
