"""A case as one PDF, to look at or to print: the paper, what is known, the terms, the ways, the talk. Drawn when it is
asked for and kept nowhere; what colleagues wrote to each other is not in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.casework import Opened, pictured
from bot.cases.clocks import MET
from bot.cases.designations import designation
from bot.console import pages
from bot.console.casedoors import WHO, opened
from bot.console.casepage import talk
from bot.console.casewords import CaseWords, WayShown
from bot.console.glance import left
from bot.console.routing import Page, page, services
from bot.reports import Block, Document, Kind, render


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [page("GET", "/cases/{case}/case.pdf", show, WHO)]


def show(request: Request) -> Response:
    """Return the case of the address as a PDF that is looked at in the browser."""
    content = render(bundled(request, opened(request)), "pdf")
    return Response(content, media_type="application/pdf", headers={"content-disposition": "inline"})


def bundled(request: Request, found: Opened) -> Document:
    """Return all of it as one document, the paper first."""
    texts, lang, known = pages.texts_of(request), pages.language(request), services(request)
    words = CaseWords(known.replies.captions, known.knowledge, lang)
    parts = {
        "facts": [f"{name}: {value}" for name, value in words.facts(found.newest.file.profile)],
        "clocks": list(_terms(request, found, words)),
        "ways": list(_ways(words.way(way) for way in known.casework.ways(found))),
        "talk": ["\n".join((f"{line['who']}, {line['at']}", *line["words"])) for line in talk(request, found)],
    }
    name = designation(found.state.id, lang)
    titles = {part: f"{name}: {texts[f'section_{part}']}" for part in parts}
    blocks = [block for part, lines in parts.items() if lines for block in _part(part, titles[part], lines)]
    paper = pictured(found.newest.document)
    return replace(paper, blocks=(*paper.blocks, *blocks))


def _part(id: str, title: str, lines: Iterable[str]) -> Iterator[Block]:
    yield Block(f"bundle-{id}", Kind.HEADING, ((title,),))
    for number, line in enumerate(lines):
        yield Block(f"bundle-{id}-{number}", Kind.PARAGRAPH, ((line,),))


def _terms(request: Request, found: Opened, words: CaseWords) -> Iterator[str]:
    known, texts, lang = services(request), pages.texts_of(request), pages.language(request)
    shown = words.clocks(known.casework.clocks(found), known.today())
    for clock in sorted((one for group in shown.values() for one in group), key=lambda one: one.on):
        until = texts["clock_met"] if clock.state == MET else left(clock.days, texts)
        yield f"{pages.day(clock.on, lang)}, {until}. {clock.text} ({clock.sources})"


def _ways(ways: Iterable[WayShown]) -> Iterator[str]:
    """Yield the chosen way with its reasons and risks, and of those that are open today the answer."""
    for way in ways:
        if way.chosen:
            told = [f"{one.level}: {one.text}" if one.level else one.text for one in (*way.reasons, *way.risks)]
            yield "\n".join((f"{way.title}: {way.now}", *told, "; ".join(way.sources)))
        elif way.open:
            yield f"{way.title}: {way.now}"
