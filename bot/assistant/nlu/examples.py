"""Training and held-out messages as they stand in the project's files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_INTENT = re.compile(r"\s*- intent: *(?P<name>\w+)\s*$")
_BLOCK = re.compile(r" *examples: *\|\s*$")
_EXAMPLE = re.compile(r"(?P<margin> {4,})-(?P<text>.+?)\s*$")
# What may stand in a file besides intents and their examples.
_AROUND = re.compile(r"version:|nlu:|#")
_FIELD = re.compile(r"\s*(?:- )?(?P<name>text|lang|intent): *(?P<value>.+?)\s*$")


@dataclass(frozen=True)
class Example:
    """One message with its intent: ``lang`` is the folder (or the field) it is filed under."""

    text: str
    intent: str
    lang: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """Where a person finds it."""
        return f"{self.file}:{self.line}"


class SkippedError(Exception):
    """Rasa would leave out lines of the training data; ``places`` tells which (``ru/intent.yml:17``)."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(f"Rasa would skip {len(places)} lines of the training data: {', '.join(places)}")
        self.places = tuple(places)


def training(folder: Path) -> Iterator[Example]:
    """Every example of ``folder``/{ru,en}/*.yml that Rasa takes, each with its place. SkippedError where it skips one.

    Rasa's own reader tells no line numbers and stands in one of the two environments only; this one is held to it by a
    test. Rasa takes a block of examples as one text: a line set deeper than the first, or without its dash, is dropped.
    """
    skipped: list[str] = []
    for path in sorted(folder.glob("*/*.yml")):
        name = f"{path.parent.name}/{path.name}"
        for number, intent, text in _lines(path):
            if text:
                yield Example(text, intent, path.parent.name, name, number)
            else:
                skipped.append(f"{name}:{number}")
    if skipped:
        raise SkippedError(skipped)


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line number, intent and text of each line that stands as an example; no text where Rasa would skip it."""
    intent = ""
    block = False
    margin: int | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if found := _INTENT.match(line):
            intent, block, margin = found["name"], False, None
        elif intent and _BLOCK.match(line):
            block = True
        elif line.strip() and not _AROUND.match(line):
            taken = _EXAMPLE.match(line)
            if margin is None and taken:
                margin = len(taken["margin"])
            right = block and taken is not None and len(taken["margin"]) == margin
            yield number, intent, taken["text"].strip() if right and taken else ""


def held_out(folder: Path) -> Iterator[Example]:
    """Every message of ``folder``/heldout_*.yml: a list of ``text``, ``lang``, ``intent``."""
    for path in sorted(folder.glob("heldout_*.yml")):
        found: dict[str, str] = {}
        at = 0
        for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), "- text: end"], start=1):
            field = _FIELD.match(line)
            if field is None:
                continue
            if line.startswith("- ") and found:
                yield Example(found["text"], found["intent"], found.get("lang", ""), path.name, at)
                found = {}
            at = number if line.startswith("- ") else at
            found[field["name"]] = _unquoted(field["value"])


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value
