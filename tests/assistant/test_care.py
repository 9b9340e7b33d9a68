"""When care is due: a cry needs a sign of the words, a danger its kind; the model alone begins nothing."""

import pytest

from bot.assistant import care

CALM = [("leave_general", 0.9), ("crisis_suicide", 0.05)]
NEAR = [("crisis_suicide", 0.55), ("leave_general", 0.4)]
CRY = [("crisis_suicide", 0.95), ("leave_general", 0.04)]
DANGER = [("urgent_danger", 0.9), ("crisis_suicide", 0.05)]
HARM = [("refuse_violence", 0.95), ("urgent_danger", 0.04)]
PERHAPS_HARM = [("refuse_violence", 0.5), ("urgent_danger", 0.4)]


@pytest.mark.parametrize("ranking", [CALM, NEAR, PERHAPS_HARM, []])
def test_a_sure_hint_is_enough_whatever_the_model_thinks(ranking: list[tuple[str, float]]) -> None:
    assert care.due("urgent_danger", sure=True, ranking=ranking) == "urgent_danger"


def test_a_clear_wish_to_do_harm_is_not_answered_as_danger() -> None:
    assert care.due("urgent_danger", sure=True, ranking=HARM) is None


def test_an_unsure_hint_needs_the_model_to_think_of_it_too() -> None:
    assert care.due("crisis_suicide", sure=False, ranking=CALM) is None
    assert care.due("crisis_suicide", sure=False, ranking=CRY) == "crisis_suicide"
    assert care.due("crisis_suicide", sure=False, ranking=NEAR) == care.CHECK  # he is asked before the script


def test_what_the_model_alone_takes_for_a_cry_is_none() -> None:
    assert care.due(None, sure=False, ranking=CRY) is None
    assert care.due(None, sure=False, ranking=DANGER) is None
    assert care.due(None, sure=False, ranking=[]) is None


def test_a_danger_of_a_kind_is_heard_with_the_model_and_one_of_despair_is_not_made_of_it() -> None:
    assert care.due(None, sure=False, ranking=DANGER, kind="held") == "urgent_danger"
    assert care.due("urgent_danger", sure=False, ranking=DANGER) == "urgent_danger"
    assert care.due("urgent_danger", sure=False, ranking=CRY) is None
    assert care.due("urgent_danger", sure=False, ranking=DANGER, beside={"no_wound"}) is None


def test_tiredness_is_no_sign_however_sure_the_model_is() -> None:
    tired = {"rules": {"cannot_bear"}, "beside": {"weary"}}
    assert care.due("crisis_suicide", sure=False, ranking=CRY, **tired) is None
    assert care.due("crisis_suicide", sure=False, ranking=CRY, rules={"cannot_bear"}, beside={"weary", "weapon"})
    whole = {"rules": {"cannot_bear", "whole_message_weary"}, "beside": {"weary"}}  # «не могу больше», and nothing else
    assert care.due("crisis_suicide", sure=False, ranking=CRY, **whole) == care.CHECK


def test_who_does_not_care_whether_he_wakes_is_asked_whatever_the_model_thinks() -> None:
    for rule in care.ASKED_ABOUT:
        assert care.due("crisis_suicide", sure=False, ranking=CALM, rules={rule}) == care.CHECK
    tired = care.due("crisis_suicide", sure=False, ranking=CRY, rules={"worn_out"}, beside={"weary"})
    assert tired == care.CHECK  # lying and staring is no word of death: not the whole script


def test_only_tired_is_an_answer_to_the_question_and_none_about_leave() -> None:
    said = {"cared": None, "sure": False, "told": False, "cry": False, "top": "leave_general"}
    assert care.turn_of(care.CHECK, {"only_weary", "over"}, practical=True, asked=False, **said) == "over"
    assert care.turn_of(care.CHECK, {"only_weary", "over"}, practical=True, asked=True, **said) == "ended"
    again = {**said, "cared": care.CHECK}
    assert care.turn_of(care.CHECK, set(), practical=True, asked=False, **again) == "goes_on"


def test_without_a_cry_the_next_intents_take_its_share() -> None:
    assert care.without_a_cry(NEAR) == [("leave_general", pytest.approx(0.95))]
    assert care.without_a_cry([("crisis_suicide", 1.0)]) == []
