"""What a rule decides: what is said, as data, how the state changes, and how the talk goes on after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# How the talk goes on after what a rule says.
DROP = "drop"  # nothing more: he went on to something else, and an open question of ours is dropped in silence
REPEAT = "repeat"  # our open question comes again in other words, or is let go where it was put in vain
ASK = "ask"  # the questions are taken up: the next one, or the ways out when none can change an answer
ASK_ONE = "ask_one"  # the next question where one can change an answer, and nothing else: he has his answer
WAYS = "ways"  # the ways out, with what is known so far
DRAFT = "draft"  # the next question of the paper, or the paper itself
WAIT = "wait"  # nothing more; a question that stands open stays so
CLOSE = "close"  # nothing more, and no question of ours stands open


class Say:
    """One thing to say: ``what`` names a bubble of the renderer, ``about`` is what it needs beside the state."""

    __slots__ = ("about", "what")

    def __init__(self, what: str, **about: Any) -> None:
        self.what = what
        self.about = about

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Say) and (self.what, self.about) == (other.what, other.about)

    def __hash__(self) -> int:
        return hash(self.what)

    def __repr__(self) -> str:
        return f"Say({', '.join([repr(self.what), *(f'{name}={value!r}' for name, value in self.about.items())])})"


@dataclass(frozen=True)
class Plan:
    """``change``: fields of the state; ``facts``: facts to keep, None takes one away."""

    say: tuple[Say, ...] = ()
    change: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    then: str = WAIT
