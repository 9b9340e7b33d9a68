"""The desks of editors and trainers with letters twice as large: nothing runs over the screen, nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ARTIFACTS
from tests.channels.server import Server
from tests.console.conftest import Visitor

PAGES = (
    "/desk", "/desk/calendar", "/desk/switch", "/law", "/directory", "/edits", "/studio/approve",
    "/studio/inbox", "/studio/files", "/studio/models", "/rota", "/me",
)  # fmt: skip

# What reaches furthest beyond the screen, to be named when something does.
WIDEST = """() => [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() &&
  !one.closest('.scroll, pre') && one.getBoundingClientRect().right > document.documentElement.clientWidth)
  .map((one) => one.outerHTML.slice(0, 120)).slice(-3)"""


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_editors_and_trainers_keeps_within_its_screen_at_twice_the_letters(
    width: int, chromium: Browser, console: Server, join: Callable[..., Visitor]
) -> None:
    visitor = join("сова", "advocate", "editor", "trainer")
    context = chromium.new_context(locale="ru-RU", viewport={"width": width, "height": 800}, base_url=console.url)
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": "console", "value": visitor.client.cookies["console"], "url": console.url}])
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    over = {}
    acts = visitor.get("/desk").text.split('href="/desk/acts/')[1:2]
    for path in (*PAGES, *(f"/desk/acts/{act.split(chr(34))[0]}" for act in acts)):
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, path
        page.screenshot(path=ARTIFACTS / f"large{path.replace('/', '-')}-{width}.png")
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 32
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            over[path] = page.evaluate(WIDEST)
    context.close()
    assert over == {}
