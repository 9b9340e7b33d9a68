"""PDF and picture of the page by typst. Words reach typst as JSON data and are never markup."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from bot.reports.errors import ReportError
from bot.reports.glyphs import drawn
from bot.reports.model import Blank, Document

_PIXELS_PER_INCH = 100
_LETTERS_APART = re.compile("(?<=[^\\W\\d])\u00a0(?=[^\\W\\d])")
_METADATA = (
    re.compile(rb"/Creator\([^)]*\)"),
    re.compile(rb"/ID\[\([^\]]*\)\]"),
    re.compile(rb"/Title<FEFF[0-9A-F]*>"),
)
_XMP = re.compile(rb"(?<=/Subtype/XML>>\nstream\n).*?(?=\nendstream)", re.DOTALL)
# All that a reader for the blind needs to know that the page is meant for it; the title is the same for every paper.
_ACCESSIBLE = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF>{room}"
    '<?xpacket end="r"?>'
)
_TITLES = {"ru": "Документ", "en": "Document"}
_PAGE_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")
_lock = Lock()


def loosen(text: str) -> str:
    """Names may break at a line's end on paper; dates may not."""
    return _LETTERS_APART.sub(" ", text)


def render_pdf(document: Document, *, large: bool = False) -> bytes:
    """A4 pages as tagged PDF (PDF/UA-1) without author, tool, time or id; set tight where that saves a second page."""
    pdf = _XMP.sub(lambda found: _accessible(document.lang, len(found[0])), _fitted(document, large)[0])
    for mark in _METADATA:
        pdf = mark.sub(lambda found: b" " * len(found[0]), pdf)
    return pdf


def _accessible(lang: str, length: int) -> bytes:
    """The description of the file in exactly ``length`` bytes, so that no place in the file moves."""
    bare = _ACCESSIBLE.format(title=_TITLES[lang], room="")
    room = length - len(bare.encode())
    return _ACCESSIBLE.format(title=_TITLES[lang], room=" " * room).encode()


def render_png(document: Document, *, large: bool = False) -> bytes:
    """A picture of the page; a document of several pages comes as one long picture."""
    pdf, tight = _fitted(document, large)
    return _compile(document, "png", large=large, tight=tight, long=_pages(pdf) > 1)


def _fitted(document: Document, large: bool) -> tuple[bytes, int]:
    """The PDF and how tight it had to be set: 1 closer lines, 2 smaller letters too.

    A PDF is quick to make, so it is how pages are counted.
    """
    pdf = _compile(document, "pdf", large=large)
    if _pages(pdf) == 2:
        for tight in (1, 2):
            made = _compile(document, "pdf", large=large, tight=tight)
            if _pages(made) == 1:
                return made, tight
    return pdf, 0


def _pages(pdf: bytes) -> int:
    found = _PAGE_COUNT.search(pdf)
    return int(found[1]) if found else 0


def _compile(
    document: Document, format: Literal["pdf", "png"], *, large: bool, tight: int = 0, long: bool = False
) -> bytes:
    data = {
        "large": large,
        "long": long,
        "tight": tight > 0,
        "smaller": tight > 1,
        "dense": document.dense,
        "watermark": document.watermark,
        "stamp": document.stamp,
        "lang": document.lang,
        "blocks": [
            {"kind": b.kind.value, "label": b.label, "lines": [[_part(p) for p in line] for line in b.lines]}
            for b in document.blocks
        ],
    }
    compiler, source = _compiler()
    with _lock:
        made = compiler.compile(
            source,
            format=format,
            ppi=_PIXELS_PER_INCH,
            pdf_standards=["ua-1"] if format == "pdf" else [],
            sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
        )
    if made is None:
        raise ReportError("unknown_format", format)
    return made[0] if isinstance(made, list) else made


def _part(part: str | Blank) -> Any:
    return loosen(drawn(part)) if isinstance(part, str) else {"label": part.label, "size": part.size}


@lru_cache(maxsize=1)
def _compiler() -> tuple[typst.Compiler, bytes]:
    fonts = typst.Fonts(include_system_fonts=False)
    source = Path(__file__).with_name("page.typ").read_bytes()
    return typst.Compiler(source, font_paths=fonts, ignore_system_fonts=True), source
