"""The chat as channels see it: ``ChatPort`` over the turns. Turns run in threads; whoever waits is told at once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import date
from typing import Any

from bot.bootstrap import Services
from bot.cases import looking
from bot.cases.conversations import ConversationNotFoundError
from bot.cases.messages import FileContent, Incoming, Replies
from bot.cases.reviews import ReviewError
from bot.channels.port import NoConversationError, PhotoRefusedError
from bot.channels.working import Workers
from bot.conversation.guided import Screen
from bot.photos import PhotoError, remade

logger = logging.getLogger(__name__)

LOOK_AGAIN = 1.0  # seconds between looks at what another process may have answered, for all polls together
PHOTOS = 2  # that are made anew at once: each takes a core for a second
POLLS = 4  # of one address at once: two pages, and what a reload left behind
Head = tuple[int, bool]  # of a conversation: the number of its last line, whether it waits for an answer


class _Poll:
    """One poll that waits: told by ``news`` to look again, or to end at once when it is ``over``.

    ``heard`` are the conversations that had news while it was still looking which of them is its own.
    """

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.over = False
        self.heard: set[str] = set()


class Chat:
    """One gateway's view of all conversations. ``run`` must be entered for messages to be worked off."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turns = services.turns
        self._conversations = services.conversations
        # Of polls that wait now, and of no others: by address in their order, and by conversation with what was seen.
        self._polls: dict[tuple[str, str], list[_Poll]] = {}
        self._waiting: dict[str, set[_Poll]] = {}
        self._looking: set[_Poll] = set()
        self._heads: dict[str, Head] = {}
        self._workers = Workers(services, self._tell)
        self._darkroom = asyncio.Semaphore(PHOTOS)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Work off messages while the block lasts; on leaving let running turns end."""
        watcher = asyncio.create_task(self._watch_all())
        try:
            async with self._workers.run():
                yield
        finally:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher

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
        message = Incoming(text, button)
        try:
            conversation = await asyncio.to_thread(self._receive, channel, address, update_id, message)
        except ConversationNotFoundError:
            raise NoConversationError from None
        self._workers.start(conversation)

    @looking.look()
    def _receive(self, channel: str, address: str, update_id: str, message: Incoming) -> str:
        conversation = self._conversations.find(channel, address)
        if conversation is None:
            raise ConversationNotFoundError
        self._turns.receive(conversation, update_id, message)
        return conversation

    async def replies(self, channel: str, address: str, *, after: int, wait: float) -> Replies:
        """See ChatPort. Of too many polls of one address the oldest ends at once.

        It looks when it comes and when there is news, never because its time is over.
        """
        until = time.monotonic() + wait
        found: Replies | None = None
        with self._polling(channel, address) as poll:
            while True:
                was_busy = found is not None and found.typing
                conversation, head, found = await self._look_heard(poll, channel, address, after)
                left = until - time.monotonic()
                if found.items or left <= 0 or poll.over or (was_busy and not found.typing):
                    return found
                if conversation in poll.heard:
                    continue
                with self._watch(conversation, poll):
                    if self._heads.setdefault(conversation, head) != head:
                        self._heads[conversation] = head
                        self._tell(conversation)
                    try:
                        await asyncio.wait_for(poll.news.wait(), left)
                    except TimeoutError:
                        return found

    async def _look_heard(self, poll: _Poll, channel: str, address: str, after: int) -> tuple[str, Head, Replies]:
        """Look, and have ``poll`` hear what happens meanwhile."""
        poll.heard.clear()
        self._looking.add(poll)
        try:
            return await asyncio.to_thread(self._look, channel, address, after)
        finally:
            self._looking.discard(poll)

    async def seen(self, channel: str, address: str, seq: int) -> None:
        """See ChatPort."""
        conversation = await self._find(channel, address)
        await asyncio.to_thread(self._services.sight.shown, conversation, seq)

    async def photos_left(self, channel: str, address: str) -> int | None:
        """See ChatPort."""
        conversation = await self._find(channel, address)
        return await asyncio.to_thread(self._services.photographs.left, conversation)

    async def send_photo(self, channel: str, address: str, update_id: str, data: bytes) -> None:
        """See ChatPort."""
        left = await self.photos_left(channel, address)
        if not left:
            raise PhotoRefusedError("no_case" if left is None else "too_many")
        async with self._darkroom:
            try:
                photo = await asyncio.to_thread(remade, data)
            except PhotoError as error:
                raise PhotoRefusedError(error.code) from None
        conversation = await self._find(channel, address)
        try:
            await asyncio.to_thread(self._keep_photo, conversation, update_id, photo)
        except ReviewError as error:  # withdrawn, or another page was faster, while it was made
            raise PhotoRefusedError(error.code) from None
        except ConversationNotFoundError:
            raise NoConversationError from None
        self._tell(conversation)

    def _keep_photo(self, conversation: str, update_id: str, photo: bytes) -> None:
        state = self._conversations.state(conversation)
        self._services.correspondence.take_photo(state, update_id, photo)

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

    def today(self) -> date:
        """See ChatPort."""
        return self._services.today()

    async def guided(self, channel: str, address: str, lang: str) -> Screen:
        """See ChatPort."""
        conversation = await self._find(channel, address)
        return await asyncio.to_thread(self._services.guided.look, conversation, lang)

    async def press_guided(
        self, channel: str, address: str, update_id: str, go: str, values: Mapping[str, Sequence[str]], lang: str
    ) -> Screen | None:
        """See ChatPort."""
        conversation = await self._find(channel, address)
        try:
            screen = await asyncio.to_thread(self._services.guided.press, conversation, update_id, go, values, lang)
        except ConversationNotFoundError:
            raise NoConversationError from None
        if screen is None:
            self._workers.start(conversation)
        return screen

    async def why(self, channel: str, address: str) -> list[dict[str, Any]]:
        """Return for the last turns of an address which rule spoke and what it saw, the newest last."""
        conversation = await self._find(channel, address)
        return await asyncio.to_thread(self._services.engine.why, conversation)

    @looking.look()
    def _look(self, channel: str, address: str, after: int) -> tuple[str, Head, Replies]:
        """Return the conversation, its head and what is new in it, read at one moment; NoConversationError."""
        there = self._conversations.glance(channel, address)
        if there is None:
            raise NoConversationError
        items = self._conversations.transcript(there.id, after) if there.last_seq > after else ()
        needed = self._needed(there.id) if items else 0
        photos = bool(needed) and self._services.photographs.left(there.id) is not None
        found = Replies(items=items, typing=there.busy, kept_from=there.base_seq + 1, needed=needed, photos=photos)
        return there.id, (there.last_seq, there.busy), found

    def _needed(self, conversation: str) -> int:
        until = self._services.erasures.needed_until(conversation)
        return max(0, round((until - self._services.now()).total_seconds())) if until else 0

    async def _find(self, channel: str, address: str) -> str:
        conversation = await asyncio.to_thread(self._conversations.find, channel, address)
        if conversation is None:
            raise NoConversationError
        return conversation

    def _tell(self, conversation: str) -> None:
        for poll in self._looking:
            poll.heard.add(conversation)
        for poll in self._waiting.get(conversation, ()):
            poll.news.set()

    async def _watch_all(self) -> None:
        """Look for all polls at once, whatever their number: what another process has answered is told."""
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            waiting = list(self._waiting)
            if not waiting:
                continue
            try:
                heads = await asyncio.to_thread(self._conversations.heads, waiting)
            except Exception as error:
                logger.error("watch failed: %s", type(error).__name__)
                continue
            for conversation in waiting:
                seen, head = self._heads.get(conversation), heads.get(conversation)
                if seen is not None and seen != head:
                    self._heads.pop(conversation)
                    self._tell(conversation)

    @contextmanager
    def _polling(self, channel: str, address: str) -> Iterator[_Poll]:
        poll, key = _Poll(), (channel, address)
        polls = self._polls.setdefault(key, [])
        polls.append(poll)
        if len(polls) > POLLS:
            oldest = polls.pop(0)
            oldest.over = True
            oldest.news.set()
        try:
            yield poll
        finally:
            if poll in polls:
                polls.remove(poll)
            if not polls and self._polls.get(key) is polls:
                del self._polls[key]

    @contextmanager
    def _watch(self, conversation: str, poll: _Poll) -> Iterator[None]:
        """Have ``poll`` told of the next change; nothing of the conversation stays in memory after it."""
        if not poll.over:
            poll.news.clear()
        self._waiting.setdefault(conversation, set()).add(poll)
        try:
            yield
        finally:
            waiting = self._waiting[conversation]
            waiting.discard(poll)
            if not waiting:
                del self._waiting[conversation]
                self._heads.pop(conversation, None)
