"""Playing: a talk as a person would lead it, with the model that serves and another side by side, and why so.

What is said here is kept in memory while the page is open and nowhere else, unless the trainer makes a test of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.cases.people import TRAINER
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.console.studio import files, keeping, playview
from bot.console.studio.keeping import KeepError
from bot.console.studio.rehearsing import READY, Rehearsal, RehearsalError, Rehearsing
from bot.console.studio.subjects import workspace
from bot.studio import talks
from bot.studio.shelf import Shelf, ShelfError
from bot.studio.talks import Talk

WHO = frozenset({TRAINER})
HERE = "/studio/play"


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", HERE, show, WHO),
        page("GET", f"{HERE}/state", state, WHO, quiet=True),
        page("POST", f"{HERE}/start", start, WHO),
        page("POST", f"{HERE}/say", say, WHO),
        page("POST", f"{HERE}/again", again, WHO),
        page("POST", f"{HERE}/run", run, WHO),
        page("POST", f"{HERE}/keep", keep, WHO),
        page("POST", f"{HERE}/download", download, WHO),
        page("POST", f"{HERE}/end", end, WHO),
    ]


def show(request: Request) -> Response:
    """Show the talk as far as it is, or how to begin one."""
    return _shown(request, "")


def state(request: Request) -> Response:
    """Tell how far it is; asking tells that the page is still open."""
    found = _rehearsing(request).look(me(request).person_id, by_itself=True)
    return JSONResponse({"state": found.state if found else "none"})


def start(request: Request) -> Response:
    """Begin to load the model that serves and the chosen one."""
    sent, shelf = form(request), _shelf(request)
    if shelf.is_training():
        return _shown(request, pages.texts_of(request).play_trains)
    try:
        right = shelf.about(sent.one("model")).name
    except ShelfError:
        raise ConsoleError(400, "bad_form") from None
    serving = shelf.serving()
    left = shelf.path(serving) if serving else shelf.place
    models = ((serving, left), (right, shelf.path(right)))
    return _done(
        request,
        lambda one: one.start(me(request).person_id, models, _lang(request), changes=sent.one("changes") == "yes"),
    )


def say(request: Request) -> Response:
    """Say something, or press a button, on both sides."""
    sent = form(request)
    text, title = sent.one("text").strip(), sent.one("press")
    said = {"press": title} if title else {"say": text[: services(request).settings.max_message + 1]}
    if not (text or title):
        return pages.see(HERE)
    return _done(request, lambda one: one.turn(me(request).person_id, said))


def again(request: Request) -> Response:
    """Forget the talk and begin another with the same models."""
    return _done(request, lambda one: one.begin(me(request).person_id, _lang(request)))


def run(request: Request) -> Response:
    """Lead a stored talk on both sides."""
    talk = _stored(request).get(form(request).one("talk"))
    if talk is None:
        raise ConsoleError(404, "not_found")
    who = me(request).person_id

    def lead(one: Rehearsing) -> None:
        one.begin(who, talk.lang, talk)
        for turn in talk.turns:
            one.turn(who, {"press": turn["press"]} if "press" in turn else {"say": turn["say"]})

    return _done(request, lead)


def keep(request: Request) -> Response:
    """Make a test of the talk: one more of the trainers' changes, seen and taken back like any other."""
    try:
        talk, heard = _made(request)
        files.keep(request, keeping.added(workspace(request), talk, heard), "a talk played")
    except KeepError as error:
        return _shown(request, pages.texts_of(request)(f"keep_{error.code}", line=error.line))
    return pages.see(HERE, "talk_kept")


def download(request: Request) -> Response:
    """Give the talk as the file of a test."""
    try:
        talk, _ = _made(request)
    except KeepError as error:
        return _shown(request, pages.texts_of(request)(f"keep_{error.code}", line=error.line))
    headers = {"content-disposition": 'attachment; filename="talk.yml"'}
    return Response(talks.with_talk("", talk), media_type="application/yaml", headers=headers)


def end(request: Request) -> Response:
    """End it and forget it."""
    _rehearsing(request).end(me(request).person_id)
    return pages.see(HERE, "play_over")


def _made(request: Request) -> tuple[Talk, list[Any]]:
    sent, found = form(request), _now(request)
    side = 1 if sent.one("side") == "right" else 0
    return keeping.made(found, side, sent.one("name"), services(request).today())


def _now(request: Request) -> Rehearsal:
    found = _rehearsing(request).look(me(request).person_id, by_itself=False)
    if found is None or found.state != READY:
        raise KeepError("over")
    return found


def _done(request: Request, what: Callable[[Rehearsing], Any]) -> Response:
    """Do something with the rehearsal and show what came of it."""
    try:
        what(_rehearsing(request))
    except RehearsalError as error:
        return _shown(request, pages.texts_of(request)[f"play_{error.code}"])
    return pages.see(HERE, section="now")


def _shown(request: Request, problem: str) -> Response:
    rehearsing, who, shelf = _rehearsing(request), me(request).person_id, _shelf(request)
    found = rehearsing.look(who, by_itself=False)
    serving = shelf.serving()
    turns = playview.turns(request, found) if found else []
    return pages.render(
        request, "studio/play.html", 409 if problem else 200, problem=problem, serving=serving,
        models=[one.name for one in sorted(shelf.all(), key=lambda one: one.name == serving)],
        taken=rehearsing.taken(who), now=found, turns=turns,
        talks=_by_file(_stored(request)), most=services(request).settings.max_message,
    )  # fmt: skip


def _stored(request: Request) -> dict[str, Talk]:
    """The talks of the tests by file and name, those that trainers kept among them."""
    space = workspace(request)
    return {
        f"{talk.file}: {talk.name}": talk
        for name in space.files(keeping.TALKS)
        for talk in talks.talks(Path(name).stem, space.read(name))
    }


def _by_file(found: dict[str, Talk]) -> dict[str, list[tuple[str, str]]]:
    sorted_: dict[str, list[tuple[str, str]]] = {}
    for key, talk in found.items():
        sorted_.setdefault(talk.file, []).append((key, talk.name))
    return sorted_


def _lang(request: Request) -> str:
    return "en" if form(request).one("lang") == "en" else "ru"


def _shelf(request: Request) -> Shelf:
    return Shelf(services(request).settings.model_path)


def _rehearsing(request: Request) -> Rehearsing:
    return cast(Rehearsing, request.app.state.rehearsing)
