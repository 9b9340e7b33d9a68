"""Pages and who may open them. A page without roles does not exist: ``app.build`` takes nothing else as a route."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Final, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot import memory
from bot.bootstrap import Services
from bot.cases.people import ROLES, Unlocked
from bot.console import cookies, guard, pages
from bot.console.errors import ConsoleError
from bot.console.forms import Form, read_form

logger = logging.getLogger(__name__)

OPEN: Final = frozenset({"open"})  # for a route that needs no sign-in
EVERYBODY: Final = frozenset(ROLES)  # whoever is signed in
FORM_BYTES = 256 * 1024

Endpoint = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class SignedIn:
    """Who asks: ``request.state.me``. None on an open page that nobody has signed in to."""

    person_id: str
    name: str
    roles: frozenset[str]
    lang: str
    unlocked: Unlocked
    session_id: str


class Page(Route):
    """A route that states who may use it."""

    def __init__(
        self, method: str, path: str, endpoint: Endpoint, roles: frozenset[str], quiet: bool, form_bytes: int
    ) -> None:
        if not roles <= EVERYBODY | OPEN:
            raise ValueError(f"{path}: unknown role")
        super().__init__(path, _served(endpoint, roles, quiet, form_bytes), methods=[method])
        self.roles = roles
        self.method = method
        self.quiet = quiet


def page(
    method: str,
    path: str,
    endpoint: Endpoint,
    roles: Collection[str],
    *,
    quiet: bool = False,
    form_bytes: int = FORM_BYTES,
) -> Page:
    """Return a route that only these roles may use (``OPEN``: anybody, ``EVERYBODY``: whoever is signed in).

    A plain ``def`` endpoint runs in a thread and may use the database; ``async def`` must not block. ``quiet`` is for
    what the page asks by itself, so that an untouched session still idles out.
    """
    return Page(method, path, endpoint, frozenset(roles), quiet, form_bytes)


def services(request: Request) -> Services:
    """Return the services of the application."""
    return cast(Services, request.app.state.services)


def me(request: Request) -> SignedIn:
    """Return who asks; for endpoints that are not open."""
    who = request.state.me
    assert isinstance(who, SignedIn)
    return who


def form(request: Request) -> Form:
    """Return what was sent; for endpoints of POST."""
    return cast(Form, request.state.form)


def _served(
    endpoint: Endpoint, roles: frozenset[str], quiet: bool, form_bytes: int
) -> Callable[[Request], Awaitable[Response]]:
    """The boundary: every fault becomes a page, and none carries anybody's words into a log."""

    async def serve(request: Request) -> Response:
        with memory.turn():
            return await answer(request)

    async def answer(request: Request) -> Response:
        request.state.me = None
        try:
            request.state.me = await run_in_threadpool(_who, request, not quiet)
            if request.method == "POST":
                guard.require_own_page(request)
                request.state.form = await read_form(request, form_bytes)
            if roles != OPEN and request.state.me is None:
                return await run_in_threadpool(pages.ask_to_sign_in, request)
            if request.method == "POST":
                guard.require_csrf(request, form(request).one("csrf"))
            if roles != OPEN and not me(request).roles & roles:
                raise ConsoleError(403, "not_yours")
            if inspect.iscoroutinefunction(endpoint):
                return cast(Response, await endpoint(request))
            return cast(Response, await run_in_threadpool(endpoint, request))
        except ConsoleError as error:
            return pages.error(request, error.status, error.code)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as error:  # whatever it is: a database's message may quote somebody
            logger.error("console: %s failed: %s", request.scope["route"].path, type(error).__name__)
            return pages.error(request, 500, "broken")

    return serve


def _who(request: Request, used: bool) -> SignedIn | None:
    token = cookies.session(request)
    if not token:
        return None
    found = services(request).console_sessions.find(token, used=used)
    member = services(request).people.member(found.unlocked.person_id) if found else None
    if found is None or member is None:
        return None
    return SignedIn(member.id, member.name, member.roles, pages.language(request), found.unlocked, found.id)
