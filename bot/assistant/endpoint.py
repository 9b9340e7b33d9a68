"""The way to the action server over a connection that stays open: Rasa opens a new one for each action."""

from __future__ import annotations

import contextlib
from typing import Any

import aiohttp
from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, EndpointConfig

UNUSED = 5.0  # seconds; less than the other side waits (`bot.channels.serving.IDLE`), so that none is used as it closes


class KeptConnection(EndpointConfig):
    """An endpoint with one session for as long as the process lives. Used in one event loop."""

    _kept: aiohttp.ClientSession | None = None

    def session(self) -> Any:
        """Lend the session: what asks for it here would close its own."""
        if self._kept is None:
            self._kept = aiohttp.ClientSession(
                headers=self.headers,
                timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
                connector=aiohttp.TCPConnector(keepalive_timeout=UNUSED),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return contextlib.nullcontext(self._kept)
