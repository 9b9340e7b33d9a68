"""Questions to choose from: where none that he may ask is plain, and where he says that the answer was not to his."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.heard import CHOICE, MOVE, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import DROP, Plan, Say
from bot.dialogue.repeating import last_question
from bot.dialogue.rules import topical
from bot.dialogue.several import QUESTION
from bot.dialogue.state import State
from bot.dialogue.topics import NAMED, OFFERED, SIDE

MOST_OFFERED = 3  # questions to choose from
MOST_TOLD_IN = 5  # words: a longer message without a question may still want something
MOST_LIKELY = 5  # intents that a trainer may want to see of a message that was not understood
TAUGHT_BY_NOBODY = frozenset({"affirm", "deny", "unsure"})  # from «да» and «нет» nobody learns anything


def not_that(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Не то», «я не об этом»: the questions that lie next to what was answered, and never the same words again."""
    if "not_that" not in heard.signs or not state.answered or heard.takes_back:
        return None
    if heard.kind == MOVE and state.open:
        return None  # it is our question that he has something against
    if heard.kind == TOPIC and heard.intent in OFFERED:
        return None  # «не то, я про отпуск»: he says what it is
    waiting = [one.removeprefix(QUESTION) for one in state.waiting if one.startswith(QUESTION)]
    return which_question(state, heard, law, (*waiting, *law.beside(last_question(state))), rejected=True)


def question_near(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A question that is likely though not plain, or that follows on the last: answered, its neighbours offered."""
    also = [name for name in heard.also if name in NAMED or name in SIDE]  # «ладно» beside a question is no topic
    if not is_unclear(heard) or also or _only_tells(heard):
        return None
    question = topical.likely(state, heard, law)
    return topical.answer(state, heard, law, [str(law.topic_asked(question))]) if question else None


def which_question(
    state: State, heard: Heard, law: Lookups, near: Sequence[str], *, rejected: bool = False
) -> Plan | None:
    """Offer the questions that it may be and were not answered yet; None where there is none to offer.

    ``rejected``: he said that the answer was not to what he asked.
    """
    offered = [id for id in _left(near, state, law) if not law.is_grave(id)][:MOST_OFFERED]
    if not offered and not rejected:
        return None
    misses = state.misses + 1
    said = Say(
        "which_question",
        questions=tuple(offered),
        rejected=rejected,
        again="which_question" in state.answered,
        misses=misses,
        missed=[] if rejected else ranked(heard),
    )
    waiting = tuple(f"{QUESTION}{id}" for id in offered[1:])
    change = {"misses": misses, "offered": {"question": offered[0]} if offered else {}, "waiting": waiting}
    return Plan((said,), change, then=DROP)


def question_guessed(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """He asks, and nothing is likely: the nearest question is answered under its own title, the next beside it.

    Of such messages two in five asked just that; a list to choose from gave none of them an answer.
    """
    asks = heard.asks or heard.words >= MOST_TOLD_IN
    if not is_unclear(heard) or not heard.near or not asks or _only_tells(heard):
        return None
    left = _left(heard.near, state, law)
    if not left:
        return which_question(state, heard, law, law.beside(last_question(state)))
    first, *others = left
    said = Say("short_answer", question=first, topic=str(law.topic_asked(first)), near=tuple(others))
    return Plan((*topical.noted(heard, state), said), {"misses": 0, "mode": None}, then=DROP)


def _left(near: Sequence[str], state: State, law: Lookups) -> list[str]:
    """The questions that were not answered in this talk and can be, each once."""
    new = [id for id in dict.fromkeys(near) if f"short_answer:{id}" not in state.answered]
    return [id for id in new if law.can_answer(id, state.known, state.asker, state.today)]


def _only_tells(heard: Heard) -> bool:
    """Whether it gives facts and asks nothing: «минобороны»; what is much likelier a question than not is one."""
    return bool(heard.noted) and not heard.asks and heard.nearness < topical.LIKELIER


def ranked(heard: Heard) -> list[list[str | float]]:
    """What a message that was not understood may have been, for trainers."""
    if heard.intent in TAUGHT_BY_NOBODY:
        return []
    return [[name, confidence] for name, confidence in heard.ranking[:MOST_LIKELY]]


def is_unclear(heard: Heard) -> bool:
    """Whether the model names no topic for it."""
    return heard.kind in (UNSURE, CHOICE) or heard.intent == "gibberish"
