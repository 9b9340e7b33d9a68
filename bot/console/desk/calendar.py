"""One page of what goes stale: what people are told with a warning now, and what comes in the next sixty days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from bot.console import pages
from bot.console.desk.acts import titles
from bot.console.desk.doors import WHO
from bot.console.routing import Page, page, services
from bot.ending import Ending, ahead, over
from bot.law import Knowledge


@dataclass(frozen=True)
class Line:
    """What ends, with the pages it is mended on: address and title; without an address it is only named."""

    ending: Ending
    days: int
    links: tuple[tuple[str, str], ...]


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [page("GET", "/desk/calendar", show, WHO)]


def show(request: Request) -> Response:
    """Show both lists, the earliest day first."""
    known, today, lang = services(request), services(request).today(), pages.language(request)
    law, directory = known.knowledge, known.directory
    names = {one.id: one.name.in_(lang) for one in directory.contacts}

    def lines(endings: Iterable[Ending]) -> list[Line]:
        return [Line(one, one.days(today), tuple(_links(one, law, names, lang))) for one in endings]

    coming = ahead(law, directory, today)
    return pages.render(
        request,
        "desk/calendar.html",
        over=lines([*over(law, directory, today), *(one for one in coming if one.last < today)]),
        months=_by_month(lines(one for one in coming if one.last >= today)),
        titles=titles(law, lang),
    )


def _links(ending: Ending, law: Knowledge, names: dict[str, str], lang: str) -> Iterable[tuple[str, str]]:
    if ending.kind == "contacts":
        return [(f"/directory/{id}", names[id]) for id in ending.about]
    if ending.kind == "sources":
        acts = dict.fromkeys(law.sources[id].act for id in ending.about)
        return [(f"/desk/acts/{act}", law.acts[act].short.in_(lang)) for act in acts]
    if ending.kind == "regime":
        found = [law.regimes[id] for id in ending.about]
        return [(f"/desk/acts/{law.sources[one.states[-1].sources[0]].act}", one.title.in_(lang)) for one in found]
    return [("", name) for name in ending.about]


def _by_month(lines: list[Line]) -> list[tuple[date, list[Line]]]:
    months: dict[date, list[Line]] = {}
    for line in lines:
        months.setdefault(line.ending.last.replace(day=1), []).append(line)
    return list(months.items())
