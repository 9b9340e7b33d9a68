"""What was told already in this talk: no page comes twice, and no warning in the same words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.dialogue.plan import Say

if TYPE_CHECKING:
    from bot.dialogue.lookups import Lookups
    from bot.dialogue.state import State

# What is remembered as told, and by which part of what it was about.
MARKED = {
    "topic": "intent", "short_answer": "question", "said_before": "question", "option": "option", "verdict": "option",
    "family": "about", "care": "show", "mourn": "about", "own_papers": "plight", "next_step": "papers",
}  # fmt: skip
ONCE = frozenset({"what_next", "which_question"})  # what is about nothing: that it was said is all
CARED, MOURNED, ASKED = "care:", "mourn:", "short_answer:"
MISTAKEN = f"{MOURNED}himself"  # who is spoken to as bereaved had written of himself before
LEAVING = "leaving"  # the group of risks that is told with the list of ways
# Pages that tell the terms for an absence themselves: no answer after them warns of these again.
OF_TERMS = frozenset({"awol_consequences", "awol_deadlines", "late_return"})
# Pages that count his days away, and the mark of a count that was told: it stands once until the day changes.
COUNTING = frozenset({"awol_consequences", "awol_return", "late_return"})
COUNTED = "counted:"
MOST = 24  # marks that are remembered


def mark(what: str, about: Mapping[str, Any]) -> str | None:
    """Return under which name a bubble is remembered; None for one that is not."""
    if what in ONCE:
        return what
    part = MARKED.get(what)
    if not part or not about.get(part):
        return None
    return f"{what}:{about[part]}:full" if about.get("full") else f"{what}:{about[part]}"


def remembered(state: State, said: Sequence[Say], law: Lookups) -> tuple[str, ...]:
    """Return the marks of what was told so far, each once, the newest last; of ``said`` the warnings too.

    That somebody was mourned and which danger there is stays; of the rest the last few.
    """
    new = [marked for say in said if (marked := mark(say.what, say.about))]
    new += [warning for say in said if (warning := _warning(say, law))]
    new += [count for say in said if (count := _count(state, say))]
    once = list(dict.fromkeys(reversed([*state.answered, *new])))
    kept = [name for name in once if name.startswith((MOURNED, CARED))]
    rest = [name for name in once if name not in kept][: MOST - len(kept)]
    return tuple(name for name in reversed(once) if name in kept or name in rest)


def without_warnings_twice(state: State, said: Sequence[Say], law: Lookups) -> tuple[Say, ...]:
    """Return what is said with the answers marked as ``warned`` whose warning stands in this talk already.

    A page that counts his days is marked as ``counted`` where it was told to which day they lead.
    """
    told, rest = set(state.answered), []
    for say in said:
        warning = _warning(say, law)
        again = warning in told and say.what != "topic"  # a page is what he asked for, and stays whole
        rest.append(Say(say.what, **{**say.about, "warned": True}) if again else say)
        if _count(state, say) in told:
            rest[-1] = Say(say.what, **{**rest[-1].about, "counted": True})
        told |= {warning} if warning else set()
    return tuple(rest)


def last_question(state: State) -> str | None:
    """Return the question that was answered last, None where none was."""
    return next((one.removeprefix(ASKED) for one in reversed(state.answered) if one.startswith(ASKED)), None)


def _warning(say: Say, law: Lookups) -> str | None:
    group = law.warning_of(say.about["question"]) if say.what == "short_answer" else None
    if say.what == "options":
        group = LEAVING  # of all ways: under each stands its own risk
    if say.what == "topic" and say.about["intent"] in OF_TERMS:
        group = LEAVING
    return f"risk:{group}" if group else None


def _count(state: State, say: Say) -> str | None:
    since = state.known.get("absent_since")
    return f"{COUNTED}{since}" if since and say.what == "topic" and say.about["intent"] in COUNTING else None
