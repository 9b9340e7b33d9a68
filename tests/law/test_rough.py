"""Dates known only roughly: they stay rough, and stand for a day only where the law is asked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law import Profile, ProfileError, day_of, is_rough, rough, span

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@given(DAYS, st.sampled_from(["year", "month", "about", "day", None]))
def test_what_was_said_lies_within_what_is_kept(day: date, precision: str | None) -> None:
    kept = rough(day.isoformat(), precision)
    first, last = span(kept)
    assert first <= day <= last
    assert is_rough(kept) == (precision in ("year", "month", "about"))


@pytest.mark.parametrize(
    ("name", "kept", "day"),
    [
        ("contract_signed_on", "2023", "2023-01-01"),
        ("contract_ends_on", "2023", "2023-12-31"),
        ("contract_ends_on", "2024-02", "2024-02-29"),
        ("vvk_on", "2026-09~", "2026-09-01"),
        ("vvk_on", "2026-09-14", "2026-09-14"),
        ("vvk_on", "2026-13", None),
        ("vvk_on", "осенью", None),
    ],
)
def test_an_end_stands_for_its_last_day_all_else_for_the_first(name: str, kept: str, day: str | None) -> None:
    assert day_of(name, kept) == day


def test_the_law_reads_a_rough_date_and_refuses_nonsense() -> None:
    assert Profile.from_mapping({"contract_ends_on": "2026-05"}).contract_ends_on == date(2026, 5, 31)
    with pytest.raises(ProfileError) as caught:
        Profile.from_mapping({"contract_ends_on": "2026-13"})
    assert caught.value.code == "not_a_date"
