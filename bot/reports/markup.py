"""From a rendered template to blocks.

A template is plain text. A line ``:: name`` opens a block, a line that begins with ``- `` is an item. Both marks are
turned into private-use characters before Jinja2 sees the source, and those characters are taken out of every answer,
so nothing a person writes can open a block, an item or a blank: it stays inside its paragraph. A line end of his own
becomes such a character too (NEW_LINE) and a line end of the paragraph in the document.
"""

from __future__ import annotations

import re
import unicodedata

from bot.reports.errors import ReportError
from bot.reports.glyphs import drawn
from bot.reports.model import Blank, Block, Kind, Line

BLOCK, ITEM, BLANK, SEPARATOR, END, NEW_LINE = "\ue010", "\ue011", "\ue012", "\ue013", "\ue014", "\ue015"

_BLOCK_LINE = re.compile(r"^::[ \t]+([a-z][a-z0-9_]*)(?:[ \t]*\|[ \t]*(.*))?[ \t]*$", re.MULTILINE)
_ITEM_LINE = re.compile(r"^-[ \t]+", re.MULTILINE)
_LINE_END = re.compile(f" *{NEW_LINE} *")
_BLANK_PART = re.compile(f"{BLANK}([^{SEPARATOR}]*){SEPARATOR}([a-z]*){END}")
_SPACES = re.compile(r"[ \t\n]+")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\u0085\u2028\u2029]")

SIGNATURE_PARTS = ("sign_post", "sign_name", "sign_date")
_KINDS = {
    "addressee": Kind.ADDRESSEE,
    "title": Kind.TITLE,
    "subtitle": Kind.SUBTITLE,
    "enclosures": Kind.ENCLOSURES,
    "receipt": Kind.RECEIPT,
}


def prepare(source: str) -> str:
    """Template source with its structure marks made unforgeable."""
    source = _BLOCK_LINE.sub(lambda m: f"{BLOCK}{m[1]}{SEPARATOR}{m[2] or ''}", source)
    return _ITEM_LINE.sub(ITEM, source)


def clean(text: str) -> str:
    """A person's words as one line: composed, without control, format, private-use or unassigned characters.

    What no font can draw is left out too (``glyphs.undrawn`` names it). Soft characters that writing needs (no-break
    space) become plain spaces; the rest of Unicode is kept as it is.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = composed if composed.isprintable() and "\ufffd" not in composed else "".join(map(_kept, composed))
    return _SPACES.sub(" ", drawn(kept)).strip()


def clean_lines(text: str) -> str:
    """A person's words with his own line ends kept as NEW_LINE; empty lines fall away."""
    return NEW_LINE.join(line for line in map(clean, _LINE_ENDS.split(text)) if line)


def _kept(char: str) -> str:
    if char.isprintable() and char != "\ufffd":
        return char
    return " " if char.isspace() else ""


def blank(label: str, size: str = "medium") -> str:
    """The mark of a blank inside rendered text."""
    return f"{BLANK}{label}{SEPARATOR}{size}{END}"


def parse(rendered: str) -> tuple[Block, ...]:
    """Blocks of a rendered template; empty ones are dropped. ReportError("bad_template") on text outside any block."""
    head, *parts = rendered.split(BLOCK)
    if head.strip():
        raise ReportError("bad_template", "text before the first block")
    raw = []
    for part in parts:
        opening, _, body = part.partition("\n")
        name, _, label = opening.partition(SEPARATOR)
        raw.append((name, label.strip(), body))
    blocks: list[Block] = []
    signature: list[Line] = []
    for name, label, body in raw:
        if name in SIGNATURE_PARTS:
            signature.append(_line(body))
            if name == SIGNATURE_PARTS[-1]:
                blocks.append(Block("signature", Kind.SIGNATURE, tuple(signature)))
                signature = []
            continue
        block = _block(name, label, body)
        if block.lines:
            blocks.append(block)
    return tuple(blocks)


def _block(name: str, label: str, body: str) -> Block:
    if ITEM in body:
        lead, *items = body.split(ITEM)
        if lead.strip():
            raise ReportError("bad_template", name)
        kind = _KINDS.get(name, Kind.ITEMS)
        return Block(name, kind, tuple(line for line in map(_line, items) if line), label)
    kind = _KINDS.get(name, Kind.PARAGRAPH)
    if name.startswith("heading"):
        kind = Kind.HEADING
    if kind in (Kind.ADDRESSEE, Kind.RECEIPT, Kind.TITLE):
        return Block(name, kind, tuple(line for line in map(_line, body.split("\n")) if line), label)
    line = _line(body)
    return Block(name, kind, (line,) if line else (), label)


def _line(text: str) -> Line:
    text = _LINE_END.sub("\n", _SPACES.sub(" ", text)).strip()
    parts: list[str | Blank] = []
    at = 0
    for found in _BLANK_PART.finditer(text):
        if found.start() > at:
            parts.append(text[at : found.start()])
        parts.append(Blank(found[1], found[2] or "medium"))
        at = found.end()
    if at < len(text):
        parts.append(text[at:])
    return tuple(parts)
