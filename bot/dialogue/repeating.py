"""What was told already: the same page is not said twice in a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What is remembered as told, and by which part of what it was about.
MARKED = {"topic": "intent", "short_answer": "question", "option": "option", "verdict": "option"}


def mark(what: str, about: Mapping[str, Any]) -> str | None:
    """Return under which name a bubble is remembered; None for one that is not."""
    part = MARKED.get(what)
    return f"{what}:{about[part]}" if part else None
