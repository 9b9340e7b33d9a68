"""The document as plain text: a message to read and copy on a phone, and short numbered lines to copy by hand.

Neither is laid out by spaces: a phone draws letters of unequal width, and a padded line falls apart there.
"""

from __future__ import annotations

import re

from bot.reports.model import Blank, Block, Document, Kind, Line
from bot.reports.renderers.page import loosen

# With its number a line fits a screen of 360 pixels in letters of the usual size.
_WIDTH, _LARGE_WIDTH = 32, 24
# The length of a blank names its size where an advocate edits the text.
BLANK_LENGTHS = {"short": 8, "medium": 16, "long": 28, "lines": 40}
_SHOWN_LENGTHS = {"short": 6, "medium": 10, "long": 16, "lines": 20}
_SIGNATURE = Blank("подпись", "medium")
_TEAR = "— — — — — — — —"
_WHERE: dict[Kind | None, str] = {Kind.ADDRESSEE: "[вверху справа]", Kind.TITLE: "[посередине]"}
_NO_BREAK = "\u00a0"
_AFTER_MARKS = re.compile(r"(?<=[,;:/\\_.?&=+|)‐‑–—-])")


def render_text(document: Document, *, large: bool = False) -> str:
    """Numbered lines of at most 32 characters (24 in large print) to copy by hand; names are never broken.

    Empty lines have no number, nor have the words that are not to be copied: the mark of a draft, and where a part
    of a paper stands on the sheet.
    """
    width = _LARGE_WIDTH if large else _WIDTH
    parts: list[str] = []
    number = 0
    for kind, lines in _parts(document):
        numbered = []
        for piece in (piece for line in lines for piece in _wrapped(line, width)):
            number += kind is not None
            numbered.append(f"{number}| {piece}" if kind else piece)
        where = [_WHERE[kind]] if kind in _WHERE and not document.dense else []
        parts.append("\n".join([*where, *numbered]))
    return "\n\n".join(parts) + "\n"


def render_message(document: Document) -> str:
    """A message to read, copy and forward: paragraphs and points, no line numbers, no wrapping."""
    text = ""
    before: Kind | None = None
    for kind, lines in _parts(document):
        if text:
            text += "\n" if before is Kind.HEADING else "\n\n"
        text += "\n".join(lines)
        before = kind
    return loosen(text)


def plain(line: Line) -> str:
    """A line with its blanks written as underscores and labels."""
    return "".join(part if isinstance(part, str) else _blank(part, BLANK_LENGTHS) for part in line)


def _parts(document: Document) -> list[tuple[Kind | None, list[str]]]:
    """The blocks as lines of words, and the mark of a draft and the place of the stamp as parts of no kind."""
    head = [(None, [document.watermark])] if document.watermark else []
    foot = [(None, [f"[{document.stamp}]"])] if document.stamp else []
    return [*head, *((block.kind, _lines(block, document.dense)) for block in document.blocks), *foot]


def _lines(block: Block, dense: bool) -> list[str]:
    lines = [_shown(line) for line in block.lines]
    if block.kind in (Kind.ITEMS, Kind.ENCLOSURES):
        listed = [f"• {line}" if dense else f"{number}) {line}" for number, line in enumerate(lines, 1)]
        return [f"{block.label}:", *listed] if block.label else listed
    if block.kind is Kind.SIGNATURE:
        return [lines[0], _blank(_SIGNATURE, _SHOWN_LENGTHS), *lines[1:]]
    if block.kind is Kind.RECEIPT:
        return [_TEAR, *lines]
    return lines


def _shown(line: Line) -> str:
    return "".join(part if isinstance(part, str) else _blank(part, _SHOWN_LENGTHS) for part in line)


def _blank(blank: Blank, lengths: dict[str, int]) -> str:
    line = "_" * lengths.get(blank.size, lengths["medium"])
    return f"{line} ({blank.label})" if blank.label else line


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most ``width``. A name or a date holds together where it can; a run longer than a line is broken."""
    return [piece for row in text.split("\n") for piece in _wrapped_row(row, width)] or [""]


def _wrapped_row(row: str, width: int) -> list[str]:
    lines: list[str] = []
    current = ""
    for run in _runs(row, width):
        if len(current) + len(run) + bool(current) <= width:
            current = f"{current} {run}" if current else run
            continue
        pieces = _pieces(run, width)
        if len(pieces) > 1 and current:
            pieces[0] = f" {pieces[0]}"
        for piece in pieces:
            if len(current) + len(piece) > width or len(pieces) == 1:
                lines += [current] if current else []
                current = ""
                piece = piece.lstrip(" ")
            current += piece
    return [line.replace(_NO_BREAK, " ") for line in (*lines, current) if line]


def _runs(row: str, width: int) -> list[str]:
    """What stands between spaces; names and dates that hold together come apart where they are longer than a line."""
    return [part for run in row.split(" ") for part in ([run] if len(run) <= width else run.split(_NO_BREAK))]


def _pieces(run: str, width: int) -> list[str]:
    """A run in pieces no longer than a line: after a comma, a hyphen, a stroke, or anywhere where it has none."""
    if len(run) <= width:
        return [run]
    pieces = _AFTER_MARKS.split(run)
    return [piece[at : at + width] for piece in pieces for at in range(0, len(piece), width)]
