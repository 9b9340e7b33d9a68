"""Facts: an answer is taken only for what it can mean; a date of the past is never in the future."""

from datetime import date

import pytest

from bot.conversation import signs
from bot.dialogue.facts import UNKNOWN, FutureDateError, answer_to

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("asked", "found", "value"),
    [
        ("in_zone", {"answer": "yes"}, "yes"),
        ("in_zone", {"in_zone": "no"}, "no"),
        ("in_zone", {"answer": "unsure"}, UNKNOWN),
        ("category", {"category": "mobilised"}, "mobilised"),
        ("category", {"answer": "yes"}, None),
        ("contract_ends_on", {"date": "2027-01-05"}, "2027-01-05"),
        ("report_filed_on", {"answer": "no"}, UNKNOWN),
        ("vvk_category", {"answer": "no"}, UNKNOWN),
        ("birth_year", {"number": 47}, 1979),
        ("birth_year", {"number": 1979}, 1979),
        ("birth_year", {"number": 3}, None),
        ("children_under_18", {"number": 2}, 2),
        ("children_under_18", {"answer": "no"}, 0),
        ("children_under_18", {"number": 99}, None),
        ("motives", {"motives": "no_consent"}, ["no_consent"]),
        ("dependant_relation", {"date": "2026-01-01"}, None),
    ],
)
def test_an_answer_is_taken_for_what_it_can_mean(asked: str, found: dict[str, object], value: object) -> None:
    assert answer_to(asked, found, TODAY) == value


@pytest.mark.parametrize("asked", ["report_filed_on", "absent_since", "vvk_on", "contract_signed_on"])
def test_what_has_happened_cannot_have_a_date_to_come(asked: str) -> None:
    with pytest.raises(FutureDateError):
        answer_to(asked, {"date": "2026-11-23"}, TODAY)
    assert answer_to(asked, {"date": "2026-11-22"}, TODAY) == "2026-11-22"


@pytest.mark.parametrize(
    "text",
    ["уволиться за 10 дней", "в течение десяти дней", "10-дневный срок", "10 календарных дней", "within ten days",
     "10 day notice", "за 10 суток", "десятидневный рапорт", "cherez 10 dnej"],
)  # fmt: skip
def test_the_ten_days_are_found_in_any_wording(text: str) -> None:
    assert "ten_days" in signs.shown(text).signs


@pytest.mark.parametrize("text", ["110 дней", "10 рублей", "через 10 лет", "дом 10, дней пять", "2010 день"])
def test_other_tens_are_not_the_ten_days(text: str) -> None:
    assert "ten_days" not in signs.shown(text).signs
