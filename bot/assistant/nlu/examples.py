"""Training and held-out messages as they stand in the project's files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_INTENT = re.compile(r"\s*- intent: *(?P<name>\w+)\s*$")
_EXAMPLE = re.compile(r"\s{4,}- (?P<text>.+?)\s*$")
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


def training(folder: Path) -> Iterator[Example]:
    """Every example of ``folder``/{ru,en}/*.yml, read line by line so that each keeps its place."""
    for path in sorted(folder.glob("*/*.yml")):
        intent = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if found := _INTENT.match(line):
                intent = found["name"]
            elif intent and (found := _EXAMPLE.match(line)):
                yield Example(found["text"], intent, path.parent.name, f"{path.parent.name}/{path.name}", number)


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
