"""A real server, a real Chromium, and pictures of what it shows.

`chromium` is Debian's browser driven by Playwright. The browser lives as long as one test file: Playwright's sync
interface keeps an event loop running in this thread, and other rooms' tests want their own.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from starlette.applications import Starlette

from bot.channels.web import Limits, load_texts, routes
from tests.channels.fake_port import FakePort
from tests.channels.server import Server

ARTIFACTS = Path(__file__).parents[1] / "artifacts"
KEY = b"k" * 32


class Watch:
    """What a page did besides showing itself: every request, every line on its console, every error."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def follow(self, page: Page) -> None:
        """Begin to listen."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self.complaints.append(line.text)


@contextmanager
def tab_without_script(
    chromium: Browser, size: tuple[int, int, int, Literal["light", "dark"]], patience: int
) -> Iterator[Page]:
    """A tab without JavaScript; ``size`` is width, height, percent of text size and scheme, ``patience`` in ms."""
    width, height, percent, scheme = size
    context = chromium.new_context(
        locale="ru-RU", java_script_enabled=False, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    context.set_default_timeout(patience)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16 * percent // 100}})
    yield page
    context.close()


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
