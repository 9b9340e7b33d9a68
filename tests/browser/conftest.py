"""A real server, a real Chromium, and pictures of what it shows.

`chromium` is Debian's browser driven by Playwright. The browser lives as long as one test file: Playwright's sync
interface keeps an event loop running in this thread, and other rooms' tests want their own.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.applications import Starlette

from bot.channels.web import Limits, load_texts, routes
from tests.channels.fake_port import FakePort

ARTIFACTS = Path(__file__).parents[1] / "artifacts"
KEY = b"k" * 32


class Server:
    """uvicorn in a thread on one port, so that it can be stopped and started again as if it had crashed."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            self.port: int = sock.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Return when it answers."""
        config = uvicorn.Config(
            self._app, port=self.port, log_level="warning", access_log=False, timeout_graceful_shutdown=0, ws="none"
        )
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


class Watch:
    """What a page did besides showing itself: every request, every line on its console, every error."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def follow(self, page: Page) -> None:
        """Begin to listen."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda line: self.complaints.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium; without it the browser tests are left out by name, and under CI=true they fail."""
    path = Path("/usr/bin/chromium")
    found = str(path) if path.exists() else shutil.which("chromium")
    if not found:
        missing = "left out: the chat page in a real browser (Debian package chromium is not installed)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, headless=True, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def port() -> FakePort:
    """The conversation behind the page."""
    return FakePort()


@pytest.fixture
def server(port: FakePort) -> Iterator[Server]:
    """A running server over `port`."""
    web = routes(port, texts=load_texts(), session_key=KEY, secure_cookies=False, limits=Limits(wait_seconds=5))
    server = Server(Starlette(routes=web))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def watch() -> Watch:
    """What the page of this test asked for and complained about."""
    return Watch()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile: a Russian desktop."""
    context = chromium.new_context(locale="ru-RU", viewport={"width": 1000, "height": 760}, accept_downloads=True)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """An empty tab; the test opens what it needs."""
    page = context.new_page()
    watch.follow(page)
    return page


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], Path]:
    """Save what a page shows as tests/artifacts/<test>-<name>.png."""

    def save(page: Page, name: str) -> Path:
        ARTIFACTS.mkdir(exist_ok=True)
        test = re.sub(r"\W+", "_", request.node.name).strip("_")
        path = ARTIFACTS / f"{test}-{name}.png"
        page.screenshot(path=path)
        return path

    return save
