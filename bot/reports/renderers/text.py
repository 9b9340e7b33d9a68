"""Plain text to copy by hand: short lines, each with its number, blanks as lines with their label behind."""

from __future__ import annotations

import textwrap

from bot.reports.model import Blank, Block, Document, Kind, Line

_WIDTH, _LARGE_WIDTH = 62, 40
BLANK_LENGTHS = {"short": 8, "medium": 16, "long": 28, "lines": 40}
_SIGNATURE = Blank("подпись", "medium")


def render_text(document: Document, *, large: bool = False) -> str:
    """Numbered lines of at most 62 characters (40 in large print), names never broken, empty lines unnumbered."""
    width = _LARGE_WIDTH if large else _WIDTH
    chunks: list[list[str]] = []
    if document.watermark:
        chunks.append(_wrapped(document.watermark, width))
    chunks.extend(_block(block, width) for block in document.blocks)
    if document.stamp:
        chunks.append([f"[{document.stamp}]"])
    lines: list[str] = []
    number = 0
    for chunk in chunks:
        if lines:
            lines.append("")
        for line in chunk:
            number += 1
            lines.append(f"{number:>3}  {line}")
    return "\n".join(lines) + "\n"


def as_message(document: Document) -> str:
    """The document as a chat message to forward: headings, paragraphs and points, no line numbers, no wrapping."""
    parts = []
    for block in document.blocks:
        lines = [plain(line) for line in block.lines]
        listed = block.kind in (Kind.ITEMS, Kind.ENCLOSURES)
        parts.append("\n".join(f"• {line}" if listed else line for line in lines))
        if block.kind is not Kind.HEADING:
            parts.append("")
    return "\n".join(parts).strip()


def plain(line: Line) -> str:
    """A line with its blanks written as underscores and labels."""
    return "".join(part if isinstance(part, str) else _blank(part) for part in line)


def _blank(blank: Blank) -> str:
    line = "_" * BLANK_LENGTHS.get(blank.size, BLANK_LENGTHS["medium"])
    return f"{line} ({blank.label})" if blank.label else line


def _block(block: Block, width: int) -> list[str]:
    lines = [plain(line) for line in block.lines]
    if block.kind is Kind.ADDRESSEE:
        indent = " " * (width // 2 - 6)
        return [indent + piece for line in lines for piece in _wrapped(line, width - len(indent))]
    if block.kind in (Kind.TITLE, Kind.HEADING):
        return [piece.center(width).rstrip() for line in lines for piece in _wrapped(line, width)]
    if block.kind is Kind.SUBTITLE:
        return [piece.center(width).rstrip() for piece in _wrapped(lines[0], width)]
    if block.kind in (Kind.ITEMS, Kind.ENCLOSURES):
        head = _wrapped(f"{block.label}:", width) if block.label else []
        return head + [piece for n, line in enumerate(lines, 1) for piece in _wrapped(f"{n}) {line}", width, hang=3)]
    if block.kind is Kind.SIGNATURE:
        return [piece for line in (lines[0], _blank(_SIGNATURE), *lines[1:]) for piece in _wrapped(line, width)]
    if block.kind is Kind.RECEIPT:
        return ["- " * (width // 2), *(piece for line in lines for piece in _wrapped(line, width))]
    return [piece for line in lines for piece in _wrapped("    " + line, width)]


def _wrapped(text: str, width: int, hang: int = 0) -> list[str]:
    """Lines of at most ``width``; no-break spaces hold while wrapping and become plain spaces afterwards."""
    pieces = textwrap.wrap(
        text.replace("\u00a0", "\ue020"),
        width,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [piece.replace("\ue020", " ").rstrip() for piece in pieces] or [""]
