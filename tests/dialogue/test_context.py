"""What a message asks is weighed by what was spoken of, and by who asks."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.guide import Guide
from bot.dialogue import Heard
from bot.dialogue.context import SURE, in_context, weighed
from bot.dialogue.heard import CHOICE, TOPIC, UNSURE
from tests.dialogue.hearing import heard, state


def asks(*may_ask: tuple[str, float], words: int = 3, kind: str = CHOICE) -> Heard:
    return replace(heard(kind, "а если откажут?"), may_ask=may_ask, words=words)


BOTH = (("care_refused", 0.3), ("report_again", 0.3), ("leave_refused", 0.25))


def test_of_two_that_are_as_likely_the_one_of_the_topic_spoken_of_is_meant(guide: Guide) -> None:
    after_care = state(answered=("short_answer:care_of_parent",))
    after_leave = state(answered=("short_answer:leave_extend",))
    assert weighed(asks(*BOTH), after_care, guide)[0][1] == "care_refused"
    assert weighed(asks(*BOTH), after_leave, guide)[0][1] == "leave_refused"


def test_what_people_ask_after_an_answer_is_likelier_after_it_and_after_its_topic(guide: Guide) -> None:
    alone = {id: share for share, id in weighed(asks(*BOTH), state(), guide)}
    after = {id: share for share, id in weighed(asks(*BOTH), state(answered=("short_answer:leave_extend",)), guide)}
    topic = {id: share for share, id in weighed(asks(*BOTH), state(focus="leave_general"), guide)}
    assert after["leave_refused"] > alone["leave_refused"]
    assert topic["leave_refused"] > alone["leave_refused"]


def test_what_this_person_cannot_ask_falls_out(guide: Guide) -> None:
    may = (("come_tomorrow", 0.6), ("hospital_early", 0.3))
    in_hospital = in_context(state(location="hospital"), asks(*may), guide)
    assert in_hospital.question == "hospital_early" or in_hospital.near[0] == "hospital_early"
    assert in_context(state(location="absent"), asks(*may), guide).near[0] == "come_tomorrow"


def test_a_return_is_not_meant_by_a_man_in_hospital_whatever_the_model_says(guide: Guide) -> None:
    read = heard(TOPIC, "в пятницу обратно", intent="awol_return")
    assert in_context(state(location="hospital"), read, guide).kind == UNSURE
    assert in_context(state(location="absent"), read, guide) == read
    assert in_context(state(), read, guide) == read


def test_the_very_words_of_a_record_and_a_button_are_not_weighed(guide: Guide) -> None:
    very = replace(asks(("leave_refused", 1.0)), question="leave_refused")
    assert in_context(state(answered=("short_answer:leave_refused",)), very, guide) == very
    button = replace(asks(*BOTH), typed=False, question="care_refused")
    assert in_context(state(), button, guide) == button


def test_below_the_threshold_it_is_offered_and_far_below_nothing_is(guide: Guide) -> None:
    unsure = in_context(state(), asks(("leave_refused", 0.5), ("care_refused", 0.2)), guide)
    assert unsure.question is None and unsure.near == ("leave_refused", "care_refused")
    assert 0 < unsure.nearness < SURE
    assert in_context(state(), asks(("leave_refused", 0.01)), guide).near == ()


def test_a_grave_question_is_answered_when_it_is_plain_and_never_offered_as_a_guess(guide: Guide) -> None:
    guessed = in_context(state(), asks(("second_son", 0.5), ("both_brothers", 0.3)), guide)
    assert guessed.question is None and guessed.near == ("both_brothers",)
    assert in_context(state(), asks(("second_son", 0.95)), guide).question == "second_son"
    assert in_context(state(), asks(("self_injury", 0.7)), guide).near == ()
