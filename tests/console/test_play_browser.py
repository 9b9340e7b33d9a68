"""A trainer plays a talk in a real browser with the real model: side by side, with reasons, kept only where he says."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.bootstrap import Services
from bot.settings import ROOT, Settings
from bot.studio import talks
from bot.studio.shelf import Shelf
from bot.studio.versions import Versions
from bot.studio.workspace import Workspace
from tests.browser.conftest import ARTIFACTS, Watch
from tests.channels.server import Server
from tests.console.conftest import Visitor
from tests.running import MODEL, RAPORT

PATIENCE = 240_000  # milliseconds: two models are loaded, at the lowest priority, beside other tests
SAID = "привет, я насчёт ёжиков на полигоне"
STORED = "a digression does not lose what was told before it"
GREETING = "templates/replies/ru/greeting.j2"


@pytest.fixture
def shelf(services: Services) -> Shelf:
    """The trained model, serving, and once more as a candidate."""
    if not MODEL.exists():
        made = {"RAPORT_MODEL": str(MODEL), "RAPORT_HOME": str(services.settings.home)}
        subprocess.run([str(RAPORT), "train"], check=True, env=os.environ | made, cwd=ROOT)
    found = Shelf(services.settings.model_path)
    found.folder.mkdir(parents=True, exist_ok=True)
    for on in ("2026-11-01", "2026-11-02"):
        archive = found.folder / "new"
        shutil.copyfile(MODEL, archive)
        name = found.add(archive, on).name
        if on == "2026-11-01":
            found.promote(name, on, "start")
    return found


@pytest.fixture
def page(
    chromium: Browser, console: Server, watch: Watch, join: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """A trainer's browser."""
    monkeypatch.setattr(Versions, "keep", lambda *_: "")
    owl = join("сова", "trainer")
    context = chromium.new_context(locale="ru-RU", base_url=console.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "console", "value": owl.client.cookies["console"], "url": console.url}])
    opened = context.new_page()
    watch.follow(opened)
    expect.set_options(timeout=PATIENCE)
    yield opened
    expect.set_options(timeout=5_000)
    context.close()


def test_a_talk_is_played_explained_kept_as_a_test_and_forgotten(
    page: Page, services: Services, shelf: Shelf, watch: Watch, console: Server
) -> None:
    space = Workspace(ROOT, services.settings.studio_path)
    space.write(GREETING, space.read(GREETING).replace("Здравствуйте", "Доброго дня"), "somebody")
    page.goto("/studio/play")
    page.get_by_role("button", name="Начать").click()
    expect(page.get_by_label("Написать")).to_be_visible()
    spoken_to(page)
    explained(page)
    sound_on_every_screen(page)
    assert SAID.encode() not in kept(services.settings), "what is played is written nowhere"
    made_a_test(page, space)
    stored_talk(page)
    page.get_by_role("button", name="Закончить и забыть").click()
    expect(page.get_by_text("Проба закончена, всё забыто.")).to_be_visible()
    assert SAID not in page.content()
    assert watch.complaints == []


def spoken_to(page: Page) -> None:
    """Both sides answer; the right one in the words that the trainer changed. A button is pressed on both."""
    page.get_by_label("Написать").fill(SAID)
    page.keyboard.press("Enter")
    turn = page.locator("#now")
    expect(turn).to_contain_text(SAID)
    sides = turn.locator(".played")
    expect(sides).to_have_count(2)
    expect(sides.nth(0)).not_to_contain_text("Доброго дня")
    page.get_by_label("Написать").fill("здравствуйте")
    page.keyboard.press("Enter")
    expect(turn).to_contain_text("здравствуйте")
    expect(turn.locator(".played").nth(0)).to_contain_text("Здравствуйте")
    expect(turn.locator(".played").nth(1)).to_contain_text("Доброго дня")
    expect(turn).to_contain_text("ответы разные")
    page.get_by_label("Написать").fill("служу по контракту, хочу уволиться по здоровью")
    page.keyboard.press("Enter")
    expect(turn).to_contain_text("по здоровью")


def explained(page: Page) -> None:
    """What was read, its ranking, the card, the rule, and the state before and after."""
    side = page.locator("#now .played").nth(1)
    expect(side).to_contain_text("Ответило правило")
    side.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(side.get_by_role("row", name="facts.category")).to_contain_text("contract")
    assert side.locator("ol li").count() >= 3
    link = side.locator("a[href^='/studio/cards/rules-']").first
    href = str(link.get_attribute("href"))
    page.goto(href)
    expect(page.locator(f"textarea#{href.partition('#')[2]}")).to_be_visible()
    page.goto("/studio/graph")
    while not page.locator("svg.graph a").count():
        page.goto("/studio/graph")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.screenshot(path=shots() / "graph.png")
    page.locator("svg.graph a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/studio/cards/**")
    page.goto("/studio/play")


def sound_on_every_screen(page: Page) -> None:
    """Nothing is wider than the screen and axe finds nothing, in either theme."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for summary in page.locator("#now summary").all():
                if not summary.locator("xpath=..").get_attribute("open") and width == 320 and scheme == "light":
                    summary.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.screenshot(path=shots() / f"play-{width}-{scheme}.png", full_page=True)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.emulate_media(color_scheme="light")


def made_a_test(page: Page, space: Workspace) -> None:
    """One press makes a test of the talk, which stands among the changes."""
    page.get_by_label("Что должно быть").fill("a greeting does not keep a story from being taken")
    page.get_by_role("button", name="Сделать проверкой").click()
    expect(page.get_by_text("Разговор сохранён как проверка")).to_be_visible()
    found = list(talks.talks("played", space.read("tests/dialogue/talks/played.yml")))
    made = next(talk for talk in found if talk.name.startswith("a greeting"))
    assert [turn["say"] for turn in made.turns][1:2] == ["здравствуйте"]
    assert made.turns[-1]["facts"]["category"] == "contract"
    heard = talks.readings(space.read("tests/dialogue/readings/played.json"))[made.name]
    assert len(heard) == len(made.turns)


def stored_talk(page: Page) -> None:
    """A talk of the tests is played on its own day, with what it expects."""
    page.get_by_label("Готовый разговор").select_option(label=STORED)
    page.get_by_role("button", name="Проиграть").click()
    expect(page.get_by_text(f"Проигран разговор «{STORED}»")).to_be_visible()
    expect(page.locator("ol.plain > li")).to_have_count(3)
    expect(page.get_by_text("Разговор ждал другого")).to_have_count(0)


def kept(settings: Settings) -> bytes:
    """All that the instance holds, the model aside."""
    files = (path for path in settings.home.rglob("*") if path.is_file() and "models" not in path.parts)
    return b"".join(path.read_bytes() for path in files)


def shots() -> Path:
    path = ARTIFACTS / "studio"
    path.mkdir(parents=True, exist_ok=True)
    return path
