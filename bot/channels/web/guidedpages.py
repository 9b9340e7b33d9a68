"""The guided way as pages of forms below ``/guide``: one thing a page, answers checked and changed, ways, a paper.

It needs no JavaScript and no written word. All of it stands at one address, so that the browser's history tells nothing
of what was asked; how far somebody is, is kept with his conversation.
"""

from __future__ import annotations

import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.formpages import Endpoint, FormPages
from bot.channels.web.layout import Shown, blocks, shown
from bot.channels.web.messages import WebError
from bot.conversation.guided import DRAWN, Screen
from bot.conversation.guidedforms import ProblemError, years

_GUIDE = "/guide"
_TALK = "/"


class GuidedPages(FormPages):
    """The pages and forms of the guided way."""

    def table(self) -> list[tuple[str, str, Endpoint]]:
        """The routes: method, path, endpoint."""
        return [
            ("GET", _GUIDE, self._guarded(self.look)),
            ("POST", "/guide/begin", self._guarded(self.begin)),
            ("POST", "/guide/do", self._guarded(self.do)),
        ]

    async def look(self, request: Request) -> Response:
        """The page somebody is at; who has no talk yet sees how to begin."""
        left = self._left(request)
        if left is not None:
            return left
        address = self._sessions.known(request)
        if address is None:
            return self._shown(request, Screen("start"), None)
        screen = await self._port.guided(self._channel, address, self._lang(request))
        return await self._drawn(request, address, screen)

    async def begin(self, request: Request) -> Response:
        """Open a conversation where there is none, and go to the first question that is not answered."""
        address, response = await self._open(request, _GUIDE)
        await self._port.press_guided(self._channel, address, str(uuid.uuid4()), "begin", {}, self._lang(request))
        return response

    async def do(self, request: Request) -> Response:
        """Take the answer or the move of a page."""
        address, form = await self._form(request)
        go = form.get("go", ["next"])[0]
        values = {name: given for name, given in form.items() if name in ("value", "day", "month", "year")}
        if any(len(one) > self._site.limits.text_chars for one in values.get("value", ())):
            raise WebError(422, "too_long")
        self._site.pace.take(address)
        update_id = _update_id(form, go)
        lang = self._lang(request)
        try:
            screen = await self._port.press_guided(self._channel, address, update_id, go, values, lang)
        except ProblemError as error:
            said = error.text or self._site.texts.in_(lang)[f"guide_{error.code}"]
            screen = await self._port.guided(self._channel, address, lang)
            date = {part: values.get(part, [""])[0] for part in ("day", "month", "year")}
            given = {"value": values.get("value", []), **date}
            return await self._drawn(request, address, screen, 422, problem=said, given=given)
        return self._to(_TALK if screen is None else _GUIDE)

    async def _drawn(
        self, request: Request, address: str, screen: Screen, status: int = 200, **values: Any
    ) -> Response:  # fmt: skip
        card: Shown | None = None
        if screen.at == DRAWN:
            found = await self._port.replies(self._channel, address, after=0, wait=0)
            cards = [one for one in shown(found.items, self._site.small_print) if one.paper is not None]
            card = cards[-1] if cards else None
        return self._shown(request, screen, address, status, card=card, **values)

    def _shown(
        self, request: Request, screen: Screen, address: str | None, status: int = 200, **values: Any
    ) -> Response:  # fmt: skip
        asked = screen.field
        empty: dict[str, Any] = {"problem": "", "given": {}, "card": None}
        return self._render(
            request,
            "guide.html.j2",
            status,
            screen=screen,
            token=self._sessions.form_token(address) if address else "",
            id=str(uuid.uuid4()),
            blocks=lambda text: blocks(text, self._site.small_print),
            years=years(asked.name, self._port.today()) if asked and asked.kind in ("date", "year") else (),
            **(empty | values),
        )


def _update_id(form: dict[str, list[str]], go: str) -> str:
    """The number of what was pressed: a press on "reload" does nothing twice."""
    try:
        return str(uuid.uuid5(uuid.UUID(form.get("id", [""])[0]), go))
    except ValueError:
        raise WebError(422, "bad_message") from None
