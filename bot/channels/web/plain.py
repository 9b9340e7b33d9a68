"""The talk without JavaScript: pages made on the server, plain forms and links. For Tor Browser at its safest.

The same conversation as that of the page, by the same cookie. Every form carries a token of its session; no address
holds a word of what was said; nothing here writes a log line about a person.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.formpages import AWAY, PROBLEMS, Endpoint, Form, FormPages
from bot.channels.web.guard import CLEAR_ALL, refuse_foreign_form
from bot.channels.web.layout import Choice, shown
from bot.channels.web.messages import Message, WebError, read_values

_TALK = "/talk#answer"
ANSWER_WITHIN = 8.0  # seconds a sent form waits for its answer; then the page looks again by itself
LOOK_AGAIN = 4  # seconds


class PlainTalk(FormPages):
    """The pages and forms below ``/talk``; see ``bot.channels.web.routes`` for what they share with the page."""

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
        left = self._left(request)
        if left is not None:
            return left
        if self._sessions.known(request) is None:
            return self._panel(request, panel="start")
        return await self._with_talk(request)

    async def begin(self, request: Request) -> Response:
        """Open a conversation, or go on with the one there is."""
        _address, response = await self._open(request, _TALK)
        return response

    async def say(self, request: Request) -> Response:
        """Take what was written or chosen, wait a little for the answer, then show it."""
        address, form = await self._form(request)
        text = form.get("text", [""])[0]
        try:
            message = _message(form, self._site.limits.text_chars)
            self._site.pace.take(address)
        except WebError as error:
            if error.code not in ("empty", "too_long", "too_fast"):
                raise
            values = {"n": len(text), "max": self._site.limits.text_chars}
            return await self._with_talk(request, error.status, error.code, values, text)
        await self._port.receive(self._channel, address, message.id, text=message.text, button=message.button)
        seen = form.get("seen", ["0"])[0]
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._answered(address, int(seen) if seen.isdecimal() and len(seen) < 19 else 0)
        return self._to(_TALK)

    async def ask_erase(self, request: Request) -> Response:
        """The question before everything is erased."""
        return self._panel(request, panel="erase", token=self._sessions.form_token(self._sessions.address(request)))

    async def erase(self, request: Request) -> Response:
        """Erase everything, and have the browser do the same."""
        address, _form = await self._form(request)
        await self._port.erase(self._channel, address)
        response = self._panel(request, panel="erased")
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
        response.set_cookie(AWAY, "1", path="/", secure=secure, httponly=True, samesite="strict")

    def come_back(self, request: Request, response: Response) -> None:
        """Show the talk again to who has opened the front page again."""
        if request.cookies.get(AWAY):
            response.delete_cookie(AWAY, path="/")

    # How it is done

    async def _answered(self, address: str, seen: int) -> None:
        """Return when the turn has ended."""
        busy = True
        while busy:
            found = await self._port.replies(self._channel, address, after=seen, wait=ANSWER_WITHIN)
            seen = found.items[-1].seq if found.items else seen
            busy = found.typing

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
        lines = shown(found.items, self._site.small_print)
        if lines:
            await self._port.seen(self._channel, address, lines[-1].line.seq)
        said = problem and self._site.texts.in_(self._lang(request))[PROBLEMS[problem]].format_map(values or {})
        answer = max((place for place, one in enumerate(lines) if one.line.author == "person"), default=0)
        return self._panel(
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
            parts=_parts,
        )


def _message(form: Form, text_chars: int) -> Message:
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
