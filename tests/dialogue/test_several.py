"""Of several questions in one message none is dropped, and none waits that was answered."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.guide import Guide
from bot.conversation.renderer import Renderer
from bot.dialogue import Outcome, Say, decide
from bot.dialogue.heard import CHOICE, TOPIC
from tests.dialogue.hearing import heard, state

TWO = ("vvk_not_sent", "pay_missing")


def asks_two(guide: Guide, *more: str) -> Outcome:
    message = heard(TOPIC, intent="vvk_procedure", question=TWO[0])
    return decide(state(), replace(message, asked=(*TWO, *more), also=("vvk_procedure", "money_documents")), guide)


def test_two_questions_get_two_answers_and_nothing_waits(guide: Guide) -> None:
    outcome = asks_two(guide)
    assert [say.about["question"] for say in outcome.said if say.what == "short_answer"] == list(TWO)
    assert outcome.state.waiting == ()


def test_a_third_one_is_a_button_and_a_yes_answers_it(guide: Guide) -> None:
    outcome = asks_two(guide, "waiting_no_answer")
    assert outcome.said[-1] == Say("also", names=(), questions=("waiting_no_answer",))
    bubbles = Renderer(guide, "c", "m", outcome.state).render(outcome.said)
    assert len(bubbles) == 2 and '"question": "waiting_no_answer"' in bubbles[-1].choices[0][1]
    after = decide(outcome.state, heard(CHOICE, "да", intent="affirm"), guide)
    assert [say.about.get("question") for say in after.said] == ["waiting_no_answer"]


def test_a_bare_ok_asks_for_nothing(guide: Guide) -> None:
    outcome = asks_two(guide, "waiting_no_answer")
    after = decide(outcome.state, heard(CHOICE, "ок", intent="affirm"), guide)
    assert [say.what for say in after.said] == ["what_next"]


def test_a_warning_is_said_once_in_a_talk(guide: Guide) -> None:
    first = decide(state(), heard(TOPIC, intent="contract_expired", question="expiry_go_home"), guide)
    again = decide(first.state, heard(TOPIC, intent="leave_general", question="own_wish"), guide)
    texts = [Renderer(guide, "c", "m", one.state).render(one.said)[0].text for one in (first, again)]
    assert ["⚠" in text for text in texts] == [True, False]
