"""A table of date expressions with the day and precision that are meant, and what stands around dates in stories."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import facts
from bot.assistant.facts import dates

DATED = (
    "contract_signed_on", "contract_ends_on", "absent_since", "report_filed_on", "report_refused_on", "vvk_on",
    "service_started_on", "deadline", "doubt",
)  # fmt: skip
TODAY = date(2026, 11, 29)  # a Sunday


def rows() -> Iterator[tuple[str, str, str]]:
    table = Path(__file__).with_name("date_expressions.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            text, day, precision = line.split("\t")
            yield text, day, precision


def told(text: str) -> dict[str, object]:
    return {fact.name: fact.value for fact in facts.read(text, TODAY)}


@pytest.mark.parametrize(("text", "day", "precision"), list(rows()))
def test_a_date_expression_is_read_as_meant_or_asked_about(text: str, day: str, precision: str) -> None:
    found = facts.read(text, TODAY)
    days = [fact.value for fact in found if fact.name == "date" or fact.name.endswith(("_on", "_since"))]
    doubts = [fact.value for fact in found if fact.name == "doubt"]
    if day == "ask":
        assert len(doubts) == 1
        assert not days
    elif day == "none":
        assert not days
        assert not doubts
    else:
        assert days == [day]
        assert [fact.value for fact in found if fact.name == "date_precision"] == [precision]
        assert not doubts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ушёл 20, вернулся 25", {"absent_since": "2026-11-20", "days_absent": 5}),
        ("ушёл 20 ноября, вернулся 25 ноября", {"absent_since": "2026-11-20", "days_absent": 5}),
        ("ушел с позиций 25.11.2026, вернулся 27.11.2026", {"absent_since": "2026-11-25", "days_absent": 2}),
        ("I left the unit on November 20 and came back on November 25", {"days_absent": 5}),
        ("не вернулся из отпуска 20 ноября", {"absent_since": "2026-11-20", "days_absent": 9}),
        ("рапорт подал 5 числа прошлого месяца", {"report_filed_on": "2026-10-05"}),
        ("рапорт подал в понедельник на прошлой неделе", {"report_filed_on": "2026-11-16"}),
        ("мне отказали 21 октября, среда, а рапорт был 5 октября",
         {"report_refused_on": "2026-10-21", "report_filed_on": "2026-10-05"}),
        ("вызывают на той неделе в среду", {"deadline": "2026-12-02"}),
        ("контракт с 03.2024 по 03.2027", {"contract_signed_on": "2024-03-01", "contract_ends_on": "2027-03-31"}),
        ("контракт подписал 3 марта 3025", {"doubt": "contract_signed_on:year"}),
        ("подписал после 5 марта 2024", {"contract_signed_on": "2024-03-05", "date_precision": "about"}),
        ("до нового года отправят", {"deadline": "2026-12-31"}),
    ],
)  # fmt: skip
def test_dates_of_a_story_go_to_their_events(text: str, expected: dict[str, object]) -> None:
    found = told(text)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("рапорт подал через неделю после отпуска 5 мая", {"report_filed_on": "2026-05-12"}),
        ("отказали через 10 дней после рапорта от 5 мая",
         {"report_refused_on": "2026-05-15", "report_filed_on": "2026-05-05"}),
        ("на следующий день после ВВК 5 мая подал рапорт", {"vvk_on": "2026-05-05", "report_filed_on": "2026-05-06"}),
        ("за неделю до 5 мая подал рапорт", {"report_filed_on": "2026-04-28"}),
        ("ушёл из части через два дня после выписки 20 ноября", {"absent_since": "2026-11-22"}),
        ("контракт кончается через год после 5 марта 2026", {"contract_ends_on": "2027-03-05"}),
        ("через неделю после отпуска подал рапорт 5 мая", {"report_filed_on": "2026-05-05"}),
        ("I filed the report a week after my leave on May 5", {"report_filed_on": "2026-05-12"}),
        ("рапорт подал через неделю после 25 ноября", {"doubt": "report_filed_on:future"}),
    ],
)  # fmt: skip
def test_a_day_counted_from_another_is_the_counted_one(text: str, expected: dict[str, object]) -> None:
    assert {name: value for name, value in told(text).items() if name in DATED} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("рапорт подал 5 мая, через неделю отказали",
         {"report_filed_on": "2026-05-05", "report_refused_on": "2026-05-12"}),
        ("рапорт подал 5 мая, на третий день отказали",
         {"report_filed_on": "2026-05-05", "report_refused_on": "2026-05-08"}),
        ("рапорт подал 5 мая, а на следующий день отказали",
         {"report_filed_on": "2026-05-05", "report_refused_on": "2026-05-06"}),
        ("подал рапорт 5 мая, отказ пришел через две недели",
         {"report_filed_on": "2026-05-05", "report_refused_on": "2026-05-19"}),
        ("мобилизовали 5 октября 2022, через месяц подписал контракт",
         {"service_started_on": "2022-10-05", "contract_signed_on": "2022-11-05"}),
        ("I filed the report on May 5, a week later it was refused",
         {"report_filed_on": "2026-05-05", "report_refused_on": "2026-05-12"}),
    ],
)  # fmt: skip
def test_what_followed_is_counted_from_the_day_told_before_it(text: str, expected: dict[str, object]) -> None:
    assert {name: value for name, value in told(text).items() if name in DATED} == expected


@pytest.mark.parametrize(
    ("text", "since", "days"),
    [
        ("ушел 20 ноября, через пять дней вернулся", "2026-11-20", 5),
        ("ушел 20 ноября, 25 вернулся сам", "2026-11-20", 5),
        ("10 ушел, 14 вернулся", "2026-11-10", 4),
        ("10 ноября ушел из части, 14 ноября вернулся", "2026-11-10", 4),
        ("уехал из части 10 ноября, приехал 14", "2026-11-10", 4),
        ("самовольно отсутствовал с 1 по 6 октября", "2026-10-01", 5),
        ("ушёл 28, вернулся 2", "2026-10-28", 5),
    ],
)
def test_who_came_back_was_away_until_that_day(text: str, since: str, days: int) -> None:
    found = told(text)
    assert (found["absent_since"], found["days_absent"]) == (since, days)
    assert "deadline" not in found


@pytest.mark.parametrize("text", ["в отпуск ушёл 1 мая", "ушел в отпуск 1 мая", "уехал в госпиталь 5 мая"])
def test_who_goes_where_he_was_let_or_sent_is_not_absent(text: str) -> None:
    assert "absent_since" not in told(text)
    assert "absent_since" in told("ушел из части 1 мая")


@pytest.mark.parametrize(
    "text",
    [
        "ВВК через два месяца после ранения поставила Б",
        "Контракт подписал через неделю после армии",
        "за неделю до мобилизации подписал контракт",
        "рапорт подал, через неделю отказали",
        "приказ № 12-2022",
        "ст. 12.2022",
        "год как минимум ждать",
        "вернулись назад два раза",
        "сначала, в начале службы",
    ],
)
def test_what_names_no_day_gives_none_and_no_complaint(text: str) -> None:
    assert not [
        name for name in told(text) if name in ("date", "doubt", "deadline") or name.endswith(("_on", "_since"))
    ]


@pytest.mark.parametrize("text", ["3 марта 202 бригада вышла", "5 мая 10 человек ушли", "5 мая 20 человек ушли"])
def test_a_number_that_counts_men_or_names_a_unit_is_no_year(text: str) -> None:
    assert str(told(text)["date"]).startswith("2026-")


def test_the_open_part_of_that_week_is_closed_by_the_event() -> None:
    (when,) = dates.find("в среду на той неделе", TODAY)
    assert when.resolve(TODAY) == (date(2026, 11, 18), date(2026, 11, 18))
    assert when.resolve(TODAY, future=True) == (date(2026, 12, 2), date(2026, 12, 2))
