"""A photo for the advocate in a real Chromium, JavaScript on and off: offered where a case is, sent, and said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, tab_without_script
from tests.browser.test_chat_page import open_chat, wait_for
from tests.channels.fake_port import FakePort
from tests.channels.server import Server
from tests.photos.pictures import jpeg

Save = Callable[[Page, str], Path]
SIZES = [(320, 568, 100, "light"), (360, 640, 200, "dark"), (1280, 800, 100, "light")]
LINK = "Прислать адвокату фото документа"


@pytest.fixture(params=SIZES)
def bare(request: pytest.FixtureRequest, chromium: Browser, watch: Watch) -> Iterator[Page]:
    """A tab without JavaScript, at several sizes of screen and text."""
    with tab_without_script(chromium, request.param, 10_000) as page:
        watch.follow(page)
        yield page


def photo(folder: Path) -> Path:
    made = folder / "Отказ командира.jpg"
    made.write_bytes(jpeg())
    return made


def test_without_a_script_a_photo_is_sent_in_two_presses(
    bare: Page, server: Server, port: FakePort, watch: Watch, picture: Save, tmp_path: Path
) -> None:
    bare.goto(f"{server.url}/talk")
    bare.get_by_role("button", name="Начать разговор").click()
    bare.get_by_role("link", name=LINK).click()
    expect(bare.get_by_role("alert")).to_contain_text("ничего не сохранили")
    expect(bare.locator("input[type=file]")).to_have_count(0)
    picture(bare, "photo-none")
    port.only.photos_left = 10
    bare.reload()
    expect(bare.get_by_role("button", name="Выход: сразу убрать чат с экрана")).to_be_in_viewport()
    bare.get_by_label("Файл").set_input_files(photo(tmp_path))
    picture(bare, "photo-form")
    bare.get_by_role("button", name="Отправить адвокату").click()
    bare.wait_for_url("**/talk#answer")
    assert list(port.only.photos.values()) == [jpeg()]
    assert bare.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert all("%D0%9E" not in url for url in watch.requests)  # the file's name is in no address


def test_the_page_offers_it_once_there_is_a_case_and_takes_one_back_to_the_talk(
    page: Page, server: Server, port: FakePort, picture: Save, tmp_path: Path
) -> None:
    open_chat(page, server)
    expect(page.get_by_role("link", name=LINK)).to_be_hidden()
    port.only.photos_left = 10
    port.only.say("Адвокат взял ваше дело.")
    expect(page.get_by_role("link", name=LINK)).to_be_visible()
    picture(page, "photo-link")
    page.get_by_role("link", name=LINK).click()
    page.get_by_label("Файл").set_input_files(photo(tmp_path))
    page.get_by_role("button", name="Отправить адвокату").click()
    page.wait_for_url(f"{server.url}/")
    expect(page.get_by_text("Адвокат взял ваше дело.")).to_be_visible()
    assert list(port.only.photos.values()) == [jpeg()]
    wait_for(lambda: port.only.seen == port.only.lines[-1].seq)  # the page says what it has shown
