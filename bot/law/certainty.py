"""How sure a source is, and the most a verdict may say on the strength of it."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """How open a way is. The order of OPENNESS is the order of promises: never say a later one by mistake."""

    RIGHT = "right"
    POSSIBLE = "possible"
    MAY_ASK = "may_ask"
    CONTESTED = "contested"
    UNKNOWN = "unknown"
    CLOSED = "closed"


OPENNESS: dict[Verdict, int] = {verdict: 5 - place for place, verdict in enumerate(Verdict)}


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
