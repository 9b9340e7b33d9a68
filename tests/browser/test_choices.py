"""Choices look like choices and moves like moves; several of many may be chosen; a thing to read stays to be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from bot.channels.port import Button
from tests.channels.fake_port import FakePort, token_of
from tests.channels.server import Server

MOTIVES = ("Морально не могу", "Не позволяют убеждения", "Не давал согласия")
Save = Callable[[Page, str], Path]


def button(title: str, kind: str) -> Button:
    return Button(title, token_of(title), kind)


def ask(page: Page, server: Server, port: FakePort) -> None:
    choices = [*(button(title, "several") for title in MOTIVES), button("Пропустить", "move"), button("Назад", "move")]
    port.welcome = lambda talk, _: talk.say("Почему вы хотите уйти? Можно выбрать несколько.", *choices)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(server.url)
    expect(page.get_by_role("button", name="Назад")).to_be_visible()


def test_several_of_many_are_ticked_and_sent_together(
    page: Page, server: Server, port: FakePort, context: BrowserContext, picture: Save
) -> None:
    ask(page, server, port)
    ready = page.get_by_role("button", name="Готово")
    expect(ready).to_be_disabled()
    other = context.new_page()
    other.goto(server.url)
    for title in (*MOTIVES, MOTIVES[1]):
        page.get_by_role("button", name=title).click()
    expect(page.get_by_role("button", name=MOTIVES[0], pressed=True)).to_be_visible()
    expect(page.get_by_role("button", name=MOTIVES[1], pressed=False)).to_be_visible()
    assert port.only.received == []
    picture(page, "ticked")
    ready.click()
    expect(page.locator(".person")).to_have_text("Вы:Морально не могу, Не давал согласия")
    assert [sent for _, _, sent in port.only.received] == [f"{token_of(MOTIVES[0])},{token_of(MOTIVES[2])}"]
    for screen in (page, other):
        expect(screen.locator(".choices button:enabled")).to_have_count(0)
        expect(screen.locator(".choices .chosen")).to_have_count(2)
        expect(screen.get_by_role("button", name="Готово")).to_have_count(0)
    page.reload()
    expect(page.locator(".choices .chosen")).to_have_count(2)


def test_a_move_is_told_from_a_choice_and_answers_nothing(page: Page, server: Server, port: FakePort) -> None:
    ask(page, server, port)
    look = "node => [getComputedStyle(node).borderTopColor, getComputedStyle(node).textDecorationLine]"
    assert page.get_by_role("button", name="Назад").evaluate(look) == ["rgba(0, 0, 0, 0)", "underline"]
    assert page.get_by_role("button", name=MOTIVES[0]).evaluate(look)[1] == "none"
    boxes = [page.get_by_role("button", name=name).bounding_box() for name in ("Пропустить", "Назад")]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"], "moves share a row"
    page.get_by_role("button", name="Пропустить").click()
    expect(page.locator(".choices button:enabled")).to_have_count(0)
    expect(page.locator(".choices .chosen")).to_have_text("Пропустить")


def test_what_is_to_be_read_outlives_a_press_and_a_paper_is_drawn_once(
    page: Page, server: Server, port: FakePort
) -> None:
    port.welcome = lambda talk, _: talk.say(
        "Этот путь открыт.",
        button("Составить рапорт", ""),
        button("Подробнее", "topic"),
        button("Кто поможет", "topic"),
    )
    page.goto(server.url)
    page.get_by_role("button", name="Подробнее").dblclick()
    expect(page.locator(".bot")).to_have_count(2)
    page.get_by_role("button", name="Кто поможет").click()
    expect(page.locator(".bot")).to_have_count(3)
    page.get_by_role("button", name="Составить рапорт").dblclick()
    expect(page.locator(".bot")).to_have_count(4)
    expect(page.get_by_role("button", name="Составить рапорт")).to_be_disabled()
    expect(page.get_by_role("button", name="Подробнее")).to_be_enabled()
    assert len(port.only.received) == 3
    page.reload()
    expect(page.get_by_role("button", name="Составить рапорт")).to_be_disabled()
    expect(page.get_by_role("button", name="Кто поможет")).to_be_enabled()
