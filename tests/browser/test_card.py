"""A paper on the page: one card of real sentences, its files by plain names, what belongs to it folded in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from bot import service
from bot.bootstrap import Services
from bot.bootstrap import build as build_services
from bot.cases.messages import Button, FileContent, FileRef
from bot.conversation import wording
from bot.conversation.said import Said
from bot.settings import Settings
from tests.channels.fake_port import Conversation, FakePort, token_of
from tests.channels.server import Server

FACTS = {
    "category": "contract",
    "contract_ends_on": "2026-05-31",
    "agency": "mod",
    "dependant_relation": "mother",
    "dependant_disability_group": "1",
    "dependant_needs_care": "yes",
}
Save = Callable[[Page, str], Path]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """An instance without running parts."""
    settings = Settings(home=tmp_path / "home", mode="local", _env_file=None)
    service.prepare(settings, lambda _line: None)
    made = build_services(settings)
    yield made
    made.close()


@pytest.fixture
def paper(services: Services, port: FakePort) -> tuple[Said, ...]:
    """The lines of a real report; the page's port hands out its real files."""
    conversation = services.turns.open("web", "address", "ru")
    today = services.today()
    said = services.guide.draft(conversation, "m1", "discharge_family", FACTS, "family_care", "ru", today, "self")
    for line in said:
        for file in line.extra.get("files", ()):
            found = services.drafts.file(conversation, file["id"])
            assert found
            port.files[file["id"]] = FileContent(file["name"], found.media_type, found.content)
    port.answer = lambda talk, _text: offer(talk, said)
    return said


def offer(talk: Conversation, said: tuple[Said, ...]) -> None:
    for line in said:
        files = tuple(
            FileRef(file["id"], file["name"], file["media_type"], file["preview"])
            for file in line.extra.get("files", ())
        )
        buttons = (Button(title, token_of(title), wording.kind(pressed)) for title, pressed in line.choices)
        talk.say(line.text, *buttons, files=files, paper=bool(line.extra.get("paper")))


def ask(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_label("Ваше сообщение").fill("составьте рапорт")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".card")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_paper_is_one_card(
    chromium: Browser,
    server: Server,
    paper: tuple[Said, ...],
    picture: Save,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    context = chromium.new_context(locale="ru-RU", color_scheme=scheme, viewport={"width": width, "height": 760})
    page = context.new_page()
    ask(page, server)
    assert page.locator("#log .bot").count() == 2  # the welcome, and this
    card = page.locator(".card")
    expect(card.locator("img")).to_be_visible()
    card.locator("img").evaluate("image => image.decode()")
    box = card.bounding_box()
    assert box
    assert box["height"] < 1400, "four bubbles of this were 6,000 pixels high"
    for name in ("Для печати", "Чтобы править", "Просто текст"):
        expect(card.get_by_role("link", name=name)).to_be_visible()
    expect(card.get_by_text("Прошу Вашего ходатайства")).to_be_hidden()
    expect(card.get_by_text("Два одинаковых листа")).to_be_visible()  # what comes next is said at once
    picture(page, "card")
    for fold in ("Текст документа", "Перед тем как подписать"):
        card.get_by_text(fold, exact=True).click()
    expect(card.get_by_text("Прошу Вашего ходатайства")).to_be_visible()
    assert page.locator("#scroll").evaluate("node => node.scrollWidth <= node.clientWidth")
    assert card.locator(".sheet").evaluate("node => node.scrollWidth <= node.clientWidth")
    picture(page, "open")
    context.close()


def test_the_card_comes_back_whole_after_a_reload(page: Page, server: Server, paper: tuple[Said, ...]) -> None:
    ask(page, server)
    before = page.locator(".card").inner_text()
    page.reload()
    expect(page.locator(".card")).to_be_visible()
    assert page.locator(".card").inner_text() == before


def test_ways_are_one_list_that_can_be_read_one_after_the_other(
    page: Page, server: Server, port: FakePort, services: Services, picture: Save
) -> None:
    ways = services.guide.options(FACTS, None, "ru", services.today(), "self")
    port.answer = lambda talk, text: offer(talk, ways if text == "выходы" else (Said("Вот этот путь."),))
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(server.url)
    page.get_by_label("Ваше сообщение").fill("выходы")
    page.get_by_role("button", name="Отправить").click()
    numbered = [title for title, _ in ways[0].choices if title[0].isdigit()]
    assert len(numbered) > 2
    first, second = (page.locator(".choices button").nth(place) for place in (0, 1))
    expect(first.locator("small")).to_contain_text("ожно")
    picture(page, "ways")
    for button, count in ((first, 3), (second, 4)):
        button.click()
        expect(page.locator("#log .bot")).to_have_count(count)
        expect(button).to_have_class("topic chosen")
        expect(button).to_be_enabled()
    assert port.only.received[1][2] != port.only.received[2][2]
    page.reload()
    expect(second).to_have_class("topic chosen")
    assert page.locator(".choices button.chosen").count() == 2


def test_risks_have_a_form_of_their_own_and_the_small_print_is_one_line(
    page: Page, server: Server, port: FakePort
) -> None:
    port.answer = lambda talk, _: talk.say("Можно просить. Решает командир.\n\n⚠ Риск:\n• Раз.\n• Два.\n\nДальше.")
    page.goto(server.url)
    page.get_by_label("Ваше сообщение").fill("раз")
    page.get_by_role("button", name="Отправить").click()
    line = page.locator(".bot").last
    expect(line.locator("b")).to_have_text("Можно просить.")
    expect(line.locator(".risk li")).to_have_text(["Раз.", "Два."])
    assert line.locator(".risk").evaluate("node => getComputedStyle(node).borderLeftWidth") == "4px"
