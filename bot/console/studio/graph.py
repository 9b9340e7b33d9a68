"""All cards of rules and stories as one picture, in which each card leads to where it is edited."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import threading
from concurrent.futures import Future
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from bot.cases.people import TRAINER
from bot.console import pages
from bot.console.routing import Page, page, services
from bot.console.studio import playview
from bot.console.studio.subjects import workspace
from bot.settings import ROOT, Settings
from bot.studio import cardgraph
from bot.studio.job import NICE

PATIENCE = 120  # seconds; it takes one or two where the machine has nothing else to do
WAIT = 4  # seconds that a page waits for it


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [page("GET", "/studio/graph", show, frozenset({TRAINER}))]


def show(request: Request) -> Response:
    """Show the picture, and under it the cards as a list."""
    cards = playview.cards_of(workspace(request))
    drawn = _drawn(request, json.dumps(cardgraph.drawing(cards), ensure_ascii=False))
    return pages.render(
        request, "studio/graph.html", picture=Markup(drawn or ""), under_way=drawn is None, cards=cards
    )  # fmt: skip


def _drawn(request: Request, cards: str) -> str | None:
    """The picture of these cards, begun when they are others than before: None while it is drawn, empty where it cannot
    be."""
    state: Any = request.app.state
    mark = hashlib.sha256(cards.encode()).hexdigest()
    known: tuple[str, Future[str]] | None = getattr(state, "graph", None)
    if known is None or known[0] != mark or (known[1].done() and not known[1].result()):
        known = state.graph = (mark, Future())
        threading.Thread(target=_draw, args=(known[1], services(request).settings, cards), daemon=True).start()
    try:
        return known[1].result(WAIT)
    except TimeoutError:
        return None


def _draw(into: Future[str], settings: Settings, cards: str) -> None:
    into.set_result(_picture(settings, cards))


def _picture(settings: Settings, cards: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [*NICE, str(settings.assistant_python), "-W", "ignore", "-m", "bot.assistant.cardpicture"]
    try:
        done = subprocess.run(
            command, input=cards, capture_output=True, text=True, encoding="utf-8", env=env, cwd=ROOT, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
