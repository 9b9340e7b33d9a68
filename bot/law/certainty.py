"""How sure a source is, and the most a verdict may say on the strength of it."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """How open a way is. OPENNESS is the order of promises: never say a greater one by mistake.

    `not_bound` is no request: what nobody is bound to do needs no leave (a contract need not be signed).
    """

    RIGHT = "right"
    POSSIBLE = "possible"
    MAY_ASK = "may_ask"
    NOT_BOUND = "not_bound"
    CONTESTED = "contested"
    UNKNOWN = "unknown"
    CLOSED = "closed"


# "not_bound" promises as much as "may_ask": a source that carries the one carries the other.
OPENNESS: dict[Verdict, int] = {
    Verdict.RIGHT: 5, Verdict.POSSIBLE: 4, Verdict.MAY_ASK: 3, Verdict.NOT_BOUND: 3, Verdict.CONTESTED: 2,
    Verdict.UNKNOWN: 1, Verdict.CLOSED: 0,
}  # fmt: skip
OPEN = frozenset({Verdict.RIGHT, Verdict.POSSIBLE, Verdict.MAY_ASK, Verdict.NOT_BOUND})


class Sure(StrEnum):
    """How well a source is known; the tags of the legal facts file.

    P read in the act, Px excerpt or old edition, S good secondary, S- weak secondary, G general knowledge,
    ? sources conflict or the act is secret, R the project's own rule of safety (no statement of law).
    """

    P = "P"
    PX = "Px"
    S = "S"
    S_MINUS = "S-"
    G = "G"
    CONFLICT = "?"
    RULE = "R"


# The most a verdict may say when it rests on a source of this certainty.
CEILING: dict[Sure, Verdict] = {
    Sure.P: Verdict.RIGHT,
    Sure.PX: Verdict.POSSIBLE,
    Sure.S: Verdict.MAY_ASK,
    Sure.S_MINUS: Verdict.UNKNOWN,
    Sure.G: Verdict.UNKNOWN,
    Sure.CONFLICT: Verdict.CONTESTED,
    Sure.RULE: Verdict.UNKNOWN,
}
