"""Rules and stories as cards that people read: «when … or … then …», and the file with other cards. Pure.

A card is lines: ``when X`` what is said, ``or Y`` under it another way to mean it, ``slot NAME: VALUE`` what is known
then, ``then ACTION`` what is done. The words are the caller's, in the language of the reader. A card that holds more
than that is shown and not changed; a file whose cards are not touched keeps every byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.studio.yamltext import TextError

WHEN, OR, SLOT, THEN = "when", "or", "slot", "then"
KINDS = (WHEN, OR, SLOT, THEN)
_HEADS = {"rules": "rule", "stories": "story"}
_NAME = re.compile(r"[\w.+-]+(?:/[\w.+-]+)?")
_TITLE = re.compile(r"(?P<margin> *)- (?P<kind>rule|story): *(?P<name>\S.*?) *\n?")


@dataclass(frozen=True)
class Step:
    """One line of a card. ``kind`` is one of ``KINDS``; ``what`` an intent, an action, or «slot: value»."""

    kind: str
    what: str


@dataclass(frozen=True)
class Card:
    """A rule or story. Without steps it holds what cards do not show: then ``text`` is all there is of it."""

    kind: str
    name: str
    steps: tuple[Step, ...]
    text: str


def cards(text: str) -> list[Card]:
    """The cards of a file in their order. TextError."""
    try:
        told = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise TextError("not_yaml", mark.line + 1 if mark else 0) from None
    if not isinstance(told, dict):
        raise TextError("shape")
    named = {(head, str(one[head])): one for key, head in _HEADS.items() for one in told.get(key) or ()}
    found = []
    for block in _blocks(text.splitlines(keepends=True)):
        head, name = _titled(block)
        steps = tuple(_steps(named.get((head, name), {})))
        plain = steps if _written(head, name, steps, _margin(block)) == "".join(block) else ()
        found.append(Card(head, name, plain, "".join(block)))
    return found


def with_cards(text: str, wanted: Mapping[str, Sequence[Step]]) -> str:
    """The file with other steps under some names. A name that is not there yet is a new rule at its end. TextError."""
    known = {card.name: card for card in cards(text)}
    for name, steps in wanted.items():
        card = known.get(name)
        if card is None:
            last = list(known.values())[-1] if known else None
            if last is None or last.kind != "rule" or not steps:
                raise TextError("shape")
            ends = text if text.endswith("\n") else f"{text}\n"
            text = f"{ends}\n{_written('rule', name, steps, _margin([last.text]))}"
        elif tuple(steps) != card.steps:
            if not card.steps or not steps:
                raise TextError("shape")
            text = text.replace(card.text, _written(card.kind, name, steps, _margin([card.text])), 1)
    after = {card.name: card.steps for card in cards(text)}
    if any(after.get(name) != tuple(steps) for name, steps in wanted.items()):
        raise TextError("shape")
    return text


def lines(steps: Iterable[Step], words: Mapping[str, str]) -> tuple[str, ...]:
    """The steps as lines, with the ``words`` of the reader for each kind."""
    return tuple(f"{words[step.kind]} {step.what}" for step in steps)


def steps(said: Iterable[str], words: Mapping[str, str]) -> list[Step]:
    """What the lines say. TextError card: a line is none of a card, its number is given."""
    kinds = {word: kind for kind, word in words.items()}
    found: list[Step] = []
    for at, line in enumerate(said, 1):
        word, _, what = line.strip().partition(" ")
        kind = kinds.get(word.rstrip(":").lower(), "")
        what = what.strip()
        whole = re.fullmatch(r"\w+: \S.*", what) if kind == SLOT else _NAME.fullmatch(what)
        if not kind or not whole or (kind == OR and (not found or found[-1].kind not in (WHEN, OR))):
            raise TextError("card", at)
        found.append(Step(kind, what))
    return found


def _blocks(text: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each card, without the blank and comment lines between cards."""
    heads = [at for at, line in enumerate(text) if _TITLE.fullmatch(line)]
    for at, end in zip(heads, [*heads[1:], len(text)], strict=True):
        block = list(text[at:end])
        margin = len(block[0]) - len(block[0].lstrip())
        while len(block) > 1 and (not block[-1].strip() or len(block[-1]) - len(block[-1].lstrip()) <= margin):
            block.pop()
        yield block


def _titled(block: Sequence[str]) -> tuple[str, str]:
    found = _TITLE.fullmatch(block[0])
    assert found
    return found["kind"], found["name"].strip("\"'")


def _margin(block: Sequence[str]) -> str:
    return block[0][: len(block[0]) - len(block[0].lstrip())]


def _steps(told: Mapping[str, Any]) -> Iterator[Step]:
    for one in told.get("steps", ()):
        for kind, name in (("intent", WHEN), ("action", THEN)):
            if kind in one:
                yield Step(name, str(one[kind]))
        for at, other in enumerate(one.get("or", ())):
            yield Step(OR if at else WHEN, str(other.get("intent", "")))
        for slot in one.get("slot_was_set", ()):
            for name, value in slot.items() if isinstance(slot, dict) else ():
                yield Step(SLOT, f"{name}: {value}")


def _written(kind: str, name: str, said: Sequence[Step], margin: str) -> str:
    """A card as it stands in a file."""
    out = [f"{margin}- {kind}: {name}", f"{margin}  steps:"]
    for at, step in enumerate(said):
        following = said[at + 1].kind if at + 1 < len(said) else ""
        if step.kind == WHEN and following == OR:
            out.append(f"{margin}    - or:")
        deep = f"{margin}        " if step.kind == OR or (step.kind == WHEN and following == OR) else f"{margin}    "
        if step.kind == SLOT:
            if not at or said[at - 1].kind != SLOT:
                out.append(f"{margin}    - slot_was_set:")
            out.append(f"{margin}        - {step.what}")
        else:
            out.append(f"{deep}- {'action' if step.kind == THEN else 'intent'}: {step.what}")
    return "\n".join(out) + "\n"
