"""All cards of rules and stories as one picture, in which each card leads to where it is edited."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
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

PATIENCE = 60  # seconds; it takes one or two


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [page("GET", "/studio/graph", show, frozenset({TRAINER}))]


def show(request: Request) -> Response:
    """Show the picture, and under it the cards as a list."""
    cards = playview.cards_of(workspace(request))
    drawn = _drawn(request, json.dumps(cardgraph.drawing(cards), ensure_ascii=False))
    return pages.render(request, "studio/graph.html", picture=Markup(drawn), cards=cards)


def _drawn(request: Request, cards: str) -> str:
    """The picture of these cards, drawn when they are others than before; empty where it cannot be drawn."""
    state: Any = request.app.state
    mark = hashlib.sha256(cards.encode()).hexdigest()
    if getattr(state, "graph", ("", ""))[0] != mark:
        picture = _picture(services(request).settings, cards)
        if not picture:
            return ""
        state.graph = (mark, picture)
    return str(state.graph[1])


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
