"""The web chat over HTTP: one page, its static files, and four small JSON endpoints over `ChatPort`.

No websockets: a long poll passes every proxy and Tor. Nothing here writes a log line about a person or his words.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.headers import SafeHeaders
from bot.channels.languages import LANGUAGES, choose_language
from bot.channels.port import ChatPort, NoConversationError
from bot.channels.web.formpages import Site
from bot.channels.web.guard import (
    CLEAR_ALL,
    CLEAR_PAGE,
    HEADERS,
    Pace,
    read_body,
    refuse_other_sites,
    require_same_origin,
)
from bot.channels.web.guidedpages import GuidedPages
from bot.channels.web.messages import WebError, read_message, read_object, replies_as_dict
from bot.channels.web.openings import Openings
from bot.channels.web.page import Asset, load_assets, render_manifests, render_pages, render_worker
from bot.channels.web.photopages import PhotoPages
from bot.channels.web.plain import PlainTalk
from bot.channels.web.session import Sessions
from bot.channels.web.texts import Texts

logger = logging.getLogger(__name__)

CHANNEL = "web"
_Endpoint = Callable[[Request], Awaitable[Response]]
# What the bot hands out. Anything else is served as mere bytes.
_FILE_TYPES = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "image/jpeg",
        "image/png",
        "text/calendar",
        "text/plain",
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may ask of the page.

    `text_chars` code points in a message, `body_bytes` in a request (large enough that a text of twice the limit is
    read and refused by name), `wait_seconds` of one poll (below the 30 seconds at which common proxies give up),
    `messages_per_minute` and `polls_per_minute` of one cookie, `openings_of_one` a minute of each network address that
    is seen and `openings_per_minute` of all that are not, `session_hours` of the cookie since the page was last opened;
    0 drops it with the browser. It should outlive the conversation, or a person cannot come back to it.
    """

    text_chars: int = 4000
    body_bytes: int = 65536
    wait_seconds: float = 25.0
    messages_per_minute: int = 60
    polls_per_minute: int = 240
    openings_per_minute: int = 600
    openings_of_one: int = 30
    session_hours: int = 48


def routes(
    port: ChatPort,
    *,
    texts: Texts,
    session_key: bytes,
    secure_cookies: bool,
    limits: Limits | None = None,
    origins: Collection[str] = (),
    small_print: Sequence[str] = (),
    clock: Callable[[], float] = time.monotonic,
) -> list[Route]:
    """The routes of the web chat.

    `session_key` signs the session cookies and must stay the same over restarts. `secure_cookies` is true when people
    open the page over https. `origins` are its public addresses, for proxies that change the Host header. `small_print`
    are the beginnings of sentences on sources and dates, which are shown small.
    """
    web = _WebChat(port, texts, session_key, secure_cookies, limits or Limits(), origins, small_print, clock)
    table: list[tuple[str, str, _Endpoint]] = [
        ("GET", "/", web.page),
        ("GET", "/blank", web.blank),
        ("GET", "/favicon.ico", web.no_icon),
        ("GET", "/never", web.never),
        ("GET", "/static/{name}", web.static),
        ("GET", "/worker.js", web.worker),
        ("GET", "/app.webmanifest", web.manifest),
        ("POST", "/chat/session", web.open),
        ("POST", "/chat/messages", web.receive),
        ("GET", "/chat/replies", web.replies),
        ("GET", "/chat/files/{file_id}", web.file),
        ("POST", "/chat/erase", web.erase),
        *web.plain.table(),
        *web.guided.table(),
        *web.photos.table(),
    ]
    guard = [Middleware(SafeHeaders, headers=HEADERS)]
    return [Route(path, _answer(endpoint), methods=[method], middleware=guard) for method, path, endpoint in table]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _answer(endpoint: _Endpoint) -> _Endpoint:
    """The boundary: every fault becomes a status with a code, and none carries anybody's words into a log."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except WebError as error:
            return _refusal(error.status, error.code, error.retry_after)
        except NoConversationError as error:
            return _refusal(401, error.code)
        except asyncio.CancelledError:
            # The server is going down: a waiting poll gets an answer, and the log no traceback.
            return _refusal(503, "unavailable", 2)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as error:  # Whatever it is: a database's message may quote the person.
            logger.error("web chat: %s failed: %s", endpoint.__name__, type(error).__name__)
            return _refusal(503, "unavailable", 2)

    return answer


def _serve(asset: Asset, request: Request, headers: Mapping[str, str]) -> Response:
    """An asset, packed where the browser takes it. Only what holds nothing of a conversation may be packed (BREACH)."""
    packed = "gzip" in request.headers.get("accept-encoding", "")
    encoding = {"vary": "Accept-Encoding"} | ({"content-encoding": "gzip"} if packed else {})
    content = asset.packed if packed else asset.content
    return Response(content, media_type=asset.media_type, headers={**headers, **encoding})


def _language(request: Request) -> str:
    return choose_language(request.cookies.get("lang"), request.headers.get("accept-language", ""))


def _refusal(status: int, code: str, retry_after: int | None = None) -> Response:
    headers = {"retry-after": str(retry_after)} if retry_after else None
    return JSONResponse({"code": code}, status, headers)


class _WebChat:
    def __init__(
        self,
        port: ChatPort,
        texts: Texts,
        session_key: bytes,
        secure: bool,
        limits: Limits,
        origins: Collection[str],
        small_print: Sequence[str],
        clock: Callable[[], float],
    ) -> None:
        self._port = port
        self._sessions = Sessions(session_key, secure)
        self._limits = limits
        self._origins = frozenset(map(_origin, origins))
        self._small_print = tuple(small_print)
        self._pace = Pace(limits.messages_per_minute, clock)
        self._polls = Pace(limits.polls_per_minute, clock)
        self._openings = Openings(limits.openings_per_minute, limits.openings_of_one, clock)
        names, self._assets = load_assets()
        self._pages = render_pages("index.html.j2", texts, names, limits.text_chars)
        self._nevers = render_pages("never.html.j2", texts, names, limits.text_chars)
        self._blanks = render_pages("blank.html.j2", texts, names, limits.text_chars)
        self._worker = render_worker(names, self._pages)
        self._manifests = render_manifests(texts, names)
        site = Site(port, CHANNEL, self._sessions, texts, names, limits, self._small_print, self._pace, self._openings)
        self.plain, self.guided, self.photos = PlainTalk(site), GuidedPages(site), PhotoPages(site)

    # The page

    async def page(self, request: Request) -> Response:
        response = self._html(self._pages, request)
        self.plain.come_back(request, response)
        return response

    async def blank(self, request: Request) -> Response:
        """What the quick exit leaves on the screen: nothing, and in the browser no file of the page.

        The cookie stays: who had to leave in a hurry comes back to his talk.
        """
        response = self._html(self._blanks, request)
        response.headers["clear-site-data"] = CLEAR_PAGE
        self.plain.go_away(request, response)
        return response

    async def no_icon(self, request: Request) -> Response:
        """The blank page has no icon of ours; a browser asks for one all the same."""
        return Response(status_code=204)

    async def never(self, request: Request) -> Response:
        """What nobody is ever asked for here, for who wants to know a fake when he sees one."""
        return self._html(self._nevers, request)

    def _html(self, pages: dict[str, Asset], request: Request) -> Response:
        # Ignored, with a line in the browser's console, unless the page came over https.
        isolation = {"cross-origin-opener-policy": "same-origin"} if self._sessions.is_secure(request) else {}
        return _serve(pages[_language(request)], request, isolation)

    async def static(self, request: Request) -> Response:
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            raise WebError(404, "not_found")
        # The name changes with the content, so a copy never grows old.
        return _serve(asset, request, {"cache-control": "public, max-age=31536000, immutable"})

    async def worker(self, request: Request) -> Response:
        """The service worker, from the top so that it may answer for the page."""
        return _serve(self._worker, request, {})

    async def manifest(self, request: Request) -> Response:
        return _serve(self._manifests[_language(request)], request, {})

    # The conversation

    async def open(self, request: Request) -> Response:
        require_same_origin(request, self._origins)
        lang = read_object(await read_body(request, self._limits.body_bytes)).get("lang")
        address, cookie, is_new = self._sessions.begin(request)
        if is_new:
            await self._openings.enter(request.client.host if request.client else None)
        await self._port.open(CHANNEL, address, lang if lang in LANGUAGES else None)
        response = Response(status_code=204)
        self._sessions.set(request, response, cookie, self._limits.session_hours * 3600 or None)
        return response

    async def receive(self, request: Request) -> Response:
        require_same_origin(request, self._origins)
        address = self._sessions.address(request)
        self._pace.take(address)
        body = await read_body(request, self._limits.body_bytes)
        message = read_message(body, text_chars=self._limits.text_chars)
        await self._port.receive(CHANNEL, address, message.id, text=message.text, button=message.button)
        return Response(status_code=202)

    async def replies(self, request: Request) -> Response:
        refuse_other_sites(request)
        address = self._sessions.address(request)
        try:
            after = int(request.query_params.get("after", "0"))
            wait = float(request.query_params.get("wait", "0"))
        except ValueError:
            raise WebError(422, "bad_query") from None
        if not 0 <= after < 2**63 or not wait >= 0:
            raise WebError(422, "bad_query")
        self._polls.take(address)
        wait = min(wait, self._limits.wait_seconds)
        if after:  # a page asks for what comes behind the lines that it has drawn, and asks only while it is looked at
            await self._port.seen(CHANNEL, address, after)
        found = await self._port.replies(CHANNEL, address, after=after, wait=wait)
        response = JSONResponse(replies_as_dict(found, self._small_print))
        if self._limits.session_hours and found.needed > self._limits.session_hours * 3600:
            # A reminder or an advocate's answer is waited for longer than the cookie would live.
            self._sessions.set(request, response, self._sessions.cookie_of(request) or "", found.needed)
        return response

    async def file(self, request: Request) -> Response:
        refuse_other_sites(request)
        file = await self._port.file(CHANNEL, self._sessions.address(request), request.path_params["file_id"])
        if file is None:
            raise WebError(404, "not_found")
        known = file.media_type.partition(";")[0].strip() in _FILE_TYPES
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "content-security-policy": "default-src 'none'; sandbox",
        }
        media_type = file.media_type if known else "application/octet-stream"
        return Response(file.content, media_type=media_type, headers=headers)

    async def erase(self, request: Request) -> Response:
        require_same_origin(request, self._origins)
        # A repeated request has no cookie any more: its work is done, and it must not be told otherwise.
        address = self._sessions.known(request)
        if address is not None:
            await self._port.erase(CHANNEL, address)
        response = Response(status_code=204, headers={"clear-site-data": CLEAR_ALL})
        self._sessions.set(request, response, "", 0)
        return response
