"""What a plain «да» to an answer asks for: the paper that the answer leads to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue import topics
from bot.dialogue.heard import Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import Say
from bot.dialogue.state import State


def offering(state: State, heard: Heard, said: Sequence[Say], law: Lookups) -> State:
    """Return the state with what the last thing said offers, where no rule has said it and nothing of ours is open.

    It is ``implied``: nobody asked «составить?», so that a bare «ок» is no yes to it.
    """
    if not said or said[-1].what not in ("short_answer", "said_before") or state.open or state.offered:
        return state
    papers = law.papers_of(said[-1].about["question"])
    if not papers:
        return state
    paper = _of_commission(state, heard, papers) if topics.APPEAL in papers else None
    return state.after({"offered": {"document": paper or papers[0], "option": None, "implied": "yes"}})


def _of_commission(state: State, heard: Heard, papers: Sequence[str]) -> str | None:
    """The paper of his letter where the answer leads to its appeal: the appeal is for him who does not agree."""
    if "disagrees" in heard.signs:
        return topics.APPEAL
    ours = topics.paper_of_letter(state.known)
    return ours if ours in papers or state.known.get("vvk_category") in topics.HEALTH else None
