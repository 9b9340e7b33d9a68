"""The queue and a case in a real browser: live, raced for, cut off, signed out, by keyboard, with a screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from bot.bootstrap import Services
from bot.cases.reviews import Item
from tests.browser.conftest import ARTIFACTS, Watch
from tests.console.casehelp import FACTS, heard, submitted, whole
from tests.console.desks import Advocates, Desk

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7 * 7 }}"


@pytest.fixture
def case(claimed: str) -> str:
    return claimed


def typed(page: Page) -> str:
    return page.locator("#whole").input_value()


def test_the_queue_fills_and_empties_without_a_reload(
    desk: Desk, services: Services, advocates: Advocates, watch: Watch
) -> None:
    page = desk("Ласточка")
    assert advocates["Сокол"]
    page.goto("/queue")
    expect(page.locator("#none")).to_be_visible()
    page.evaluate("window.same = true")
    case, _ = submitted(services)
    expect(page.locator(f"li[data-id='{case}']")).to_contain_text("удерживают")
    services.reviews.claim(case, advocates["Сокол"])
    expect(page.locator(f"li[data-id='{case}']")).to_have_count(0)
    assert page.evaluate("window.same")
    assert watch.complaints == []


def test_a_row_that_came_by_itself_can_be_claimed_with_the_keyboard_alone(desk: Desk, services: Services) -> None:
    page = desk("Ласточка")
    page.goto("/queue")
    case, _ = submitted(services)
    button = page.locator(f"li[data-id='{case}'] button")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Дело ваше")
    question = page.locator("#question")
    question.focus()
    page.keyboard.type("Когда была ВВК?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Вопрос отправлен")
    assert "Когда была ВВК?" in heard(services, services.reviews.conversation_of(case))


def test_of_two_who_press_claim_one_has_the_case_and_the_other_reads_why_not(desk: Desk, services: Services) -> None:
    first, second = desk("Ласточка"), desk("Сокол")
    case, _ = submitted(services)
    for page in (first, second):
        page.goto(f"/cases/{case}")
    for page in (first, second):
        page.evaluate("document.querySelector('form[action$=claim] button').click()")
    ends = []
    for page in (first, second):
        expect(page.locator("main")).to_contain_text(re.compile("Дело ваше|взял другой адвокат"))
        ends.append("ваше" if "Дело ваше" in page.locator("main").inner_text() else "взял")
    assert sorted(ends) == ["ваше", "взял"]


def test_a_decision_is_never_made_by_the_keys_that_send_a_form(desk: Desk, case: str, services: Services) -> None:
    page = desk("Ласточка")
    page.goto(f"/cases/{case}")
    page.locator("#decision-text").fill("Нужна дата.")
    page.locator("#decision-text").press("Control+Enter")
    assert page.evaluate("document.activeElement.value") == "approved"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the second way: returned
    expect(page.locator("main")).to_contain_text("Возвращено")
    assert "Нужна дата." in heard(services, services.reviews.conversation_of(case))


def test_a_case_is_handed_to_an_organisation_by_keyboard_alone(desk: Desk, case: str, services: Services) -> None:
    page = desk("Ласточка")
    page.goto(f"/cases/{case}")
    page.get_by_text("Передать организации", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.locator("input[name=organisation]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Человеку сказано")
    said = heard(services, services.reviews.conversation_of(case))
    assert "ничего не послали" in said
    assert "Призыв к совести" in said


def test_the_glance_leads_to_what_it_names(desk: Desk, case: str, services: Services) -> None:
    services.reviews.add_item(case, Item("message", "person", "Меня увозят завтра.".encode()))
    page = desk("Ласточка", width=320)
    page.goto(f"/cases/{case}")
    line = page.locator("#glance dd", has_text="Меня увозят завтра.")
    line.get_by_role("link").press("Enter")
    expect(page.locator("#talk")).to_be_in_viewport()


def test_the_end_of_a_session_in_the_middle_of_an_edit_loses_nothing(
    desk: Desk, case: str, services: Services, advocates: Advocates, sign_in: Callable[[BrowserContext, str], None]
) -> None:
    page = desk("Ласточка")
    page.goto(f"/cases/{case}/text")
    area = page.locator("#whole")
    area.fill(whole(services, "Прошу направить меня"))
    expect(page.locator("#news")).to_contain_text("сохранена как черновик")
    services.console_sessions.end_all(advocates["Ласточка"].person_id)
    area.fill(whole(services, "Прошу направить меня на комиссию."))
    page.keyboard.press("Control+s")
    expect(page.locator("#news")).to_contain_text("Вход закончился")
    assert "Прошу направить меня на комиссию." in typed(page)
    other = page.context.new_page()  # the same person on the same computer, after closing everything
    sign_in(page.context, "Ласточка")
    other.goto(f"/cases/{case}/text")
    assert "Прошу направить меня\n" in typed(other)
    expect(other.locator("main")).to_contain_text("Вернули вашу несохранённую правку")
    page.keyboard.press("Control+s")
    expect(page.locator("main")).to_contain_text("Версия сохранена")
    newest = services.casework.open(case, advocates["Ласточка"]).newest
    assert newest.document.block("request").plain() == "Прошу направить меня на комиссию."


def test_a_lost_connection_keeps_the_text_on_the_screen_until_it_is_back(
    desk: Desk, case: str, services: Services, advocates: Advocates
) -> None:
    page = desk("Ласточка")
    page.goto(f"/cases/{case}/text")
    page.context.set_offline(True)
    page.locator("#whole").fill(whole(services, "Прошу при любой связи."))
    page.keyboard.press("Control+s")
    expect(page.locator("#news")).to_contain_text("Связь пропала")
    assert "Прошу при любой связи." in typed(page)
    page.context.set_offline(False)
    page.keyboard.press("Control+s")
    expect(page.locator("main")).to_contain_text("Версия сохранена")
    newest = services.casework.open(case, advocates["Ласточка"]).newest
    assert newest.document.block("request").plain() == "Прошу при любой связи."


def test_two_who_edit_at_once_both_see_both_texts(
    desk: Desk, case: str, services: Services, advocates: Advocates
) -> None:
    one, other = desk("Ласточка"), desk("Ласточка")
    for page in (one, other):
        page.goto(f"/cases/{case}/text")
    one.locator("#whole").fill(whole(services, "Прошу первым."))
    one.keyboard.press("Control+s")
    expect(one.locator("main")).to_contain_text("Версия сохранена")
    other.locator("#whole").fill(whole(services, "Прошу вторым."))
    other.keyboard.press("Control+s")
    expect(other.locator("main")).to_contain_text("сохранена другая версия")
    expect(other.locator("main")).to_contain_text("Прошу первым.")
    assert "Прошу вторым." in typed(other)


def test_new_words_of_the_person_are_announced_on_an_open_case(desk: Desk, case: str, services: Services) -> None:
    page = desk("Ласточка")
    page.goto(f"/cases/{case}")
    page.locator("#question").fill("Пишу и не обновляю.")
    services.reviews.add_item(case, Item("message", "person", "Ещё одно.".encode()))
    expect(page.locator("#said .person").last).to_contain_text("Ещё одно.")
    expect(page.locator("#news")).to_contain_text("Новые слова")
    assert page.locator("#question").input_value() == "Пишу и не обновляю."


def test_a_case_has_three_panes_on_a_laptop_and_pinned_acts_in_one_column_on_a_phone(desk: Desk, case: str) -> None:
    laptop = desk("Ласточка", width=1280)
    laptop.goto(f"/cases/{case}")
    decide = laptop.locator("#decide-title")
    places = [laptop.locator(one).bounding_box() for one in (".pane.list", "#facts", "#decide")]
    assert [place["x"] for place in places if place] == sorted(place["x"] for place in places if place)
    expect(decide).to_be_in_viewport()
    laptop.mouse.wheel(0, 3000)
    expect(decide).to_be_in_viewport()
    expect(laptop.locator(".others [aria-current=page]")).to_be_visible()
    laptop.screenshot(path=ARTIFACTS / "case-1280.png")
    phone = desk("Ласточка", width=320)
    phone.goto(f"/cases/{case}")
    bar = phone.locator("header").bounding_box()
    phone.screenshot(path=ARTIFACTS / "case-320.png")
    assert bar
    assert bar["height"] < 64
    expect(phone.locator(".pinned a").last).to_be_in_viewport(ratio=1)
    phone.locator(".menu > summary").click()
    expect(phone.locator(".menu").get_by_role("link", name="Очередь")).to_be_visible()
    phone.screenshot(path=ARTIFACTS / "case-320-menu.png")


def test_markup_of_the_person_and_of_the_advocate_is_shown_and_never_run(
    desk: Desk, services: Services, advocates: Advocates, watch: Watch
) -> None:
    me = advocates["Ласточка"]
    case, _ = submitted(services, {**FACTS, "complaints": MARKUP})
    services.reviews.claim(case, me)
    services.casework.comment(case, me, "request", MARKUP)
    services.reviews.add_item(case, Item("message", "person", MARKUP.encode()))
    page = desk("Ласточка")
    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    for path in ("", "/text", "/fields", "/history"):
        page.goto(f"/cases/{case}{path}")
        page.wait_for_load_state("networkidle")
    page.goto(f"/cases/{case}")
    expect(page.locator("#talk")).to_contain_text("<img src=x onerror=alert(1)>")
    assert alarms == []
    assert watch.complaints == []


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_a_case_fails_axe_or_runs_over_a_narrow_screen(
    lang: str, scheme: str, desk: Desk, case: str, services: Services, advocates: Advocates, watch: Watch
) -> None:
    me = advocates["Ласточка"]
    assert advocates["Сокол"]
    seq = services.casework.open(case, me).newest.seq
    services.casework.rewrite(case, me, seq, {"request": "Отказываюсь выполнять приказы."})
    services.casework.comment(case, me, "request", "Так нельзя.")
    services.casework.happened(case, me, "filed_on", services.today().isoformat())
    services.reviews.add_item(case, Item("message", "person", "Ещё одно.".encode()))
    services.casework.keep_unsaved(case, me, "text", seq, {"request": "Другое."})
    waiting, _ = submitted(services, address="second")
    page = desk("Ласточка", lang, scheme, 320)
    pages = [f"/cases/{case}{path}" for path in ("", "/text", "/fields", "/history")]
    for path in ("/queue", f"/cases/{waiting}", *pages):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    assert watch.complaints == []
