"""What changed between two versions of a document, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from bot.reports.editing import written
from bot.reports.model import Block, Document

_WORDS = re.compile(r"_{3,}|\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, are new or are gone."""

    kind: Literal["same", "new", "gone"]
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One block of either version with its words."""

    block: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether a word is new or gone."""
        return any(piece.kind != "same" for piece in self.pieces)


def compare(before: Document, after: Document) -> tuple[Difference, ...]:
    """All blocks of both documents in reading order, those alike too."""
    old, new = {block.id: block for block in before.blocks}, {block.id: block for block in after.blocks}
    steps = SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes()
    ids = [id for _, a, b, c, d in steps for id in dict.fromkeys((*list(old)[a:b], *list(new)[c:d]))]
    return tuple(
        Difference(id, words(_text(old[id]) if id in old else "", _text(new[id]) if id in new else ""))
        for id in dict.fromkeys(ids)
    )


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The words of two texts, each once where they are alike."""
    return tuple(piece for piece in _pieces(_WORDS.findall(before), _WORDS.findall(after)) if piece.text)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[a:b]))
        else:
            yield Piece("gone", "".join(old[a:b]))
            yield Piece("new", "".join(new[c:d]))


def _text(block: Block) -> str:
    lines = written(block)
    return "\n".join((f"{block.label}:", *lines) if block.label else lines)
