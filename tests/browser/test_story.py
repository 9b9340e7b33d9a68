"""The whole story in a real browser against the whole service: from the safety notice to the report in hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.running import Service

STORY = "контракт кончился в мае, не отпускают, мать инвалид 1 группы"
ANSWER = 30_000  # milliseconds
WAYS = re.compile("Вот что открыто")
# A question of ours let go, or the ways asked for: whether «не отпускают» is answered first depends on the model.
GO_ON = re.compile("Не знаю|Пропустить|Комиссии не было|Какие есть выходы")


def answered(page: Page, lines: int) -> None:
    """Wait until the bot has said more than ``lines`` lines and has stopped typing."""
    page.wait_for_function(
        "n => document.querySelectorAll('#log .line.bot').length > n"
        " && !document.querySelector('#typing').textContent.trim()",
        arg=lines,
        timeout=ANSWER,
    )


def count(page: Page) -> int:
    """Return the number of lines the bot has said."""
    return page.locator("#log .line.bot").count()


def press(page: Page, title: str | re.Pattern[str]) -> None:
    """Press the newest button with this title and wait for the answer."""
    before = count(page)
    page.locator(".choices button:enabled").filter(has_text=title).last.click()
    answered(page, before)


def test_from_the_safety_notice_to_a_report_with_its_filing(
    page: Page, watch: Watch, service: Service, picture: Callable[[Page, str], Path], tmp_path: Path
) -> None:
    page.goto(service.url)
    expect(page.locator("#log")).to_contain_text("стереть", timeout=ANSWER)
    picture(page, "1-welcome")
    before = count(page)
    page.locator("#text").fill(STORY)
    page.keyboard.press("Enter")
    answered(page, before)
    expect(page.locator("#log")).to_contain_text("май 2026")
    picture(page, "2-understood")
    skip = page.locator(".choices button:enabled").filter(has_text=GO_ON)
    ways = page.locator("#log .line.bot").filter(has_text=WAYS)
    for _ in range(10):
        # A turn may come in several lines with a breath between them: one of the two is awaited, not looked for.
        expect(skip.or_(ways).last).to_be_visible(timeout=ANSWER)
        if ways.count():
            break
        press(page, GO_ON)
    expect(page.locator("#log")).to_contain_text(WAYS)
    expect(page.locator("#log")).to_contain_text("Сначала о том, что вы назвали")
    picture(page, "3-ways-out")
    press(page, re.compile(r"^\d\. .*ход за"))
    expect(page.locator("#log")).to_contain_text("рискуете")
    picture(page, "4-one-way")
    press(page, "Составить рапорт")
    expect(page.locator("#log img")).to_be_visible(timeout=ANSWER)
    picture(page, "5-report")
    for kind in ("docx", "pdf", "txt"):
        with page.expect_download() as waiting:
            page.locator(f"#log a[href*='.{kind}']:visible").last.click()
        waiting.value.save_as(tmp_path / f"report.{kind}")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert "прошу" in (tmp_path / "report.txt").read_text().lower()
    before = count(page)
    page.reload()
    page.wait_for_function("n => document.querySelectorAll('#log .line.bot').length >= n", arg=before, timeout=ANSWER)
    assert all(url.startswith((service.url, "blob:", "data:")) for url in watch.requests)
    assert watch.complaints == []


def test_markup_is_shown_and_never_run(page: Page, watch: Watch, service: Service) -> None:
    page.goto(service.url)
    expect(page.locator("#log")).to_contain_text("стереть", timeout=ANSWER)
    before = count(page)
    page.locator("#text").fill("<img src=x onerror=alert(1)> {{ 7*7 }}")
    page.keyboard.press("Enter")
    answered(page, before)
    expect(page.locator("#log")).to_contain_text("<img src=x onerror=alert(1)> {{ 7*7 }}")
    assert watch.complaints == []
