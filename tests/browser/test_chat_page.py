"""The chat page in a real Chromium over a real server: what is seen, what is lost (nothing), what leaves (nothing)."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from bot.channels.port import FileContent, FileRef
from tests.browser.conftest import Watch
from tests.channels.fake_port import Conversation, FakePort
from tests.channels.server import Server

# The smallest PNG there is.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Save = Callable[[Page, str], Path]


def open_chat(page: Page, server: Server) -> None:
    page.goto(server.url)
    expect(page.locator(".bot").first).to_be_visible()


def write(page: Page, text: str) -> None:
    page.get_by_label("Ваше сообщение").fill(text)
    page.get_by_role("button", name="Отправить").click()


def lines(page: Page) -> list[tuple[str, str]]:
    """Who said what, in the order of the screen."""
    found: list[tuple[str, str]] = page.eval_on_selector_all(
        "#log .line", "all => all.map(one => [one.classList[1], one.querySelector('p').textContent])"
    )
    return [(author, text) for author, text in found]


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Playwright's own waiting, for things that are not on the page."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def report(conversation: Conversation, text: str) -> None:
    """Asks with buttons, then hands out a report."""
    if text == "Отпуск":
        files = (
            FileRef("p1", "dokument-1.png", "image/png", True, len(PNG)),
            FileRef("d1", "dokument-1.docx", DOCX, False, 38_211),
            FileRef("t1", "dokument-1.txt", "text/plain; charset=utf-8", False, 90),
        )
        conversation.say("Рапорт готов.\nПроверьте каждую строку.", "Что дальше", files=files)
    else:
        conversation.say("Вот что открыто на сегодня:", "Отпуск", "Перевод")


@pytest.fixture
def reporting(port: FakePort) -> FakePort:
    """The port that hands out a report."""
    port.answer = report
    port.files = {
        "p1": FileContent("dokument-1.png", "image/png", PNG),
        "d1": FileContent("dokument-1.docx", DOCX, b"PK docx"),
        "t1": FileContent("dokument-1.txt", "text/plain; charset=utf-8", "РАПОРТ".encode()),
    }
    return port


def test_a_person_writes_chooses_and_takes_the_files(
    page: Page, server: Server, reporting: FakePort, watch: Watch, picture: Save
) -> None:
    reporting.delay = 0.4
    open_chat(page, server)
    write(page, "контракт кончился,\nмать инвалид")
    expect(page.get_by_text("Бот готовит ответ…")).to_be_visible()
    page.get_by_role("button", name="Отпуск").click()
    for name in ("Отпуск", "Перевод"):
        expect(page.get_by_role("button", name=name)).to_be_disabled()
    expect(page.get_by_role("group", name="Вы выбрали: Отпуск")).to_be_visible()
    expect(page.locator(".chosen")).to_have_text("Отпуск")
    expect(page.get_by_text("Бот готовит ответ…")).to_have_count(0, timeout=3000)
    assert lines(page) == [
        ("bot", "Здравствуйте."),
        ("person", "контракт кончился,\nмать инвалид"),
        ("bot", "Вот что открыто на сегодня:"),
        ("person", "Отпуск"),
        ("bot", "Рапорт готов.\nПроверьте каждую строку."),
    ]
    assert [button for _, _, button in reporting.only.received if button] == ["t-" + "Отпуск".encode().hex()]

    with page.expect_download() as download:
        page.get_by_role("link", name="Чтобы править").click()
    assert download.value.suggested_filename == "dokument-1.docx"
    assert Path(download.value.path()).read_bytes() == b"PK docx"
    expect(page.get_by_role("link", name="Чтобы править")).to_contain_text("DOCX, 37 КБ")
    expect(page.get_by_role("link", name="Просто текст")).to_contain_text("TXT, 1 КБ")

    image = page.get_by_role("button", name="Картинка: так выглядит документ")
    assert image.locator("img").evaluate("image => image.naturalWidth") == 1
    image.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(image).to_be_focused()
    picture(page, "report")

    assert {urlsplit(url).netloc for url in watch.requests} == {urlsplit(server.url).netloc}
    assert watch.complaints == []


def test_a_reload_brings_the_whole_conversation_back(page: Page, server: Server, reporting: FakePort) -> None:
    open_chat(page, server)
    write(page, "мать инвалид")
    page.get_by_role("button", name="Отпуск").click()
    expect(page.get_by_role("button", name="Что дальше")).to_be_visible()
    before = lines(page)
    page.reload()
    expect(page.get_by_role("button", name="Что дальше")).to_be_enabled()
    assert lines(page) == before
    expect(page.get_by_role("button", name="Перевод")).to_be_disabled()
    expect(page.locator(".chosen")).to_have_text("Отпуск")
    assert len(reporting.conversations) == 1


def test_a_lost_server_loses_and_doubles_nothing(
    page: Page, server: Server, port: FakePort, watch: Watch, picture: Save
) -> None:
    open_chat(page, server)
    write(page, "раз")
    expect(page.get_by_text("Вы написали: раз")).to_be_visible()
    server.stop()
    write(page, "два")
    write(page, "три")
    expect(page.get_by_text("Нет связи")).to_be_visible()
    expect(page.get_by_text("отправляем…")).to_have_count(2)
    picture(page, "offline")
    port.only.say("Пока вас не было")
    server.start()
    expect(page.get_by_text("Вы написали: три")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Нет связи")).to_have_count(0)
    expect(page.get_by_text("отправляем…")).to_have_count(0)
    assert [text for _, text, _ in port.only.received] == ["раз", "два", "три"]
    texts = [text for _, text in lines(page)]
    assert len(texts) == len(set(texts)) == len(port.only.lines)
    assert texts == [line.text for line in port.only.lines]


def test_a_message_whose_receipt_was_lost_is_not_doubled(page: Page, server: Server, port: FakePort) -> None:
    open_chat(page, server)
    cut: list[int] = []

    def lose_receipt(route: Route) -> None:
        if cut:
            route.continue_()
        else:
            cut.append(route.fetch().status)
            route.abort()

    page.route("**/chat/messages", lose_receipt)
    write(page, "один раз")
    expect(page.get_by_text("Вы написали: один раз")).to_be_visible()
    write(page, "и ещё")
    expect(page.get_by_text("Вы написали: и ещё")).to_be_visible()
    assert cut == [202]
    assert [text for _, text, _ in port.only.received] == ["один раз", "и ещё"]
    assert [text for author, text in lines(page) if author == "person"] == ["один раз", "и ещё"]


def test_a_server_that_repeats_itself_does_not_double_lines(page: Page, server: Server, port: FakePort) -> None:
    def from_the_start(route: Route) -> None:
        route.continue_(url=f"{server.url}/chat/replies?after=0&wait=0")

    page.route("**/chat/replies*", from_the_start)
    open_chat(page, server)
    write(page, "раз")
    expect(page.get_by_text("Вы написали: раз")).to_be_visible()
    with page.expect_response("**/chat/replies*"):
        pass
    assert [text for _, text in lines(page)] == [line.text for line in port.only.lines]


def test_a_login_page_in_between_is_not_taken_for_the_server(page: Page, server: Server, port: FakePort) -> None:
    open_chat(page, server)
    page.route("**/chat/messages", lambda route: route.fulfill(status=200, body="<html>Wi-Fi</html>"))
    write(page, "не потеряй")
    expect(page.get_by_text("Нет связи")).to_be_visible()
    page.unroute("**/chat/messages")
    expect(page.get_by_text("Вы написали: не потеряй")).to_be_visible(timeout=30_000)
    assert len(port.only.received) == 1


def test_a_port_without_ids_does_not_double_either(page: Page, server: Server, port: FakePort) -> None:
    port.echo_ids = False
    open_chat(page, server)
    write(page, "раз")
    expect(page.get_by_text("Вы написали: раз")).to_be_visible()
    assert [text for author, text in lines(page) if author == "person"] == ["раз"]


def test_a_double_click_sends_once(page: Page, server: Server, port: FakePort) -> None:
    port.answer = lambda conversation, text: conversation.say("Выберите", "Да", "Нет")
    open_chat(page, server)
    page.get_by_label("Ваше сообщение").fill("раз")
    page.get_by_role("button", name="Отправить").dblclick()
    expect(page.get_by_role("alert")).to_have_text("")
    page.get_by_role("button", name="Да").dblclick()
    expect(page.locator(".choices")).to_have_count(2)
    assert [text or button for _, text, button in port.only.received] == ["раз", "t-" + "Да".encode().hex()]


def test_two_tabs_show_one_conversation(context: BrowserContext, page: Page, server: Server, port: FakePort) -> None:
    port.answer = lambda conversation, text: conversation.say("Выберите", "Да", "Нет")
    open_chat(page, server)
    other = context.new_page()
    open_chat(other, server)
    write(page, "раз")
    expect(other.get_by_text("раз", exact=True)).to_be_visible()
    page.get_by_role("button", name="Да").click()
    expect(other.locator(".choices").first.get_by_role("button", name="Нет")).to_be_disabled()
    assert lines(other) == lines(page)


def test_markup_is_shown_as_it_was_written(page: Page, server: Server, port: FakePort, watch: Watch) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }} &amp; </div>"
    port.answer = lambda conversation, text: conversation.say(text, f"<b>{nasty}</b>")
    page.on("dialog", lambda dialog: watch.complaints.append("a script ran"))
    open_chat(page, server)
    write(page, nasty)
    expect(page.get_by_role("button", name=nasty)).to_be_visible()
    assert lines(page)[1:] == [("person", nasty), ("bot", nasty)]
    assert page.locator("#log img, #log script, #log b").count() == 0
    assert watch.complaints == []


def test_a_message_too_long_stays_in_the_box(page: Page, server: Server, port: FakePort, picture: Save) -> None:
    open_chat(page, server)
    box = page.get_by_label("Ваше сообщение")
    box.fill("я" * 3700)
    expect(page.get_by_text("Осталось знаков: 300")).to_be_visible()
    write(page, "я" * 10_000)
    expect(page.get_by_role("alert")).to_contain_text("Сообщение слишком длинное: 10000 знаков, можно 4000.")
    expect(box).to_have_value("я" * 10_000)
    expect(box).to_be_focused()
    picture(page, "too-long")
    box.fill("я" * 4000)
    expect(page.get_by_role("alert")).to_have_text("")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".person")).to_have_count(1)
    wait_for(lambda: len(port.only.received) == 1)


def test_a_message_the_server_refuses_comes_back_into_the_box(page: Page, server: Server, port: FakePort) -> None:
    open_chat(page, server)
    refusal = {"status": 422, "json": {"code": "too_long"}}
    page.route("**/chat/messages", lambda route: route.fulfill(**refusal))
    write(page, "слишком много слов")
    expect(page.get_by_role("alert")).to_contain_text("Сообщение слишком длинное")
    expect(page.get_by_label("Ваше сообщение")).to_have_value("слишком много слов")
    assert [author for author, _ in lines(page)] == ["bot"]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_message_is_answered_on_the_spot(page: Page, server: Server, port: FakePort, text: str) -> None:
    open_chat(page, server)
    write(page, text)
    expect(page.get_by_role("alert")).to_have_text("Сначала напишите сообщение.")
    assert port.only.received == []


def test_a_busy_store_delays_a_message_and_does_not_lose_it(page: Page, server: Server, port: FakePort) -> None:
    open_chat(page, server)
    port.fail = OSError()
    write(page, "подождите меня")
    expect(page.get_by_text("Нет связи")).to_be_visible()
    port.fail = None
    expect(page.get_by_text("Вы написали: подождите меня")).to_be_visible(timeout=30_000)
    assert len(port.only.received) == 1


def test_leaving_with_an_unsent_message_is_asked_about(page: Page, server: Server) -> None:
    open_chat(page, server)
    page.route("**/chat/messages", lambda route: route.abort())
    write(page, "не потеряй")
    expect(page.get_by_text("отправляем…")).to_be_visible()
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    page.unroute("**/chat/messages")
    expect(page.get_by_text("Вы написали: не потеряй")).to_be_visible(timeout=30_000)
    with page.expect_event("close"):
        page.close(run_before_unload=True)


def test_words_erased_on_the_server_leave_the_screen(page: Page, server: Server, port: FakePort) -> None:
    open_chat(page, server)
    write(page, "тайна")
    expect(page.get_by_text("Вы написали: тайна")).to_be_visible()
    conversation = port.only
    conversation.lines.clear()
    conversation.say("Стёрто.")
    conversation.kept_from = conversation.lines[0].seq
    expect(page.get_by_text("Стёрто.")).to_be_visible()
    assert lines(page) == [("bot", "Стёрто.")]


def test_the_language_changes_without_a_request(
    page: Page, server: Server, reporting: FakePort, watch: Watch, picture: Save
) -> None:
    open_chat(page, server)
    write(page, "раз")
    page.get_by_role("button", name="Отпуск").click()
    expect(page.get_by_role("link", name="Чтобы править")).to_be_visible()
    sent = [url for url in watch.requests if "/chat/replies" not in url]
    page.get_by_role("button", name="EN: English").click()
    expect(page).to_have_title("Chat")
    assert page.locator("html").get_attribute("lang") == "en"
    for role, name in (("button", "Send"), ("button", "Erase all"), ("textbox", "Your message")):
        expect(page.get_by_role(role, name=name)).to_be_visible()  # type: ignore[arg-type]
    expect(page.get_by_role("group", name="You chose: Отпуск")).to_be_visible()
    expect(page.get_by_role("link", name="To edit")).to_contain_text("DOCX, 37 kB")
    expect(page.get_by_placeholder("Write in your own words")).to_be_visible()
    assert page.get_by_role("img").get_attribute("alt") == (
        "Picture: what the document looks like. The files have the same text."
    )
    assert not [text for text in page.locator("header, form, .hide").all_inner_texts() if "ть" in text]
    assert [url for url in watch.requests if "/chat/replies" not in url] == sent
    picture(page, "english")
    page.reload()
    expect(page.get_by_role("button", name="RU: Русский")).to_be_visible()
    expect(page).to_have_title("Chat")


def test_nothing_of_the_talk_is_kept_in_the_browser(context: BrowserContext, page: Page, server: Server) -> None:
    open_chat(page, server)
    write(page, "раз")
    expect(page.get_by_text("Вы написали: раз")).to_be_visible()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    # The page's own files, so that it opens without a connection: see test_installed_page.
    assert page.evaluate("caches.keys().then(all => all.every(name => name.startsWith('shell-')))")
    assert page.evaluate("document.cookie") == ""
    (cookie,) = context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("chat", True, "Strict")


# Leaving and erasing


@pytest.mark.parametrize("way", ["button", "escape"])
def test_the_quick_exit_leaves_nothing_on_the_screen_or_behind(
    page: Page, server: Server, reporting: FakePort, way: str
) -> None:
    page.goto("data:text/html,<title>before</title>погода")
    open_chat(page, server)
    length = page.evaluate("history.length")
    write(page, "тайна")
    page.get_by_role("button", name="Отпуск").click()
    page.locator(".picture").click()
    page.get_by_role("button", name="Закрыть картинку").click()
    page.get_by_role("button", name="EN: English").click()
    if way == "button":
        page.get_by_role("button", name="Exit").click()
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url("**/blank")
    assert page.locator("body").inner_text() == ""
    expect(page).to_have_title("New tab")
    assert page.evaluate("history.length") == length
    page.go_back()
    expect(page).to_have_title("before")
    page.go_forward()
    page.wait_for_url("**/blank")
    assert "тайна" not in page.content()


def test_the_screen_is_empty_before_the_network_answers(page: Page, server: Server) -> None:
    open_chat(page, server)
    write(page, "тайна")
    seen: list[str] = []
    page.on("console", lambda line: seen.append(line.text))
    page.evaluate(
        "new MutationObserver(() => console.info(document.title + document.body.textContent.trim()))"
        ".observe(document.body, { childList: true })"
    )
    held: list[Route] = []
    page.route("**/blank", lambda route: held.append(route))
    page.get_by_role("button", name="Выход").click(no_wait_after=True)
    deadline = time.monotonic() + 10
    while not (held and seen) and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    assert seen == ["Новая вкладка"]
    held[0].continue_()
    page.wait_for_url("**/blank")


def test_the_quick_exit_works_without_a_connection(page: Page, server: Server) -> None:
    open_chat(page, server)
    server.stop()
    write(page, "тайна")
    expect(page.get_by_text("Нет связи")).to_be_visible()
    page.get_by_role("button", name="Выход").click()
    page.wait_for_url("about:blank")
    server.start()


def test_other_keys_between_escapes_do_not_leave(page: Page, server: Server) -> None:
    open_chat(page, server)
    for key in ("Escape", "Escape", "a", "Escape"):
        page.keyboard.press(key)
    write(page, "я здесь")
    expect(page.get_by_text("Вы написали: я здесь")).to_be_visible()


def test_everything_is_erased_after_a_question(
    context: BrowserContext, page: Page, server: Server, port: FakePort, picture: Save
) -> None:
    open_chat(page, server)
    write(page, "тайна")
    expect(page.get_by_text("Вы написали: тайна")).to_be_visible()
    (address,) = port.conversations
    page.get_by_role("button", name="Стереть всё").click()
    expect(page.get_by_role("button", name="Оставить")).to_be_focused()
    picture(page, "confirm")
    page.get_by_role("button", name="Оставить").click()
    assert port.erased == []
    page.get_by_label("Ваше сообщение").fill("ещё одна тайна")
    page.get_by_role("button", name="Стереть всё").click()
    page.get_by_role("button", name="Да, стереть").click()
    expect(page.get_by_role("heading", name="Всё стёрто")).to_be_visible()
    assert port.erased == [address]
    assert "тайна" not in page.content()
    assert context.cookies() == []
    page.get_by_role("button", name="Начать заново").click()
    expect(page.get_by_text("Здравствуйте.")).to_be_visible()
    expect(page.get_by_label("Ваше сообщение")).to_have_value("")
    write(page, "новое")
    expect(page.get_by_text("Вы написали: новое")).to_be_visible()
    assert address not in port.conversations


def test_a_message_on_its_way_does_not_arrive_after_the_erasure(page: Page, server: Server, port: FakePort) -> None:
    open_chat(page, server)
    port.slow = 1.0
    write(page, "тайна")
    page.get_by_role("button", name="Стереть всё").click()
    page.get_by_role("button", name="Да, стереть").click()
    expect(page.get_by_role("heading", name="Всё стёрто")).to_be_visible()
    assert [call for call, _, _ in port.calls if call in ("receive", "erase")] == ["receive", "erase"]
    assert port.conversations == {}


def test_an_erasure_without_a_connection_is_not_called_done(page: Page, server: Server, port: FakePort) -> None:
    open_chat(page, server)
    write(page, "тайна")
    expect(page.get_by_text("Вы написали: тайна")).to_be_visible()
    server.stop()
    page.get_by_role("button", name="Стереть всё").click()
    page.get_by_role("button", name="Да, стереть").click()
    expect(page.get_by_role("heading", name="Пока не стёрто")).to_be_visible()
    assert "тайна" not in page.content()
    server.start()
    page.get_by_role("button", name="Стереть ещё раз").click()
    expect(page.get_by_role("heading", name="Всё стёрто")).to_be_visible()
    assert port.conversations == {}


def test_a_conversation_erased_elsewhere_leaves_this_screen(
    context: BrowserContext, page: Page, server: Server
) -> None:
    open_chat(page, server)
    write(page, "тайна")
    expect(page.get_by_text("Вы написали: тайна")).to_be_visible()
    other = context.new_page()
    open_chat(other, server)
    other.get_by_role("button", name="Стереть всё").click()
    other.get_by_role("button", name="Да, стереть").click()
    expect(page.get_by_role("heading", name="Переписка закрыта")).to_be_visible()
    assert "тайна" not in page.content()


def test_a_browser_that_refuses_cookies_is_told_so(context: BrowserContext, page: Page, server: Server) -> None:
    page.route("**/chat/session", lambda route: route.fulfill(status=204))
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Чат не открылся")).to_be_visible()
    expect(page.get_by_text("Разрешите cookie")).to_be_visible()


# Every hand and every screen


def test_the_keyboard_alone_is_enough(page: Page, server: Server, reporting: FakePort) -> None:
    open_chat(page, server)

    def tab_to(name: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            focus = page.evaluate(
                "(e => [e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent,"
                " getComputedStyle(e).outlineStyle, e.tagName])(document.activeElement)"
            )
            if focus[0] and name in focus[0] and focus[2] != "BODY":
                assert focus[1] == "solid", f"{name} has no visible focus"
                return
        raise AssertionError(f"{name} cannot be reached")

    tab_to("Как спрятать этот чат")
    page.keyboard.press("Enter")
    expect(page.get_by_text("История браузера и скачанные файлы").first).to_be_visible()
    page.keyboard.press("Enter")
    tab_to("Ваше сообщение")
    page.keyboard.type("первая строка")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("вторая")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Отпуск")).to_be_visible()
    assert reporting.only.received[0][1] == "первая строка\nвторая"
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == "Отпуск":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Что дальше")).to_be_visible()
    assert page.evaluate("document.activeElement.className") == "choices done"
    tab_to("Увеличить")
    tab_to("Чтобы править")
    tab_to("Что дальше")
    page.keyboard.press("Space")
    expect(page.locator(".choices")).to_have_count(3)
    tab_to("Выход")
    page.keyboard.press("Enter")
    page.wait_for_url("**/blank")


def test_a_screen_reader_hears_who_speaks_and_that_something_is_new(page: Page, server: Server) -> None:
    open_chat(page, server)
    write(page, "hello there")
    expect(page.get_by_text("Вы написали: hello there")).to_be_visible()
    log = page.get_by_role("log")
    assert log.get_attribute("aria-busy") is None
    assert page.locator("#log .line").all_inner_texts()[1].split("\n")[0] == "Вы:"
    assert page.locator("#log .person p").get_attribute("lang") == "en"
    for status in page.get_by_role("status").all():
        assert status.get_attribute("id") in ("offline", "typing")
    tree = page.locator("body").aria_snapshot()
    for part in ('button "Выход: сразу убрать чат с экрана"', 'textbox "Ваше сообщение"', 'heading "Чат" [level=1]'):
        assert part in tree


@pytest.mark.parametrize("language", ["ru-RU", "en-US"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_screen(
    chromium: Browser,
    server: Server,
    reporting: FakePort,
    picture: Save,
    language: str,
    scheme: Literal["light", "dark"],
) -> None:
    reporting.welcome = lambda conversation, _: conversation.say("ж" * 300 + "\n" + "Слово " * 80)
    context = chromium.new_context(locale=language, color_scheme=scheme, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 568})
    open_chat(page, server)
    page.locator("#text").fill("W" * 200)
    page.locator("#send").click()
    page.get_by_role("button", name="Отпуск").click()
    page.get_by_role("button", name="Что дальше").wait_for()
    for width, height in ((320, 568), (320, 256), (390, 780), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.locator("#scroll").evaluate("node => { node.scrollTop = 1e6; }")
        for selector in ("html", "#scroll"):
            assert page.locator(selector).evaluate("node => node.scrollWidth <= node.clientWidth"), (width, selector)
        for selector in ("header .exit", "#text", "#send", "#erase"):
            box = page.locator(selector).bounding_box()
            assert box, selector
            assert 0 <= box["x"] <= width - box["width"], (width, selector)
            assert 0 <= box["y"] <= height - box["height"], (height, selector)
            assert box["height"] >= 40, selector
        picture(page, f"{width}x{height}")
    context.close()


def test_a_long_answer_is_read_from_its_beginning(page: Page, server: Server, port: FakePort) -> None:
    port.answer = lambda conversation, text: conversation.say("Слово.\n" * 100)
    open_chat(page, server)
    write(page, "что открыто?")
    expect(page.get_by_role("button", name="Ниже есть ещё")).to_be_visible()
    expect(page.locator(".person")).to_be_in_viewport()
    page.get_by_role("button", name="Ниже есть ещё").click()
    expect(page.locator(".person")).not_to_be_in_viewport()
    position = page.locator("#scroll").evaluate("e => e.scrollTop")
    port.only.say("Ещё одно")
    expect(page.get_by_text("Ещё одно")).to_be_attached()
    assert page.locator("#scroll").evaluate("e => e.scrollTop") == position


def test_a_phones_enter_makes_a_line_and_the_button_sends(chromium: Browser, server: Server, port: FakePort) -> None:
    context = chromium.new_context(
        locale="ru-RU", has_touch=True, is_mobile=True, viewport={"width": 360, "height": 640}
    )
    page = context.new_page()
    open_chat(page, server)
    page.get_by_label("Ваше сообщение").tap()
    page.keyboard.type("раз")
    page.keyboard.press("Enter")
    page.keyboard.type("два")
    page.get_by_role("button", name="Отправить").tap()
    expect(page.get_by_text("Вы написали: раз")).to_be_visible()
    assert [text for _, text, _ in port.only.received] == ["раз\nдва"]
    context.close()


def test_a_script_that_never_comes_is_admitted(page: Page, server: Server) -> None:
    page.route("**/static/*.js", lambda route: route.abort())
    page.goto(server.url)
    expect(page.locator("#stuck")).to_be_hidden()
    expect(page.get_by_text("Чат всё ещё не открылся.")).to_be_visible(timeout=15_000)
