"""How the page and the console are served: by uvicorn, and with an end to waiting.

uvicorn gives a client all the time there is to send a request, and Tor leads straight to it: a thousand half-sent
requests would take every descriptor. Here a request must be whole in time and its answer taken in time, and where too
many connections are open, the one that has stood longest without a whole request makes room for the next.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import sys
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN = 15.0  # seconds from the connection, or from a request's first byte, to the end of its headers
WHOLE_WITHIN = 60.0  # until its body is there: a form of the console over a slow line
PHOTO, PHOTO_WITHIN = b"/talk/photo", 240.0  # where a large body is sent: three megabytes over a bad line
TAKEN_WITHIN = 60.0  # until an answer that waits for the client to read has moved on
IDLE = 10  # until the next request on a connection that is kept
DESCRIPTORS = 8192  # asked of the system at start
SPARE = 128  # descriptors that are not for connections: databases, logs, the calls to the assistant


class PatientProtocol(HttpToolsProtocol):
    """One connection. ``most`` is how many may be open in this process."""

    most = 4096

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        self._due: asyncio.TimerHandle | None = None  # the end of waiting for a whole request
        self._untaken: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self.since = self.loop.time()
        self._expect(HEAD_WITHIN)
        if len(self.connections) > self.most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave no clock behind."""
        self._expect(None)
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        if self._due is None:
            self._expect(HEAD_WITHIN)
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Wait for the body from here on."""
        self._expect(PHOTO_WITHIN if self.url == PHOTO else WHOLE_WITHIN)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait no more: the next word is ours."""
        self._expect(None)
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client reads slower than we answer."""
        super().pause_writing()
        self._untaken = self.loop.call_later(TAKEN_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read on."""
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """End a connection that is not used; one that does not even read its last answer is cut."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(TAKEN_WITHIN, self.transport.abort)

    def _expect(self, within: float | None) -> None:
        if self._due is not None:
            self._due.cancel()
        self._due = self.loop.call_later(within, self.transport.abort) if within else None

    def _make_room(self) -> None:
        """Cut what has stood longest without a whole request; where all are being answered, the newcomer."""
        others = [one for one in self.connections if isinstance(one, PatientProtocol) and one is not self]
        half_open = [one for one in others if one._due is not None]
        unused = [one for one in others if one.timeout_keep_alive_task is not None]
        victim = min(half_open or unused or [self], key=lambda one: one.since)
        self.connections.discard(victim)  # abort is told a moment later
        victim.transport.abort()


def config(app: Any, host: str, port: int, **more: Any) -> uvicorn.Config:
    """Return how ``app`` is served; ``more`` are further options of uvicorn."""
    options: dict[str, Any] = {
        "http": PatientProtocol,
        # uvloop reads into one buffer that lasts as long as the process, so the last words that came in stand there.
        "loop": "asyncio",
        "ws": "none",
        # No access log: addresses and queries are nobody's business. And no line for each broken request, or whoever
        # sends them fills the disk.
        "log_level": "error",
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": IDLE,
        "timeout_graceful_shutdown": 1,
    }
    return uvicorn.Config(app, host=host, port=port, **{**options, **more})


def serve(app: Any, host: str, port: int) -> None:
    """Serve until told to end; ends the process when it cannot begin."""
    PatientProtocol.most = max(64, raise_limit() - SPARE)
    server = uvicorn.Server(config(app, host, port))
    # What is loaded stays: nobody has to look through it again each time that circles of refuse are looked for.
    gc.collect()
    gc.freeze()
    server.run()
    if not server.started:
        sys.exit(3)


def raise_limit() -> int:
    """Ask the system for the descriptors a server needs, as far as it gives them; returns how many there are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return soft if soft != resource.RLIM_INFINITY else DESCRIPTORS
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
