"""A trainer's whole way in a real browser: signs in, reads, names, teaches, mends an answer, trains, compares, lets it
serve, and takes it back. Only the long run of Rasa is a stand-in; it is better where it was given what he taught."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.bootstrap import Services
from bot.cases.learning import Sample
from bot.studio import job, training
from bot.studio.shelf import Shelf
from bot.studio.versions import Versions
from tests.browser.conftest import ARTIFACTS, Watch
from tests.channels.server import Server
from tests.console.conftest import PASSWORD, Visitor
from tests.studio.conftest import Instance, exam

SAID = "как мне перейти служить к брату в [место]"
TAUGHT = "как мне перейти служить к брату в его часть"
PATIENCE = 120_000  # milliseconds: the law is read four times for a change, and the machine may be loaded
LONGER = "Отпуск за год, который длиннее кнопки телефона"


@pytest.fixture
def instance(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    """Models of the console's own instance: what was taught makes the next one better in its exam."""
    made = Instance(services.settings.home)
    home = services.settings.home
    learns = f"grep -q '{TAUGHT}' data/nlu/ru/transfer.yml && cp '{home}/better' '{home}/next-exam.json'"
    (home / "rasa").write_text((home / "rasa").read_text().replace("#!/bin/sh\n", f"#!/bin/sh\nsleep 2\n{learns}\n"))
    (home / "better").write_text(json.dumps(exam(right=0.93)))
    running: list[threading.Thread] = []

    def begin(_settings: object) -> None:
        running.append(threading.Thread(target=training.train, args=(made.settings, lambda _line: None, services.now)))
        running[-1].start()

    monkeypatch.setattr(job, "begin", begin)
    monkeypatch.setattr(Versions, "keep", lambda *_: "")
    yield made
    for thread in running:
        thread.join(60)


@pytest.fixture
def desk(chromium: Browser, console: Server, watch: Watch) -> Iterator[Callable[[Visitor], Page]]:
    """A browser at which somebody signs in on the page, with password and code."""
    opened = []

    def sit(who: Visitor) -> Page:
        context = chromium.new_context(locale="ru-RU", base_url=console.url, viewport={"width": 1000, "height": 800})
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        watch.follow(page)
        page.goto("/")
        page.locator("#login").fill(who.name)
        page.locator("#password").fill(PASSWORD)
        page.locator("input[name=code]").fill(who.code())
        page.locator("main form button").click()
        return page

    expect.set_options(timeout=PATIENCE)
    yield sit
    expect.set_options(timeout=5_000)
    for context in opened:
        context.close()


def look(page: Page) -> None:
    page.get_by_role("button", name="Проверить и показать разницу").click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Сохранено.")).to_be_visible()


def test_a_misread_message_is_taught_and_its_model_serves_and_goes_back(
    join: Callable[..., Visitor], desk: Callable[[Visitor], Page], services: Services, instance: Instance, watch: Watch
) -> None:
    shelf = Shelf(services.settings.model_path)
    first = training.train(instance.settings, lambda _line: None, services.now).name
    shelf.promote(first, "2026-11-22T00:00:00", "start")
    services.learning.add(Sample(SAID, "ru", (("leave_general", 0.41), ("transfer", 0.2)), "missed", "unclear.ask"))
    page = desk(join("сова", "trainer"))

    named_by_a_key(page)
    taught_after_a_check(page)
    answer_mended(page, "Отпуск за год")
    approved(desk(join("цапля", "editor")), services, "Отпуск за год")
    second = trained_and_compared(page, shelf, first)
    served_and_taken_back(page, shelf, first, second)
    assert watch.complaints == []


def named_by_a_key(page: Page) -> None:
    """The inbox shows what was said and what it was taken for; the key of the second guess names it."""
    expect(page.locator("#groups")).to_contain_text(SAID)
    expect(page.locator("#groups")).to_contain_text("leave_general 0.41, transfer 0.20")
    shot(page, "inbox")
    page.keyboard.press("2")
    expect(page.get_by_text("Пока пусто.")).to_be_visible()


def taught_after_a_check(page: Page) -> None:
    """What was named waits at the end of its list; with a bracket in it nothing can be saved."""
    page.get_by_role("link", name="Названо, ждёт человека").click()
    page.get_by_role("link", name="transfer").click()
    lines = page.locator("[name='part.ru']")
    assert lines.input_value().rstrip().endswith(SAID)
    look(page)
    expect(page.get_by_text("вместо скобок напишите обычное слово")).to_be_visible()
    expect(page.get_by_role("button", name="Сохранить")).to_have_count(0)
    lines.fill(lines.input_value().replace(SAID, TAUGHT))
    look(page)
    expect(page.locator("ins")).to_have_text(f"+ - {TAUGHT}", use_inner_text=True)
    shot(page, "examples")
    save(page)


def answer_mended(page: Page, title: str) -> None:
    """The title of a record: what is too long for a button is refused by the law's own check, a good one is saved."""
    page.goto("/studio/files")
    page.get_by_role("link", name="leave", exact=True).click()
    page.locator("ul.rows a").first.click()
    page.locator("[name='part.title.ru']").fill(LONGER)
    look(page)
    expect(page.get_by_text("Закон не принял")).to_be_visible()
    page.locator("[name='part.title.ru']").fill(title)
    look(page)
    shot(page, "record")
    save(page)


def approved(page: Page, services: Services, title: str) -> None:
    """Another person, who knows the law, lets it speak: it is said at once, with no training."""
    assert title not in titles(services)
    page.goto("/studio/approve")
    page.get_by_role("button", name="Одобрить").click()
    expect(page.get_by_text("Одобрено.")).to_be_visible()
    assert title in titles(services)


def titles(services: Services) -> set[str]:
    return {question.rule.title.ru for question in services.knowledge.asked.values()}


def trained_and_compared(page: Page, shelf: Shelf, first: str) -> str:
    """The bar runs, the page comes back by itself with the new model, which is laid beside the one that serves."""
    page.goto("/studio/models")
    page.get_by_role("button", name="Обучить новую").click()
    expect(page.locator("progress")).to_be_visible()
    shot(page, "training")
    expect(page.get_by_text("Обучена модель")).to_be_visible()
    (second,) = {one.name for one in shelf.all()} - {first}
    page.get_by_role("link", name=second).click()
    row = page.get_by_role("row", name="Понято сразу").first
    expect(row).to_contain_text("90.0%")
    expect(row).to_contain_text("93.0%")
    expect(page.get_by_text("Можно ставить")).to_be_visible()
    shot(page, "compare")
    assert shelf.serving() == first
    return second


def served_and_taken_back(page: Page, shelf: Shelf, first: str, second: str) -> None:
    page.get_by_role("button", name="Поставить", exact=True).click()
    expect(page.get_by_text("Модель поставлена")).to_be_visible()
    assert shelf.serving() == second
    page.get_by_label("Почему возвращаете").fill("стал путать отпуск")
    page.get_by_role("button", name=f"Вернуть {first}").click()
    expect(page.get_by_text("Возвращена прежняя модель")).to_be_visible()
    assert shelf.serving() == first


def shot(page: Page, name: str) -> Path:
    """A picture of what he sees, for the guide."""
    path = ARTIFACTS / "studio" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    return path
