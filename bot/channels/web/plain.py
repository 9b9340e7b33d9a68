"""The talk without JavaScript: pages made on the server, plain forms and links. For Tor Browser at its safest.

The same conversation as that of the page, by the same cookie. Every form carries a token of its session; no address
holds a word of what was said; nothing here writes a log line about a person.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from bot.channels.languages import LANGUAGES, choose_language
from bot.channels.port import ChatPort, FileRef, NoConversationError
from bot.channels.web.guard import CLEAR_ALL, Pace, read_body, refuse_foreign_form
from bot.channels.web.layout import Choice, shown
from bot.channels.web.messages import Message, WebError, read_values
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
_TALK = "/talk#answer"
_AWAY = "away"  # the cookie that keeps "back" from showing the talk after the exit
ANSWER_WITHIN = 8.0  # seconds a sent form waits for its answer; then the page looks again by itself
LOOK_AGAIN = 4  # seconds
_FIELDS = 30
_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
Endpoint = Callable[[Request], Awaitable[Response]]


class PlainTalk:
    """The pages and forms below ``/talk``; see ``bot.channels.web.routes`` for what they share with the page."""

    def __init__(
        self,
        port: ChatPort,
        channel: str,
        sessions: Sessions,
        texts: Texts,
        names: Mapping[str, str],
        limits: Limits,
        small_print: Sequence[str],
        pace: Pace,
        openings: Openings,
    ) -> None:
        self._port, self._channel, self._sessions, self._texts = port, channel, sessions, texts
        self._limits, self._small_print, self._pace, self._openings = limits, small_print, pace, openings
        self._urls = {plain: f"/static/{name}" for plain, name in names.items()}
        templates = environment()
        templates.filters["tongue"] = lambda line: "ru" if _RUSSIAN.search(line) else "en"
        self._template = templates.get_template("talk.html.j2")
        self._blank = templates.get_template("blank.html.j2")

    def table(self) -> list[tuple[str, str, Endpoint]]:
        """The routes: method, path, endpoint."""
        return [
            ("GET", "/talk", self._guarded(self.talk)),
            ("POST", "/talk/begin", self._guarded(self.begin)),
            ("POST", "/talk/say", self._guarded(self.say)),
            ("GET", "/talk/erase", self._guarded(self.ask_erase)),
            ("POST", "/talk/erase", self._guarded(self.erase)),
            ("POST", "/talk/leave", self._guarded(self.leave)),
        ]

    async def talk(self, request: Request) -> Response:
        """The whole talk as one page, or how to begin one. After the exit: nothing."""
        if request.cookies.get(_AWAY):
            page = self._blank.render(lang=self._lang(request), t=self._texts.in_(self._lang(request)))
            return Response(page, media_type=_HTML)
        if self._sessions.known(request) is None:
            return self._page(request, panel="start")
        return await self._with_talk(request)

    async def begin(self, request: Request) -> Response:
        """Open a conversation, or go on with the one there is."""
        refuse_foreign_form(request)
        address, cookie, is_new = self._sessions.begin(request)
        if is_new:
            await self._openings.enter(request.client.host if request.client else None)
        await self._port.open(self._channel, address, self._lang(request))
        response = self._to(_TALK)
        self._sessions.set(request, response, cookie, self._limits.session_hours * 3600 or None)
        return response

    async def say(self, request: Request) -> Response:
        """Take what was written or chosen, wait a little for the answer, then show it."""
        address, form = await self._form(request)
        text = form.get("text", [""])[0]
        try:
            message = _message(form, self._limits.text_chars)
            self._pace.take(address)
        except WebError as error:
            if error.code not in ("empty", "too_long", "too_fast"):
                raise
            values = {"n": len(text), "max": self._limits.text_chars}
            return await self._with_talk(request, error.status, error.code, values, text)
        await self._port.receive(self._channel, address, message.id, text=message.text, button=message.button)
        seen = form.get("seen", ["0"])[0]
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._answered(address, int(seen) if seen.isdecimal() and len(seen) < 19 else 0)
        return self._to(_TALK)

    async def ask_erase(self, request: Request) -> Response:
        """The question before everything is erased."""
        return self._page(request, panel="erase", token=self._sessions.form_token(self._sessions.address(request)))

    async def erase(self, request: Request) -> Response:
        """Erase everything, and have the browser do the same."""
        address, _form = await self._form(request)
        await self._port.erase(self._channel, address)
        response = self._page(request, panel="erased")
        response.headers["clear-site-data"] = CLEAR_ALL
        self._sessions.set(request, response, "", 0)
        return response

    async def leave(self, request: Request) -> Response:
        """Leave in a hurry: an empty page, and "back" leads to an empty page too."""
        refuse_foreign_form(request)
        return self._to("/blank")

    def go_away(self, request: Request, response: Response) -> None:
        """Keep "back" from showing the talk to who looks over a shoulder: only the front page brings it back."""
        secure = self._sessions.is_secure(request)
        response.set_cookie(_AWAY, "1", path="/", secure=secure, httponly=True, samesite="strict")

    def come_back(self, request: Request, response: Response) -> None:
        """Show the talk again to who has opened the front page again."""
        if request.cookies.get(_AWAY):
            response.delete_cookie(_AWAY, path="/")

    # How it is done

    async def _answered(self, address: str, seen: int) -> None:
        """Return when the turn has ended."""
        busy = True
        while busy:
            found = await self._port.replies(self._channel, address, after=seen, wait=ANSWER_WITHIN)
            seen = found.items[-1].seq if found.items else seen
            busy = found.typing

    async def _form(self, request: Request) -> tuple[str, dict[str, list[str]]]:
        """The session and the fields of a form that our own page has sent."""
        refuse_foreign_form(request)
        address = self._sessions.address(request)
        body = await read_body(request, self._limits.body_bytes)
        try:
            form = parse_qs(body.decode("ascii"), max_num_fields=_FIELDS, errors="replace")
        except ValueError:  # not chained: it quotes what was sent
            raise WebError(400, "bad_message") from None
        token = form.get("token", [""])[0]
        if not hmac.compare_digest(token.encode(), self._sessions.form_token(address).encode()):
            raise WebError(403, "bad_origin")
        return address, form

    async def _with_talk(
        self,
        request: Request,
        status: int = 200,
        problem: str = "",
        values: Mapping[str, int] | None = None,
        text: str = "",
    ) -> Response:
        address = self._sessions.address(request)
        found = await self._port.replies(self._channel, address, after=0, wait=0)
        lines = shown(found.items, self._small_print)
        said = problem and self._texts.in_(self._lang(request))[_PROBLEMS[problem]].format_map(values or {})
        answer = max((place for place, one in enumerate(lines) if one.line.author == "person"), default=0)
        return self._page(
            request,
            status,
            lines=lines,
            answer=answer,
            typing=found.typing,
            refresh=LOOK_AGAIN if found.typing and not problem else 0,
            token=self._sessions.form_token(address),
            id=str(uuid.uuid4()),
            seen=lines[-1].line.seq if lines else 0,
            problem=said,
            text=text,
        )

    def _page(self, request: Request, status: int = 200, **values: Any) -> Response:
        lang = self._lang(request)
        t = self._texts.in_(lang)
        empty: dict[str, Any] = {"panel": "", "lines": [], "refresh": 0, "typing": False, "problem": "", "text": ""}
        page = self._template.render(
            lang=lang, t=t, urls=self._urls, parts=_parts, name_of=lambda file: _name(file, t), **(empty | values)
        )
        response = Response(page, status, media_type=_HTML)
        wanted = request.query_params.get("lang")
        if wanted in LANGUAGES:
            response.set_cookie("lang", str(wanted), path="/", samesite="strict")
        return response

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
                response = self._page(request, 401, panel="closed")
            except ClientDisconnect:
                response = Response(status_code=400)
            except WebError as error:
                response = self._page(
                    request, error.status, panel="failed", problem_key=_PROBLEMS.get(error.code, "plain_unavailable")
                )
            except Exception as error:  # whatever it is: a database's message may quote the person
                logger.error("plain talk: %s failed: %s", endpoint.__name__, type(error).__name__)
                response = self._page(request, 503, panel="failed", problem_key="plain_unavailable")
            response.headers["content-security-policy"] = _POLICY
            return response

        return answer


_PROBLEMS = {"empty": "empty", "too_long": "too_long", "too_fast": "plain_too_fast", "bad_origin": "bad_origin"}


def _message(form: Mapping[str, list[str]], text_chars: int) -> Message:
    """The message of a form. Its number follows from the form and what was sent: a press on "reload" sends nothing
    twice, and a form that "back" has brought again can say something else."""
    moves, chosen = form.get("move", []), form.get("button", [])
    button = ",".join(moves[:1] or chosen)
    text = form.get("text", [""])[0]
    try:
        form_id = uuid.UUID(form.get("id", [""])[0])
    except ValueError:
        raise WebError(422, "bad_message") from None
    return read_values(str(uuid.uuid5(form_id, button or text)), None if button else text, button or None, text_chars)


def _parts(choices: Sequence[Choice], *, old: bool) -> tuple[list[Choice], list[Choice], list[Choice]]:
    """The choices of a line by their looks: (one of them, several of them, moves). Old ones keep what is read."""
    if old:
        return [choice for choice in choices if choice.button.kind == "topic"], [], []
    several = [choice for choice in choices if choice.button.kind == "several"]
    moves = [choice for choice in choices if choice.button.kind == "move"]
    return [choice for choice in choices if choice not in several and choice not in moves], several, moves


def _name(file: FileRef, t: Mapping[str, str]) -> tuple[str, str]:
    """What a file is for and what it is: («Для печати», "PDF, 37 КБ")."""
    end = file.name.rpartition(".")[2]
    kind = end.upper()
    size = t["file_size"].format(kind=kind, n=max(1, round(file.size / 1024))) if file.size else kind
    return t.get(f"file_{end}", file.name), size
