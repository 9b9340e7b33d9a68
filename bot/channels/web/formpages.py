"""What the pages of forms share: the session's form token, the language, the boundary that turns faults into pages.

Pages made on the server, plain forms and links: they work without JavaScript. No address holds a word of what was said,
and nothing here writes a log line about a person.
"""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from bot.channels.languages import LANGUAGES, choose_language
from bot.channels.port import ChatPort, FileRef, NoConversationError
from bot.channels.web.guard import Pace, read_body, refuse_foreign_form
from bot.channels.web.messages import WebError
from bot.channels.web.openings import Openings
from bot.channels.web.page import environment
from bot.channels.web.session import Sessions
from bot.channels.web.texts import Texts

if TYPE_CHECKING:
    from bot.channels.web.routes import Limits

logger = logging.getLogger(__name__)

# No script at all, and forms to ourselves.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HTML = "text/html; charset=utf-8"
_FIELDS = 60
_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
AWAY = "away"  # the cookie that keeps "back" from showing the talk after the exit
PROBLEMS = {"empty": "empty", "too_long": "too_long", "too_fast": "plain_too_fast", "bad_origin": "bad_origin"}
Endpoint = Callable[[Request], Awaitable[Response]]
Form = Mapping[str, list[str]]


@dataclass(frozen=True)
class Site:
    """What the pages of one server have in common; see ``bot.channels.web.routes``. ``names``: of the static files."""

    port: ChatPort
    channel: str
    sessions: Sessions
    texts: Texts
    names: Mapping[str, str]
    limits: Limits
    small_print: Sequence[str]
    pace: Pace
    openings: Openings


class FormPages:
    """Pages of forms over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._port, self._channel, self._sessions = site.port, site.channel, site.sessions
        self._urls = {plain: f"/static/{name}" for plain, name in site.names.items()}
        self._templates = environment()
        self._templates.filters["tongue"] = lambda line: "ru" if _RUSSIAN.search(line) else "en"

    async def _open(self, request: Request, to: str) -> tuple[str, Response]:
        """Open a conversation, or go on with the one there is; returns its address and the way ``to`` a page."""
        refuse_foreign_form(request)
        address, cookie, is_new = self._sessions.begin(request)
        if is_new:
            await self._site.openings.enter(request.client.host if request.client else None)
        await self._port.open(self._channel, address, self._lang(request))
        response = self._to(to)
        self._sessions.set(request, response, cookie, self._site.limits.session_hours * 3600 or None)
        return address, response

    async def _form(self, request: Request) -> tuple[str, dict[str, list[str]]]:
        """The session and the fields of a form that our own page has sent."""
        refuse_foreign_form(request)
        address = self._sessions.address(request)
        body = await read_body(request, self._site.limits.body_bytes)
        try:
            form = parse_qs(body.decode("ascii"), max_num_fields=_FIELDS, errors="replace")
        except ValueError:  # not chained: it quotes what was sent
            raise WebError(400, "bad_message") from None
        token = form.get("token", [""])[0]
        if not hmac.compare_digest(token.encode(), self._sessions.form_token(address).encode()):
            raise WebError(403, "bad_origin")
        return address, form

    def _render(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        lang = self._lang(request)
        t = self._site.texts.in_(lang)
        page = self._templates.get_template(template).render(
            lang=lang, t=t, urls=self._urls, name_of=lambda file: _name(file, t), **values
        )
        response = Response(page, status, media_type=_HTML)
        wanted = request.query_params.get("lang")
        if wanted in LANGUAGES:
            response.set_cookie("lang", str(wanted), path="/", samesite="strict")
        return response

    def _panel(self, request: Request, status: int = 200, **values: Any) -> Response:
        """The page of the talk; without ``lines`` a ``panel``: how to begin, what went wrong."""
        empty: dict[str, Any] = {"panel": "", "lines": [], "refresh": 0, "typing": False, "problem": "", "text": ""}
        return self._render(request, "talk.html.j2", status, **(empty | values))

    def _left(self, request: Request) -> Response | None:
        """Nothing at all, for who has left by the exit and now goes "back"; None for everybody else."""
        return self._render(request, "blank.html.j2") if request.cookies.get(AWAY) else None

    def _lang(self, request: Request) -> str:
        wanted = request.query_params.get("lang")
        choice = wanted if wanted in LANGUAGES else request.cookies.get("lang")
        return choose_language(choice, request.headers.get("accept-language", ""))

    @staticmethod
    def _to(address: str) -> RedirectResponse:
        return RedirectResponse(address, 303)

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        """The boundary: every fault becomes a page with a sentence, and nobody's words get into a log."""

        async def answer(request: Request) -> Response:
            try:
                response = await endpoint(request)
            except NoConversationError:
                response = self._panel(request, 401, panel="closed")
            except ClientDisconnect:
                response = Response(status_code=400)
            except WebError as error:
                response = self._panel(
                    request, error.status, panel="failed", problem_key=PROBLEMS.get(error.code, "plain_unavailable")
                )
            except Exception as error:  # whatever it is: a database's message may quote the person
                logger.error("plain page: %s failed: %s", endpoint.__name__, type(error).__name__)
                response = self._panel(request, 503, panel="failed", problem_key="plain_unavailable")
            response.headers["content-security-policy"] = _POLICY
            return response

        return answer


def _name(file: FileRef, t: Mapping[str, str]) -> tuple[str, str]:
    """What a file is for and what it is: («Для печати», "PDF, 37 КБ")."""
    end = file.name.rpartition(".")[2]
    kind = end.upper()
    size = t["file_size"].format(kind=kind, n=max(1, round(file.size / 1024))) if file.size else kind
    return t.get(f"file_{end}", file.name), size
