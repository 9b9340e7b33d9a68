"""Asking Telegram for updates, over and over. One is confirmed by asking for what comes after it, never before."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.methods import GetUpdates

from bot.channels.messenger import SendError
from bot.channels.telegram import updates
from bot.channels.telegram.client import Client

POLL = 25  # seconds that Telegram holds a question without an answer
SLACK = 10.0  # seconds more until the connection is taken for dead
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
TRIES = 3

logger = logging.getLogger(__name__)


class Polling:
    """The queue of one bot. ``take`` makes an update durable, or raises."""

    def __init__(self, client: Client, take: Callable[[Any], Awaitable[None]]) -> None:
        self._client = client
        self._take = take
        self._offset = 0
        self._failures: dict[int, int] = {}
        self._trouble = ""

    async def run(self) -> None:
        """Take updates until cancelled, through every outage."""
        wait = 0.0
        while True:
            try:
                found = await self._ask(0 if wait or self._offset else POLL)
            except SendError as error:
                self._tell(error.code)
                wait = min(max(wait * 2, FIRST_WAIT), LONGEST_WAIT)
                await asyncio.sleep(max(wait, error.retry_after or 0))
                continue
            self._tell("")
            if await self._hand_over(found):
                wait = 0.0
                continue
            wait = min(max(wait * 2, FIRST_WAIT), LONGEST_WAIT)
            await asyncio.sleep(wait)

    async def _ask(self, seconds: int) -> list[Any]:
        method = GetUpdates(offset=self._offset or None, timeout=seconds, allowed_updates=list(updates.ALLOWED))
        found = await self._client.call(method, seconds + SLACK)
        if not isinstance(found, list):
            raise SendError("odd_answer")
        if not found:
            # All is confirmed. Ids may begin anew after a quiet week, so no old one may stand in a long question.
            self._offset = 0
        return found

    async def _hand_over(self, found: list[Any]) -> bool:
        """Take updates in order; False when one was not taken and must come again.

        One that is refused time and again while those after it are taken is at fault itself, and left behind: it would
        hold up everybody. With nothing after it, it may as well be the inbox that is away, and it waits.
        """
        numbered = [(number, update) for update in found if (number := updates.number(update)) is not None]
        held: list[int] = []
        for number, update in sorted(numbered, key=lambda pair: pair[0]):
            if await self._taken(number, update):
                if held:
                    logger.error("telegram: updates left behind: %d", len(held))
                    held.clear()
                self._offset = max(self._offset, number + 1)
                continue
            held.append(number)
            if self._failures[number] < TRIES:
                break
        self._failures = {number: self._failures[number] for number in held}
        return not held and (bool(numbered) or not found)

    async def _taken(self, number: int, update: Any) -> bool:
        try:
            await self._take(update)
        except Exception as error:
            # Only the kind of the fault: its text may quote the person.
            self._failures[number] = self._failures.get(number, 0) + 1
            logger.error("telegram: an update was not taken: %s", type(error).__name__)
            return False
        return True

    def _tell(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            logger.warning("telegram: no updates: %s", trouble)
        self._trouble = trouble
