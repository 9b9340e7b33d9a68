"""The editors: examples, natural answers and question records, with the faults and the difference before saving."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.assistant import examset
from bot.assistant.nlu import examples
from bot.assistant.nlu.examples import Example
from bot.cases.people import TRAINER
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.console.studio import labels
from bot.console.texts import Texts
from bot.settings import ROOT
from bot.studio import checks, editing, lawfiles
from bot.studio.checks import Fault, Known
from bot.studio.editing import Part
from bot.studio.examplefiles import ExamplesError
from bot.studio.versions import Versions
from bot.studio.workspace import Workspace
from bot.studio.yamltext import TextError

WHO = frozenset({TRAINER})
FORM_BYTES = 1024 * 1024  # the examples of an intent are up to 60 kB, twice when percent-encoded


@dataclass(frozen=True)
class Subject:
    """What one page edits: its kind, its name, its parts, the files with other lines, and what is wrong with them."""

    kind: str
    name: str
    parts: Sequence[Part]
    files: Callable[[Mapping[str, Sequence[str]]], dict[str, str]]
    faults: Callable[[Mapping[str, Sequence[str]], Mapping[str, str]], list[Fault]]


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/studio/files", show_all, WHO),
        page("GET", "/studio/changes", show_changes, WHO),
        page("POST", "/studio/changes/drop", drop, WHO),
        page("GET", "/studio/questions/{file}", show_records, WHO),
        *_editor("/studio/examples/{name}", _examples),
        *_editor("/studio/answers/{name}", _answers),
        *_editor("/studio/questions/{file}/{name}", _record),
    ]


def workspace(request: Request) -> Workspace:
    """The trainers' files of this instance."""
    return Workspace(ROOT, services(request).settings.studio_path)


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
    )  # fmt: skip


def show_records(request: Request) -> Response:
    """List the records of a file."""
    file = request.path_params["file"]
    try:
        found = editing.records(workspace(request), _known(file))
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
        wanted = {part.place: _lines(sent.one(f"part.{part.place}")) for part in found.parts}
        if sent.one("base") != _mark({part.place: part.lines for part in found.parts}):
            return _shown(request, found, wanted, problem="edit_overtaken_here")
        try:
            files = {name: text for name, text in found.files(wanted).items() if text != workspace(request).read(name)}
        except TextError as error:
            return _shown(request, found, wanted, problem=f"text_{error.code}")
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
    request: Request, subject: Subject, wanted: Mapping[str, Sequence[str]], *, problem: str = "",
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
        problem=problem and t[problem],
        added=added,
        origin=request.query_params.get("from", "") or (form(request).one("from") if files is not None else ""),
    )


def label(place: str, t: Texts) -> str:
    """A place as people read it: «значение yes, ru»."""
    return ", ".join(t.get(f"part_{part}", part) for part in place.split("."))


def _examples(request: Request) -> Subject:
    space, name = workspace(request), _known(request.path_params["name"])
    parts = editing.example_parts(space, name)
    before = {part.place: part.lines for part in parts}

    def faults(wanted: Mapping[str, Sequence[str]], _files: Mapping[str, str]) -> list[Fault]:
        return checks.of_examples(name, before, wanted, known_examples(space))

    return Subject("examples", name, parts, lambda wanted: editing.with_examples(space, name, wanted), faults)


def _answers(request: Request) -> Subject:
    space, name = workspace(request), _known(request.path_params["name"])
    parts = editing.answer_parts(space, name)
    before = {part.place: part.lines for part in parts}
    return Subject(
        "answers", name, parts, lambda wanted: editing.with_answers(space, name, wanted),
        lambda wanted, _files: checks.of_lists(before, wanted),
    )  # fmt: skip


def _record(request: Request) -> Subject:
    space, file, name = workspace(request), _known(request.path_params["file"]), request.path_params["name"]
    parts = editing.record_parts(space, file, name)
    if not parts:
        raise ConsoleError(404, "not_found")
    return Subject(
        "questions", name, parts, lambda wanted: editing.with_record(space, file, name, wanted),
        lambda _wanted, files: lawfiles.faults(space, files, name, services(request).today()) if files else [],
    )  # fmt: skip


def _found(request: Request, subject: Callable[[Request], Subject]) -> Subject:
    try:
        return subject(request)
    except (OSError, ExamplesError, TextError):
        raise ConsoleError(404, "not_found") from None


def known_examples(space: Workspace) -> Known:
    """All examples as they stand with the changes, and the held-out messages."""
    found = (
        Example(text, name, part.place, f"{part.place}/{name}.yml", at)
        for name in editing.intents(space)
        for part in editing.example_parts(space, name)
        for at, text in enumerate(part.lines, 1)
    )
    return Known(found, examples.held_out(ROOT / examset.HELD_OUT))


def _known(name: str) -> str:
    """A name as files have it; ConsoleError for one that could lead elsewhere."""
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise ConsoleError(404, "not_found")
    return name


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _mark(parts: Mapping[str, Sequence[str]]) -> str:
    digest = hashlib.sha256()
    for place, lines in parts.items():
        digest.update("\0".join((place, *lines, "")).encode() + b"\0")
    return digest.hexdigest()[:32]
