"""The editors, with the faults and the difference before saving."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.people import TRAINER
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.console.studio import labels, subjects
from bot.console.studio.subjects import Subject, known_name, label, workspace
from bot.settings import ROOT
from bot.studio import editing, replyfiles, wordfiles
from bot.studio.checks import Fault
from bot.studio.examplefiles import ExamplesError
from bot.studio.versions import Versions
from bot.studio.yamltext import TextError

WHO = frozenset({TRAINER})
FORM_BYTES = 1024 * 1024  # the examples of an intent are up to 60 kB, twice when percent-encoded


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/studio/files", show_all, WHO),
        page("GET", "/studio/changes", show_changes, WHO),
        page("POST", "/studio/changes/drop", drop, WHO),
        page("GET", "/studio/questions/{file}", show_records, WHO),
        *_editor("/studio/examples/{name}", subjects.examples_of),
        *_editor("/studio/answers/{name}", subjects.answers_of),
        *_editor("/studio/new-question/{file}", subjects.new_record_of),
        *_editor("/studio/questions/{file}/{name}", subjects.record_of),
        *_editor("/studio/topics/{name}", subjects.topic_of),
        *_editor("/studio/words/{name}", subjects.words_of),
        *_editor("/studio/cards/{name}", subjects.cards_of),
        *_editor("/studio/replies/{name}", subjects.reply_of),
        *_editor("/studio/captions/{name}", subjects.captions_of),
    ]


def show_all(request: Request) -> Response:
    """List everything that can be edited."""
    space = workspace(request)
    changed = set(space.changes())
    intents = [
        (name, [len(part.lines) for part in editing.example_parts(space, name)],
         any(f"{editing.EXAMPLES}/{lang}/{name}.yml" in changed for lang in editing.LANGUAGES))
        for name in editing.intents(space)
    ]  # fmt: skip
    return pages.render(
        request, "studio/files.html", intents=intents, changed=len(changed),
        answers=[(Path(name).stem, name in changed) for name in space.files(editing.ANSWERS)],
        questions=[(code, editing.question_file(code) in changed) for code in editing.question_codes(space)],
        topics=[(code, editing.topic_file(code) in changed) for code in editing.topic_codes(space)],
        cards=[(editing.code_of(name), name in changed) for name in editing.card_files(space)],
        words=[(editing.code_of(name), name in changed) for name in wordfiles.names(space)],
        replies=[(stem, bool(changed & set(replyfiles.names(stem).values()))) for stem in replyfiles.stems(space)],
        captions=replyfiles.groups(space),
    )  # fmt: skip


def show_records(request: Request) -> Response:
    """List the records of a file."""
    file = request.path_params["file"]
    try:
        found = editing.records(workspace(request), known_name(file))
    except OSError:
        raise ConsoleError(404, "not_found") from None
    return pages.render(request, "studio/records.html", file=file, records=found)


def show_changes(request: Request) -> Response:
    """Show every changed file beside the project's own."""
    space = workspace(request)
    changes = [
        (name, editing.difference((space.root / name).read_text(encoding="utf-8"), space.read(name)))
        for name in space.changes()
    ]
    return pages.render(request, "studio/changes.html", changes=changes, overtaken=space.overtaken())


def drop(request: Request) -> Response:
    """Take all changes of a file back."""
    space, name = workspace(request), form(request).one("name")
    if name not in (*space.changes(), *space.overtaken()):
        raise ConsoleError(404, "not_found")
    keep(request, {name: (space.root / name).read_text(encoding="utf-8")}, "taken back")
    return pages.see("/studio/changes", "change_dropped")


def keep(request: Request, files: Mapping[str, str], what: str) -> None:
    """Write files into the trainers' folder and, where there is git, onto the trainers' branch."""
    space, who = workspace(request), me(request)
    for name, text in files.items():
        space.write(name, text, who.person_id)
        Versions(ROOT).keep(name, text, who.name, f"{Path(name).stem}: {what} in the studio")
        services(request).audit.add(who.person_id, "studio_file_changed", name[-64:])


def _editor(path: str, subject: Callable[[Request], Subject]) -> list[Page]:
    def show(request: Request) -> Response:
        found = _found(request, subject)
        wanted = {part.place: part.lines for part in found.parts}
        added = 0
        if request.query_params.get("from") == "inbox":
            lines, ids = labels.waiting(services(request).learning, found.kind, found.name)
            wanted = {place: (*old, *lines.get(place, ())) for place, old in wanted.items()}
            added = len(ids)
        return _shown(request, found, wanted, added=added)

    def send(request: Request) -> Response:
        found, sent = _found(request, subject), form(request)
        wanted = {part.place: _lines(sent.one(f"part.{part.place}"), part.whole) for part in found.parts}
        if sent.one("base") != _mark({part.place: part.lines for part in found.parts}):
            return _shown(request, found, wanted, problem="edit_overtaken_here")
        try:
            files = {name: text for name, text in found.files(wanted).items() if text != workspace(request).read(name)}
        except TextError as error:
            return _shown(request, found, wanted, problem=f"text_{error.code}", line=error.line)
        faults = found.faults(wanted, files)
        looked = sent.one("step") == "save" and sent.one("seen") == _mark(wanted)
        if looked and files and not any(fault.blocks for fault in faults):
            keep(request, files, "changed")
            if sent.one("from") == "inbox":
                learning = services(request).learning
                learning.drop(labels.waiting(learning, found.kind, found.name)[1])
            return pages.see(str(request.url.path), "studio_saved")
        return _shown(request, found, wanted, faults=faults, files=files)

    return [page("GET", path, show, WHO), page("POST", path, send, WHO, form_bytes=FORM_BYTES)]


def _shown(
    request: Request, subject: Subject, wanted: Mapping[str, Sequence[str]], *, problem: str = "", line: int = 0,
    faults: Sequence[Fault] = (), files: Mapping[str, str] | None = None, added: int = 0,
) -> Response:  # fmt: skip
    t, space = pages.texts_of(request), workspace(request)
    diffs = [(name, editing.difference(space.read(name), text)) for name, text in (files or {}).items()]
    return pages.render(
        request,
        "studio/edit.html",
        409 if problem else 200,
        subject=subject,
        wanted=wanted,
        diffs=diffs,
        faults=faults,
        labels={part.place: label(part.place, t) for part in subject.parts},
        looked=files is not None,
        may_save=bool(diffs) and not any(fault.blocks for fault in faults),
        base=_mark({part.place: part.lines for part in subject.parts}),
        seen=_mark(wanted),
        problem=problem and t(problem, line=line),
        added=added,
        origin=request.query_params.get("from", "") or (form(request).one("from") if files is not None else ""),
    )


def _found(request: Request, subject: Callable[[Request], Subject]) -> Subject:
    try:
        return subject(request)
    except (OSError, ExamplesError, TextError):
        raise ConsoleError(404, "not_found") from None


def _lines(text: str, whole: bool) -> tuple[str, ...]:
    if whole:
        return tuple(text.rstrip().splitlines())
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _mark(parts: Mapping[str, Sequence[str]]) -> str:
    digest = hashlib.sha256()
    for place, lines in parts.items():
        digest.update("\0".join((place, *lines, "")).encode() + b"\0")
    return digest.hexdigest()[:32]
