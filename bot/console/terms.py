"""All terms of one's own cases day by day, and what a week brought in numbers. Words of a case are on its own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.casework import DECISIONS
from bot.cases.designations import designation
from bot.cases.terms import Term, terms
from bot.cases.urgency import SOON
from bot.console import pages
from bot.console.casedoors import WHO
from bot.console.glance import left
from bot.console.routing import Page, me, page, services

WEEK = timedelta(days=7)
COUNTED = ("case_claimed", "case_asked", *(f"case_{code}" for code in DECISIONS), "case_passed_on", "case_closed")


@dataclass(frozen=True)
class Line:
    """One term: its case by name and address, its words, how far away it is, its look."""

    case: str
    name: str
    label: str
    text: str
    left: str
    look: str


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [page("GET", "/terms", show, WHO)]


def show(request: Request) -> Response:
    """Show the days, the earliest first, and below them the week."""
    known, who = services(request), me(request)
    days: dict[date, list[Line]] = {}
    for term in terms(who.unlocked, known.reviews, known.casework, known.today()):
        days.setdefault(term.on, []).append(_line(request, term))
    since = known.now() - WEEK
    everybody, mine = known.audit.counts(since), known.audit.counts(since, actor=who.person_id)
    return pages.render(
        request, "terms.html", days=days, today=known.today(), came=known.queue.came(since), since=since,
        week=list(_rows(everybody, mine)),
    )  # fmt: skip


def _line(request: Request, term: Term) -> Line:
    lang, texts, today = pages.language(request), pages.texts_of(request), services(request).today()
    name = designation(term.case_id, lang)
    near = "bad" if term.on - today <= SOON else "warn"
    until = left((term.on - today).days, texts)
    if term.stage is not None:
        return Line(term.case_id, name, texts["glance_absence"], term.stage.text.in_(lang), until, "bad")
    assert term.clock is not None
    words = term.clock.term.text.in_(lang) + ("" if term.clock.ours else f" ({texts['clock_other_way']})")
    return Line(term.case_id, name, texts[f"glance_{term.clock.term.clock}"], words, until, near)


def _rows(everybody: dict[str, int], mine: dict[str, int]) -> Iterable[tuple[str, int, int]]:
    """Yield each act that was done this week: its code, how often by all, how often by me."""
    return ((code, everybody[code], mine.get(code, 0)) for code in COUNTED if everybody.get(code))
