"""The quick exit in a real Chromium: on every screen, over everything, and nothing of the page stays behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.channels.port import FileContent, FileRef
from tests.browser.conftest import Watch
from tests.channels.fake_port import FakePort
from tests.channels.server import Server

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000"
    "001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
Save = Callable[[Page, str], Path]


def open_chat(page: Page, server: Server) -> None:
    page.goto(server.url)
    expect(page.locator(".bot").first).to_be_visible()


def set_font(page: Page, percent: int) -> None:
    """Set the browser's own font size, as a person does in its settings."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16 * percent // 100}})


# The last rows are a phone of 320 and 360 pixels at 150 and 200 % of page zoom, which phones use for larger text.
@pytest.mark.parametrize("language", ["ru-RU", "en-US"])
@pytest.mark.parametrize(
    ("width", "height", "percent"),
    [
        *((width, height, percent) for width, height in ((320, 568), (360, 640)) for percent in (100, 150, 200)),
        (1280, 800, 200),
        (240, 427, 100),
        (213, 379, 100),
        (180, 320, 100),
        (160, 284, 100),
    ],
)
def test_it_is_whole_on_the_screen_however_large_the_text(
    chromium: Browser, server: Server, picture: Save, width: int, height: int, percent: int, language: str
) -> None:
    context = chromium.new_context(locale=language, viewport={"width": width, "height": height})
    page = context.new_page()
    set_font(page, percent)
    open_chat(page, server)
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 17 * percent / 100
    picture(page, "open")
    for name in (".exit >> nth=0", "#erase", "#text", "#send"):
        box = page.locator(name).bounding_box()
        assert box
        assert 0 <= box["x"] <= width - box["width"], name
        assert 0 <= box["y"] <= height - box["height"], name
    exit_ = page.locator("header .exit")
    assert exit_.evaluate("node => node.scrollWidth <= node.clientWidth && node.clientHeight >= 40")
    scroll = page.locator("#scroll").bounding_box()
    assert scroll
    assert scroll["height"] >= height / 4, "no room is left to read"
    exit_.click()
    page.wait_for_url("**/blank")
    context.close()


def offer_a_paper(port: FakePort) -> None:
    port.files = {"p1": FileContent("dokument-1.png", "image/png", PNG)}
    port.welcome = lambda conversation, _: conversation.say(
        "Готово", files=(FileRef("p1", "dokument-1.png", "image/png", True, len(PNG)),)
    )


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("dialog", ["viewer", "confirm"])
def test_no_dialog_covers_it(
    page: Page, server: Server, port: FakePort, picture: Save, dialog: str, percent: int
) -> None:
    offer_a_paper(port)
    page.set_viewport_size({"width": 320, "height": 568})
    set_font(page, percent)
    open_chat(page, server)
    page.locator("#erase" if dialog == "confirm" else ".picture").click()
    picture(page, "dialog")
    exit_ = page.locator(f"#{dialog} .exit")
    expect(exit_).to_be_in_viewport(ratio=1)
    exit_.click()
    page.wait_for_url("**/blank")
    assert page.locator("body").inner_text() == ""


def test_nothing_of_the_page_stays_in_the_browsers_cache(page: Page, server: Server, context: BrowserContext) -> None:
    def kept() -> list[str]:
        """Open the chat; return what did not come from the server."""
        found: list[str] = []
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda event: note(event["response"], found))
        open_chat(page, server)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        session.detach()
        return found

    def note(response: dict[str, object], found: list[str]) -> None:
        # A browser asks for the icon last, when the worker of this new visit may stand already.
        if (response.get("fromDiskCache") or response.get("fromServiceWorker")) and "icon" not in str(response["url"]):
            found.append(str(response["url"]))

    kept()
    assert kept(), "the browser keeps nothing at all, so this test would show nothing"
    page.locator("header .exit").click()
    page.wait_for_url("**/blank")
    assert kept() == []


def test_without_a_connection_the_page_empties_its_cache_itself(
    page: Page, server: Server, context: BrowserContext
) -> None:
    open_chat(page, server)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    server.stop()
    expect(page.get_by_text("Нет связи")).to_be_visible()
    page.locator("header .exit").click()
    page.wait_for_url("about:blank")
    server.start()
    page.goto(f"{server.url}/blank")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_it_stands_on_the_page_of_what_is_never_asked_and_back_does_not_lead_there(
    page: Page, server: Server, watch: Watch
) -> None:
    page.goto("data:text/html,<title>before</title>")
    open_chat(page, server)
    page.get_by_text("Как спрятать этот чат").click()
    page.get_by_role("link", name="Чего бот никогда не просит").click()
    expect(page.get_by_role("heading", name="Чего бот никогда не просит")).to_be_visible()
    page.get_by_role("link", name="Выход").click()
    page.wait_for_url("**/blank")
    page.go_back()
    expect(page).to_have_title("before")
    assert watch.complaints == []


def test_who_left_in_a_hurry_comes_back_to_his_talk(page: Page, server: Server, port: FakePort) -> None:
    open_chat(page, server)
    page.get_by_label("Ваше сообщение").fill("мать инвалид")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".bot").last).to_contain_text("мать инвалид")
    page.locator("header .exit").click()
    page.wait_for_url("**/blank")
    open_chat(page, server)
    expect(page.locator(".bot").last).to_contain_text("мать инвалид")
    assert len(port.conversations) == 1
