"""A document as one text to edit, and the text taken apart again into the blocks it came from.

Blocks stand apart by an empty line. What a reviewer typed is laid beside what stood there: a paragraph that stayed, or
was reworded in its place, is the same block; one that was put in belongs to the paragraph beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.reports.editing import written
from bot.reports.model import Block, Document, Kind

_APART = re.compile(r"\n[^\S\n]*\n\s*")
# A paragraph in the place of another is more likely that one reworded than one gone and one new.
_IN_PLACE = 0.2

Rows = list[str]


def as_one_text(document: Document) -> str:
    """The whole document as a reviewer edits it; the label of a list stands above it."""
    return "\n\n".join("\n".join(_shown(block)) for block in document.blocks)


def taken_apart(document: Document, text: str) -> Mapping[str, Sequence[str]]:
    """What ``text`` changes in the document, as ``rewritten`` takes it: lines by block id, none for what is gone."""
    typed = [rows for piece in _APART.split(text) if (rows := _rows(piece))]
    changed: dict[str, Rows] = {}
    for block, mine in zip(document.blocks, _laid(document.blocks, typed), strict=True):
        if mine != [_shown(block)]:
            rows = [row for piece in mine for row in piece]
            changed[block.id] = rows[1:] if block.label and rows[:1] == _label(block) else rows
    return changed


def _laid(blocks: Sequence[Block], typed: Sequence[Rows]) -> list[list[Rows]]:
    """Return for each block the pieces of the text that are its own now, in their order."""
    laid: list[list[Rows]] = [[] for _ in blocks]
    pairs = _pairs([_shown(block) for block in blocks], typed)
    before, waiting = -1, list[Rows]()  # pieces that were put in, until it is known what they stand before
    for at, piece in enumerate(typed):
        if at not in pairs:
            waiting.append(piece)
            continue
        here = pairs[at]
        laid[_beside(blocks, before, here)] += waiting
        laid[here].append(piece)
        before, waiting = here, []
    if waiting and blocks:
        laid[_beside(blocks, before, len(blocks))] += waiting
    return laid


def _beside(blocks: Sequence[Block], before: int, after: int) -> int:
    """Return the block that takes in what was typed between two: a paragraph where there is one."""
    near = [at for at in (before, after) if 0 <= at < len(blocks)]
    return next((at for at in near if blocks[at].kind is Kind.PARAGRAPH), near[0])


def _pairs(old: Sequence[Rows], new: Sequence[Rows]) -> dict[int, int]:
    """Return which new piece is which old one, by number: in order, and as alike as they can be altogether."""
    words = [[Counter(" ".join(rows).casefold().split()) for rows in side] for side in (old, new)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, mine in enumerate(words[0], 1):
        for j, its in enumerate(words[1], 1):
            paired = best[i - 1][j - 1] + _likeness(mine, its)
            best[i][j] = max(paired, best[i - 1][j], best[i][j - 1])
    found: dict[int, int] = {}
    i, j = len(old), len(new)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found[j] = i
    return found


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return _IN_PLACE + 2 * (one & other).total() / max(1, one.total() + other.total())


def _shown(block: Block) -> Rows:
    return [*_label(block), *_rows("\n".join(written(block)))]


def _label(block: Block) -> Rows:
    return [f"{block.label}:"] if block.label else []


def _rows(text: str) -> Rows:
    return [row for line in text.split("\n") if (row := line.strip())]
