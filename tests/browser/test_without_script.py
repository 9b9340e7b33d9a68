"""The talk in a real Chromium whose JavaScript is off: written, chosen, taken as a file, erased and left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.channels.port import Button, FileContent, FileRef
from tests.browser.conftest import Watch, tab_without_script
from tests.channels.fake_port import Conversation, FakePort, token_of
from tests.channels.server import Server

Save = Callable[[Page, str], Path]


def answer(talk: Conversation, text: str) -> None:
    """Asks for reasons, offers ways, then hands out a paper."""
    if text == "Рапорт":
        files = (FileRef("f1", "dokument-1.pdf", "application/pdf", False, 38_211),)
        talk.say("Готово: рапорт. Прочтите каждое слово.")
        talk.say("Командиру части\n\nПрошу уволить меня.", files=files, paper=True)
        talk.say("Как подать.\n\n1. Два экземпляра.\n2. Отметка.", "Показать адвокату")
    elif "Морально" in text:
        talk.say(
            "Вот что открыто. Это не обещание.\n\n⚠ На любом пути:\n• Давление.\n\n1. Отпуск — можно просить.",
            Button("1. Отпуск", token_of("1. Отпуск"), "topic"),
            Button("Рапорт", token_of("Рапорт")),
        )
    else:
        several = [Button(title, token_of(title), "several") for title in ("Морально не могу", "Убеждения")]
        talk.say("Почему? Можно выбрать несколько.", *several, Button("Назад", token_of("Назад"), "move"))


@pytest.fixture(
    params=[(320, 568, 100, "light"), (360, 640, 200, "dark"), (1280, 800, 100, "light"), (160, 284, 100, "dark")]
)
def bare(request: pytest.FixtureRequest, chromium: Browser, port: FakePort, watch: Watch) -> Iterator[Page]:
    """A tab without JavaScript, at several sizes of screen and text."""
    port.answer = answer
    port.files = {"f1": FileContent("dokument-1.pdf", "application/pdf", b"%PDF")}
    with tab_without_script(chromium, request.param, 10_000) as page:
        watch.follow(page)
        yield page


def begin(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.wait_for_url("**/talk")
    page.get_by_role("button", name="Начать разговор").click()
    expect(page.get_by_text("Здравствуйте.")).to_be_visible()


def test_the_whole_story_needs_no_script(
    bare: Page, server: Server, port: FakePort, watch: Watch, picture: Save
) -> None:
    begin(bare, server)
    bare.get_by_label("Ваше сообщение").fill("мать инвалид")
    bare.get_by_role("button", name="Отправить").click()
    for name in ("Морально не могу", "Убеждения"):
        bare.get_by_label(name).check()
    picture(bare, "boxes")
    bare.get_by_role("button", name="Готово").click()
    expect(bare.locator(".risk")).to_contain_text("Давление.")
    expect(bare.locator(".person").last).to_be_in_viewport()
    picture(bare, "ways")
    bare.get_by_role("button", name="Рапорт").click()
    bare.get_by_text("Текст документа").click()
    expect(bare.get_by_text("Прошу уволить меня.")).to_be_visible()
    picture(bare, "paper")
    with bare.expect_download() as download:
        bare.get_by_role("link", name="Для печати").click()
    assert Path(download.value.path()).read_bytes() == b"%PDF"
    assert [text or button for _, text, button in port.only.received] == [
        "мать инвалид",
        f"{token_of('Морально не могу')},{token_of('Убеждения')}",
        token_of("Рапорт"),
    ]
    size = bare.viewport_size
    assert size
    scroll = bare.context.new_cdp_session(bare).send("Page.getLayoutMetrics")["cssContentSize"]
    assert scroll["width"] <= size["width"]
    bare.get_by_role("link", name="Стереть всё").click()
    bare.get_by_role("button", name="Да, стереть").click()
    expect(bare.get_by_role("heading", name="Всё стёрто")).to_be_visible()
    assert port.conversations == {}
    assert bare.context.cookies() == []
    assert all(url.startswith(server.url) for url in watch.requests)
    assert not [line for line in watch.complaints if "Clear-Site-Data" not in line]


def test_the_exit_stays_in_sight_and_back_shows_nothing(
    bare: Page, server: Server, port: FakePort, picture: Save
) -> None:
    begin(bare, server)
    for _ in range(3):
        bare.get_by_label("Ваше сообщение").fill("тайна")
        bare.get_by_role("button", name="Отправить").click()
    leave = bare.locator("header .exit")
    expect(leave).to_be_in_viewport(ratio=1)
    bare.get_by_label("Ваше сообщение").scroll_into_view_if_needed()
    expect(leave).to_be_in_viewport(ratio=1)
    picture(bare, "below")
    leave.click()
    bare.wait_for_url("**/blank")
    assert bare.locator("body").inner_text() == ""
    bare.go_back()
    assert "тайна" not in bare.content()
    assert bare.locator("body").inner_text() == ""
    bare.goto(server.url)
    bare.wait_for_url("**/talk")
    expect(bare.get_by_text("тайна").first).to_be_attached()
    assert len(port.conversations) == 1


def test_the_page_of_what_is_never_asked_has_the_same_exit(bare: Page, server: Server) -> None:
    begin(bare, server)
    bare.get_by_label("Ваше сообщение").fill("тайна")
    bare.get_by_role("button", name="Отправить").click()
    bare.get_by_text("Как спрятать этот чат").click()
    bare.get_by_role("link", name="Чего бот никогда не просит").click()
    leave = bare.get_by_role("link", name="Выход")
    expect(leave).to_be_in_viewport(ratio=1)
    leave.click()
    bare.wait_for_url("**/blank")
    bare.go_back()
    bare.go_back()
    assert "тайна" not in bare.content()
