"""When care is due: every doubt goes to care, but for one."""

import pytest

from bot.assistant import care

CALM = [("leave_general", 0.9), ("crisis_suicide", 0.05)]
NEAR = [("crisis_suicide", 0.55), ("leave_general", 0.4)]
HARM = [("refuse_violence", 0.95), ("urgent_danger", 0.04)]
PERHAPS_HARM = [("refuse_violence", 0.5), ("urgent_danger", 0.4)]


@pytest.mark.parametrize("ranking", [CALM, NEAR, PERHAPS_HARM, []])
def test_a_sure_hint_is_enough_whatever_the_model_thinks(ranking: list[tuple[str, float]]) -> None:
    assert care.due("urgent_danger", sure=True, asks=False, ranking=ranking) == "urgent_danger"


def test_a_clear_wish_to_do_harm_is_not_answered_as_danger() -> None:
    assert care.due("urgent_danger", sure=True, asks=False, ranking=HARM) is None


def test_an_unsure_hint_needs_the_model_to_think_of_it_too() -> None:
    assert care.due("crisis_suicide", sure=False, asks=False, ranking=CALM) is None
    assert care.due("crisis_suicide", sure=False, asks=False, ranking=NEAR) == "crisis_suicide"


def test_two_unsure_voices_are_answered_with_what_the_model_finds_likelier() -> None:
    ranking = [("crisis_suicide", 0.6), ("urgent_danger", 0.1)]
    assert care.due("urgent_danger", sure=False, asks=False, ranking=ranking) == "crisis_suicide"


def test_where_the_model_would_ask_and_thinks_of_danger_it_does_not_ask() -> None:
    ranking = [("offtopic", 0.25), ("crisis_suicide", 0.4), ("urgent_danger", 0.3)]
    assert care.due(None, sure=False, asks=True, ranking=ranking) == "crisis_suicide"
    assert care.due(None, sure=False, asks=False, ranking=ranking) is None


def test_a_message_without_hint_or_doubt_goes_its_way() -> None:
    assert care.due(None, sure=False, asks=True, ranking=CALM) is None
    assert care.due(None, sure=False, asks=False, ranking=[]) is None


def test_held_in_a_pit_is_answered_with_its_own_topic_where_the_model_sees_no_other_danger() -> None:
    held = [("detention_search", 0.9), ("urgent_danger", 0.05)]
    assert care.due("urgent_danger", sure=True, asks=False, ranking=held) == "detention_search"
    assert care.due("crisis_suicide", sure=True, asks=False, ranking=held) == "crisis_suicide"
    assert care.due("urgent_danger", sure=False, asks=False, ranking=held) is None
    dying = [("detention_search", 0.6), ("urgent_danger", 0.4)]
    assert care.due("urgent_danger", sure=True, asks=False, ranking=dying) == "urgent_danger"
