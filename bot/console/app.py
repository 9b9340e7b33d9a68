"""The console as one application: all pages gathered, each with its roles, and a menu made from the same list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bot.bootstrap import Services
from bot.cases.people import ADMIN, ADVOCATE, EDITOR, TRAINER
from bot.channels.headers import SafeHeaders
from bot.channels.web.guard import KnownHosts
from bot.channels.web.page import Asset, load_assets
from bot.console import (
    admin,
    bundle,
    caseacts,
    casedoors,
    caseedit,
    casepage,
    desk,
    editing,
    guard,
    joining,
    own,
    pages,
    people,
    queue,
    sentences,
    signing_in,
    studio,
    terms,
)
from bot.console.errors import ConsoleError
from bot.console.routing import EVERYBODY, OPEN, Page, me, page
from bot.console.studio.rehearsing import Rehearsing
from bot.console.texts import load_texts


@dataclass(frozen=True)
class Entry:
    """An entry of the menu: the path, the key of its text, and who sees it."""

    path: str
    text: str
    roles: frozenset[str]


NAV = (
    Entry("/queue", "nav_queue", casedoors.WHO),
    Entry("/terms", "nav_terms", casedoors.WHO),
    Entry("/sentences", "nav_sentences", casedoors.WHO),
    Entry("/desk", "nav_desk", desk.WHO),
    Entry("/directory", "nav_directory", frozenset({EDITOR})),
    Entry("/law", "nav_law", frozenset({EDITOR})),
    Entry("/studio/approve", "nav_approve", frozenset({EDITOR})),
    Entry("/edits", "nav_edits", frozenset({EDITOR})),
    Entry("/studio/inbox", "nav_studio", frozenset({TRAINER})),
    Entry("/studio/files", "nav_files", frozenset({TRAINER})),
    Entry("/studio/play", "nav_play", frozenset({TRAINER})),
    Entry("/studio/models", "nav_models", frozenset({TRAINER})),
    Entry("/studio/counts", "nav_counts", frozenset({TRAINER})),
    Entry("/people", "nav_people", frozenset({ADMIN})),
    Entry("/rota", "nav_rota", frozenset({ADMIN, ADVOCATE})),
    Entry("/audit", "nav_audit", frozenset({ADMIN})),
    Entry("/status", "nav_status", frozenset({ADMIN})),
    Entry("/me", "nav_me", EVERYBODY),
)


def routes() -> list[Page]:
    """Return all pages of the console."""
    return [
        page("GET", "/health", health, OPEN, quiet=True),
        page("GET", "/static/{name}", static, OPEN, quiet=True),
        page("GET", "/", front, EVERYBODY),
        *signing_in.routes(),
        *joining.routes(),
        *own.routes(),
        *people.routes(),
        *admin.routes(),
        *editing.routes(),
        *desk.routes(),
        *queue.routes(),
        *casepage.routes(),
        *caseedit.routes(),
        *bundle.routes(),
        *caseacts.routes(),
        *terms.routes(),
        *sentences.routes(),
        *studio.routes(),
    ]


def build(services: Services) -> Starlette:
    """Return the application over ``services``."""
    settings = services.settings
    secure = settings.console_address.startswith("https://")
    app = Starlette(
        routes=cast(list[BaseRoute], routes()),
        middleware=[
            Middleware(KnownHosts, hosts=settings.console_hosts),
            Middleware(SafeHeaders, headers=guard.headers(secure)),
        ],
        exception_handlers={HTTPException: _fault},
    )
    app.router.redirect_slashes = False
    state = app.state
    state.services, state.secure = services, secure
    state.host = urlsplit(settings.console_address).netloc
    state.rehearsing = Rehearsing(settings)
    state.csrf_key = services.sealer.derive("console-csrf")
    state.texts, state.templates, state.nav = load_texts(), pages.environment(), NAV
    names, state.assets = load_assets(Path(__file__).parent / "static")
    state.urls = {plain: f"/static/{name}" for plain, name in names.items()}
    return app


def front(request: Request) -> Response:
    """Go to what this person came for: the first page of the menu."""
    who = me(request)
    return pages.see(next(entry.path for entry in NAV if entry.roles & who.roles))


async def health(_request: Request) -> Response:
    """Say that the console is up."""
    return JSONResponse({"ready": True})


async def static(request: Request) -> Response:
    """Return a static file."""
    asset = cast(dict[str, Asset], request.app.state.assets).get(request.path_params["name"])
    if asset is None:
        raise ConsoleError(404, "not_found")
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(asset.content, media_type=asset.media_type, headers=headers)


async def _fault(request: Request, error: Exception) -> Response:
    """No such page, or no such method on it."""
    assert isinstance(error, HTTPException)
    request.state.me = None
    known = error.status_code in (404, 405)
    return pages.error(request, error.status_code, "not_found" if known else "broken")
