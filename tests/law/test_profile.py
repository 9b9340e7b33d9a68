"""Reading what is known of a man."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.law import Dependant, Profile, ProfileError


def test_nothing_known_is_a_profile() -> None:
    assert Profile.from_mapping({}) == Profile()


def test_dates_are_read_as_iso_and_day_first() -> None:
    profile = Profile.from_mapping({"contract_ends_on": "2026-05-03", "vvk_on": "5.3.2026"})
    assert profile.contract_ends_on == date(2026, 5, 3)
    assert profile.vvk_on == date(2026, 3, 5)


@pytest.mark.parametrize("word", ["unsure", "unknown", "", None, "  Unknown "])
def test_unsure_is_not_known(word: str | None) -> None:
    assert Profile.from_mapping({"category": word, "in_zone": word, "birth_year": word}) == Profile()


@pytest.mark.parametrize(("word", "wanted"), [("yes", True), ("NO", False), (True, True), (False, False)])
def test_yes_and_no_are_words_or_booleans(word: Any, wanted: bool) -> None:
    assert Profile.from_mapping({"in_zone": word}).in_zone is wanted


@pytest.mark.parametrize(("letter", "wanted"), [("д", "Д"), ("D", "Д"), ("в", "В"), ("a", "А"), ("Б", "Б")])
def test_a_category_of_fitness_is_read_in_both_alphabets(letter: str, wanted: str) -> None:
    assert Profile.from_mapping({"vvk_category": letter}).vvk_category == wanted


def test_a_latin_b_is_refused_because_it_may_be_two_letters() -> None:
    with pytest.raises(ProfileError) as caught:
        Profile.from_mapping({"vvk_category": "B"})
    assert (caught.value.code, caught.value.field) == ("not_a_code", "vvk_category")


def test_the_flat_answers_fold_into_one_dependant() -> None:
    profile = Profile.from_mapping(
        {"dependant_relation": "brother", "dependant_disability_group": "II", "dependant_needs_care": "yes"}
    )
    assert profile.dependants == (Dependant("sibling", 2, True, None),)


def test_nobody_is_not_the_same_as_not_known() -> None:
    assert Profile.from_mapping({"dependant_relation": "none"}).dependants == ()
    assert Profile.from_mapping({"dependant_relation": "unsure"}).dependants is None


def test_a_list_and_flat_answers_together_are_refused() -> None:
    with pytest.raises(ProfileError) as caught:
        Profile.from_mapping({"dependants": [{"relation": "mother"}], "dependant_relation": "father"})
    assert caught.value.code == "given_twice"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "x", "unknown_field"),
        ("category", "soldier", "not_a_code"),
        ("category", 5, "not_a_code"),
        ("contract_ends_on", "next May", "not_a_date"),
        ("contract_ends_on", "31.02.2026", "not_a_date"),
        ("contract_ends_on", "9999-12-31", "not_a_date"),
        ("contract_ends_on", "0202-05-03", "not_a_date"),
        ("in_zone", "maybe", "not_yes_or_no"),
        ("birth_year", "75", "not_a_number"),
        ("birth_year", True, "not_a_number"),
        ("children_under_18", -1, "not_a_number"),
        ("motives", ["money"], "not_a_code"),
        ("motives", 3, "not_a_list"),
        ("dependants", "mother", "not_a_list"),
        ("dependants", ["mother"], "not_a_list"),
        ("dependants", [{"age": 70}], "unknown_field"),
        ("dependants", [{"disability_group": 4}], "not_a_code"),
        ("dependant_disability_group", 4, "not_a_code"),
    ],
)
def test_a_wrong_value_names_the_field_and_not_the_value(field: str, value: Any, code: str) -> None:
    with pytest.raises(ProfileError) as caught:
        Profile.from_mapping({field: value})
    assert caught.value.code == code
    assert caught.value.field.startswith(field)
    assert str(value) not in str(caught.value) or field == "name"


def test_a_disabled_child_has_no_group_and_breaks_nothing() -> None:
    facts = {"dependant_relation": "child", "dependant_disability_group": "child"}
    assert Profile.from_mapping(facts).dependants == (Dependant("child"),)
