"""Two ways to change a paper: its answers, from which it is drawn anew, and its text. Neither loses what was typed.

What is typed is kept, sealed in the case, a moment later; a save on an older version shows both texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.casework import Note, Opened, Version
from bot.cases.reviews import ReviewError
from bot.console import factform, pages
from bot.console.casedoors import WHO, case_id, door, log, number, opened, values
from bot.console.casepage import head
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.reports import Document, DocumentSpec, Finding, ReportError, as_one_text, rewritten, taken_apart

TEXT, FIELDS = "text", "fields"
PAPER, FACT = "paper.", "fact."
WHOLE = "whole"  # the paper's only field: it is edited as one text


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/cases/{case}/text", edit_text, WHO),
        page("POST", "/cases/{case}/text", save_text, WHO),
        page("GET", "/cases/{case}/fields", edit_fields, WHO),
        page("POST", "/cases/{case}/fields", save_fields, WHO),
        page("POST", "/cases/{case}/unsaved", keep_unsaved, WHO),
        page("POST", "/cases/{case}/unsaved/drop", drop_unsaved, WHO),
    ]


def edit_text(request: Request) -> Response:
    """Show the text to edit, with what was not saved the last time."""
    found = _mine(request)
    unsaved = _unsaved(found, TEXT)
    if unsaved is None:
        return _text_page(request, found, {}, found.newest.seq)
    return _text_page(request, found, _kept(unsaved), int(unsaved.data["based_on"]), restored=unsaved)


def save_text(request: Request) -> Response:
    """Save the text; on an older version show it beside the newer one."""
    sent = values(form(request), PAPER)

    def save(based_on: int) -> None:
        document = _base(_mine(request), based_on).document
        changed = taken_apart(document, sent.get(WHOLE, as_one_text(document)))
        texts = {block: "\n".join(lines) for block, lines in changed.items()}
        services(request).casework.rewrite(case_id(request), me(request).unlocked, based_on, texts)

    return _saved(request, TEXT, sent, save, _text_page, "case_rewritten")


def edit_fields(request: Request) -> Response:
    """Show the answers to edit, with what was not saved the last time."""
    found = _mine(request)
    unsaved = _unsaved(found, FIELDS)
    if unsaved is None:
        return _fields_page(request, found, {}, found.newest.seq)
    return _fields_page(request, found, _kept(unsaved), int(unsaved.data["based_on"]), restored=unsaved)


def save_fields(request: Request) -> Response:
    """Draw the paper anew from the answers; on an older version show both."""
    sent = values(form(request), FACT)

    def save(based_on: int) -> None:
        found = _mine(request)
        facts = factform.facts(_spec(request, found), _base(found, based_on).file.report_facts, sent)
        services(request).casework.redraw(case_id(request), me(request).unlocked, based_on, facts)

    return _saved(request, FIELDS, sent, save, _fields_page, "case_redrawn")


def keep_unsaved(request: Request) -> Response:
    """Keep what is being typed."""
    _mine(request)
    kind = form(request).one("form")
    if kind not in (TEXT, FIELDS):
        raise ConsoleError(400, "bad_form")
    sent = values(form(request), PAPER if kind == TEXT else FACT)
    with door():
        based_on = number(form(request).one("based_on"))
        services(request).casework.keep_unsaved(case_id(request), me(request).unlocked, kind, based_on, sent)
    return Response(status_code=204)


def drop_unsaved(request: Request) -> Response:
    """Forget what was not saved, at the advocate's wish."""
    with door():
        services(request).casework.drop_unsaved(case_id(request), me(request).unlocked)
    return pages.see(f"/cases/{case_id(request)}", "case_dropped")


def _saved(
    request: Request,
    kind: str,
    sent: Mapping[str, str],
    save: Callable[[int], None],
    shown: Callable[..., Response],
    action: str,
) -> Response:
    """Save, or show the form again with what was typed: beside a newer version, or with what is wrong in it."""
    based_on = number(form(request).one("based_on"))
    try:
        with door():
            try:
                save(based_on)
            except ReviewError as error:
                if error.code != "newer":
                    raise
                work = services(request).casework
                work.keep_unsaved(case_id(request), me(request).unlocked, kind, based_on, sent)
                return shown(request, _mine(request), sent, based_on, 409)
    except ReportError as error:
        return shown(request, _mine(request), sent, based_on, 422, problem=f"retext_{error.code}", at=error.field)
    log(request, action)
    return pages.see(f"/cases/{case_id(request)}", "case_saved")


def _mine(request: Request) -> Opened:
    """Return the case when it is claimed by who asks; ConsoleError."""
    found = opened(request)
    if found.state.assigned_to != me(request).person_id:
        raise ConsoleError(403, "case_not_yours")
    return found


def _text_page(
    request: Request,
    found: Opened,
    sent: Mapping[str, str],
    based_on: int,
    status: int = 200,
    *,
    restored: Note | None = None,
    problem: str = "",
    at: str = "",
) -> Response:
    """Return the form: what was typed, or the text as it stands; beside it a newer version where there is one."""
    document, now = found.newest.document, as_one_text(found.newest.document)
    text = sent.get(WHOLE, now)
    beside = now if based_on != found.newest.seq and text != now else ""
    part = next((block.kind.value for block in document.blocks if block.id == at), "")
    return pages.render(
        request, "case_text.html", status, **head(request, found), text=text, beside=beside,
        findings=document.findings if text == now else _dangerous(document, text),
        newer=based_on != found.newest.seq, restored=restored, problem=problem, part=part,
    )  # fmt: skip


def _dangerous(document: Document, text: str) -> tuple[Finding, ...]:
    """Return what of a text that was not saved can hurt its signer, as the paper would have it."""
    try:
        return rewritten(document, taken_apart(document, text)).findings
    except ReportError:
        return ()


def _fields_page(
    request: Request,
    found: Opened,
    sent: Mapping[str, str],
    based_on: int,
    status: int = 200,
    *,
    restored: Note | None = None,
    problem: str = "",
    at: str = "",
) -> Response:
    spec, newer = _spec(request, found), based_on != found.newest.seq
    now = factform.typed(spec, found.newest.file.report_facts)
    shown = {**now, **sent}
    if sent:  # an unticked box is not sent
        shown |= {name: sent.get(name, "") for name, kind in factform.kinds(spec).items() if kind == "choices"}
    return pages.render(
        request, "case_fields.html", status, **head(request, found),
        inputs=factform.inputs(spec, pages.language(request), pages.texts_of(request)), shown=shown,
        named=factform.NAMED, names_given=any(text for name, text in shown.items() if name.startswith(factform.NAMED)),
        now={name: text for name, text in now.items() if newer and text != shown[name]},
        newer=newer, restored=restored, problem=problem, at=at,
        reworded=found.newest.document != services(request).casework.from_template(found.newest),
    )  # fmt: skip


def _base(found: Opened, based_on: int) -> Version:
    """Return the version that was edited; a number that is none ends where a stale one does."""
    return next((one for one in found.versions if one.seq == based_on), found.newest)


def _spec(request: Request, found: Opened) -> DocumentSpec:
    return services(request).catalogue.get(found.newest.file.document_id)


def _unsaved(found: Opened, kind: str) -> Note | None:
    unsaved = found.unsaved
    return unsaved if unsaved is not None and unsaved.data.get("form") == kind else None


def _kept(unsaved: Note) -> dict[str, str]:
    return {str(name): str(text) for name, text in unsaved.data["values"].items()}
