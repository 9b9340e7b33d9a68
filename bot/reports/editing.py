"""A reviewer's hand on a document: a block as text to edit, and the document with the text put back.

A blank is written as a line with its label behind, as on the plain text page: ``________________ (подпись)``. What is
typed is words and nothing else: no template, no markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.reports.errors import ReportError
from bot.reports.markup import clean
from bot.reports.model import ABSENCE_MOTION, Blank, Block, Document, Kind, Line
from bot.reports.renderers.text import BLANK_LENGTHS, plain
from bot.reports.safety import Finding, inspect

NO_BREAK = "\u00a0"  # what templates put between a number and its sign stays
# Lines of other lengths without a label are no blanks: the day and the month of a date are such.
_BLANK = re.compile(
    rf"(?<!_)(_{{3,}})(?!_) \(((?:[^()]|\([^()]*\))*)\)"
    rf"|(?<!_)({'|'.join('_' * length for length in BLANK_LENGTHS.values())})(?!_)"
)
_SIGNATURE_LINES = 3
_NEEDED = (ABSENCE_MOTION, "signature", "addressee", "title")  # no paper is filed without them
_HEADS = (Kind.ADDRESSEE, Kind.SIGNATURE, Kind.RECEIPT)
# Names and posts belong in the head and the foot of a paper.
_HEADS_MAY_HOLD = ("third_person", "position", "equipment", "strength")


def written(block: Block) -> tuple[str, ...]:
    """The lines of a block as a reviewer edits them."""
    return tuple(plain(line) for line in block.lines)


def rewritten(document: Document, texts: Mapping[str, Sequence[str]]) -> Document:
    """The document with blocks rewritten by a reviewer: lines by block id; the others stay as they are.

    A paragraph of several lines becomes as many paragraphs; an emptied block goes away. Findings of what is gone are
    dropped, new words are read by the filter. ReportError("missing_part", id) for an unknown block and for an emptied
    one that no paper can do without, ReportError("bad_value", "signature") unless it has three lines.
    """
    for id, lines in texts.items():
        if "\n".join(lines) != "\n".join(written(document.block(id))):
            document = _with(document, document.block(id), lines)
    return document


def _with(document: Document, old: Block, lines: Sequence[str]) -> Document:
    new = _blocks(document, old, [line for text in lines if (line := _line(text))])
    if not new and old.id in _NEEDED:
        raise ReportError("missing_part", old.id)
    if old.kind is Kind.SIGNATURE and len(new[0].lines) != _SIGNATURE_LINES:
        raise ReportError("bad_value", old.id)
    blocks = [piece for block in document.blocks for piece in (new if block is old else [block])]
    return replace(document, blocks=tuple(blocks), findings=_findings(document, blocks, old, new))


def _blocks(document: Document, old: Block, lines: list[Line]) -> list[Block]:
    if not lines:
        return []
    if old.kind is Kind.PARAGRAPH:
        taken = {block.id for block in document.blocks}
        free = (id for number in range(2, 10_000) if (id := f"{old.id}_{number}") not in taken)
        return [
            replace(old, id=old.id if number == 0 else next(free), lines=(line,)) for number, line in enumerate(lines)
        ]
    if old.kind in (Kind.HEADING, Kind.SUBTITLE):
        return [replace(old, lines=(_line(" ".join(plain(line) for line in lines)),))]
    return [replace(old, lines=tuple(lines))]


def _findings(document: Document, blocks: list[Block], old: Block, new: list[Block]) -> tuple[Finding, ...]:
    # A template may have begun the person's sentence with a small letter and ended it otherwise.
    words = " ".join(block.plain().replace("\n", " ") for block in blocks).casefold()
    kept = [
        found
        for found in document.findings
        if found.place != old.id and clean(found.sentence).rstrip(".!?").casefold() in words
    ]
    allowed = _HEADS_MAY_HOLD if old.kind in _HEADS else ()
    return (*kept, *(found for block in new for found in inspect(block.plain(), block.id, allowed)))


def _line(text: str) -> Line:
    """One line of words and blanks."""
    text = NO_BREAK.join(map(clean, text.split(NO_BREAK))).strip()
    parts: list[str | Blank] = []
    at = 0
    for found in _BLANK.finditer(text):
        parts += [text[at : found.start()], Blank(found[2] or "", _size(len(found[1] or found[3])))]
        at = found.end()
    return tuple(part for part in (*parts, text[at:]) if part != "")


def _size(length: int) -> str:
    return min(BLANK_LENGTHS, key=lambda size: abs(BLANK_LENGTHS[size] - length))
