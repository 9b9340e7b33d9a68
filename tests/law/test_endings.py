"""What stops being sure in the next sixty days, and how much then no longer works."""

from __future__ import annotations

from datetime import date, timedelta

from bot.law import Knowledge, endings

TODAY = date(2026, 11, 29)


def found(knowledge: Knowledge, kind: str, on: date = TODAY) -> list[tuple[tuple[str, ...], date, int]]:
    return [(one.about, one.last, one.touched) for one in endings(knowledge, on) if one.kind == kind]


def test_the_switch_of_mobilisation_is_known_ninety_days_from_its_last_check(knowledge: Knowledge) -> None:
    ((about, last, ways),) = found(knowledge, "regime")
    assert (about, last) == (("partial_mobilisation",), date(2026, 12, 25))
    assert ways == sum(option.gate is not None for option in knowledge.options.values()) > 5
    assert knowledge.regime_state("partial_mobilisation", last) == "on"
    assert knowledge.regime_state("partial_mobilisation", last + timedelta(days=1)) == "unknown"


def test_a_switch_that_is_no_longer_known_stays_on_the_list_until_it_is_looked_up(knowledge: Knowledge) -> None:
    assert found(knowledge, "regime", date(2027, 3, 1))


def test_the_year_whose_days_off_were_not_read_in_full_is_named_before_it_begins(knowledge: Knowledge) -> None:
    assert found(knowledge, "calendar") == [(("2027",), date(2026, 12, 31), 1)]
    assert found(knowledge, "calendar", date(2026, 9, 1)) == []


def test_sources_are_named_by_the_day_after_which_their_answers_carry_a_warning(knowledge: Knowledge) -> None:
    ((about, last, answers),) = found(knowledge, "sources")
    assert "portal_titles" in about and last == date(2026, 12, 25) and answers > 10
    assert all(knowledge.recheck_by(id) == last for id in about)


def test_a_sentence_with_an_end_of_its_own_is_named_before_it_is_no_longer_said(knowledge: Knowledge) -> None:
    assert found(knowledge, "rules") == [(("option:conscript_term_end:note",), date(2026, 12, 31), 1)]


def test_what_ends_later_is_not_yet_named(knowledge: Knowledge) -> None:
    assert [one.kind for one in endings(knowledge, TODAY, timedelta(days=20))] == []
