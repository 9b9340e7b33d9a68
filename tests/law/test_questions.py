"""What is asked, and in which order."""

from __future__ import annotations

from datetime import date

import pytest

from bot.law import Knowledge, NotKnownError, Profile, questions

TODAY = date(2026, 11, 22)


def ask(knowledge: Knowledge, option: str | None = None, on: date = TODAY, **facts: object) -> tuple[str, ...]:
    return questions(Profile.from_mapping(facts), on, knowledge, option)


def test_the_category_comes_first_when_nothing_is_known(knowledge: Knowledge) -> None:
    asked = ask(knowledge)
    assert asked[0] == "category"
    assert {"vvk_category", "dependant_relation"} <= set(asked)


def test_a_man_with_a_sick_mother_and_an_expired_contract_is_asked_only_what_matters(knowledge: Knowledge) -> None:
    asked = ask(
        knowledge,
        category="contract",
        contract_ends_on="2026-05-10",
        dependants=[{"relation": "mother", "disability_group": 1}],
    )
    assert len(asked) <= 6
    assert {"dependant_needs_care", "dependant_other_carer", "contract_signed_on", "in_zone"} <= set(asked)
    assert {"birth_year", "sex", "citizenship", "children_under_18"}.isdisjoint(asked)


def test_facts_of_the_dependant_are_asked_only_once_one_is_named(knowledge: Knowledge) -> None:
    assert not [name for name in ask(knowledge, category="contract") if name in ("dependant_needs_care",)]
    assert "dependant_relation" not in ask(knowledge, category="contract", dependant_relation="none")


def test_a_conscript_is_asked_when_he_began_to_serve_and_not_about_a_contract(knowledge: Knowledge) -> None:
    asked = ask(knowledge, category="conscript")
    assert "service_started_on" in asked
    assert {"contract_signed_on", "contract_ends_on"}.isdisjoint(asked)


def test_the_date_of_the_conclusion_is_asked_only_after_the_conclusion(knowledge: Knowledge) -> None:
    assert "vvk_on" not in ask(knowledge, "vvk_appeal", category="contract")
    assert "vvk_on" in ask(knowledge, "vvk_appeal", category="contract", vvk_category="Б")


def test_what_cannot_change_a_closed_answer_is_not_asked(knowledge: Knowledge) -> None:
    assert "contract_ends_on" not in ask(knowledge, "contract_expiry", category="contract")
    assert "contract_ends_on" in ask(knowledge, "contract_expiry", on=date(2022, 5, 20), category="contract")


def test_two_facts_that_matter_only_together_are_still_asked(knowledge: Knowledge) -> None:
    asked = ask(knowledge, "age_limit", category="contract")
    assert "birth_year" in asked


def test_before_anything_is_known_of_the_law_nothing_is_asked(knowledge: Knowledge) -> None:
    assert ask(knowledge, on=date(2021, 12, 31)) == ()


def test_no_question_is_about_a_name_a_place_or_a_unit(knowledge: Knowledge) -> None:
    for probe, _ in knowledge.probes:
        assert not any(word in probe.field for word in ("name", "unit", "place", "phone", "address", "commander"))


def test_an_unknown_option_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(NotKnownError):
        ask(knowledge, "escape")
