"""The fake Telegram as a process of its own: ``python -m tests.channels.telegram.server PORT``.

``/bot<token>/<method>`` is the Bot API, with faults on demand; ``/control`` is the test's hand on it.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web

from tests.channels.telegram.contract import ContractError, check
from tests.channels.telegram.world import RefusedError, World

TOKEN = "42:AAFakeTokenThatMustNeverBeSeenInALog"
WEBHOOK_RETRY = 0.1  # seconds until an update that was not taken is delivered again
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
# Faults that strike after the request was carried out: the bot cannot know that it was.
AFTER = {"502_after", "hang_after", "reset_after", "odd_after", "garbage_after"}


class Server:
    """HTTP around a world. ``faults`` are struck in order, each ``times`` times, by the methods they name."""

    def __init__(self) -> None:
        self.world = World()
        self.faults: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        self.calls: list[list[Any]] = []
        self.webhook_answers: list[int] = []

    def app(self) -> web.Application:
        """The application."""
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self.bot)
        app.router.add_post("/control", self.control)
        app.cleanup_ctx.append(self._deliver)
        return app

    async def bot(self, request: web.Request) -> web.StreamResponse:
        """One call of the bot."""
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        form, files = await _read(request)
        fault = self._fault(method, form)
        if fault and fault["how"] not in AFTER:
            return await _strike(request, fault)
        self.calls = [*self.calls[-999:], [method, form]]
        try:
            values = check(method, form, files)
            values = {k: files.get(str(v).removeprefix("attach://"), v) for k, v in values.items()}
            result = await getattr(self.world, _CAPITAL.sub("_", method).lower())(**values)
        except ContractError as error:
            self.complaints.append(str(error))
            return _refusal(400, f"Bad Request: {error}")
        except RefusedError as error:
            return _refusal(error.status, error.description, error.parameters)
        if fault:
            return await _strike(request, fault)
        return web.json_response({"ok": True, "result": result})

    async def control(self, request: web.Request) -> web.Response:
        """What a test wants: ``{"do": name, ...}``; the answer has ``result`` or ``error``."""
        wish = await request.json()
        do = wish.pop("do")
        try:
            own = getattr(self, f"do_{do}", None)
            return web.json_response({"result": own(**wish) if own else getattr(self.world, do)(**wish)})
        except LookupError as error:
            return web.json_response({"error": str(error)})

    def do_open(self, person: int, lang: str) -> None:
        """Make a person known."""
        self.world.chat(person, lang).lang = lang

    def do_fail(self, **fault: Any) -> None:
        """Queue a fault."""
        self.faults.append(fault)

    def do_heal(self) -> None:
        """Drop all faults."""
        self.faults.clear()

    def do_state(self) -> dict[str, Any]:
        """What the bot has set and done, and every breach of the contract."""
        return {
            "complaints": self.complaints,
            "commands": self.world.commands,
            "webhook": self.world.webhook,
            "webhook_answers": self.webhook_answers,
            "left": self.world.left,
            "unanswered_presses": sorted(self.world.open_presses),
            "waiting": len(self.world.queue),
            "calls": self.calls,
            "people": {str(c.id): {"notices": c.notices, "typing": c.typing} for c in self.world.chats.values()},
        }

    def do_limit(self, per_minute: int) -> None:
        """Keep the limit of messages to one chat in a minute."""
        self.world.per_minute = per_minute

    def do_forward(self, hours: float) -> None:
        """Let time pass."""
        self.world.shift += hours * 3600

    def do_reset(self) -> None:
        """Forget everything."""
        self.world.queue.clear()
        self.world.changed.set()  # a poll that waits on the old world ends
        self.world = World()
        self.faults, self.complaints, self.calls, self.webhook_answers = [], [], [], []

    def _fault(self, method: str, form: dict[str, str]) -> dict[str, Any] | None:
        for fault in self.faults:
            if fault["method"] in ("*", method) and fault.get("person") in (None, int(form.get("chat_id", "0"))):
                fault["times"] -= 1
                if fault["times"] <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    async def _deliver(self, _app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as client:
            task = asyncio.create_task(self._keep_delivering(client))
            yield
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _keep_delivering(self, client: aiohttp.ClientSession) -> None:
        """Post updates to the webhook, one after the other, each until it is taken."""
        while True:
            world = self.world
            update = next(iter(world.take(0, 1)), None) if world.webhook else None
            if update is None:
                await asyncio.sleep(0.02)
                continue
            headers = {"X-Telegram-Bot-Api-Secret-Token": world.webhook.get("secret_token", "")}
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with client.post(world.webhook["url"], json=update, headers=headers, timeout=10) as answer:
                    self.webhook_answers.append(answer.status)
                    if answer.ok:
                        world.queue = [one for one in world.queue if one is not update]
                        continue
            await asyncio.sleep(WEBHOOK_RETRY)


async def _read(request: web.Request) -> tuple[dict[str, str], dict[str, tuple[str, str, bytes]]]:
    form: dict[str, str] = {}
    files: dict[str, tuple[str, str, bytes]] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.content_type, value.file.read())
        else:
            form[name] = str(value)
    return form, files


async def _strike(request: web.Request, fault: dict[str, Any]) -> web.StreamResponse:
    how = fault["how"].removesuffix("_after")
    if how == "429":
        wait = fault.get("retry_after", 1)
        return _refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
    if how == "502":
        return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
    if how == "500":
        return _refusal(500, "Internal Server Error")
    if how == "odd":
        return web.json_response({"ok": True, "result": {"nothing": ["as", "expected"]}})
    if how == "garbage":
        return web.Response(body=b"\xff\xfe\x00 not JSON at all", content_type="text/plain")
    if how == "hang":
        await asyncio.sleep(fault.get("seconds", 3600))
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _refusal(status: int, description: str, parameters: dict[str, Any] | None = None) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)


if __name__ == "__main__":
    web.run_app(Server().app(), host="127.0.0.1", port=int(sys.argv[1]), print=None, shutdown_timeout=0.1)
