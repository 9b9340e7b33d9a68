"""The legal editor's pages: the directory, the law, and the changes that wait to be taken over as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from bot import contacts
from bot.cases.people import EDITOR
from bot.console import pages
from bot.console.edits import CONTACT, SOURCE, EditError, Edits
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.law.graphing import resting
from bot.law.printing import shown

ONLY = {EDITOR}


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/directory", directory, ONLY),
        page("GET", "/directory/{id}", contact, ONLY),
        page("POST", "/directory/{id}", edit_contact, ONLY),
        page("POST", "/directory/{id}/checked", check_contact, ONLY),
        page("GET", "/law", law_front, ONLY),
        page("GET", "/law/options/{id}", option, ONLY),
        page("GET", "/law/sources/{id}", source, ONLY),
        page("POST", "/law/sources/{id}/checked", check_source, ONLY),
        page("POST", "/law/sources/{id}/approve", approve_source, ONLY),
        page("GET", "/edits", show_edits, ONLY),
        page("GET", "/edits/patch", patch, ONLY),
        page("GET", "/edits/zip", archive, ONLY),
        page("POST", "/edits/{key}/drop", drop, ONLY),
    ]


def directory(request: Request) -> Response:
    """List the contacts, those past their date first."""
    today, found = services(request).today(), services(request).directory.contacts
    return pages.render(
        request,
        "directory.html",
        contacts=sorted(found, key=lambda one: (not one.stale(today), one.recheck_by)),
        today=today,
        changed=_changed(request, CONTACT),
    )


def contact(request: Request) -> Response:
    """Show one contact as people read it, its sources, and its entry to change."""
    return _contact(request, "", _edits(request).block(CONTACT, _found_contact(request).id))


def edit_contact(request: Request) -> Response:
    """Set what the entry is to be; the project's own checks decide whether it may."""
    found, text = _found_contact(request), form(request).one("entry")
    try:
        changed = _edits(request).put(CONTACT, found.id, text, me(request).person_id)
    except EditError as error:
        return _contact(request, _problem(request, error), text)
    services(request).audit.add(me(request).person_id, "contact_edited", found.id)
    return pages.see(f"/directory/{found.id}", "edit_kept" if changed else "edit_same")


def check_contact(request: Request) -> Response:
    """Say that the contact was checked today."""
    found = _found_contact(request)
    changed = _edits(request).check_contact(found.id, me(request).person_id)
    services(request).audit.add(me(request).person_id, "contact_checked", found.id)
    back = "/directory" if form(request).one("from") == "list" else f"/directory/{found.id}"
    return pages.see(back, "edit_kept" if changed else "edit_same")


def law_front(request: Request) -> Response:
    """List what is locked and why, then the options with their freshness."""
    law, today = services(request).knowledge, services(request).today()
    rests = resting(law)
    return pages.render(
        request,
        "law.html",
        locked=[(law.sources[id], rests[id]) for id in sorted(law.withdrawn)],
        options=[
            (one.rule, one.known_through, law.is_stale(one.known_through, today), one.rests_on & law.withdrawn)
            for one in law.options.values()
        ],
        changed=_changed(request, SOURCE) | _changed(request, "approval"),
        cite=law.cite,
    )


def option(request: Request) -> Response:
    """Show one option as people read it on a date, and the sources it rests on."""
    law, today = services(request).knowledge, services(request).today()
    found = law.options.get(request.path_params["id"])
    if found is None:
        raise ConsoleError(404, "not_found")
    on = _date(request.query_params.get("on", ""), today)
    sources = [law.sources[id] for id in sorted(found.rests_on)]
    return pages.render(
        request,
        "option.html",
        option=found.rule,
        on=on,
        lines=list(shown(found, law, on, pages.language(request))),
        sources=[(one, bool(one.known_through and law.is_stale(one.known_through, today))) for one in sources],
        locked=found.rests_on & law.withdrawn,
        cite=law.cite,
    )


def source(request: Request) -> Response:
    """Show one source, what rests on it, and what may be said of it."""
    return _source(request, "")


def check_source(request: Request) -> Response:
    """Say that the source was read today and is still true."""
    edits = _edits(request)
    return _edit_source(request, lambda id, by, name: edits.read_anew({id: {}}, by, name), "source_checked")


def approve_source(request: Request) -> Response:
    """Approve the source as it stands in the files now."""
    return _edit_source(request, _edits(request).approve, "law_approved")


def show_edits(request: Request) -> Response:
    """Show all changes that wait."""
    names = {member.id: member.name for member in services(request).people.everybody()}
    return pages.render(request, "edits.html", pending=_edits(request).pending(), names=names)


def patch(request: Request) -> Response:
    """Return the changes as a patch."""
    return _download(_edits(request).patch().encode(), "edits.patch", "text/x-diff; charset=utf-8")


def archive(request: Request) -> Response:
    """Return the changed files in a zip."""
    return _download(_edits(request).archive(), "edits.zip", "application/zip")


def drop(request: Request) -> Response:
    """Take a change back."""
    key = request.path_params["key"]
    if not _edits(request).drop(key):
        raise ConsoleError(404, "not_found")
    services(request).audit.add(me(request).person_id, "edit_dropped", key[:64])
    return pages.see("/edits", "edit_dropped")


def _contact(request: Request, problem: str, entry: str) -> Response:
    found, today = _found_contact(request), services(request).today()
    return pages.render(
        request,
        "contact.html",
        400 if problem else 200,
        contact=found,
        today=today,
        lines=found.lines(pages.language(request), today),
        entry=entry,
        rows=min(40, entry.count("\n") + 2),
        changed=found.id in _changed(request, CONTACT),
        problem=problem,
    )


def _source(request: Request, problem: str) -> Response:
    law, id = services(request).knowledge, _source_id(request)
    found = law.sources[id]
    return pages.render(
        request,
        "source.html",
        400 if problem else 200,
        source=found,
        cited=law.cite(id, pages.language(request)),
        rests=resting(law)[id],
        titles={f"option:{key}": one.rule.title.in_(pages.language(request)) for key, one in law.options.items()},
        recheck_by=law.recheck_by(id),
        stale=bool(found.known_through and law.is_stale(found.known_through, services(request).today())),
        locked=id in law.withdrawn,
        approval=law.approvals.get(id),
        changed=id in _changed(request, SOURCE) | _changed(request, "approval"),
        problem=problem,
    )


def _edit_source(request: Request, edit: Callable[[str, str, str], object], code: str) -> Response:
    """Do ``edit`` on the source in the name of who is signed in; a refusal is said on the source's own page."""
    id, who = _source_id(request), me(request)
    try:
        edit(id, who.person_id, who.name)
    except EditError as error:
        return _source(request, _problem(request, error))
    services(request).audit.add(who.person_id, code, id)
    return pages.see(f"/law/sources/{id}", "edit_kept")


def _edits(request: Request) -> Edits:
    return Edits(services(request).settings.edits_path, services(request).today)


def _changed(request: Request, kind: str) -> set[str]:
    return {one.edit.id for one in _edits(request).pending() if one.edit.kind == kind}


def _found_contact(request: Request) -> contacts.Contact:
    wanted = request.path_params["id"]
    found: Iterator[contacts.Contact] = (one for one in services(request).directory.contacts if one.id == wanted)
    first = next(found, None)
    if first is None:
        raise ConsoleError(404, "not_found")
    return first


def _source_id(request: Request) -> str:
    id = cast(str, request.path_params["id"])
    if id not in services(request).knowledge.sources:
        raise ConsoleError(404, "not_found")
    return id


def _problem(request: Request, error: EditError) -> str:
    return pages.texts_of(request)(f"edit_{error.code}", detail=error.detail)


def _date(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        raise ConsoleError(404, "not_found") from None


def _download(content: bytes, name: str, kind: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(content, media_type=kind, headers=headers)
