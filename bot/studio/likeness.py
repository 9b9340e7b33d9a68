"""Puts messages that say nearly the same into one group, so that one label serves many. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.assistant.nlu import morph

NEAR = 0.5  # share of letters' triples that two messages have in common, from which on they are alike
_COMMON = 200  # a triple that stands in so many messages tells nothing


def groups(texts: Sequence[str], near: float = NEAR) -> list[list[int]]:
    """The places of like texts, the largest group first; within a group the first is the one most like the others."""
    grams = [_triples(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(grams):
        for gram in found:
            holders[gram].append(at)
    left = set(range(len(texts)))
    neighbours = [_neighbours(at, grams, holders, near) for at in range(len(texts))]
    made: list[list[int]] = []
    for at in sorted(left, key=lambda one: (-len(neighbours[one]), one)):
        if at in left:
            group = [at, *(other for other in neighbours[at] if other in left and other != at)]
            left -= set(group)
            made.append(group)
    return sorted(made, key=lambda group: (-len(group), group[0]))


def _neighbours(at: int, grams: Sequence[frozenset[str]], holders: dict[str, list[int]], near: float) -> list[int]:
    shared: Counter[int] = Counter()
    for gram in grams[at]:
        if len(holders[gram]) <= _COMMON:
            shared.update(holders[gram])
    mine = len(grams[at])
    return [one for one, count in shared.most_common() if one != at and 2 * count / (mine + len(grams[one])) >= near]


def _triples(text: str) -> frozenset[str]:
    padded = f" {morph.fold(text)} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
