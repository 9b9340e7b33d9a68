"""Terms: two clocks, calendar and working days, month ends."""

from __future__ import annotations

from datetime import date

import pytest

from bot.law import Knowledge, Profile
from bot.law.deadlines import deadlines, last_day
from bot.law.model import DeadlineRule
from bot.law.text import Text


def rule(length: int, unit: str, roll: str | None = None) -> DeadlineRule:
    """A term of the test's own."""
    return DeadlineRule.model_validate(
        {
            "id": "x", "from": "2022-01-01", "to": None, "text": {"ru": "срок", "en": "term"}, "event": "filing",
            "length": length, "unit": unit, "clock": "own", "roll": roll, "act": None, "sources": ["project_rules"],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "length", "unit", "end"),
    [
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        (date(2024, 1, 31), 1, "month", date(2024, 2, 29)),
        (date(2026, 11, 30), 3, "month", date(2027, 2, 28)),
        (date(2026, 11, 22), 3, "month", date(2027, 2, 22)),
        (date(2026, 11, 22), 10, "day", date(2026, 12, 2)),
        (date(2026, 12, 25), 10, "day", date(2027, 1, 4)),
        (date(2026, 11, 22), 48, "hour", date(2026, 11, 24)),
        (date(2026, 11, 22), 3, "hour", date(2026, 11, 22)),
        (date(2026, 11, 20), 1, "working_day", date(2026, 11, 23)),
        (date(2025, 12, 30), 1, "working_day", date(2026, 1, 12)),
        (date(2025, 10, 31), 1, "working_day", date(2025, 11, 1)),
        (date(2024, 4, 26), 2, "working_day", date(2024, 5, 2)),
        (date(2022, 6, 10), 1, "working_day", date(2022, 6, 14)),
    ],
)
def test_a_term_ends_on_its_day(knowledge: Knowledge, start: date, length: int, unit: str, end: date) -> None:
    assert last_day(rule(length, unit), start, knowledge) == end


def test_a_term_may_roll_to_a_working_day_before_or_after(knowledge: Knowledge) -> None:
    saturday = date(2026, 10, 31)
    assert last_day(rule(1, "day", "previous_working_day"), saturday, knowledge) == date(2026, 10, 30)
    assert last_day(rule(1, "day", "next_working_day"), saturday, knowledge) == date(2026, 11, 2)
    assert last_day(rule(0, "day", "previous_working_day"), date(2026, 1, 9), knowledge) == date(2025, 12, 30)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 4), False),
        (date(2026, 11, 5), True),
        (date(2025, 11, 1), True),
        (date(2025, 11, 3), False),
        (date(2024, 12, 28), True),
        (date(2026, 12, 31), False),
        (date(2026, 11, 22), False),
        (date(2023, 2, 24), False),
    ],
)
def test_the_dated_calendar_knows_days_off_and_worked_saturdays(knowledge: Knowledge, day: date, working: bool) -> None:
    assert knowledge.calendar.is_working(day) is working


def test_a_year_whose_transfers_are_not_known_is_not_sure(knowledge: Knowledge) -> None:
    assert knowledge.calendar.is_sure(date(2026, 5, 1))
    assert not knowledge.calendar.is_sure(date(2027, 5, 1))
    assert not knowledge.calendar.is_sure(date(2031, 5, 1))
    (term,) = deadlines(["court_post"], Profile(report_filed_on=date(2026, 11, 22)), date(2026, 11, 22), knowledge)
    assert term.on == date(2027, 2, 22) and not term.exact


def test_the_follow_up_chain_of_the_ten_day_option(knowledge: Knowledge) -> None:
    man = Profile(report_filed_on=date(2026, 11, 30))
    terms = deadlines(["court", "answer", "followup_day10", "registration"], man, date(2026, 12, 11), knowledge)
    assert [(term.id, term.on, term.clock, term.passed) for term in terms] == [
        ("registration", date(2026, 12, 3), "authority", True),
        ("followup_day10", date(2026, 12, 10), "own", True),
        ("answer", date(2026, 12, 30), "authority", False),
        ("court", date(2027, 2, 28), "limitation", False),
    ]
    assert terms[1].act is None, "day ten is the man's own date, never a term of law"


def test_without_the_day_it_starts_from_a_term_has_no_date(knowledge: Knowledge) -> None:
    terms = deadlines(["court", "answer"], Profile(), date(2026, 11, 22), knowledge)
    assert [(term.id, term.on) for term in terms] == [("court", None), ("answer", None)]


def test_a_refusal_starts_the_limitation_clock_and_leaves_the_authority_clock(knowledge: Knowledge) -> None:
    man = Profile(report_filed_on=date(2026, 10, 1), report_refused_on=date(2026, 10, 20))
    days = {term.id: term.on for term in deadlines(["court", "answer"], man, date(2026, 11, 22), knowledge)}
    assert days == {"court": date(2027, 1, 20), "answer": date(2026, 10, 31)}


def test_a_term_known_from_practice_says_so(knowledge: Knowledge) -> None:
    terms = {term.id: term for term in deadlines(["answer", "court"], Profile(), date(2026, 11, 22), knowledge)}
    assert terms["answer"].sure == "S" and "не проверен" in terms["answer"].text.ru
    assert terms["court"].sure == "P"


def test_a_text_falls_back_to_russian() -> None:
    assert Text(ru="да", en="yes").in_("uk") == "да"
