"""Asking Telegram for updates, over and over. One is confirmed by asking for what comes after it, never before."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.methods import GetUpdates

from bot.channels.messenger import SendError
from bot.channels.orderly import Orderly
from bot.channels.telegram import updates
from bot.channels.telegram.client import Client

POLL = 25  # seconds that Telegram holds a question without an answer
SLACK = 10.0  # seconds more until the connection is taken for dead
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0

logger = logging.getLogger(__name__)


class Polling:
    """The queue of one bot. ``take`` makes an update durable, or raises."""

    def __init__(self, client: Client, take: Callable[[Any], Awaitable[None]]) -> None:
        self._client = client
        self._orderly = Orderly("telegram", take)
        self._offset = 0
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
        """Take updates in the order of their ids; False when not all were taken and some must come again."""
        numbered = [(number, update) for update in found if (number := updates.number(update)) is not None]
        numbered.sort(key=lambda pair: pair[0])
        done = await self._orderly.hand_over(numbered)
        if done:
            self._offset = max(self._offset, numbered[done - 1][0] + 1)
        return done == len(numbered) and (bool(numbered) or not found)

    def _tell(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            logger.warning("telegram: no updates: %s", trouble)
        self._trouble = trouble
