"""A case file keeps all it was given; a designation is the same two harmless words in both languages each time."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.casefile import CaseFile, CaseFileError
from bot.cases.designations import _FIRST, _SECOND, designation

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
FACTS = st.dictionaries(st.text(), VALUES)


@given(st.sampled_from(["ru", "en"]), FACTS, FACTS, FACTS, st.dates(), st.none() | st.text())
def test_a_case_file_is_read_back_as_it_was(
    lang: str, profile: dict, facts: dict, document: dict, on: date, option: str | None
) -> None:
    kept = CaseFile(lang, "self", profile, option, "vvk_referral", facts, document, on)
    assert CaseFile.from_bytes(kept.to_bytes()) == kept


@given(st.binary())
def test_other_bytes_are_no_case_file(data: bytes) -> None:
    with pytest.raises(CaseFileError):
        CaseFile.from_bytes(data)


def test_a_case_file_shows_no_words_when_it_is_printed() -> None:
    kept = CaseFile("ru", "self", {"location": "Канарейкино"}, None, "vvk_referral", {}, {}, date(2026, 11, 22))
    assert "Канарейкино" not in repr(kept)


def test_a_case_file_of_the_first_days_with_its_empty_note_still_opens() -> None:
    kept = CaseFile("ru", "self", {}, None, "vvk_referral", {}, {}, date(2026, 11, 22))
    early = json.dumps({**json.loads(kept.to_bytes()), "note": ""}).encode()
    assert CaseFile.from_bytes(early) == kept


def test_every_word_of_a_designation_is_there_once_in_both_languages() -> None:
    for pairs in (_FIRST, _SECOND):
        for side in (0, 1):
            words = [pair[side] for pair in pairs]
            assert all(words)
            assert len(words) == len(set(words))


@given(st.text(alphabet="0123456789abcdef", min_size=16, max_size=16))
def test_a_designation_is_two_words_that_stay_and_mean_the_same_in_both_languages(case_id: str) -> None:
    ru, en = designation(case_id, "ru"), designation(case_id, "en")
    assert ru == designation(case_id, "ru")
    first, second = ru.split(" ", 1)
    english = {f"{dict(_FIRST)[first]} {dict(_SECOND)[second]}"}
    assert {en} == english


def test_many_cases_have_many_designations() -> None:
    names = {designation(f"{number:016x}", "ru") for number in range(1000)}
    assert len(names) > 850
