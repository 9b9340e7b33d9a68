"""The guided way in a real Chromium without JavaScript: a soldier's story without one typed word, to a paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot import service
from bot.bootstrap import Services
from bot.bootstrap import build as build_services
from bot.channels.gateway import build
from bot.settings import Settings
from tests.browser.conftest import tab_without_script
from tests.channels.server import Server
from tests.conversation.chatting import Heard

ANSWERS = {
    "О себе", "Увольнение по здоровью", "По мобилизации", "В (ограниченно годен)", "Минобороны", "В части",
    "Рядовой, ефрейтор", "Никого такого нет", "Морально и психически не могу",
}  # fmt: skip


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """An instance whose engine knows nothing: the form needs none."""
    made = build_services(Settings(home=tmp_path_factory.mktemp("form") / "home", mode="local"))
    service.prepare(made.settings, lambda _line: None)
    engine: Any = Heard()
    engine.facts = lambda _conversation: {}
    made.__dict__["engine"] = engine
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(services: Services) -> Iterator[Server]:
    """The gateway over it."""
    server = Server(build(services))
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=[(320, 568, 100, "light"), (360, 640, 200, "dark"), (1280, 800, 100, "light")])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A tab without JavaScript, at several sizes of screen and text."""
    with tab_without_script(chromium, request.param, 40_000) as page:
        yield page


def looked_at(page: Page) -> None:
    """Nothing runs over, and the exit is in sight."""
    size = page.viewport_size
    assert size
    content = page.context.new_cdp_session(page).send("Page.getLayoutMetrics")["cssContentSize"]
    assert content["width"] <= size["width"], page.locator("h1").inner_text()
    expect(page.locator("header .exit")).to_be_in_viewport(ratio=1)


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def choose(page: Page) -> None:
    """Choose what fits him, the first where nothing does; pass over what is a date."""
    titles = [one.inner_text().strip() for one in page.locator("label.pick").all()]
    assert titles or page.locator("select").count(), page.locator("body").inner_text()
    place = next((at for at, title in enumerate(titles) if title in ANSWERS), 0)
    if not titles:
        press(page, "Не знаю, пропустить")
        return
    page.locator("label.pick").nth(place).click()
    press(page, "Дальше")


def to_the_check(page: Page, site: Server) -> int:
    page.goto(f"{site.url}/guide")
    looked_at(page)
    press(page, "Начать")
    for count in range(16):
        looked_at(page)
        if page.get_by_role("heading", name="Проверьте ответы").count():
            return count
        choose(page)
    raise AssertionError("the questions do not end")


def test_a_soldier_comes_to_his_paper_without_one_typed_word(page: Page, site: Server) -> None:
    assert to_the_check(page, site) <= 12
    press(page, "Исправить: Категория ВВК")
    page.get_by_label("Д (не годен)").check()
    press(page, "Дальше")
    press(page, "Верно, показать пути")
    looked_at(page)
    first = page.locator("details.way").first
    expect(first).to_contain_text("Увольнение по болезни")
    expect(first.locator(".risk").first).to_be_visible()
    with page.expect_navigation():
        first.locator("button[value^='paper:']").first.click()
    while page.get_by_role("button", name="Хватит, составить так").count():
        looked_at(page)
        press(page, "Не знаю, пропустить")
    expect(page.get_by_role("heading", name="Бумага готова")).to_be_visible()
    looked_at(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Для печати").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert page.url == f"{site.url}/guide", "no address tells what was asked"
    page.get_by_role("button", name="Перейти в чат").click()
    page.wait_for_url("**/talk")
    expect(page.get_by_text("Мои ответы в анкете")).to_be_attached()


def test_an_answer_that_is_missing_is_said_and_the_page_stays(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/guide")
    press(page, "Начать")
    press(page, "Дальше")
    expect(page.get_by_role("alert")).to_contain_text("Выберите ответ")
    looked_at(page)


def test_after_the_exit_nothing_of_it_is_to_be_seen(page: Page, site: Server) -> None:
    to_the_check(page, site)
    page.locator("header .exit").click()
    page.wait_for_url("**/blank")
    page.go_back()
    assert page.locator("body").inner_text() == ""


def test_no_page_of_it_keeps_anybody_out(chromium: Browser, site: Server) -> None:
    context = chromium.new_context(locale="ru-RU", viewport={"width": 360, "height": 640}, bypass_csp=True)
    context.set_default_timeout(40_000)
    page = context.new_page()
    page.goto(f"{site.url}/guide")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    press(page, "Начать")
    for _ in range(16):
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        if page.get_by_role("heading", name="Проверьте ответы").count():
            break
        choose(page)
    press(page, "Верно, показать пути")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    with page.expect_navigation():
        page.locator("button[value^='paper:']").first.click()
    if page.get_by_role("button", name="Хватит, составить так").count():
        press(page, "Хватит, составить так")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()
