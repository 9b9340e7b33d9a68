"""What it costs that a place of the law was not read for too long: how much is said of it, to whom, until when.

The order in which an editor with one day before him reads: what is due before what is not, then the most harm first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.law.assessing import context_of, find
from bot.law.certainty import Verdict
from bot.law.conditions import NO
from bot.law.endings import AHEAD
from bot.law.graphing import resting
from bot.law.knowledge import Knowledge
from bot.law.profile import CATEGORIES, Profile


@dataclass(frozen=True, slots=True)
class Weight:
    """Of one source or act: the names of what rests on it, how many of these a man of each category may be told, the
    last day on which it is said without a warning (None: it does not age), and whether it is locked until it is read.
    """

    answers: frozenset[str]
    told: Mapping[str, int]
    last: date | None
    locked: bool

    @property
    def meets(self) -> int:
        """How many kinds of men may be told something of it."""
        return sum(number > 0 for number in self.told.values())

    @property
    def harm(self) -> int:
        """How many answers, each counted for every kind of men who may be told it: nobody counts who asks what."""
        return sum(self.told.values())

    def due(self, on: date) -> bool:
        """Whether it should be read now: it is locked, or its warning is near or there already."""
        return self.locked or (self.last is not None and self.last <= on + AHEAD)


def weights(knowledge: Knowledge, on: date) -> tuple[dict[str, Weight], dict[str, Weight]]:
    """Of every source by its id, and of every act by its id."""
    rests, untold = resting(knowledge), _untold(knowledge, on)

    def weight(ids: list[str]) -> Weight:
        answers = frozenset().union(*(rests[id] for id in ids))
        days = [last for id in ids if (last := knowledge.recheck_by(id)) is not None]
        return Weight(
            answers=answers,
            told={kind: len(answers - silent) for kind, silent in untold.items()},
            last=min(days, default=None),
            locked=not knowledge.withdrawn.isdisjoint(ids),
        )

    acts = {
        act: weight([id for id, source in knowledge.sources.items() if source.act == act]) for act in knowledge.acts
    }
    return {id: weight([id]) for id in knowledge.sources}, acts


def in_order(found: Mapping[str, Weight], on: date) -> list[str]:
    """The ids of sources or acts: those that are due first, then by harm, then by the days that are left."""
    return sorted(
        found,
        key=lambda id: (not found[id].due(on), -found[id].harm, found[id].last or date.max, id),
    )


def _untold(knowledge: Knowledge, on: date) -> dict[str, frozenset[str]]:
    """Category of men to what is surely not told to one of them on a day: ways that are closed to him, and questions of
    which no answer may fit him."""
    return {kind: frozenset(_silent(knowledge, Profile(category=kind), on)) for kind in CATEGORIES}


def _silent(knowledge: Knowledge, profile: Profile, on: date) -> Iterator[str]:
    context = context_of(profile, on, knowledge)
    for id, option in knowledge.options.items():
        if find(option, context, knowledge).verdict is Verdict.CLOSED:
            yield f"option:{id}"
    for id, question in knowledge.asked.items():
        if not any(rule.holds(on) and condition.test(context) != NO for rule, condition in question.answers):
            yield f"question:{id}"
