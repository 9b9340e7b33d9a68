"""The chat as channels see it: ``ChatPort`` over the turns. Turns run in threads; whoever waits is told at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from bot.bootstrap import Services
from bot.cases.conversations import ConversationNotFoundError
from bot.cases.messages import FileContent, Incoming, Replies
from bot.channels.port import NoConversationError
from bot.channels.working import Workers

LOOK_AGAIN = 1.0  # seconds until a waiting poll looks for itself: another process may have answered


class Chat:
    """One gateway's view of all conversations. ``run`` must be entered for messages to be worked off."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turns = services.turns
        self._conversations = services.conversations
        self._waiting: dict[str, set[asyncio.Event]] = {}  # of polls that wait now, and of no others
        self._workers = Workers(services, self._tell)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Work off messages while the block lasts; on leaving let running turns end."""
        async with self._workers.run():
            yield

    def work(self, conversation: str) -> None:
        """Work off what a messenger's webhook has put into a conversation."""
        self._workers.start(conversation)

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
        self._workers.start(conversation)

    async def replies(self, channel: str, address: str, *, after: int, wait: float) -> Replies:
        """See ChatPort."""
        until = time.monotonic() + wait
        busy_before: bool | None = None
        while True:
            conversation = await self._find(channel, address)
            with self._watch(conversation) as changed:
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
        return Replies(
            items=items, typing=busy, kept_from=state.base_seq + 1, needed=self._needed(conversation) if items else 0
        )

    def _needed(self, conversation: str) -> int:
        until = self._services.erasures.needed_until(conversation)
        return max(0, round((until - self._services.now()).total_seconds())) if until else 0

    async def _find(self, channel: str, address: str) -> str:
        conversation = await asyncio.to_thread(self._conversations.find, channel, address)
        if conversation is None:
            raise NoConversationError
        return conversation

    def _tell(self, conversation: str) -> None:
        for event in self._waiting.get(conversation, ()):
            event.set()

    @contextmanager
    def _watch(self, conversation: str) -> Iterator[asyncio.Event]:
        """Give an event that is set at the next change; nothing of the conversation stays in memory after it."""
        event = asyncio.Event()
        self._waiting.setdefault(conversation, set()).add(event)
        try:
            yield event
        finally:
            waiting = self._waiting[conversation]
            waiting.discard(event)
            if not waiting:
                del self._waiting[conversation]
