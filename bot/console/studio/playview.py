"""What was played as the page shows it: for each turn both sides, why each answered, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from bot.console.studio.rehearsing import Exchange, Rehearsal
from bot.console.studio.subjects import workspace
from bot.settings import ROOT
from bot.studio import cardgraph, editing, talks
from bot.studio.cardgraph import Placed
from bot.studio.workspace import Workspace
from bot.studio.yamltext import TextError

RANKED = 5
READ = (
    "question", "asked", "perhaps", "also", "signs", "told", "days", "takes_back", "part", "paper", "care", "beside",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line of the state: its name, before and after."""

    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the turn changed it."""
        return self.before != self.after


@dataclass(frozen=True)
class SideView:
    """One side of a turn. ``cards``: the action, its policy, and the card that led to it; ``faults``: keys of a stored
    talk that do not hold."""

    told: Mapping[str, Any]
    answer: str
    ranking: Sequence[tuple[str, float]]
    read: Sequence[tuple[str, str]]
    cards: Sequence[tuple[str, str, Placed | None]]
    rows: Sequence[Row]
    faults: Sequence[str]


@dataclass(frozen=True)
class TurnView:
    """What was said and both sides of it; ``differs`` names what is not alike: intent, rule, said, state."""

    said: str
    pressed: bool
    sides: Sequence[SideView]
    differs: Sequence[str]


def turns(request: Request, rehearsal: Rehearsal) -> list[TurnView]:
    """All turns of a rehearsal."""
    spaces = [Workspace(ROOT, ROOT / "none"), workspace(request)]
    cards = [cards_of(space) for space in spaces]
    wanted = rehearsal.talk.turns if rehearsal.talk else []
    return [
        _turn(one, cards, wanted[at - 1] if 0 < at <= len(wanted) else None)
        for at, one in enumerate(rehearsal.exchanges)
    ]


def cards_of(space: Workspace) -> list[Placed]:
    """The cards of all files; those of a file that cannot be read are left out."""
    found: list[Placed] = []
    for name in editing.card_files(space):
        try:
            found += cardgraph.placed({editing.code_of(name): space.read(name)})
        except (TextError, OSError):
            continue
    return found


def _turn(one: Exchange, cards: Sequence[Iterable[Placed]], wanted: Mapping[str, Any] | None) -> TurnView:
    sides = [_side(told, known, wanted) for told, known in zip(one.sides, cards, strict=True)]
    left, right = (side.told for side in sides)
    differs = [
        name
        for name, of in (("intent", _intent), ("rule", _rule), ("said", _said), ("state", _state))
        if of(left) != of(right)
    ]
    said = next(iter(one.said.values()), "")
    return TurnView(str(said), "press" in one.said, sides, differs)


def _side(told: Mapping[str, Any], cards: Iterable[Placed], wanted: Mapping[str, Any] | None) -> SideView:
    reading, known = told.get("reading") or {}, told.get("before", {})
    intent = str(reading.get("intent", ""))
    names = dict.fromkeys((*known, *told.get("after", {})))
    return SideView(
        told,
        _words(reading["answer"]) if reading.get("answer") else "",
        [(str(name), float(share)) for name, share in reading.get("ranking", ())][:RANKED],
        [(name, _words(reading[name])) for name in READ if reading.get(name)],
        [(action, policy, cardgraph.spoke(cards, intent, action, known)) for action, policy in told.get("chosen", ())],
        [Row(name, known.get(name, ""), told["after"].get(name, "")) for name in names],
        talks.faults(wanted, told) if wanted is not None else [],
    )  # fmt: skip


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_words(one)}" for name, one in value.items() if one is not None)
    return ", ".join(map(_words, value)) if isinstance(value, list | tuple) else str(value)


def _intent(told: Mapping[str, Any]) -> object:
    return (told.get("reading") or {}).get("intent"), (told.get("reading") or {}).get("question")


def _rule(told: Mapping[str, Any]) -> object:
    return told["rule"]


def _said(told: Mapping[str, Any]) -> object:
    return [(bubble["text"], bubble["buttons"]) for bubble in told["bubbles"]]


def _state(told: Mapping[str, Any]) -> object:
    return told.get("after")
