"""A photo of a paper for the advocate, from a page made on the server: with JavaScript and without it alike.

Nothing is read of it, let alone kept, unless the person has a case that takes photos; he is told so in a sentence.
"""

from __future__ import annotations

import asyncio
import hmac
import uuid
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.photographs import MOST
from bot.channels.port import PhotoRefusedError
from bot.channels.web.formpages import Endpoint, FormPages, Site
from bot.channels.web.guard import read_body, refuse_foreign_form
from bot.channels.web.messages import WebError
from bot.channels.web.upload import read_upload
from bot.photos import ACCEPTED, MOST_BYTES

_FORM_BYTES = MOST_BYTES + 16 * 1024  # the file with the fields beside it
AT_ONCE = 8  # photos that are on their way into this process: each is held in memory whole
_STATUS = {"no_case": 409, "too_many": 409, "too_large": 413, "no_picture": 422, "busy": 503}


class PhotoPages(FormPages):
    """The page below ``/talk/photo``; see ``bot.channels.web.plain``."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._on_their_way = asyncio.Semaphore(AT_ONCE)

    def table(self) -> list[tuple[str, str, Endpoint]]:
        """The routes: method, path, endpoint."""
        return [
            ("GET", "/talk/photo", self._guarded(self.ask)),
            ("POST", "/talk/photo", self._guarded(self.take)),
        ]

    async def ask(self, request: Request) -> Response:
        """The form for a photo, or why none is taken now. After the exit: nothing."""
        left = self._left(request)
        if left is not None:
            return left
        if self._sessions.known(request) is None:
            return self._page(request, "no_case")
        return await self._form_page(request)

    async def take(self, request: Request) -> Response:
        """Take a photo, then show the talk, where it is said what became of it."""
        refuse_foreign_form(request)
        address = self._sessions.address(request)
        left = await self._port.photos_left(self._channel, address)
        if not left:  # before a byte of it is read
            return self._page(request, "no_case" if left is None else "too_many")
        if self._on_their_way.locked():
            return await self._form_page(request, "busy")
        async with self._on_their_way:
            try:
                parts = await self._read(request, address)
                self._site.pace.take(address)
                await self._port.send_photo(self._channel, address, _id(parts), parts.get("photo", b""))
            except PhotoRefusedError as error:
                return await self._form_page(request, error.code)
        return self._to("/" if parts.get("from") == b"page" else "/talk#answer")

    async def _read(self, request: Request, address: str) -> Mapping[str, bytes]:
        try:
            body = await read_body(request, _FORM_BYTES)
        except WebError:
            raise PhotoRefusedError("too_large") from None
        parts = read_upload(request.headers.get("content-type", ""), body)
        if not hmac.compare_digest(parts.get("token", b""), self._sessions.form_token(address).encode()):
            raise WebError(403, "bad_origin")
        return parts

    async def _form_page(self, request: Request, problem: str = "") -> Response:
        address = self._sessions.address(request)
        left = await self._port.photos_left(self._channel, address)
        if not left:
            return self._page(request, "no_case" if left is None else "too_many")
        return self._page(
            request, problem, left=left, token=self._sessions.form_token(address), id=str(uuid.uuid4()),
            accepted=",".join(ACCEPTED),
        )  # fmt: skip

    def _page(self, request: Request, problem: str, **values: object) -> Response:
        said = self._site.texts.in_(self._lang(request))[f"photo_{problem}"].format(max=MOST) if problem else ""
        back = "/" if request.query_params.get("from") == "page" else "/talk#answer"
        shown = {"left": 0, "problem": said, "back": back, **values}
        return self._render(request, "photo.html.j2", _STATUS.get(problem, 200), **shown)


def _id(parts: Mapping[str, bytes]) -> str:
    """The number of the form that was sent: a press on "reload" sends nothing twice."""
    try:
        return str(uuid.UUID(parts.get("id", b"").decode("ascii", "replace")))
    except ValueError:
        raise WebError(422, "bad_message") from None
