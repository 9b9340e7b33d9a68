"""What a plain «да» to an answer asks for: the paper that the answer leads to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import Say
from bot.dialogue.state import State


def offering(state: State, said: Sequence[Say], law: Lookups) -> State:
    """Return the state with what the last thing said offers, where no rule has said it and nothing of ours is open.

    It is ``implied``: nobody asked «составить?», so that a bare «ок» is no yes to it.
    """
    if not said or said[-1].what not in ("short_answer", "said_before") or state.open or state.offered:
        return state
    papers = law.papers_of(said[-1].about["question"])
    return state.after({"offered": {"document": papers[0], "option": None, "implied": "yes"}}) if papers else state
