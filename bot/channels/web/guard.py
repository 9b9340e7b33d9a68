"""What every answer carries and what every request must prove: headers, same origin, size, pace."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.headers import SAFE
from bot.channels.web.messages import WebError

# Trusted Types make a browser refuse any text that would become markup or code, should the page's code ever try. The
# one policy, `worker`, knows one address: that of our service worker.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types worker"
)
# What the browser drops when a person leaves in a hurry (he comes back by his cookie), and when he erases.
CLEAR_PAGE = '"cache", "storage"'
CLEAR_ALL = '"cache", "cookies", "storage"'
HEADERS = SAFE | {"content-security-policy": _POLICY, "referrer-policy": "no-referrer"}


class KnownHosts:
    """ASGI middleware: answers requests to ``hosts``, loopback and onion addresses; any other gets an empty 421.

    A name of a stranger that leads here (DNS rebinding) would let his page read ours as its own. An onion address
    needs no list: no resolver can point it at us.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and not self._is_known(Headers(scope=scope).get("host", "")):
            await Response(status_code=421)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        name = name.removesuffix(".")
        return name in self._hosts or name == "localhost" or name.endswith(".onion") or _is_loopback(name)


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def refuse_other_sites(request: Request) -> None:
    """A reading request must not come from another site; a browser too old to say so withholds the strict cookie."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise WebError(403, "bad_origin")


def require_same_origin(request: Request, origins: Collection[str]) -> None:
    """A writing request must prove that our own page made it, and be JSON, which no plain form can send.

    `origins` are further addresses of this page ("https://mirror.example"), for proxies that change the Host header.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = origin is not None and (origin in origins or urlsplit(origin).netloc == request.headers.get("host"))
    if site != "same-origin" and not (site is None and ours):
        raise WebError(403, "bad_origin")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise WebError(415, "bad_type")


def refuse_foreign_form(request: Request) -> None:
    """A form must come from our own page, as far as the browser says where it comes from."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise WebError(403, "bad_origin")


async def read_body(request: Request, limit: int) -> bytes:
    """The body, or WebError `too_long` as soon as it passes `limit` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise WebError(413, "too_long")
    return bytes(body)


class Pace:
    """At most `per_minute` messages a minute for each address, kept in memory: a restart forgives all."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._seen: dict[str, deque[float]] = {}

    def take(self, address: str) -> None:
        """Count one message, or raise WebError `too_fast`."""
        now = self._clock()
        times = self._seen.pop(address, deque())
        while times and times[0] <= now - 60:
            times.popleft()
        self._forget(now)
        self._seen[address] = times
        if len(times) >= self._per_minute:
            raise WebError(429, "too_fast", retry_after=max(1, round(times[0] + 60 - now)))
        times.append(now)

    def _forget(self, now: float) -> None:
        # Addresses stand in the order they last wrote, so the silent ones are at the front.
        while self._seen:
            address, times = next(iter(self._seen.items()))
            if times[-1] > now - 60:
                return
            del self._seen[address]
