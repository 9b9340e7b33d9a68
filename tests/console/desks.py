"""Advocates at their desks: somebody signed in at a real browser, and a case that is his."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.bootstrap import Services
from bot.cases.people import Unlocked
from tests.browser.conftest import Watch
from tests.channels.server import Server
from tests.console.casehelp import submitted

LIVE = 20_000  # milliseconds: several rounds of the page's own looking

Desk = Callable[..., Page]


class Advocates:
    """Those who sit at the console, with their keys."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._keys: dict[str, Unlocked] = {}

    def __getitem__(self, name: str) -> Unlocked:
        if name not in self._keys:
            self._services.people.add(name, "four random words here")
            self._keys[name] = self._services.people.unlock(name, "four random words here")
        return self._keys[name]


@pytest.fixture
def patience() -> Iterator[None]:
    """Wait as long as a few rounds of a page's own looking take."""
    expect.set_options(timeout=LIVE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def advocates(services: Services) -> Advocates:
    return Advocates(services)


@pytest.fixture
def sign_in(services: Services, console: Server, advocates: Advocates) -> Callable[[BrowserContext, str], None]:
    """Give a browser a session, as signing in does."""

    def give(context: BrowserContext, name: str) -> None:
        token = services.console_sessions.start(advocates[name], "browser")
        context.add_cookies([{"name": "console", "value": token, "url": console.url}])

    return give


@pytest.fixture
def desk(
    patience: None, chromium: Browser, console: Server, sign_in: Callable[[BrowserContext, str], None], watch: Watch
) -> Iterator[Desk]:
    """A browser at which somebody is signed in."""
    opened: list[BrowserContext] = []

    def sit(name: str, lang: str = "ru", scheme: str = "light", width: int = 1000, percent: int = 100) -> Page:
        context = chromium.new_context(
            locale={"ru": "ru-RU", "en": "en-US"}[lang],
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 800},
            base_url=console.url,
        )
        context.set_default_timeout(LIVE)
        opened.append(context)
        sign_in(context, name)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 16 * percent // 100}})
        watch.follow(page)
        return page

    yield sit
    for context in opened:
        context.close()


@pytest.fixture
def claimed(services: Services, advocates: Advocates) -> str:
    """A case that «Ласточка» has claimed."""
    me = advocates["Ласточка"]
    made, _ = submitted(services)
    services.deciding.claim(made, me)
    return made
