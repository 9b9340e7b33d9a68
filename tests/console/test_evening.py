"""What makes a busy evening shorter: one's own sentences, all terms on a page, a week in numbers, a case as one PDF."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from bot.bootstrap import Services
from bot.cases.designations import designation
from bot.cases.reviews import Item
from tests.console.casehelp import submitted
from tests.console.conftest import PASSWORD, Visitor

Join = Callable[..., Visitor]
MARKUP = "<script>alert(1)</script> {{ 7 * 7 }} {0.__class__} {дело!r}"


def test_a_sentence_reads_in_each_case_as_that_case_has_it(me: Visitor, case: str, services: Services) -> None:
    other, _ = submitted(services, address="other", lang="en")
    assert me.post(f"/cases/{other}/claim").status_code == 303
    assert me.post("/sentences", {"text": "Дело «{дело}», { Case }, бумага {бумага}, {нечто}."}).status_code == 303
    for id, lang in ((case, "ru"), (other, "en")):
        html = me.get(f"/cases/{id}").text
        assert f"Дело «{designation(id, lang)}», {designation(id, lang)}, бумага " in html
    assert "{нечто}" in me.get(f"/cases/{case}").text


def test_a_sentence_that_a_case_has_no_word_for_says_so_and_is_not_offered(
    me: Visitor, case: str, services: Services
) -> None:
    me.post("/sentences", {"text": "Ответ ждём до {срок}."})
    html = me.get(f"/cases/{case}").text
    assert "В этом деле нет: срок." in html
    assert "data-put" not in html
    services.casework.happened(
        case, services.people.unlock("Ласточка", PASSWORD), "filed_on", services.today().isoformat()
    )
    html = me.get(f"/cases/{case}").text
    assert re.search(r"Ответ ждём до \d\d\.\d\d\.\d{4}\.", html)
    assert 'data-put="question"' in html


def test_sentences_are_changed_and_dropped_and_are_nobody_elses(me: Visitor, join: Join) -> None:
    me.post("/sentences", {"text": "Первая."})
    html = me.get("/sentences").text
    id = re.search(r'action="/sentences/(\w+)"', html)
    assert id
    other = join("Сокол")
    assert "Первая." not in other.get("/sentences").text
    assert other.post(f"/sentences/{id[1]}", {"text": "Чужая."}).status_code == 422
    assert me.post(f"/sentences/{id[1]}", {"text": "Вторая."}).status_code == 303
    assert "Вторая." in me.get("/sentences").text
    refused = me.post(f"/sentences/{id[1]}", {"text": " "})
    assert refused.status_code == 422
    assert "Напишите хотя бы слово." in refused.text
    assert me.post(f"/sentences/{id[1]}/drop").status_code == 303
    assert "Вторая." not in me.get("/sentences").text


def test_markup_and_templates_in_a_sentence_are_words(me: Visitor, case: str) -> None:
    me.post("/sentences", {"text": MARKUP})
    for path in ("/sentences", f"/cases/{case}"):
        html = me.get(path).text
        assert "<script>alert" not in html
        assert "{{ 7 * 7 }}" in html
        assert "{0.__class__}" in html


def test_the_terms_of_my_cases_stand_on_one_page_and_no_others(
    me: Visitor, case: str, join: Join, services: Services
) -> None:
    key = services.people.unlock("Ласточка", PASSWORD)
    services.casework.happened(case, key, "filed_on", services.today().isoformat())
    html = me.get("/terms").text
    assert designation(case, "ru") in html
    assert f'href="/cases/{case}#clocks"' in html
    days = [tuple(reversed(day.split("."))) for day in re.findall(r"<h2[^>]*>(\d\d\.\d\d\.\d{4})", html)]
    assert days == sorted(days)
    assert len(days) >= 2
    assert designation(case, "ru") not in join("Сокол").get("/terms").text


def test_the_week_is_numbers_of_all_and_of_mine(me: Visitor, case: str, join: Join, services: Services) -> None:
    other = join("Сокол")
    second, _ = submitted(services, address="other")
    other.post(f"/cases/{second}/claim")
    html = me.get("/terms").text
    assert "Пришло дел, которые ещё хранятся: 2." in html
    assert re.search(r"Взято дел</th><td>2</td><td>1</td>", html)
    assert designation(second, "ru") not in html
    services.now.forward(days=8)  # type: ignore[attr-defined]
    me.sign_in()
    assert "Взято дел" not in me.get("/terms").text


def test_a_case_as_one_pdf_holds_the_paper_the_terms_the_ways_and_the_talk(
    me: Visitor, case: str, services: Services, tmp_path_factory: pytest.TempPathFactory
) -> None:
    services.reviews.add_item(case, Item("message", "person", "Меня увозят завтра. 😀".encode()))
    me.post(f"/cases/{case}/comments", {"block": "", "comment": "Только для коллег."})
    answer = me.get(f"/cases/{case}/case.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["cache-control"] == "no-store"
    path = tmp_path_factory.mktemp("pdf") / "case.pdf"
    path.write_bytes(answer.content)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())
    for words in ("осколочного", f"{designation(case, 'ru')}: Что известно", "Держат взаперти", "Пути по закону",
                  "Меня увозят завтра."):  # fmt: skip
        assert words in text, words
    assert "Только для коллег." not in text
    assert case.encode() not in answer.content


def test_the_tab_counts_only_for_who_wished_it(me: Visitor, join: Join) -> None:
    other = join("Сокол")
    assert "data-count" not in me.get("/queue").text
    assert me.post("/queue/count", {"on": "yes"}).status_code == 303
    assert 'data-count="новых: {n}"' in me.get("/queue").text
    assert "data-count" not in other.get("/queue").text
    me.post("/queue/count", {"on": ""})
    assert "data-count" not in me.get("/queue").text
