"""Works off messages, fairly: each conversation has one turn at a time, and they take turns with each other.

Several processes may do it side by side; the claim on a turn keeps them apart, and whoever dies loses his claims.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

from bot.bootstrap import Services
from bot.cases.conversations import CLAIM

SWEEP = 1.0  # seconds between looks for messages that nobody works on (a restart, an engine that was away)
KEEP = CLAIM.total_seconds() / 4
AT_ONCE = 8  # turns under way in one process; the assistant answers one at a time, the rest waits for it

logger = logging.getLogger(__name__)


class Workers:
    """The workers of one process. ``changed`` is called in the loop whenever a conversation has news."""

    def __init__(self, services: Services, changed: Callable[[str], None]) -> None:
        self._turns = services.turns
        self._conversations = services.conversations
        self._changed = changed
        # Threads of their own: an assistant that hangs must not keep anybody from reading.
        self._threads = ThreadPoolExecutor(AT_ONCE, "turn")
        self._working: dict[str, asyncio.Task[None]] = {}
        self._asked: set[str] = set()  # who wrote since his worker last looked
        self._used = False  # whether a turn has ended since refuse was last looked for

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
            self._threads.shutdown()

    def start(self, conversation: str) -> None:
        """Work off what waits in a conversation, after what is under way."""
        self._asked.add(conversation)
        if conversation not in self._working:
            task = asyncio.create_task(self._work(conversation))
            self._working[conversation] = task
            task.add_done_callback(lambda _: self._working.pop(conversation, None))

    def is_working(self, conversation: str) -> bool:
        """Tell whether this process works on the conversation now."""
        return conversation in self._working

    async def _work(self, conversation: str) -> None:
        self._changed(conversation)
        keeper = asyncio.create_task(self._keep(conversation))
        try:
            loop = asyncio.get_running_loop()
            while conversation in self._asked:
                self._asked.discard(conversation)
                # One turn, then to the end of the line: the threads serve whoever asked first.
                while await loop.run_in_executor(self._threads, self._work_one, conversation):
                    self._changed(conversation)
        except Exception as error:
            # The turn stays claimed and is tried again; the error's own text may quote a person.
            logger.error("turn failed: %s", type(error).__name__)
        finally:
            keeper.cancel()
            self._used = True
        self._changed(conversation)

    def _work_one(self, conversation: str) -> bool:
        """Work off the oldest message and tell whether another waits, without a claim that finds none."""
        done = self._turns.work(conversation)
        return done is not None and done.waits

    async def _keep(self, conversation: str) -> None:
        """A turn may take longer than a claim lasts, as long as this process lives."""
        while True:
            await asyncio.sleep(KEEP)
            try:
                await asyncio.to_thread(self._conversations.keep, conversation)
            except Exception as error:
                logger.error("claim not kept: %s", type(error).__name__)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            if self._used and not self._working:
                self._used = False
                gc.collect()  # what refers to itself in circles would keep a person's words until much more is said
            try:
                for conversation in await asyncio.to_thread(self._conversations.waiting):
                    self.start(conversation)
            except Exception as error:
                logger.error("sweep failed: %s", type(error).__name__)
