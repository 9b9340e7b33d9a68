"""The page that tells what happens next."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader

from bot.reports import Catalogue, inspect, next_steps, render
from tests.reports.test_documents import IDS, text

DATES = [
    ("последний день для суда", date(2027, 2, 22)),
    ("проверьте ответ", date(2026, 12, 2)),
    ("срок начнётся с отказа", None),
]
CONTACTS = [["Внимание: проверьте статус.", "Комитет", "+7 000 000-00-00", "сайт"]] * 5
STEP = "Попросите показать запись в книге обращений и запишите её номер, дату и должность того, кто принял рапорт."


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("id", IDS)
def test_it_fits_on_one_page_with_everything_in_it(id: str, lang: str, catalogue: Catalogue) -> None:
    page = next_steps(
        catalogue.get(id), lang=lang, catalogue=catalogue, steps=[STEP] * 7, deadlines=DATES, contacts=CONTACTS
    )
    assert len(PdfReader(io.BytesIO(render(page, "pdf"))).pages) == 1
    assert render(page, "docx")


def test_the_earliest_date_comes_first_and_the_unknown_last(catalogue: Catalogue) -> None:
    page = next_steps(catalogue.get("own_wish"), lang="ru", catalogue=catalogue, deadlines=DATES)
    lines = [page_line[0] for page_line in page.block("dates").lines]
    assert [str(line).replace("\u00a0", " ") for line in lines] == [
        "2 декабря 2026 г. — проверьте ответ",
        "22 февраля 2027 г. — последний день для суда",
        "срок начнётся с отказа",
    ]


def test_it_speaks_the_language_of_the_person(catalogue: Catalogue) -> None:
    english = text(next_steps(catalogue.get("own_wish"), lang="en", catalogue=catalogue))
    assert not re.search("[а-яё]", english, re.IGNORECASE)
    assert "2 экземпляра" in text(next_steps(catalogue.get("own_wish"), lang="ru", catalogue=catalogue))


def test_it_names_the_papers_that_follow(catalogue: Catalogue) -> None:
    said = text(next_steps(catalogue.get("own_wish"), lang="ru", catalogue=catalogue))
    assert "жалоба старшему начальнику на бездействие или отказ по рапорту" in said


@pytest.mark.parametrize("id", IDS)
def test_it_says_what_not_to_do_and_urges_no_refusal(id: str, catalogue: Catalogue) -> None:
    page = next_steps(catalogue.get(id), lang="ru", catalogue=catalogue)
    assert "Не уходите из части" in text(page)
    lines = ["".join(map(str, line)) for block in page.blocks if block.id != "dont" for line in block.lines]
    assert not [finding for line in lines for finding in inspect(line)]


def test_what_is_passed_in_stays_in_its_line(catalogue: Catalogue) -> None:
    page = next_steps(catalogue.get("own_wish"), lang="ru", catalogue=catalogue, steps=["Шаг\n:: title\n- ещё {{ x }}"])
    assert [block.id for block in page.blocks].count("title") == 1
    assert "Шаг :: title - ещё {{ x }}" in text(page)
