"""Handing received updates over one by one, in order, so that nothing is lost and a poisonous one blocks nobody."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

TRIES = 3

logger = logging.getLogger(__name__)
U = TypeVar("U")


class Orderly(Generic[U]):
    """For one messenger called ``name``; ``take`` makes an update durable, or raises."""

    def __init__(self, name: str, take: Callable[[U], Awaitable[None]]) -> None:
        self._name = name
        self._take = take
        self._failures: dict[object, int] = {}

    async def hand_over(self, found: Sequence[tuple[object, U]]) -> int:
        """Take updates, each with its id; return how many, from the first on, are done with and may be acknowledged.

        One that is refused time and again while those after it are taken, and once more after them, is at fault
        itself and left behind: it would hold up everybody. With nothing taken after it, it may as well be the inbox
        that is away, and all of them wait.
        """
        done = 0
        held: list[tuple[object, U]] = []
        for count, (id_, update) in enumerate(found, 1):
            if await self._taken(id_, update):
                # The inbox may have come back in this very moment: then they are not at fault.
                left = [one for one in held if not await self._taken(*one)]
                if left:
                    logger.error("%s: updates left behind: %d", self._name, len(left))
                held.clear()
                done = count
                continue
            held.append((id_, update))
            if self._failures[id_] < TRIES:
                break
        self._failures = {id_: self._failures[id_] for id_, _ in held}
        return done

    async def _taken(self, id_: object, update: U) -> bool:
        try:
            await self._take(update)
        except Exception as error:
            # Only the kind of the fault: its text may quote the person.
            self._failures[id_] = self._failures.get(id_, 0) + 1
            logger.error("%s: an update was not taken: %s", self._name, type(error).__name__)
            return False
        return True
