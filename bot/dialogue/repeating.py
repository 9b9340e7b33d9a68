"""What was told already: the same page is not said twice in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MOST_ANSWERED = 12  # topics, questions and ways that are remembered as told
# What is remembered as told, and by which part of what it was about.
MARKED = {
    "topic": "intent", "short_answer": "question", "option": "option", "verdict": "option", "family": "about",
    "care": "show", "mourn": "about", "own_papers": "plight",
}  # fmt: skip
CARED, MOURNED = "care:", "mourn:"


def mark(what: str, about: Mapping[str, Any]) -> str | None:
    """Return under which name a bubble is remembered; None for one that is not."""
    part = MARKED.get(what)
    return f"{what}:{about[part]}" if part and about.get(part) else None


def remembered(told: Sequence[str]) -> tuple[str, ...]:
    """Return what stays remembered of all that was told, each once, the newest last: that somebody was mourned and
    which danger there is, and of the rest the last few."""
    once = list(dict.fromkeys(reversed(told)))
    kept = [name for name in once if name.startswith((MOURNED, CARED))]
    rest = [name for name in once if name not in kept][: MOST_ANSWERED - len(kept)]
    return tuple(name for name in reversed(once) if name in kept or name in rest)
