"""Several questions in one message: the urgent one first, the second after it, a button for each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.dialogue import questions, topics
from bot.dialogue.heard import Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import Say
from bot.dialogue.state import State

QUESTION = "question:"  # how a question that waits is told apart from a topic that waits (``State.waiting``)
MOST_OTHERS = 3
# After these what else he asked is answered too; before a paper or a page of care it only gets its button.
ANSWERS = frozenset({
    "topic", "short_answer", "said_before", "verdict", "option", "options", "stay", "ten_days", "part", "no_more",
    "question", "filing_step",
})  # fmt: skip
NAMED_AFTER = frozenset({"draft", "care"})
TAKES_THE_FLOOR = frozenset({"options", "also"})


def first_of_all(heard: Heard, law: Lookups) -> Heard:
    """Return a message of which only parts ask something plain with the most urgent of them as its question.

    A part has lost its neighbours: where the whole lies near other questions, it does not speak for the whole.
    """
    found = by_urgency(heard.asked, law)
    believed = [one for one in found if one in heard.near or not heard.near]
    return replace(heard, question=believed[0]) if believed and heard.question is None else heard


def answered(state: State, said: Sequence[Say], heard: Heard, law: Lookups) -> tuple[State, tuple[Say, ...]]:
    """Return the state and what is said with what else he asked: the next answer, and buttons for the rest.

    Our own question yields: he has more of his.
    """
    answers = any(say.what in ANSWERS for say in said)
    if not (answers or any(say.what in NAMED_AFTER for say in said)):
        return state, tuple(said)
    told = {str(say.about["question"]) for say in said if "question" in say.about}
    state = _without_covered(state, {law.topic_asked(id) for id in (*told, *heard.asked)})
    more = [id for id in by_urgency(heard.asked, law) if id not in told and _can(id, state, law)]
    second = more[:1] if answers else []
    left = dict.fromkeys([*more[len(second) :], *(id for id in heard.perhaps if not law.is_grave(id))])
    others = [id for id in left if id not in told and _can(id, state, law)][:MOST_OTHERS]
    names = [] if answers else [name for name in heard.also if name in topics.NAMED]
    if not (second or others or names):
        return state, tuple(said)
    if any(say.what == "question" for say in said) and (second or len(said) > 1):
        said = [say for say in said if say.what != "question"]
        state = questions.dropped(state)
    rest = [Say("short_answer", question=id, topic=str(law.topic_asked(id))) for id in second]
    return _waiting(state, others), tuple(_joined(said, rest, [*told, *second], others, names, law))


def still_waiting(state: State) -> State:
    """Return the state without what was answered in the meantime among what he asked and was only named."""
    told = {one.replace("short_answer:", QUESTION).replace("topic:", "") for one in state.answered}
    return replace(state, waiting=tuple(one for one in state.waiting if one not in told))


def by_urgency(asked: Iterable[str], law: Lookups) -> list[str]:
    """Return the questions, each once: of the urgent topics first, the others as they were said."""
    once = list(dict.fromkeys(id for id in asked if law.topic_asked(id)))
    order = topics.by_urgency(str(law.topic_asked(id)) for id in once)
    return sorted(once, key=lambda id: order.index(str(law.topic_asked(id))))


def _can(id: str, state: State, law: Lookups) -> bool:
    return law.can_answer(id, state.known, state.asker, state.today)


def _joined(
    said: Sequence[Say], rest: Sequence[Say], answered: Sequence[str], others: Sequence[str], names: Sequence[str],
    law: Lookups,
) -> list[Say]:  # fmt: skip
    """Put the second answer before what takes the floor, and the buttons for the others last."""
    floor = next((at for at, say in enumerate(said) if say.what in TAKES_THE_FLOOR), len(said))
    covered = {law.topic_asked(id) for id in (*answered, *others)}
    spoken_of = [*names, *(name for say in said if say.what == "also" for name in say.about["names"])]
    named = [name for name in spoken_of if name not in covered]
    kept = [say for say in [*said[:floor], *rest, *said[floor:]] if say.what != "also"]
    return [*kept, Say("also", names=tuple(named), questions=tuple(others))] if named or others else kept


def _without_covered(state: State, covered: Collection[str | None]) -> State:
    """Return the state without the waiting topics whose very question is answered or waits itself."""
    return replace(state, waiting=tuple(one for one in state.waiting if one not in covered))


def _waiting(state: State, others: Sequence[str]) -> State:
    waiting = (*(f"{QUESTION}{id}" for id in others), *state.waiting)
    return replace(state, waiting=tuple(dict.fromkeys(waiting))[:MOST_OTHERS])
