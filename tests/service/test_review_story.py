"""The whole way with every part running: a story in the chat, an advocate in a real browser, the paper in the chat."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.bootstrap import Services
from bot.settings import Settings
from tests.browser.conftest import chromium  # noqa: F401  # the fixture of a real browser
from tests.running import Service, Visitor, start

PASSWORD = "four random words here"
ASKS_FOR_WAYS = "какие есть выходы"
PASSING = ("Не знаю", "Комиссии не было", "Пропустить", "Всё верно")
STORY = "мобилизован, болит спина после ранения, хочу уволиться по здоровью"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with advocates, who sign in before the first case comes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAPORT_ADVOCATES", "true")
        running = start(tmp_path_factory.mktemp("staffed"))
    yield running
    running.stop()


@pytest.fixture
def backstage(staffed: Service) -> Iterator[Services]:
    """The stores of that service, to let somebody in without a second device."""
    made = Services(Settings(home=staffed.home, mode="local", _env_file=None))
    yield made
    made.close()


@pytest.fixture
def desk(staffed: Service, backstage: Services, chromium: Browser) -> Iterator[Page]:  # noqa: F811
    """The console with «Ласточка» at it."""
    url = f"http://127.0.0.1:{staffed.env['RAPORT_CONSOLE_PORT']}"
    backstage.people.add("Ласточка", PASSWORD)
    token = backstage.console_sessions.start(backstage.people.unlock("Ласточка", PASSWORD), "browser")
    context = chromium.new_context(locale="ru-RU", base_url=url)
    context.set_default_timeout(30_000)
    context.add_cookies([{"name": "console", "value": token, "url": url}])
    expect.set_options(timeout=30_000)
    yield context.new_page()
    context.close()
    expect.set_options(timeout=5_000)


def to_the_draft(person: Visitor) -> str:
    """Walk from a story to a drawn paper; returns what was said with it."""
    said = person.say(STORY)
    for _ in range(12):
        if "Вот что открыто" in said:
            break
        title = next((title for title in PASSING if _offered(person, title)), None)
        said = person.press(title) if title else person.say(ASKS_FOR_WAYS)
    said = person.press("ВВК")
    return person.press("Составить рапорт")


def _offered(person: Visitor, title: str) -> bool:
    return any(title in offered for offered in person.titles)


def test_from_a_message_in_the_chat_to_the_approved_paper_in_the_chat(
    staffed: Service, backstage: Services, desk: Page
) -> None:
    with Visitor(staffed, "ru") as person:
        to_the_draft(person)
        consent = person.press("Показать адвокату")
        assert "Что уйдёт" in consent
        sent = person.press("Да, показать")
        name = re.search(r"«([^»]+)»", sent)
        assert name, sent
        desk.goto("/queue")
        desk.get_by_role("link", name=name[1]).click()
        desk.get_by_role("button", name="Взять дело").click()
        expect(desk.locator("main")).to_contain_text("Дело ваше")
        assert "взял адвокат" in person.hear()
        desk.locator("#question").fill("Когда была последняя ВВК?")
        desk.get_by_role("button", name="Отправить вопрос").click()
        expect(desk.locator("main")).to_contain_text("Вопрос отправлен")
        assert "Когда была последняя ВВК?" in person.hear()
        person.press("Ответить")
        person.say("В августе, дали категорию В.")
        desk.reload()
        expect(desk.locator("#talk")).to_contain_text("В августе, дали категорию В.")
        desk.get_by_role("link", name="Править текст").click()
        text = desk.locator("#whole").input_value()
        asked = next(part for part in text.split("\n\n") if part.startswith("Прошу"))
        desk.locator("#whole").fill(text.replace(asked, "Прошу направить меня на ВВК без промедления."))
        desk.keyboard.press("Control+s")
        expect(desk.locator("main")).to_contain_text("Версия сохранена")
        desk.locator("#decision-text").fill("Подайте в двух экземплярах.")
        desk.get_by_role("button", name="Одобрить и отправить").click()
        expect(desk.locator("main")).to_contain_text("Бумага уже в чате")
        said = person.hear()
        assert "Подайте в двух экземплярах." in said
        files = {file["name"].rpartition(".")[2]: person.take(file) for file in person.files}
        assert set(files) == {"docx", "pdf", "txt", "png"}
        text = " ".join(re.sub(r"^\d+\| ", "", files["txt"].decode(), flags=re.MULTILINE).split())
        assert "Прошу направить меня на ВВК без промедления." in text
        assert "ЧЕРНОВИК" not in text
        assert files["pdf"].startswith(b"%PDF")
        assert files["docx"].startswith(b"PK")
