"""How new conversations are let in when more are asked for than can be made: fairly, and never first come first served.

Where the address of who asks is seen, each address has its own measure. Where none is (an onion address, a proxy in
front) all share one, and a crowd waits for it. Who is let in next is drawn by lot: in a plain count of all together,
whoever asks ten times a second takes every place as it comes free, and no newcomer ever gets one. What is given up: of
a crowd that asks for three times what there is, one in three gets in at a time, so the page has to ask again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from bot.channels.web.guard import Pace
from bot.channels.web.messages import WebError

PATIENCE = 12.0  # seconds one waits at most: less than the page does
CROWD = 500  # who wait at once; of more, one drawn by lot is sent away
AT_ONCE = 6  # seconds' worth that is let in without waiting, after a calm time
AGAIN = range(2, 9)  # seconds until who was sent away may ask again, drawn too, so that they do not come back together


class Openings:
    """The door: ``per_minute`` for all who are not seen, ``of_one`` a minute for each address that is."""

    def __init__(self, per_minute: int, of_one: int, clock: Callable[[], float]) -> None:
        self._each = Pace(of_one, clock)
        self._every = 60 / per_minute
        self._most = max(1.0, AT_ONCE / self._every)
        self._left, self._counted_at = self._most, -1.0
        self._crowd: list[asyncio.Future[None]] = []
        self._porter: asyncio.Task[None] | None = None

    async def enter(self, client: str | None) -> None:
        """Return when a conversation may be made for ``client``; WebError `too_fast` when not now."""
        address = seen(client)
        if address is not None:
            self._each.take(address)
            return
        if not self._crowd and self._has_place():
            return
        waiting = asyncio.get_running_loop().create_future()
        self._crowd.append(waiting)
        if len(self._crowd) > CROWD:
            self._drawn().set_exception(_later())
        if self._porter is None or self._porter.done():
            self._porter = asyncio.create_task(self._let_in())
        try:
            await asyncio.wait_for(waiting, PATIENCE)
        except TimeoutError:
            raise _later() from None
        finally:
            if waiting in self._crowd:
                self._crowd.remove(waiting)

    async def _let_in(self) -> None:
        while self._crowd:
            if self._has_place():
                self._drawn().set_result(None)
            else:
                await asyncio.sleep(self._every)

    def _drawn(self) -> asyncio.Future[None]:
        return self._crowd.pop(secrets.randbelow(len(self._crowd)))

    def _has_place(self) -> bool:
        now = asyncio.get_running_loop().time()
        if self._counted_at >= 0:
            self._left = min(self._most, self._left + (now - self._counted_at) / self._every)
        self._counted_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def seen(client: str | None) -> str | None:
    """The address as it is counted; None for one that tells nobody apart: of this machine, of a container's network."""
    try:
        address = ip_address(client or "")
    except ValueError:
        return None
    if not address.is_global:
        return None
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


def _later() -> WebError:
    return WebError(429, "too_fast", retry_after=secrets.choice(AGAIN))
