"""What only the question makes sense of: spans, days of the month, ages, months without a year."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant.facts import asked
from bot.assistant.facts.page import Page
from bot.assistant.nlu import words

TODAY = date(2026, 11, 29)


def said(question: str, text: str) -> tuple[object, ...]:
    return tuple(fact.value for fact in asked.read(Page(words.read(text), TODAY), question))


@pytest.mark.parametrize(
    ("question", "text", "day", "precision"),
    [
        ("absent_since", "три дня", "2026-11-26", "day"),
        ("absent_since", "неделю уже", "2026-11-22", "day"),
        ("absent_since", "dve nedeli", "2026-11-15", "day"),
        ("absent_since", "не вернулся из отпуска, должен был десятого", "2026-11-10", "day"),
        ("absent_since", "he left on the first", "2026-11-01", "day"),
        ("report_filed_on", "не третьего а тринадцатого", "2026-11-13", "day"),
        ("report_refused_on", "три месяца прошло", "2026-08-29", "about"),
        ("contract_signed_on", "i think february", "2026-02-01", "month"),
        ("contract_signed_on", "she says 2023", "2023-01-01", "year"),
        ("contract_ends_on", "первого декабря", "2026-12-01", "day"),
        ("contract_ends_on", "december 31", "2026-12-31", "day"),
        ("contract_ends_on", "в мае кончился", "2026-05-31", "month"),
        ("contract_ends_on", "через полгода", "2027-05-29", "about"),
    ],
)
def test_a_day_is_read_in_the_light_of_the_question(question: str, text: str, day: str, precision: str) -> None:
    assert said(question, text) == (day, precision)


def test_a_day_still_to_come_is_read_so_that_it_can_be_said() -> None:
    assert said("service_started_on", "1 марта 2031 года") == ("2031-03-01", "day")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("85", 1985), ("47", 1979), ("мне 47 лет", 1979), ("семьдесят шестого года", 1976), ("04.07.1988", 1988),
        ("не 87 а 78", 1978), ("born in eighty seven", 1987), ("i'm 44", 1982), ("2001", 2001), ("92-го", 1992),
        ("сорок ему", 1986),
    ],
)  # fmt: skip
def test_an_age_or_a_year_of_birth_is_told_apart(text: str, year: int) -> None:
    assert said("birth_year", text) == (year,)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("absent_since", "не помню, пил"),
        ("birth_year", "а какой предел сейчас?"),
        ("birth_year", "у меня двое детей"),
        ("report_filed_on", "ещё не подавал"),
        ("in_zone", "три дня"),
    ],
)
def test_where_nothing_is_said_of_it_nothing_is_read(question: str, text: str) -> None:
    assert said(question, text) == ()
