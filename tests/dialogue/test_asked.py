"""A question that people ask is answered first and in one breath; the whole topic comes by «Подробнее»."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.guide import Guide
from bot.conversation.renderer import Renderer
from bot.conversation.said import Said
from bot.dialogue import Outcome, decide
from bot.dialogue.heard import CHOICE, STORY, TOPIC, UNSURE
from tests.dialogue.hearing import heard, state

STORY_TOLD = {"category": "contract", "contract_ends_on": "2026-05-01"}


def said(guide: Guide, outcome: Outcome) -> list[Said]:
    return Renderer(guide, "c", "m", outcome.state).render(outcome.said)


def titles(bubbles: list[Said]) -> list[str]:
    return [title for one in bubbles for title, _ in one.choices]


def test_who_asks_whether_he_may_go_home_hears_no_with_its_risk_and_source(guide: Guide) -> None:
    bubbles = said(guide, decide(state(), heard(TOPIC, intent="contract_expired", question="expiry_go_home"), guide))
    assert bubbles[0].text.startswith("Нет.") and "⚠" in bubbles[0].text and "Указ № 647" in bubbles[0].text
    assert "Подробнее" in titles(bubbles) and len(bubbles) == 1


def test_the_day_he_filed_is_counted_from(guide: Guide) -> None:
    asks = heard(TOPIC, intent="report_submission", question="waiting_no_answer", report_filed_on="2026-10-20")
    assert "19.11.2026" in said(guide, decide(state(), asks, guide))[0].text


def test_a_mother_is_told_of_him(guide: Guide) -> None:
    asks = heard(TOPIC, intent="contract_expired", question="expiry_go_home", asker="relative")
    assert "его контракт" in said(guide, decide(state(), asks, guide))[0].text


def test_without_a_question_the_topic_is_told(guide: Guide) -> None:
    bubbles = said(guide, decide(state(), heard(TOPIC, intent="commander_refuses"), guide))
    assert not bubbles[0].text.startswith("Нет.")


def test_help_that_is_refused_stays_refused(guide: Guide) -> None:
    asks = heard(TOPIC, intent="refuse_forge", question="scam_buy_d")
    assert [say.what for say in decide(state(), asks, guide).said] == ["topic"]


def test_a_plain_question_is_answered_although_the_topic_was_in_doubt(guide: Guide) -> None:
    outcome = decide(state(), heard(UNSURE, question="leave_funeral"), guide)
    assert outcome.rule == "unclear.question_of_his"
    assert said(guide, outcome)[0].text.startswith("Просить можно: до 10 суток")


def test_a_question_that_the_law_no_longer_knows_changes_nothing(guide: Guide) -> None:
    outcome = decide(state(), heard(TOPIC, intent="contract_expired", question="was_taken_out"), guide)
    assert [say.what for say in outcome.said] == ["topic"]


def test_a_story_with_a_question_is_noted_and_answered(guide: Guide) -> None:
    text = "контракт кончился в мае, могу ехать домой?"
    outcome = decide(
        state(), heard(UNSURE, text, meant="contract_expired", question="expiry_go_home", **STORY_TOLD), guide
    )
    assert outcome.rule == "stories.begins_unsure"
    assert [say.what for say in outcome.said] == ["understood", "short_answer"]


def test_what_only_tells_is_no_question_and_begins_the_story(guide: Guide) -> None:
    text = "хочу уволиться, служу по контракту"
    tells = heard(UNSURE, text, meant="leave_general", question="expiry_go_home", category="contract")
    assert decide(state(), tells, guide).rule == "stories.begins_unsure"
    asks = heard(
        UNSURE, "по контракту, могу домой?", meant="leave_general", question="expiry_go_home", category="contract"
    )
    assert decide(state(), asks, guide).rule == "unclear.question_of_his"


def test_a_story_that_leads_nowhere_is_still_answered(guide: Guide) -> None:
    outcome = decide(state(), heard(UNSURE, meant="offtopic", question="expiry_go_home", **STORY_TOLD), guide)
    assert outcome.rule == "unclear.question_likely"


def test_a_wish_to_leave_that_asks_is_answered_and_no_question_of_ours_follows(guide: Guide) -> None:
    text = "контракт кончился, могу ехать домой?"
    asks = heard(STORY, text, intent="contract_expired", question="expiry_go_home", **STORY_TOLD)
    assert [say.what for say in decide(state(), asks, guide).said] == ["understood", "short_answer"]


def test_who_is_away_since_a_known_day_has_his_days_counted(guide: Guide) -> None:
    away = heard(TOPIC, intent="awol_deadlines", question="expiry_go_home", absent_since="2026-11-27")
    assert [say.what for say in decide(state(), away, guide).said] == ["topic"]


def test_a_move_is_done_whatever_question_it_sounds_like(guide: Guide) -> None:
    again = heard(UNSURE, "сначала", question="expiry_go_home", move="restart")
    outcome = decide(state(category="contract", focus="ground_health"), again, guide)
    assert outcome.rule == "moves.restart"
    assert outcome.state == state()


def test_questions_to_choose_from_are_buttons_in_both_languages(guide: Guide) -> None:
    near = ["waiting_no_answer", "was_taken_out", "leave_funeral"]
    choices = guide.question_choices(near, "ru")
    assert [title for title, _ in choices] == ["Сколько ждать ответа на рапорт?", "Отпуск на похороны"]
    assert choices[1][1] == '/inform{"question": "leave_funeral"}'
    assert guide.question_choices(near[2:], "en")[0][0] == "Leave for a funeral"


def test_a_question_that_was_offered_and_pressed_is_answered(guide: Guide) -> None:
    outcome = decide(state(), heard(CHOICE, intent="inform", question="leave_funeral"), guide)
    assert said(guide, outcome)[0].text.startswith("Просить можно: до 10 суток")


def test_who_wants_a_number_gets_numbers_whatever_it_was_taken_for(guide: Guide) -> None:
    read = heard(TOPIC, "ТЕЛЕФОН дайте военного прокурора", intent="complaint_court")
    outcome = decide(state(), read, guide)
    assert [(say.what, say.about.get("question")) for say in outcome.said] == [("short_answer", "call_now")]
    unit = heard(TOPIC, "номер части писать надо?", intent="report_submission")
    assert "wants_number" not in unit.signs


def test_who_takes_something_back_and_asks_in_the_same_breath_is_answered(guide: Guide) -> None:
    read = replace(
        heard(CHOICE, "я не подавал ничего, а жене моей какое пособие положено"), takes_back=("report_filed_on",),
        near=("family_benefits",), words=10,
    )  # fmt: skip
    outcome = decide(state(report_filed_on="2026-11-22"), read, guide)
    assert outcome.said[0].what == "taken_back" and len(outcome.said) > 1


def test_the_paper_an_answer_leads_to_is_the_one_of_his_letter_and_the_appeal_is_for_him_who_disagrees(
    guide: Guide,
) -> None:
    def offered(letter: str | None, text: str) -> str | None:
        known = state(vvk_category=letter) if letter else state()
        return decide(known, heard(TOPIC, text, question="vvk_in_absence"), guide).state.offered["document"]

    assert offered("В", "ВВК поставила мне В") == "decision_category_v"
    assert offered("В", "ВВК поставила мне В, я не согласен") == "vvk_appeal"
    assert offered(None, "провели без меня") == "vvk_appeal", "no letter told: what the answer itself leads to"
