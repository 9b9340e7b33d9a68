"""An advocate's evening in a real browser: own sentences by keyboard, the counting tab, every width, theme and size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.bootstrap import Services
from tests.browser.conftest import ARTIFACTS, Watch
from tests.console.casehelp import heard, submitted, whole
from tests.console.desks import Advocates, Desk


@pytest.fixture
def evening(services: Services, advocates: Advocates, claimed: str) -> str:
    """A case with a term that runs, and a stock of two sentences."""
    me = advocates["Ласточка"]
    services.casework.happened(claimed, me, "filed_on", services.today().isoformat())
    services.stock.add(me, "Ответ ждём до {срок}.")
    services.stock.add(me, "Подайте бумагу «{бумага}» в двух экземплярах, второй с отметкой оставьте себе.")
    return claimed


def test_a_sentence_of_ones_own_is_put_in_and_sent_by_keyboard_alone(
    desk: Desk,
    evening: str,
    services: Services,
    watch: Watch,
) -> None:
    page = desk("Ласточка")
    page.goto(f"/cases/{evening}")
    page.locator("#question").focus()
    page.keyboard.type("Здравствуйте.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the stock opens
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first sentence goes in
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#question")).to_have_value(f"Здравствуйте. {page.locator('#question-stock-1').inner_text()}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Вопрос отправлен")
    assert "Здравствуйте. Ответ ждём до " in heard(services, services.reviews.conversation_of(evening))
    assert watch.complaints == []


def test_without_scripts_the_sentences_stand_there_to_be_copied(desk: Desk, evening: str) -> None:
    page = desk("Ласточка")
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"/cases/{evening}")
    page.locator("#talk .stock summary").click()
    expect(page.locator("#question-stock-1")).to_be_visible()
    expect(page.locator("#talk .stock button")).to_have_count(2)
    expect(page.locator("#talk .stock button").first).to_be_hidden()


@pytest.mark.parametrize(("counts", "title"), [(False, "• "), (True, "новых: 2")])
def test_the_tab_that_nobody_looks_at_has_a_dot_or_a_number_and_no_name(
    counts: bool,
    title: str,
    desk: Desk,
    services: Services,
    advocates: Advocates,
) -> None:
    services.stock.count(advocates["Ласточка"], counts)
    page = desk("Ласточка")
    page.add_init_script("window.away = false; Object.defineProperty(document, 'hidden', {get: () => window.away});")
    page.goto("/queue")
    first = page.title()
    with page.expect_response("**/queue/rows*"):
        pass
    page.evaluate("window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
    for address in ("one", "two"):
        submitted(services, address=address)
    expect(page.locator("#rows li")).to_have_count(2)
    expect(page).to_have_title(title if counts else f"• {first}")
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page).to_have_title(first)


def test_the_paper_is_one_text_and_a_new_paragraph_is_printed(
    desk: Desk,
    claimed: str,
    services: Services,
    advocates: Advocates,
) -> None:
    page = desk("Ласточка", width=1280)
    page.goto(f"/cases/{claimed}/text")
    expect(page.locator("main textarea")).to_have_count(1)
    text = whole(services, "Прошу направить на ВВК.")
    page.locator("#whole").fill(
        text.replace("Прошу направить на ВВК.", "Прошу направить на ВВК.\n\nИ ответить письменно.")
    )
    page.screenshot(path=ARTIFACTS / "text-1280.png", full_page=True)
    page.keyboard.press("Control+s")
    expect(page.locator("main")).to_contain_text("Версия сохранена")
    kept = [block.plain() for block in services.casework.open(claimed, advocates["Ласточка"]).newest.document.blocks]
    assert kept[kept.index("Прошу направить на ВВК.") + 1] == "И ответить письменно."
    page.goto(f"/cases/{claimed}/text")
    page.locator("#whole").fill("Только это.")
    page.keyboard.press("Control+s")
    expect(page.locator(".problem")).to_contain_text("не подают")
    assert page.locator("#whole").input_value() == "Только это."


@pytest.fixture
def looked_at(desk: Desk, evening: str) -> Iterator[Callable[[str, int, bool], Page]]:
    """Open each page of the evening and leave a picture of it."""

    def look(scheme: str, width: int, large: bool) -> Page:
        page = desk("Ласточка", "ru", scheme, width, 200 if large else 100)
        for path in ("/sentences", "/terms", "/queue", f"/cases/{evening}/text", f"/cases/{evening}"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('.stock').forEach((one) => { one.open = true; })")
            name = path.replace(evening, "one").strip("/").replace("/", "-")
            name = f"evening-{name}-{width}-{scheme}{'-200' if large else ''}.png"
            if path.endswith(evening):
                page.locator("#talk .stock").scroll_into_view_if_needed()
            page.screenshot(path=ARTIFACTS / name)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (path, width)
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == [], (path, width)
        return page

    yield look


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_of_the_evening_fails_axe_or_runs_over_its_screen(
    scheme: str, width: int, looked_at: Callable[[str, int, bool], Page], watch: Watch
) -> None:
    looked_at(scheme, width, False)
    assert watch.complaints == []


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_the_evening_runs_over_its_screen_with_letters_twice_as_large(
    width: int, looked_at: Callable[[str, int, bool], Page]
) -> None:
    looked_at("light", width, True)
