"""A real web server on a free port of this machine, in a thread of the test's process."""

from __future__ import annotations

import threading
import time

import uvicorn
from starlette.applications import Starlette

from bot.channels import serving
from tests.running import free_ports


class Server:
    """uvicorn in a thread on one port, so that it can be stopped and started again as if it had crashed."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Return when it answers."""
        config = serving.config(self._app, "127.0.0.1", self.port, timeout_graceful_shutdown=0)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """Return when it is down; polls in flight are cut."""
        assert self._server and self._thread
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive(), "the server did not stop"
