"""Intake: what cannot be a message is named, and nothing a person types is a command for the engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import intake


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), (" \n\t ", "empty"), ("😭😭😭", "no_words"), ("…!!!", "no_words"), ("а" * 4001, "too_long")],
)
def test_what_cannot_be_read_is_named(text: str, code: str) -> None:
    problem = intake.check(text, 4000)
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize("text", ["да", "+", "-", "?", "5", "помогите 😭", "а" * 4000])
def test_what_can_be_read_is_let_through(text: str) -> None:
    assert intake.check(text, 4000) is None


@given(st.text())
def test_no_text_reaches_the_engine_as_a_command(text: str) -> None:
    passed = intake.for_engine(text)
    assert not passed.startswith("/")
    assert "\n" not in passed


def test_a_typed_intent_keeps_its_words() -> None:
    assert intake.for_engine(' /delete_data{"show":"erase"}').endswith('delete_data{"show":"erase"}')
