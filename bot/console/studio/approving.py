"""A legal editor reads the records and replies that trainers changed and lets them speak: people get them within
seconds."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.people import EDITOR
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.console.studio.subjects import workspace
from bot.settings import ROOT
from bot.studio import editing, lawfiles, replyfiles
from bot.studio.workspace import LAW, SPOKEN, Workspace

WHO = frozenset({EDITOR})


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/studio/approve", show, WHO),
        page("POST", "/studio/approve", approve, WHO),
        page("POST", "/studio/approve/drop", drop, WHO),
    ]


def show(request: Request) -> Response:
    """Show what waits, and what speaks already."""
    return _shown(request, "")


def approve(request: Request) -> Response:
    """Let a file speak as it was shown."""
    sent, space, who = form(request), workspace(request), me(request).person_id
    name, t = sent.one("name"), pages.texts_of(request)
    if name not in dict(_waiting(request)):
        raise ConsoleError(404, "not_found")
    text = space.read(name)
    if sent.one("seen") != editing.mark(text):
        return _shown(request, t.edit_overtaken_here)
    if space.changed_by(name) == who:
        return _shown(request, t.approve_other)
    if name.startswith(LAW):
        faults = lawfiles.faults(_live(request), {name: text}, "", services(request).today())
    else:
        faults = replyfiles.faults(_live(request), {name: text}, services(request).knowledge)
    if blocking := [fault for fault in faults if fault.blocks]:
        return _shown(request, t(f"check_{blocking[0].code}", line=blocking[0].line, other=blocking[0].other))
    _live(request).write(name, text, who)
    services(request).refresh()
    services(request).audit.add(who, "record_approved", name[-64:])
    return pages.see("/studio/approve", "record_approved")


def drop(request: Request) -> Response:
    """Let the project's own file speak again."""
    live, name = _live(request), form(request).one("name")
    if name not in (*live.changes(), *live.overtaken()):
        raise ConsoleError(404, "not_found")
    live.write(name, (ROOT / name).read_text(encoding="utf-8"), me(request).person_id)
    services(request).refresh()
    services(request).audit.add(me(request).person_id, "record_taken_back", name[-64:])
    return pages.see("/studio/approve", "change_dropped")


def _shown(request: Request, problem: str) -> Response:
    live, space = _live(request), workspace(request)
    names = {member.id: member.name for member in services(request).people.everybody()}
    rows = [(name, names.get(space.changed_by(name), "—"), editing.mark(space.read(name)), lines)
            for name, lines in _waiting(request)]  # fmt: skip
    return pages.render(
        request, "studio/approve.html", 409 if problem else 200, rows=rows, problem=problem,
        speaking=live.changes(), overtaken=live.overtaken(),
    )  # fmt: skip


def _waiting(request: Request) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The files that trainers changed of what is said, beside what speaks now."""
    live, space = _live(request), workspace(request)
    for name in space.changes():
        if name.startswith(SPOKEN) and live.read(name) != space.read(name):
            yield name, editing.difference(live.read(name), space.read(name))


def _live(request: Request) -> Workspace:
    return Workspace(ROOT, services(request).settings.approved_path)
