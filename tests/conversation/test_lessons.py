"""What is kept for trainers: of those who agreed, redacted, a few of each, and never from one in despair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.bootstrap import Services
from bot.conversation import lessons as taught
from bot.conversation.lessons import Lessons

RANKING = [["nlu_fallback", 0.7], ["leave_general", 0.91], ["transfer", 0.04]]
WHY = {"why": {"rule": "answer_topic", "heard": {"ranking": RANKING, "question": "in_zone"}}}
MISSED = {"missed": {"count": 1, "ranking": RANKING}}
Take = Callable[..., None]


def after(services: Services, lessons: Lessons, conversation: str, text: str, told: dict[str, Any], lang: str) -> None:
    """Learn of a message with what is noted of the person by now, as a finished turn tells it."""
    lessons.after(conversation, text, told, lang, services.wishes.noted(conversation))


@pytest.fixture
def conversation(advocated: Services) -> str:
    opened = advocated.conversations.open("web", "a", "ru")
    advocated.wishes.consent(opened, "learning", True)
    return opened


@pytest.fixture
def lucky(advocated: Services) -> Lessons:
    """Every message is drawn."""
    return Lessons(
        advocated.wishes, advocated.learning, advocated.counters, lambda: advocated.redactor, lambda _most: 0
    )


@pytest.fixture
def unlucky(advocated: Services) -> Lessons:
    return Lessons(
        advocated.wishes, advocated.learning, advocated.counters, lambda: advocated.redactor, lambda most: most - 1
    )


def test_a_sure_message_is_kept_when_the_lot_falls_on_it_with_what_was_read_and_the_rule(
    advocated: Services, conversation: str, lucky: Lessons, unlucky: Lessons
) -> None:
    after(advocated, unlucky, conversation, "меня зовут Канарейкин, не отпускают", WHY, "ru")
    assert advocated.learning.all() == ()
    after(advocated, lucky, conversation, "меня зовут Канарейкин, не отпускают", WHY, "ru")
    [sample] = advocated.learning.all()
    assert (sample.kind, sample.rule, sample.question) == ("sure", "answer_topic", "in_zone")
    assert sample.ranking == (("leave_general", 0.91), ("transfer", 0.04))
    assert "Канарейкин" not in sample.text


def test_what_was_asked_back_or_corrected_needs_no_luck(
    advocated: Services, conversation: str, unlucky: Lessons
) -> None:
    after(advocated, unlucky, conversation, "не отпускают домой", MISSED, "ru")
    wrong = {"why": {"rule": "corrects", "heard": {"ranking": [["correct_or_back", 0.9]]}}}
    after(advocated, unlucky, conversation, "нет, не то, про отпуск", wrong, "ru")
    moved = {"why": {"rule": "moves", "heard": {"ranking": RANKING, "told": {"move": "correct"}}}}
    after(advocated, unlucky, conversation, "исправить, он мобилизован", moved, "ru")
    assert sorted(one.kind for one in advocated.learning.all()) == ["corrected", "corrected", "missed"]


def test_of_one_person_a_few_are_kept_and_no_more(
    advocated: Services, conversation: str, unlucky: Lessons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taught, "MOST_OF_ONE", 3)
    for _ in range(8):
        after(advocated, unlucky, conversation, "не отпускают домой", MISSED, "ru")
    assert len(advocated.learning.all()) == 3
    assert advocated.wishes.consented(conversation, "learning"), "the count stands beside the consent, not in its place"


def test_without_a_yes_and_after_despair_nothing_is_kept(
    advocated: Services, conversation: str, lucky: Lessons
) -> None:
    other = advocated.conversations.open("web", "b", "ru")
    after(advocated, lucky, other, "не отпускают домой", MISSED, "ru")
    advocated.wishes.mark(conversation, "care")
    after(advocated, lucky, conversation, "не отпускают домой", MISSED, "ru")
    assert advocated.learning.all() == ()


def test_a_yes_or_no_that_was_understood_teaches_nothing(
    advocated: Services, conversation: str, lucky: Lessons
) -> None:
    after(advocated, lucky, conversation, "да", WHY, "ru")
    assert advocated.learning.all() == ()
