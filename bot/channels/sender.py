"""Sends the lines of the outbox to one messenger: each chat in order, chats independent of each other, all at a pace.

A line is marked before a try and after it. So a kill at any point loses nothing, and what may have been delivered is
tried again with a hint that the messenger can look for it.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import random
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta

from bot.bootstrap import Services
from bot.cases.messages import FileRef
from bot.cases.outbox import Letter
from bot.cases.trail import Takeable
from bot.channels.messenger import Messenger, Parcel, SendError
from bot.channels.parcels import parcels

LOOK = 0.5  # seconds between looks for lines that another process has written
PER_SECOND = 25  # messages of one messenger to all people together
AT_ONCE = 100  # chats that are being sent to at the same time
TRY_WITHIN = 60.0  # seconds; below the lease of a line
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds between tries
MOST_TRIES = 10  # while others get through; during an outage tries are not counted
MOST_TIME = timedelta(hours=24)  # a line older than this is news to nobody
WELL = 30.0  # seconds after a success in which the messenger is taken to be up
CLEAN = 1.0  # seconds between looks for messages that are to be taken back
MOST_AT_ONCE_BACK = 100  # ids in one request to take back

logger = logging.getLogger(__name__)


class Pace:
    """At most ``count`` in any ``seconds``. In memory: a restart forgives all."""

    def __init__(self, count: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._times: deque[float] = deque(maxlen=count)
        self._seconds = seconds
        self._clock = clock
        self._gate = asyncio.Lock()

    def wait(self) -> float:
        """Return in how many seconds one more may go."""
        if len(self._times) < (self._times.maxlen or 0):
            return 0.0
        return max(0.0, self._times[0] + self._seconds - self._clock())

    def count(self) -> None:
        """Count one that goes now."""
        self._times.append(self._clock())

    async def take(self) -> None:
        """Wait for one's turn behind those who came earlier, and count."""
        async with self._gate:
            await asyncio.sleep(self.wait())
            self.count()

    def is_idle(self) -> bool:
        """Tell whether nothing that was counted matters any more."""
        return not self._times or self._times[-1] + self._seconds < self._clock()


class Sender:
    """The sender of one messenger; there must be one only. ``per_second`` is the pace over all chats."""

    def __init__(self, services: Services, messenger: Messenger, per_second: int = PER_SECOND) -> None:
        self._outbox = services.outbox
        self._trail = services.trail
        self._drafts = services.drafts
        self._now = services.now
        self._messenger = messenger
        self._pace = Pace(per_second, 1.0)
        self._chats: dict[str, Pace] = {}
        self._couriers: dict[str, asyncio.Task[None]] = {}
        self._news = asyncio.Event()
        self._last_success = 0.0

    def wake(self) -> None:
        """Look at once: there is something new."""
        self._news.set()

    async def run(self) -> None:
        """Send until cancelled."""
        await asyncio.to_thread(self._outbox.recover, self._messenger.name)
        cleaner = asyncio.create_task(self._clean())
        try:
            while True:
                self._news.clear()
                try:
                    await self._start_couriers()
                except Exception as error:
                    logger.error("outbox: %s", type(error).__name__)
                try:
                    async with asyncio.timeout(LOOK):  # not wait_for: before 3.12 that may swallow a cancellation
                        await self._news.wait()
                except TimeoutError:
                    self._forget_idle()
        finally:
            cleaner.cancel()
            for courier in self._couriers.values():
                courier.cancel()
            await asyncio.gather(cleaner, *self._couriers.values(), return_exceptions=True)

    async def _start_couriers(self) -> None:
        for conversation in await asyncio.to_thread(self._outbox.due, self._messenger.name):
            if len(self._couriers) >= AT_ONCE:
                return
            if conversation not in self._couriers and not self._chat(conversation).wait():
                courier = asyncio.create_task(self._carry_all(conversation))
                self._couriers[conversation] = courier
                courier.add_done_callback(functools.partial(self._went_home, conversation))

    def _went_home(self, conversation: str, _courier: asyncio.Task[None]) -> None:
        self._couriers.pop(conversation, None)

    async def _carry_all(self, conversation: str) -> None:
        """Send what one conversation has, a parcel at a time, each behind the parcels of the others."""
        chat, more = self._chat(conversation), True
        try:
            while more and not chat.wait():
                await self._pace.take()
                chat.count()
                letter = await asyncio.to_thread(self._outbox.claim, conversation, self._messenger.newest())
                more = letter is not None and await self._carry(letter)
        except Exception as error:
            logger.error("outbox: %s", type(error).__name__)
        finally:
            self._news.set()

    def _chat(self, conversation: str) -> Pace:
        if conversation not in self._chats:
            self._chats[conversation] = Pace(self._messenger.capabilities.per_minute, 60.0)
        return self._chats[conversation]

    async def _carry(self, letter: Letter) -> bool:
        """Send the next parcel of a line; tell whether there is another that may go at once."""
        found = parcels(letter.line, self._messenger.capabilities)
        last = letter.part + 1 >= len(found)
        parcel = await self._packed(letter, found[letter.part]) if letter.part < len(found) else None
        if parcel is None:  # an empty line, or a file whose time is over
            return await asyncio.to_thread(self._outbox.arrived, letter, None, last=last)
        try:
            async with asyncio.timeout(TRY_WITHIN):
                message_id = await self._messenger.send(
                    letter.address, parcel, letter.key, again=letter.again, after=letter.after
                )
        except SendError as error:
            await self._failed(letter, error)
            return False
        except Exception as error:
            # A timeout, or a fault in the messenger's module: nobody knows whether it arrived.
            code = "timeout" if isinstance(error, TimeoutError) else "fault"
            logger.error("%s: %s", self._messenger.name, type(error).__name__)
            await self._failed(letter, SendError(code, uncertain=True))
            return False
        self._last_success = time.monotonic()
        return await asyncio.to_thread(self._outbox.arrived, letter, message_id, last=last)

    async def _packed(self, letter: Letter, one: Parcel | FileRef) -> Parcel | None:
        if isinstance(one, Parcel):
            return one
        content = await asyncio.to_thread(self._drafts.file, letter.conversation_id, one.id)
        return Parcel(file=content, preview=one.preview) if content else None

    async def _failed(self, letter: Letter, error: SendError) -> None:
        if error.gone:
            await asyncio.to_thread(self._outbox.unreachable, letter)
            return
        is_well = time.monotonic() - self._last_success < WELL
        hopeless = letter.attempts >= MOST_TRIES and is_well and error.retry_after is None
        too_old = letter.since + MOST_TIME <= self._now()
        if error.permanent or hopeless or too_old:
            logger.warning("%s: line %d given up: %s", self._messenger.name, letter.id, error.code)
            await asyncio.to_thread(self._outbox.give_up, letter, error.code)
            return
        wait = max(_backoff(letter.attempts), error.retry_after or 0.0)
        await asyncio.to_thread(
            self._outbox.failed, letter, error.code, timedelta(seconds=wait), uncertain=error.uncertain or letter.again
        )

    # -- taking back -----------------------------------------------------------------------------------------------

    async def _clean(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._trail.retire)
                for task in await asyncio.to_thread(self._trail.due, self._messenger.name):
                    await self._take_back(task)
            except Exception as error:
                logger.error("taking back: %s", type(error).__name__)
            await asyncio.sleep(CLEAN)

    async def _take_back(self, task: Takeable) -> None:
        try:
            if self._messenger.capabilities.delete_within is not None:
                for start in range(0, len(task.message_ids), MOST_AT_ONCE_BACK):
                    await self._pace.take()
                    async with asyncio.timeout(TRY_WITHIN):
                        await self._messenger.delete(task.address, task.message_ids[start : start + MOST_AT_ONCE_BACK])
        except (SendError, TimeoutError) as error:
            if not (isinstance(error, SendError) and (error.gone or error.permanent)):
                retry_after = error.retry_after if isinstance(error, SendError) else None
                wait = max(_backoff(task.attempts), retry_after or 0.0)
                await asyncio.to_thread(self._trail.later, task.task_id, timedelta(seconds=wait))
                return
        await asyncio.to_thread(self._trail.done, task.task_id)

    def _forget_idle(self) -> None:
        for conversation in [one for one, pace in self._chats.items() if pace.is_idle()]:
            if conversation not in self._couriers:
                del self._chats[conversation]


def _backoff(attempts: int) -> float:
    """Return the seconds to wait after so many tries, not quite the same for everybody."""
    return min(FIRST_WAIT * 2.0 ** min(attempts - 1, 10), LONGEST_WAIT) * random.uniform(0.8, 1.2)
