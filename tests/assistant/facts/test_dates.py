"""Dates as people write them."""

from datetime import date

import pytest

from bot.assistant import facts

TODAY = date(2026, 11, 22)  # a Sunday


def dates_of(text: str, name: str = "date") -> list[object]:
    return [fact.value for fact in facts.read(text, TODAY) if fact.name == name]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 марта 22го", "2022-03-03"),
        ("3-го марта 2022 года", "2022-03-03"),
        ("позавчера", "2026-11-20"),
        ("вчера", "2026-11-21"),
        ("вчора", "2026-11-21"),
        ("05.03.2024", "2024-03-05"),
        ("5.3.24", "2024-03-05"),
        ("05/03/2024", "2024-03-05"),
        ("5 3 2024", "2024-03-05"),
        ("2024-03-05", "2024-03-05"),
        ("last Monday", "2026-11-16"),
        ("в прошлый понедельник", "2026-11-16"),
        ("в прошлую пятницу", "2026-11-20"),
        ("last Sunday", "2026-11-15"),
        ("двадцать пятого мая", "2026-05-25"),
        ("двадцать пятого мая двадцать третьего года", "2023-05-25"),
        ("пятого декабря", "2025-12-05"),
        ("неделю назад", "2026-11-15"),
        ("тиждень тому", "2026-11-15"),
        ("две недели назад", "2026-11-08"),
        ("3 days ago", "2026-11-19"),
        ("a week ago", "2026-11-15"),
        ("полгода назад", "2026-05-22"),
        ("полтора года назад", "2025-05-22"),
        ("March 5th, 2024", "2024-03-05"),
        ("5 march 2024", "2024-03-05"),
        ("5 березня 2024", "2024-03-05"),
        ("25-го числа", "2026-10-25"),
        ("3 marta 2022", "2022-03-03"),
        ("pozavchera", "2026-11-20"),
        ("в мае", "2026-05-01"),
        ("в мае 2023", "2023-05-01"),
        ("осенью 2022", "2022-09-01"),
        ("восьмые сутки", "2026-11-15"),
        ("8 сутки", "2026-11-15"),
    ],
)
def test_a_date_is_read_day_first_and_from_the_past(text: str, day: str) -> None:
    assert dates_of(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "31 февраля",
        "45.13.2024",
        "ст. 51.1",
        "ст 337 ч 3.1",
        "п. 2.1 приказа",
        "8 суток",
        "не помню",
        "в/ч 12345",
        "мне 10 суток дали",
        "мая",
        "несколько дней назад",
        "можно мне",
    ],
)
def test_what_is_not_a_date_gives_none(text: str) -> None:
    assert dates_of(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("до понедельника", "2026-11-23"),
        ("до среды надо ответить", "2026-11-25"),
        ("завтра увозят на штурм", "2026-11-23"),
        ("через 3 дня отправка", "2026-11-25"),
        ("by Friday", "2026-11-27"),
        ("in two weeks they send us", "2026-12-06"),
        ("в понедельник увозят", "2026-11-23"),
        ("завтра суд", "2026-11-23"),
    ],
)
def test_a_coming_day_is_a_deadline(text: str, day: str) -> None:
    assert dates_of(text, "deadline") == [day]


def test_a_month_alone_says_that_it_is_only_a_month() -> None:
    assert dates_of("в мае 2023", "date_precision") == ["month"]
    assert dates_of("3 марта 2022", "date_precision") == ["day"]
    assert dates_of("в 2022 году", "date_precision") == ["year"]


def test_a_range_gives_both_ends() -> None:
    assert dates_of("с 1 по 7 июня 2025") == ["2025-06-01", "2025-06-07"]


def test_the_offsets_point_at_the_words_as_written() -> None:
    text = "Рапорт лежит, ПОЗАВЧЕРА отдал"
    found = next(fact for fact in facts.read(text, TODAY) if fact.value == "2026-11-20")
    assert text[found.start : found.end] == "ПОЗАВЧЕРА"
    text = "kontrakt zakonchilsya 3 marta 2024"
    found = next(fact for fact in facts.read(text, TODAY) if fact.value == "2024-03-03")
    assert text[found.start : found.end] == "3 marta 2024"


@pytest.mark.parametrize("text", ["29.02.2024", "29 февраля 2024"])
def test_a_leap_day_is_a_day(text: str) -> None:
    assert dates_of(text) == ["2024-02-29"]


@pytest.mark.parametrize("text", ["29.02.2023", "29 февраля 2023"])
def test_a_leap_day_of_a_common_year_is_none(text: str) -> None:
    assert dates_of(text) == []
