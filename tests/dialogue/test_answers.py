"""A typed answer to our open question: what is kept of it, and what happens to a question that is put in vain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.guide import Guide
from bot.dialogue import Answer, decide
from bot.dialogue.facts import FACTS, UNKNOWN, FutureDateError, value_heard
from bot.dialogue.heard import CHOICE, STORY, TOPIC, UNSURE
from bot.dialogue.questions import worth_asking
from tests.dialogue.hearing import TODAY, heard, state


@pytest.mark.parametrize(
    ("question", "value", "precision", "kept"),
    [
        ("category", "mobilised", None, "mobilised"),
        ("report_filed_on", "2026-11-15", "day", "2026-11-15"),
        ("contract_signed_on", "2023-01-01", "year", "2023"),
        ("contract_ends_on", "2026-05-31", "month", "2026-05"),
        ("vvk_on", "2026-10-29", "about", "2026-10~"),
        ("absent_since", "2026-10-29", "about", "2026-10-29"),
        ("children_under_18", "4", None, 4),
        ("birth_year", 1979, None, 1979),
        ("dependant_relation", "none", None, "none"),
        ("vvk_category", "none", None, UNKNOWN),
        ("report_filed_on", "none", None, UNKNOWN),
        ("contract_ends_on", "open", None, UNKNOWN),
    ],
)
def test_what_was_answered_is_kept_as_exactly_as_it_was_said(
    question: str, value: Any, precision: Any, kept: Any
) -> None:
    assert value_heard(question, Answer(question, "answers", value, precision), TODAY) == kept


@pytest.mark.parametrize("act", ["unsure", "refuses"])
def test_who_does_not_know_or_will_not_say_is_not_pressed(act: str) -> None:
    assert value_heard("in_zone", Answer("in_zone", act), TODAY) == UNKNOWN


@pytest.mark.parametrize("act", ["asks", "new_topic", "corrects", "missed"])
def test_what_is_no_answer_fills_nothing(act: str) -> None:
    assert value_heard("in_zone", Answer("in_zone", act), TODAY) is None


def test_what_lies_ahead_is_not_taken_for_something_past(guide: Guide) -> None:
    ahead = Answer("vvk_on", "answers", "2026-12-05", "day")
    with pytest.raises(FutureDateError):
        value_heard("vvk_on", ahead, TODAY)
    outcome = decide(state(open="vvk_on", asked=("vvk_on",)), heard(UNSURE, answer=ahead), guide)
    assert outcome.rule == "answers.yet_to_come"
    assert "vvk_on" not in outcome.state.facts


def test_an_answer_to_another_question_is_none_to_this_one() -> None:
    late = heard(UNSURE, answer=Answer("in_zone", "answers", "yes"))
    assert late.to("category") is None


def test_the_answer_is_kept_and_the_next_question_follows_while_too_little_is_known(guide: Guide) -> None:
    answered = heard(CHOICE, intent="inform", answer=Answer("category", "answers", "contract"))
    outcome = decide(
        state(focus="leave_general", open="category", asked=("category",), put={"category": 1}), answered, guide
    )
    assert outcome.rule == "answers.answered"
    assert outcome.state.facts["category"] == "contract"
    assert outcome.state.open == "vvk_category"


def test_there_is_no_interview_once_two_facts_tell_enough(guide: Guide) -> None:
    answered = heard(CHOICE, intent="inform", answer=Answer("vvk_category", "answers", "В"))
    before = state(open="vvk_category", asked=("category", "vvk_category"), category="contract")
    assert [say.what for say in decide(before, answered, guide).said] == ["options"]


@pytest.mark.parametrize(
    ("fact", "spoke_of_it"),
    [("dependant_relation", False), ("children_under_18", False), ("birth_year", False), ("agency", False)],
)
def test_nobody_is_asked_of_what_he_did_not_speak_of(fact: str, spoke_of_it: bool) -> None:
    assert worth_asking(fact, state(category="contract", focus="leave_general")) is spoke_of_it


def test_who_spoke_of_his_mother_may_be_asked_of_her() -> None:
    assert worth_asking("dependant_disability_group", state(dependant_relation="mother"))


def test_a_cry_is_no_answer_whatever_it_says_to_the_question(guide: Guide) -> None:
    answer = Answer("motives", "answers", "moral_psychological")
    cries = replace(heard(TOPIC, "не могу больше", intent="crisis_suicide", answer=answer), beside=frozenset({"weary"}))
    outcome = decide(state(open="motives", asked=("motives",)), cries, guide)
    assert outcome.rule.startswith("caring.")
    assert "motives" not in outcome.state.facts


def test_a_question_is_put_twice_at_most_and_never_in_the_same_words(guide: Guide) -> None:
    mumbles = heard(UNSURE, answer=Answer("vvk_category", "missed"))
    first = state(open="vvk_category", asked=("vvk_category",), put={"vvk_category": 1}, category="contract")
    second = decide(first, mumbles, guide)
    assert [(say.what, say.about.get("again")) for say in second.said][-1] == ("question", True)
    third = decide(second.state, mumbles, guide)
    assert third.state.facts["vvk_category"] == UNKNOWN
    assert [say.what for say in third.said] == ["missed", "options"]


def test_a_digression_drops_our_question_in_silence(guide: Guide) -> None:
    asks = heard(TOPIC, "что будет за отказ", intent="risks_refusal", answer=Answer("category", "new_topic"))
    outcome = decide(state(open="category", asked=("category",), put={"category": 1}), asks, guide)
    assert [say.what for say in outcome.said] == ["topic"]
    assert outcome.state.open is None


def test_an_answer_and_a_question_in_one_breath_are_both_heard(guide: Guide) -> None:
    both = heard(
        TOPIC, "да, а что будет если откажусь?", intent="risks_refusal", answer=Answer("in_zone", "answers", "yes")
    )
    outcome = decide(state(open="in_zone", asked=("in_zone",), category="contract"), both, guide)
    assert outcome.state.facts["in_zone"] == "yes"
    assert [say.what for say in outcome.said] == ["topic"]
    assert outcome.state.open is None


def test_facts_beside_the_question_are_noted_aloud(guide: Guide) -> None:
    tells = heard(STORY, "вообще-то мать инвалид", intent="ground_family_care", dependant_relation="mother")
    outcome = decide(state(open="category", asked=("category",), put={"category": 1}), tells, guide)
    assert outcome.rule == "answers.told_beside"
    assert outcome.said[0].about["facts"] == {"dependant_relation": "mother"}
    assert outcome.state.open == "category", "nothing can be said without it"


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_question_has_a_second_wording_and_a_reason(guide: Guide, lang: str) -> None:
    for fact in FACTS:
        once, again = (guide.question(fact, lang, TODAY, "self", again=times).text.strip() for times in (False, True))
        assert once != again
        assert guide.why_asked(fact, lang, TODAY, "self").text.strip()


SHOWN = ("health_limited", "family_care", "leave_annual", "transfer")


@pytest.mark.parametrize(
    ("value", "way"),
    [
        ("first", "health_limited"), ("last", "transfer"), ("third", "leave_annual"), ("health", "health_limited"),
        ("family_care", "family_care"), ("leave", "leave_annual"), ("conscience", None),
    ],
)  # fmt: skip
def test_a_way_is_chosen_by_its_place_or_its_ground_among_those_shown(value: str, way: str | None) -> None:
    assert heard(UNSURE, answer=Answer("option", "answers", value)).way(SHOWN) == way


def test_who_only_asks_about_the_ways_has_chosen_none() -> None:
    assert heard(UNSURE, answer=Answer("option", "asks")).way(SHOWN) is None
    assert heard(UNSURE, answer=Answer("option", "answers", "first")).way(()) is None


def test_fear_of_a_return_is_heard_and_answered_with_how_it_is_recorded(guide: Guide) -> None:
    away = state(absent_since="2026-07-20", category="mobilised", location="absent")
    afraid = heard(UNSURE, "я боюсь идти. побьют или сразу в штурм", meant="threats_by_command")
    first = decide(away, afraid, guide)
    assert [say.what for say in first.said] == ["afraid", "short_answer"]
    assert first.said[1].about["question"] == "return_how"
    assert first.said[1].about["warned"]
    assert decide(first.state, afraid, guide).rule != first.rule
    listed = away.after({"answered": ("risk:leaving",)})  # the risk stood under the list of ways
    assert decide(listed, afraid, guide).rule == first.rule
    asks = heard(UNSURE, "боюсь, сколько мне дадут?", meant="awol_consequences")
    assert decide(away, asks, guide).rule != first.rule
    assert decide(state(category="mobilised"), afraid, guide).rule != first.rule  # he is not away


def test_the_terms_of_a_page_on_absence_are_not_warned_of_again(guide: Guide) -> None:
    away = state(category="mobilised", location="absent")
    asked = heard(TOPIC, "куда явиться", intent="awol_return", question="return_how")
    fresh = [say for say in decide(away, asked, guide).said if say.what == "short_answer"]
    assert fresh and not fresh[0].about.get("warned")
    page = decide(away, heard(TOPIC, intent="awol_consequences"), guide)
    told = [say for say in decide(page.state, asked, guide).said if say.what == "short_answer"]
    assert told and told[0].about["warned"]
