"""Which card speaks when, and all cards as one graph: what people say, the card, what is done. Pure.

The picture is drawn by `bot.assistant.cardpicture`, where a library for it is at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.studio import rulefiles
from bot.studio.rulefiles import OR, SLOT, THEN, WHEN, Card


@dataclass(frozen=True)
class Placed:
    """A card, the code of its file, and its number among those of the file that can be edited (0: it cannot)."""

    card: Card
    file: str
    number: int

    @property
    def link(self) -> str:
        """Where the console shows it."""
        return f"/studio/cards/{self.file}" + (f"#part-{self.number}" if self.number else "")


def placed(files: Mapping[str, str]) -> list[Placed]:
    """The cards of files, given by the codes of the files. TextError."""
    found: list[Placed] = []
    for code, text in files.items():
        number = 0
        for card in rulefiles.cards(text):
            number += bool(card.steps)
            found.append(Placed(card, code, number if card.steps else 0))
    return found


def spoke(cards: Iterable[Placed], intent: str, action: str, known: Mapping[str, Any]) -> Placed | None:
    """The card by which ``action`` follows on ``intent``: the one that asks for most of what is ``known``, or None."""
    fitting = [(asked, one) for one in cards if (asked := _fits(one.card, intent, action, known)) is not None]
    return max(fitting, key=lambda found: found[0])[1] if fitting else None


def _fits(card: Card, intent: str, action: str, known: Mapping[str, Any]) -> int | None:
    """How many slots the card asks for where it leads from the intent to the action, or None."""
    said, slots = False, 0
    for at, step in enumerate(card.steps):
        if step.kind in (WHEN, OR):
            said = (step.kind == OR and said) or step.what == intent
        elif step.kind == SLOT:
            name, _, value = step.what.partition(": ")
            slots = slots + 1 if str(known.get(name)) == value else -len(card.steps)
        elif said and step.what == action and slots >= 0:
            return slots
        elif card.steps[at - 1].kind != THEN:
            said = False
    return None


def drawing(cards: Iterable[Placed]) -> list[dict[str, Any]]:
    """The cards as `bot.assistant.cardpicture` takes them."""
    return [
        {"name": one.card.name, "link": one.link, "kind": one.card.kind, "columns": list(_columns(one.card))}
        for one in cards
        if one.card.steps
    ]


def _columns(card: Card) -> Iterator[dict[str, Any]]:
    """The steps of a card in groups: what may be said, what must be known, what is done."""
    group: list[str] = []
    kind = ""
    for step in card.steps:
        mine = WHEN if step.kind == OR else step.kind
        if group and mine != kind:
            yield {"kind": kind, "what": group}
            group = []
        kind = mine
        group.append(step.what)
    if group:
        yield {"kind": kind, "what": group}
