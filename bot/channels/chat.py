"""The chat as channels see it: ``ChatPort`` over the turns. Turns run in threads; whoever waits is told at once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.bootstrap import Services
from bot.cases.conversations import ConversationNotFoundError
from bot.cases.messages import FileContent, Incoming, Replies
from bot.channels.port import NoConversationError

LOOK_AGAIN = 1.0  # seconds until a waiting poll looks for itself: another process may have answered
SWEEP = 1.0  # seconds between looks for messages that nobody works on (a restart, an engine that was away)

logger = logging.getLogger(__name__)


class Chat:
    """One gateway's view of all conversations. ``run`` must be entered for messages to be worked off."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turns = services.turns
        self._conversations = services.conversations
        self._changed: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._working: dict[str, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Sweep for unanswered messages while the block lasts; on leaving let running turns end."""
        sweeper = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweeper.cancel()
            with suppress(asyncio.CancelledError):
                await sweeper
            await asyncio.gather(*self._working.values(), return_exceptions=True)

    async def open(self, channel: str, address: str, lang: str | None) -> None:
        """See ChatPort."""
        await asyncio.to_thread(self._turns.open, channel, address, lang or "ru")

    async def receive(
        self, channel: str, address: str, update_id: str, *, text: str | None, button: str | None
    ) -> None:
        """See ChatPort."""
        conversation = await self._find(channel, address)
        try:
            await asyncio.to_thread(self._turns.receive, conversation, update_id, Incoming(text, button))
        except ConversationNotFoundError:
            raise NoConversationError from None
        self._start(conversation)

    async def replies(self, channel: str, address: str, *, after: int, wait: float) -> Replies:
        """See ChatPort."""
        until = time.monotonic() + wait
        busy_before: bool | None = None
        while True:
            conversation = await self._find(channel, address)
            changed = self._changed[conversation]
            changed.clear()
            found = await asyncio.to_thread(self._look, conversation, after)
            left = until - time.monotonic()
            if found.items or left <= 0 or (busy_before and not found.typing):
                return found
            busy_before = found.typing
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), min(left, LOOK_AGAIN))

    async def file(self, channel: str, address: str, file_id: str) -> FileContent | None:
        """See ChatPort."""
        conversation = await self._find(channel, address)
        return await asyncio.to_thread(self._services.drafts.file, conversation, file_id)

    async def erase(self, channel: str, address: str) -> None:
        """See ChatPort."""
        conversation = await asyncio.to_thread(self._conversations.find, channel, address)
        if conversation:
            await asyncio.to_thread(self._services.erasure.erase, conversation)
            self._tell(conversation)

    def _look(self, conversation: str, after: int) -> Replies:
        try:
            state = self._conversations.state(conversation)
            busy = self._conversations.is_busy(conversation)  # before the lines: an end is never seen without them
            items = self._conversations.transcript(conversation, after)
        except ConversationNotFoundError:
            raise NoConversationError from None
        return Replies(items=items, typing=busy, kept_from=state.base_seq + 1)

    async def _find(self, channel: str, address: str) -> str:
        conversation = await asyncio.to_thread(self._conversations.find, channel, address)
        if conversation is None:
            raise NoConversationError
        return conversation

    def _start(self, conversation: str) -> None:
        if conversation not in self._working:
            task = asyncio.create_task(self._work(conversation))
            self._working[conversation] = task
            task.add_done_callback(lambda _: self._working.pop(conversation, None))

    async def _work(self, conversation: str) -> None:
        self._tell(conversation)
        try:
            while await asyncio.to_thread(self._turns.work, conversation):
                self._tell(conversation)
        except Exception as error:
            # The turn stays claimed and is tried again; the error's own text may quote a person.
            logger.error("turn failed: %s", type(error).__name__)
        self._tell(conversation)

    def _tell(self, conversation: str) -> None:
        event = self._changed.get(conversation)
        if event is not None:
            event.set()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            try:
                for conversation in await asyncio.to_thread(self._conversations.waiting):
                    self._start(conversation)
            except Exception as error:
                logger.error("sweep failed: %s", type(error).__name__)
