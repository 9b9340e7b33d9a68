"""The models: train one, lay it beside the one that serves, promote it, go back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.assistant import examset
from bot.assistant.nlu import examples
from bot.cases.people import TRAINER
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.console.texts import Texts
from bot.settings import ROOT
from bot.studio import gate, job, progress
from bot.studio.gate import HARM, MARGIN, SAFETY, Finding, Row
from bot.studio.promoting import GateError, Promoting
from bot.studio.shelf import About, ShelfError
from bot.studio.training import PICTURES, TrainingError

WHO = frozenset({TRAINER})
LONGEST_REASON = 500
MOST_CONFUSIONS = 20
_COUNTS = (SAFETY, HARM)  # kinds whose figures are numbers of messages, not shares


@dataclass(frozen=True)
class Line:
    """One figure on the page: what it is, before and after as people read them, and whether it stops the model."""

    what: str
    before: str
    after: str
    worse: bool
    share: float | None = None


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/studio/models", show_all, WHO),
        page("POST", "/studio/models/train", train, WHO),
        page("GET", "/studio/models/training", training, WHO, quiet=True),
        page("POST", "/studio/models/rollback", roll_back, WHO),
        page("GET", "/studio/models/{name}", show_one, WHO),
        page("GET", "/studio/models/{name}/messages", messages, WHO),
        page("GET", "/studio/models/{name}/pictures/{picture}", picture, WHO),
        page("POST", "/studio/models/{name}/promote", promote, WHO),
    ]


def show_all(request: Request) -> Response:
    """List the models, the training under way, and what served when."""
    promoting = _promoting(request)
    shelf = promoting.shelf
    rows = [(about, shelf.exam(about.name)) for about in shelf.all()]
    try:
        earlier = shelf.before().name
    except ShelfError:
        earlier = ""
    return pages.render(
        request, "studio/models.html", rows=rows, serving=shelf.serving(), earlier=earlier,
        under_way=_training(request), steps=shelf.steps()[:-8:-1], names=_names(request),
    )  # fmt: skip


def train(request: Request) -> Response:
    """Begin a training, unless one goes on."""
    if _promoting(request).shelf.is_training():
        return pages.see("/studio/models", "trains_already")
    job.begin(services(request).settings)
    services(request).audit.add(me(request).person_id, "model_training_begun")
    return pages.see("/studio/models", "training_begun")


def training(request: Request) -> Response:
    """Tell how far the training is, for the page that shows it."""
    return JSONResponse(_training(request))


def show_one(request: Request) -> Response:
    """Lay a model beside the one that serves."""
    return _shown(request, "")


def messages(request: Request) -> Response:
    """Show the held-out messages of one cell: what was meant, what it was taken for."""
    about, exam = _examined(request)
    meant, taken = request.query_params.get("meant", ""), request.query_params.get("taken", "")
    rows = [row for row in gate.rows(exam) if row.true == meant and (not taken or row.taken == taken)]
    return pages.render(request, "studio/messages.html", about=about, meant=meant, taken=taken, rows=_with_texts(rows))


def picture(request: Request) -> Response:
    """Return a picture that the exam drew."""
    about, _ = _examined(request)
    name = request.path_params["picture"]
    path = _promoting(request).shelf.path(about.name, name)
    if name not in PICTURES or not path.exists():
        raise ConsoleError(404, "not_found")
    return Response(path.read_bytes(), media_type="image/svg+xml")


def promote(request: Request) -> Response:
    """Let a model serve, or keep a vote for one that the gate stops."""
    about, _ = _examined(request)
    who, t = me(request).person_id, pages.texts_of(request)
    reason = form(request).one("reason")[:LONGEST_REASON]
    try:
        _promoting(request).promote(about.name, who, reason)
    except GateError as error:
        if error.code == "second":
            services(request).audit.add(who, "model_vote", about.name)
        return _shown(request, t[f"gate_{error.code}"])
    except ShelfError as error:
        return _shown(request, t[f"shelf_{error.code}"])
    except TrainingError:
        return _shown(request, t.exam_failed)
    services(request).audit.add(who, "model_promoted", about.name)
    return pages.see("/studio/models", "model_promoted")


def roll_back(request: Request) -> Response:
    """Let the model serve that served before."""
    who = me(request).person_id
    try:
        about = _promoting(request).roll_back(who, form(request).one("reason")[:LONGEST_REASON])
    except ShelfError as error:
        return pages.error(request, 409, f"shelf_{error.code}")
    services(request).audit.add(who, "model_rolled_back", about.name)
    return pages.see("/studio/models", "model_rolled_back")


def _shown(request: Request, problem: str) -> Response:
    about, exam = _examined(request)
    promoting, t = _promoting(request), pages.texts_of(request)
    serving = promoting.shelf.serving()
    before = promoting.shelf.exam(serving) if serving and serving != about.name else None
    findings = gate.compare(before, exam, promoting.rules)
    why = {harm.id: harm.why[pages.language(request)] for harm in promoting.rules.harms}
    return pages.render(
        request, "studio/model.html", 409 if problem else 200, about=about, exam=exam, serving=serving,
        comparable=before is not None and before["set"] == exam["set"], problem=problem,
        stops=[_line(one, t, why) for one in gate.stops(findings)],
        main=[_line(one, t, why) for one in findings if "." not in one.name and not one.worse],
        intents=[_line(one, t, why) for one in findings if one.name.startswith("by_intent.")],
        answers=[_line(one, t, why) for one in findings if one.name.startswith("answers.")],
        confusions=list(gate.confusion(exam).items())[:MOST_CONFUSIONS],
        pictures=[name for name in PICTURES if promoting.shelf.path(about.name, name).exists()],
        votes=[vote for vote in about.votes if vote.against == serving], names=_names(request),
    )  # fmt: skip


def _line(found: Finding, t: Texts, why: Mapping[str, str]) -> Line:
    counted = found.kind in _COUNTS and found.name != "urgent_recall"

    def written(value: float) -> str:
        return str(int(value)) if counted else f"{value:.1%}"

    name, _, part = found.name.partition(".")
    what = why[name] if found.kind == HARM else t[f"figure_{name}"] + (f": {part}" if part else "")
    if found.kind == MARGIN and name == "by_intent":
        what = part
    before = "—" if found.before is None else written(found.before)
    return Line(what, before, written(found.after), found.worse, None if counted else found.after)


def _examined(request: Request) -> tuple[About, dict[str, Any]]:
    """The model of the address with its exam; ConsoleError where there is none such, or it has sat none."""
    promoting = _promoting(request)
    try:
        about = promoting.shelf.about(request.path_params["name"])
    except ShelfError:
        raise ConsoleError(404, "not_found") from None
    exam = promoting.shelf.exam(about.name)
    if exam is None:
        raise ConsoleError(404, "no_exam")
    return about, exam


def _with_texts(rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """The rows with the texts of the held-out messages: they are the project's own and nobody's words."""
    texts = {one.place: one.text for one in examples.held_out(ROOT / examset.HELD_OUT)}
    return [(row, texts.get(row.place, "")) for row in rows]


def _training(request: Request) -> dict[str, Any]:
    """How far the training is: ``runs``, ``share``, ``left`` in minutes, ``stage`` and how the last one ended."""
    shelf = _promoting(request).shelf
    told, now = progress.read(shelf.progress), services(request).now().timestamp()
    t = pages.texts_of(request)
    if told is None:
        return {"runs": False, "text": ""}
    if not shelf.is_training():
        failed = told.failed or ("-" if not told.made else "")
        over = t("training_failed", why=failed) if failed else t("training_made", name=told.made)
        return {"runs": False, "text": over}
    minutes = max(1, round(told.left(now) / 60))
    text = t("training_runs", stage=t[f"stage_{told.stage}"], minutes=minutes)
    return {"runs": True, "share": round(told.share(now), 3), "text": text}


def _names(request: Request) -> dict[str, str]:
    t = pages.texts_of(request)
    own = {code: t[f"by_{code}"] for code in ("start", "shell", "service")}
    return own | {member.id: member.name for member in services(request).people.everybody()}


def _promoting(request: Request) -> Promoting:
    return Promoting(services(request).settings, services(request).now)
