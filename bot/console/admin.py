"""The admin's pages about the instance: rota, audit log, status with retention."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.designations import designation
from bot.cases.people import ADMIN, ADVOCATE
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.console.status import examine

ROTA_DAYS = 14
ROWS = 100


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/rota", show_rota, {ADMIN, ADVOCATE}),
        page("POST", "/rota", set_rota, {ADMIN}),
        page("GET", "/audit", show_audit, {ADMIN}),
        page("GET", "/status", show_status, {ADMIN}),
    ]


def show_rota(request: Request) -> Response:
    """Show who is on duty for two weeks."""
    first = _first_day(request, request.query_params.get("from", ""))
    last, all_of = first + timedelta(days=ROTA_DAYS - 1), services(request)
    return pages.render(
        request,
        "rota.html",
        days=all_of.rota.between(first, last),
        advocates=[member for member in all_of.people.everybody() if ADVOCATE in member.roles],
        today=all_of.today(),
        first=first,
        earlier=first - timedelta(days=ROTA_DAYS),
        later=first + timedelta(days=ROTA_DAYS),
        may_change=ADMIN in me(request).roles,
    )


def set_rota(request: Request) -> Response:
    """Write the two weeks that were shown."""
    first = _first_day(request, form(request).one("from"))
    for number in range(ROTA_DAYS):
        day = first + timedelta(days=number)
        services(request).rota.set([day], form(request).all(day.isoformat()))
    services(request).audit.add(me(request).person_id, "rota_changed", first.isoformat())
    return pages.see(f"/rota?from={first.isoformat()}", "rota_changed")


def show_audit(request: Request) -> Response:
    """Show the log, newest first, and whether its chain holds."""
    before, all_of = request.query_params.get("before", ""), services(request)
    if before and not (before.isdecimal() and before.isascii() and len(before) < 12):
        raise ConsoleError(404, "not_found")
    entries = all_of.audit.entries(ROWS, int(before) if before else None)
    lang = pages.language(request)
    cases = {row.subject: designation(row.subject, lang) for row in entries if row.action.startswith("case_")}
    return pages.render(
        request,
        "audit.html",
        entries=entries,
        names={member.id: member.name for member in all_of.people.everybody()} | cases,
        faults=None if before else all_of.audit.check(),
        older=entries[-1].seq if len(entries) == ROWS else None,
    )


def show_status(request: Request) -> Response:
    """Show what the instance can and cannot do now, and how long it keeps what."""
    settings = services(request).settings
    retention = [
        ("idle", settings.idle_hours, "hours"),
        ("draft", settings.draft_hours, "hours"),
        ("case", settings.case_days, "days"),
        ("audit", settings.audit_days, "days"),
        ("backup", settings.backup_days, "days"),
    ]
    return pages.render(request, "status.html", findings=list(examine(services(request))), retention=retention)


def _first_day(request: Request, text: str) -> date:
    """Return the Monday of a date, of today without one; ConsoleError for what is none."""
    try:
        day = date.fromisoformat(text) if text else services(request).today()
        if not 2020 <= day.year <= 2100:
            raise ValueError
    except ValueError:
        raise ConsoleError(404, "not_found") from None
    return day - timedelta(days=day.weekday())
