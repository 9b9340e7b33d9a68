"""The clocks of a case: whose they are, what stops them, what follows, of which days a person may be reminded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import law
from bot.cases.clocks import Clock, clocks, days_to_tell
from bot.law import Knowledge, Profile

FILED = date(2026, 11, 8)
TODAY = date(2026, 11, 23)
WAY = "vvk_referral"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return law.load()


def running(knowledge: Knowledge, on: date = TODAY, **events: str) -> dict[str, Clock]:
    facts = {"category": "mobilised", "vvk_on": "2026-11-03", "report_filed_on": FILED.isoformat()}
    if "refused" in events:
        facts["report_refused_on"] = events["refused"]
    return {one.term.id: one for one in clocks(Profile.from_mapping(facts), WAY, events, on, knowledge)}


def test_a_filing_starts_the_clock_of_the_command_and_that_of_the_right(knowledge: Knowledge) -> None:
    found = running(knowledge)
    assert (found["answer"].on, found["answer"].state) == (FILED + timedelta(days=30), "runs")
    assert (found["court"].on, found["court"].state) == (date(2027, 2, 8), "runs")
    assert found["registration"].state == "passed"


def test_what_follows_a_silence_is_the_next_rung_and_a_right_tells_what_can_be_said_late(knowledge: Knowledge) -> None:
    found = running(knowledge)
    for id, rung in (("answer", "prosecutor"), ("registration", "prosecutor"), ("court", "court")):
        after = found[id].after
        assert after is not None
        assert after.id == rung
    assert found["followup_day10"].after is None


def test_a_number_meets_the_registration_and_an_answer_the_rest_that_the_command_owes(knowledge: Knowledge) -> None:
    numbered = running(knowledge, number="17")
    assert (numbered["registration"].state, numbered["answer"].state) == ("met", "runs")
    answered = running(knowledge, answered="2026-11-20")
    assert {answered[id].state for id in ("registration", "answer", "followup_day10")} == {"met"}
    assert answered["court"].state == "runs"


def test_rights_of_other_ways_are_shown_while_they_can_be_lost_and_no_longer(knowledge: Knowledge) -> None:
    assert not running(knowledge)["vvk_court"].ours
    assert "vvk_court" not in running(knowledge, on=date(2027, 2, 4))
    assert running(knowledge, on=date(2027, 2, 9))["court"].state == "passed"


def test_without_a_way_all_are_of_the_case(knowledge: Knowledge) -> None:
    profile = Profile.from_mapping({"category": "mobilised", "report_filed_on": FILED.isoformat()})
    found = clocks(profile, None, {}, TODAY, knowledge)
    assert found
    assert all(one.ours for one in found)


def test_the_person_is_told_a_week_before_a_right_ends_and_the_day_after_a_silence(knowledge: Knowledge) -> None:
    found = running(knowledge)
    assert found["court"].told_on == date(2027, 2, 1)
    assert found["answer"].told_on == date(2026, 12, 9)
    assert found["court"].told_on in days_to_tell(found.values(), TODAY)


@settings(deadline=None, max_examples=40)
@given(after=st.integers(min_value=0, max_value=120), refused=st.none() | st.integers(min_value=0, max_value=60))
def test_reminders_lie_ahead_are_three_at_most_and_never_leave_out_the_right(
    knowledge: Knowledge, after: int, refused: int | None
) -> None:
    on = FILED + timedelta(days=after)
    events = {} if refused is None else {"refused": (FILED + timedelta(days=min(refused, after))).isoformat()}
    found = running(knowledge, on=on, **events)
    days = days_to_tell(found.values(), on)
    assert len(days) <= 3
    assert list(days) == sorted(set(days))
    assert all(day > on for day in days)
    court = found["court"]
    assert court.told_on <= on or court.told_on in days
