"""A messenger in an event loop of its own, and an inbox in memory that keeps what a real one is told."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.channels.messenger import Messenger

T = TypeVar("T")
PATIENCE = 20.0


@dataclass
class FakeInbox:
    """Keeps each update once, in order, as ``(what, address, …)``; ``fail`` is called first and may raise."""

    got: list[tuple[Any, ...]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    fail: Callable[[str], None] = lambda update_id: None

    async def text(self, address: str, update_id: str, message_id: str, text: str, lang: str | None) -> None:
        """See Inbox."""
        self._keep(update_id, "text", address, text, lang)

    async def button(self, address: str, update_id: str, token: str, lang: str | None) -> None:
        """See Inbox."""
        self._keep(update_id, "button", address, token, lang)

    async def other(self, address: str, update_id: str, message_id: str, kind: str, lang: str | None) -> None:
        """See Inbox."""
        self._keep(update_id, "other", address, kind, lang)

    async def blocked(self, address: str, update_id: str) -> None:
        """See Inbox."""
        self._keep(update_id, "blocked", address)

    async def unblocked(self, address: str, update_id: str) -> None:
        """See Inbox."""
        self._keep(update_id, "unblocked", address)

    @property
    def texts(self) -> list[str]:
        """The texts, in order."""
        return [entry[2] for entry in self.got if entry[0] == "text"]

    def waits(self, count: int) -> list[tuple[Any, ...]]:
        """Wait until ``count`` updates are kept."""
        until = time.monotonic() + PATIENCE
        while len(self.got) < count:
            assert time.monotonic() < until, f"waited for {count} updates, have {self.got}"
            time.sleep(0.02)
        return self.got

    def _keep(self, update_id: str, *entry: Any) -> None:
        self.fail(update_id)
        if update_id not in self.known:
            self.known.add(update_id)
            self.got.append(entry)


class Bot:
    """The messenger in an event loop of its own, so that tests read from top to bottom."""

    def __init__(self, messenger: Messenger) -> None:
        self.messenger = messenger
        self.inbox = FakeInbox()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._running: Any = None

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine, run in the bot's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def starts(self) -> FakeInbox:
        """Begin to receive."""
        self._running = asyncio.run_coroutine_threadsafe(self.messenger.run(self.inbox), self._loop)
        return self.inbox

    def stops(self) -> None:
        """End, with all connections closed."""
        if self._running:
            self._running.cancel()
        self.do(self.messenger.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
