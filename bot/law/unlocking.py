"""What a reading of some sources changes for people, before anybody signs it: two states of the law compared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.law.assessing import said_on
from bot.law.certainty import OPENNESS, Verdict
from bot.law.checking import sentences
from bot.law.graphing import resting
from bot.law.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Unlocks:
    """`fresh`: sentences that lose their warning; `waiting`: those that keep it, since they rest on more than was read;
    `opened`, `locked`: names of what is shown again or no longer; `moved`: ways whose verdict becomes another."""

    fresh: int
    waiting: int
    opened: tuple[str, ...]
    locked: tuple[str, ...]
    moved: tuple[tuple[str, Verdict, Verdict], ...]

    @property
    def raised(self) -> tuple[tuple[str, Verdict, Verdict], ...]:
        """Ways of which more is promised than before: what a second reader looks at first."""
        return tuple(one for one in self.moved if OPENNESS[one[2]] > OPENNESS[one[1]])


def unlocks(before: Knowledge, after: Knowledge, ids: Collection[str], on: date) -> Unlocks:
    """What becomes another on a day once the sources `ids` of `before` are as they are in `after`."""
    touched = [sources for _, _, sources in sentences(before) if not set(ids).isdisjoint(sources)]
    stale = [sources for sources in touched if _stale(before, sources, on)]
    waiting = sum(_stale(after, sources, on) for sources in stale)
    names = {name for id in ids for name in resting(before)[id]}
    was, will = _locked(before), _locked(after)
    return Unlocks(
        fresh=len(stale) - waiting,
        waiting=waiting,
        opened=tuple(sorted(names & (was - will))),
        locked=tuple(sorted(names & (will - was))),
        moved=tuple(_moved(before, after, on)),
    )


def _stale(knowledge: Knowledge, sources: Collection[str], on: date) -> bool:
    return knowledge.is_stale(knowledge.known_through(sources), on)


def _locked(knowledge: Knowledge) -> frozenset[str]:
    rests = resting(knowledge)
    return frozenset(name for id in knowledge.withdrawn for name in rests[id])


def _moved(before: Knowledge, after: Knowledge, on: date) -> list[tuple[str, Verdict, Verdict]]:
    found: dict[tuple[str, Verdict, Verdict], None] = {}
    for id, option in before.options.items():
        old, new = option.version(on), after.options[id].version(on)
        if old is not None and new is not None:
            for was, is_ in zip(old.branches, new.branches, strict=True):
                one, other = said_on(was, on, before)[0], said_on(is_, on, after)[0]
                if one is not other:
                    found[id, one, other] = None
    return list(found)
