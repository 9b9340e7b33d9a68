"""Talks of care that players met and that failed: whose crisis it is, a death that was none, what is answered there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.guide import Guide
from bot.dialogue import Heard, State, decide, families
from bot.dialogue.heard import TOPIC, UNSURE
from bot.safety import load_beside
from tests.dialogue.hearing import TODAY, heard, state
from tests.dialogue.test_played import said

CRISIS, DANGER, MOURNED = "crisis_suicide", "urgent_danger", "mourn:where"


def read(kind: str, text: str, *, care: str | None = None, hint: str | None = None, **told: Any) -> Heard:
    """A message with what is heard beside it, by the real words."""
    return replace(heard(kind, text, **told), beside=load_beside().rules(text), care=care, hint=hint)


def cry(kind: str, **about: Any) -> Heard:
    """A cry that was weighed before the model."""
    return replace(heard(TOPIC, intent=kind, confidence=1.0, **about), typed=False)


def his_crisis(**fields: Any) -> State:
    return state(asker="relative", mode=CRISIS, answered=("care:his",), **fields)


def test_a_crisis_told_by_a_relative_is_his_and_her_own_is_hers(guide: Guide) -> None:
    assert decide(state(), cry(CRISIS, asker="relative"), guide).state.crisis_of == families.HIS
    assert decide(state(asker="relative"), cry(CRISIS, show="own"), guide).state.crisis_of == families.OWN
    assert decide(state(), cry(CRISIS), guide).state.crisis_of is None


def test_a_crisis_is_no_plight_that_a_paper_is_about(guide: Guide) -> None:
    assert his_crisis().plight is None
    assert state(asker="relative", answered=("care:held", "care:own")).plight == "held"


def test_her_news_that_the_weapon_is_away_ends_it_with_words_for_her(guide: Guide) -> None:
    outcome = decide(his_crisis(), read(UNSURE, "Лёха автомат забрал", care="over"), guide)
    assert outcome.said[0].about == {"buttons": True, "his": True}
    assert outcome.state.mode is None and outcome.state.crisis_of == families.HIS
    assert "не один" in guide.relieved("ru", TODAY, "his", buttons=True).text


@pytest.mark.parametrize("text", ["проснулся, злится что я шум подняла. что ему написать", "как с ним говорить?"])
def test_words_for_a_man_who_said_goodbye_are_no_paper(guide: Guide, text: str) -> None:
    known = replace(his_crisis(), mode=None)
    assert said(decide(known, read(UNSURE, text), guide)) == ["words_to_him"]
    assert "words_to_him" not in said(decide(state(asker="relative"), read(UNSURE, text), guide))


def test_a_doctor_for_him_and_the_penalty_are_answered_and_nothing_more(guide: Guide) -> None:
    text = "утром к врачу его вести или хуже сделаю? накажут же за пьянку"
    told = replace(read(UNSURE, text), asked=("sent_tomorrow",))
    outcome = decide(replace(his_crisis(), mode=None), told, guide)
    assert [say.about.get("question") for say in outcome.said] == ["see_psychiatrist", "drunk_duty"]


@pytest.mark.parametrize("asker", ["self", "relative"])
def test_harm_to_be_let_go_is_refused_with_what_is_lawful(guide: Guide, asker: str) -> None:
    told = read(UNSURE, "а если он там сам здоровье подпортит чтоб Д дали")
    outcome = decide(state(asker=asker, category="contract"), told, guide)
    assert outcome.rule == "caring.harm_to_leave"
    assert outcome.said[-1].about.get("intent") == "refuse_selfharm"


def test_a_second_man_asked_for_beside_the_death_is_answered_and_no_paper_is_of_the_dead(guide: Guide) -> None:
    text = (
        "Мужа похоронили в августе. Деверь мой, младший брат его, тоже там. Есть закон что последнего сына возвращают?"
    )
    told = replace(cry(DANGER, asker="relative"), care="mourn", beside=load_beside().rules(text))
    outcome = decide(state(), told, guide)
    assert said(outcome) == ["mourn", "short_answer"]
    assert outcome.state.fate is None and families.paper_facts(outcome.state.plight) == {}


def test_quiet_words_of_a_widow_are_asked_about_before_any_law(guide: Guide) -> None:
    text = "Мужа убили в феврале. Кота отдала соседям. Старший там же служит. Больше вопросов нет."
    told = replace(cry(DANGER, asker="relative"), care="mourn", hint=CRISIS, beside=load_beside().rules(text))
    outcome = decide(state(), told, guide)
    assert said(outcome) == ["mourn"] and outcome.said[0].about["about"] == families.SOUL


def test_a_widow_who_will_not_harm_herself_is_believed_and_her_other_son_answered(guide: Guide) -> None:
    known = state(asker="relative", location="dead", mode="grief", answered=(MOURNED,))
    text = "да ничего я с собой не сделаю, ребёнок у меня. старшего бы оттуда"
    outcome = decide(known, read(UNSURE, text, care="ended"), guide)
    assert said(outcome) == ["relieved", "short_answer"]
    assert outcome.said[1].about["question"] == "second_son"


def test_a_letter_to_bring_back_the_living_one_is_of_him(guide: Guide) -> None:
    known = state(asker="relative", location="dead", category="contract", answered=(MOURNED, "short_answer:second_son"))
    outcome = decide(known, read(UNSURE, "напишите от меня письмо чтобы его вывели оттуда"), guide)
    assert outcome.state.fate is None and outcome.state.drawn == "relative_appeal"
    assert outcome.state.known["category"] == "contract"  # told of the living one


def test_what_the_fallen_left_is_answered_after_the_talk_turned_to_another(guide: Guide) -> None:
    known = state(asker="relative", answered=(MOURNED, "short_answer:second_son"))
    outcome = decide(known, read(UNSURE, "мне самой ещё за мужа ничего не выплатили. это к вам?"), guide)
    assert outcome.rule == "bereft.of_the_dead" and outcome.said[0].about["about"] == "money"


@pytest.mark.parametrize("fate", ["missing", "dead"])
def test_a_question_that_lies_near_is_answered_in_a_talk_of_who_is_out_of_reach(guide: Guide, fate: str) -> None:
    told = replace(read(UNSURE, "ему хуже не будет от моей жалобы?"), may_ask=(("rel_harm", 0.7),))
    outcome = decide(state(asker="relative", location=fate), told, guide)
    assert [say.about.get("question") for say in outcome.said] == ["rel_harm"]


def test_a_question_asked_again_of_the_missing_is_answered_in_short(guide: Guide) -> None:
    told = replace(read(UNSURE, "а если скажут без вести, мне с ними что"), may_ask=(("missing_first", 0.79),))
    known = state(asker="relative", location="missing", answered=("short_answer:missing_first",))
    assert said(decide(known, told, guide)) == ["said_before"]


def test_who_cannot_name_the_unit_of_the_missing_needs_no_number(guide: Guide) -> None:
    known = state(asker="relative", location="missing")
    outcome = decide(known, read(UNSURE, "номера части я не знаю только что мотострелки"), guide)
    assert outcome.said[0].about["about"] == "no_number"


def test_a_mother_worn_out_by_waiting_gets_warmth_and_the_search_goes_on(guide: Guide) -> None:
    known = state(asker="relative", location="missing")
    warm = decide(known, read(UNSURE, "он мне снится каждую ночь. чайник поставила и забыла"), guide)
    assert warm.said[0].about["about"] == families.SOUL and warm.state.mood == "calm"
    drawn = decide(warm.state, read(UNSURE, "ладно. составьте мне обращение на розыск"), guide)
    assert drawn.state.drawn == "relative_appeal"


def test_a_mother_of_a_living_man_is_warmed_too(guide: Guide) -> None:
    told = read(UNSURE, "он мне снится каждую ночь, чайник поставила и забыла")
    outcome = decide(state(asker="relative", category="contract"), told, guide)
    assert outcome.rule == "caring.worn_out_herself"
    assert outcome.said[0].about["question"] == "wife_exhausted"


@pytest.mark.parametrize(("text", "own"), [("я больше не могу, сил нет", True), ("сын говорит больше не может", False)])
def test_a_relative_is_asked_of_herself_where_the_words_are_hers(guide: Guide, text: str, own: bool) -> None:
    outcome = decide(state(asker="relative"), read(TOPIC, text, intent=CRISIS), guide)
    assert outcome.said[-1].what == "check"
    assert bool(outcome.said[-1].about.get("own")) is own


def test_a_fiancee_who_says_who_she_is_stays_a_relative(guide: Guide) -> None:
    known = state(asker="relative", mode=DANGER, answered=("care:made_to_sign",))
    told = replace(
        read(UNSURE, "я ему невеста не жена мне можно жаловаться", care="ended"), may_ask=(("sister_may", 0.7),)
    )
    outcome = decide(known, told, guide)
    assert outcome.state.asker == "relative"
    assert [say.about.get("question") for say in outcome.said] == ["sister_may"]


@pytest.mark.parametrize(
    "text",
    [
        "пишите тогда короче. я Шух Дарья Олеговна, он Бойко Никита",
        "напишите от свекрови. старший погиб, младший служит",
    ],
)
def test_a_paper_from_her_is_drawn_in_the_danger(guide: Guide, text: str) -> None:
    known = state(asker="relative", mode=DANGER, answered=("care:made_to_sign",))
    assert decide(known, read(UNSURE, text), guide).state.drawn == "relative_appeal"
