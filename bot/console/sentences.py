"""An advocate's own stock of sentences: kept sealed for him, offered in a case with its places filled from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.casework import Opened
from bot.cases.clocks import RUNS, Clock
from bot.cases.designations import designation
from bot.cases.stock import LONGEST, StockError
from bot.console import pages
from bot.console.casedoors import WHO
from bot.console.routing import Page, form, me, page, services

PLACES = ("case", "paper", "way", "term", "day")
_PLACE = re.compile(r"\{\s*(\w+)\s*\}")


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/sentences", show, WHO),
        page("POST", "/sentences", add, WHO),
        page("POST", "/sentences/{id}", reword, WHO),
        page("POST", "/sentences/{id}/drop", drop, WHO),
    ]


@dataclass(frozen=True)
class Offered:
    """A sentence in a case: its words, and the names of places that this case has nothing for."""

    text: str
    lacks: tuple[str, ...]


def show(request: Request) -> Response:
    """Show the sentences to add to, to change and to drop."""
    return _page(request)


def add(request: Request) -> Response:
    """Keep one more."""
    return _done(request, lambda: services(request).stock.add(me(request).unlocked, form(request).one("text")))


def reword(request: Request) -> Response:
    """Keep it in other words."""
    id = request.path_params["id"]
    return _done(request, lambda: services(request).stock.reword(me(request).unlocked, id, form(request).one("text")))


def drop(request: Request) -> Response:
    """Keep it no longer."""
    return _done(request, lambda: services(request).stock.drop(me(request).unlocked, request.path_params["id"]))


def offered(request: Request, found: Opened, clocks: Sequence[Clock]) -> list[Offered]:
    """Return my sentences as they read in this case, in the person's language where they name something of it."""
    values = _values(request, found, clocks)
    named = {name: values[place] for name, place in _names(request).items()}
    return [_filled(one.text, named) for one in services(request).stock.of(me(request).unlocked).sentences]


def _values(request: Request, found: Opened, clocks: Sequence[Clock]) -> Mapping[str, str]:
    """Return what stands for each place in this case; empty where there is nothing."""
    known, file = services(request), found.newest.file
    option = known.knowledge.options.get(file.option or "")
    ours = [clock for clock in clocks if clock.ours and clock.state == RUNS]
    return {
        "case": designation(found.state.id, file.lang),
        "paper": known.catalogue.get(file.document_id).title[file.lang],
        "way": option.rule.title.in_(file.lang) if option else "",
        "term": pages.day(ours[0].on, file.lang) if ours else "",
        "day": pages.day(known.today(), file.lang),
    }


def _names(request: Request) -> Mapping[str, str]:
    """Return what each place is called in any language of the console."""
    return {texts[f"place_{place}"]: place for texts in request.app.state.texts.values() for place in PLACES}


def _filled(text: str, named: Mapping[str, str]) -> Offered:
    """Put the case's own words in; what is no place of ours is words and stays."""
    lacks = [name for name in _PLACE.findall(text) if named.get(name.casefold()) == ""]
    filled = _PLACE.sub(lambda found: named.get(found[1].casefold()) or found[0], text)
    return Offered(filled, tuple(dict.fromkeys(lacks)))


def _done(request: Request, change: Callable[[], None]) -> Response:
    """Do it and show the page; refused, it says why and what was typed stays."""
    try:
        change()
    except StockError as error:
        return _page(request, 422, f"stock_{error.code}")
    return pages.see("/sentences", "stock_kept")


def _page(request: Request, status: int = 200, problem: str = "") -> Response:
    typed = form(request).one("text") if problem else ""
    return pages.render(
        request, "sentences.html", status, problem=problem, typed=typed, at=request.path_params.get("id", ""),
        sentences=services(request).stock.of(me(request).unlocked).sentences, places=PLACES, longest=LONGEST,
    )  # fmt: skip
