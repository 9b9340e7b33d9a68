"""Each consent by itself: names wait for a yes and go with a no; learning is asked seldom and tells nothing."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.conversation.engine import EngineReply
from tests.conversation.chatting import Chat, Heard

NAME = (EngineReply("Фамилия, имя?", (), {"private": "signer_name"}),)
RANKING = [["greeting", 0.31], ["draft_report", 0.28]]


def missed(count: int) -> tuple[EngineReply, ...]:
    return (EngineReply("Не понял.", (), {"missed": {"count": count, "ranking": RANKING}}),)


def kept(services: Services) -> list[str]:
    return [sample.text for sample in services.learning.all()]


# -- names -------------------------------------------------------------------------------------------------------------


def test_before_the_first_name_a_yes_is_asked_and_then_the_question_comes(
    chat: Chat, advocated: Services, heard: Heard
) -> None:
    heard.answers = [NAME, NAME]
    asked = chat.write("напечатайте имена")
    assert "ручкой" in asked
    assert "Фамилия" not in asked
    assert chat.press("Да, впечатать") == "Фамилия, имя?"
    assert heard.texts[-1] == '/inform{"show": "resume"}'
    chat.write("Канарейкин Пётр")
    assert advocated.conversations.answers(chat.id) == {"signer_name": "Канарейкин Пётр"}
    assert heard.texts[-1] == '/inform{"private": "signer_name"}'


def test_the_yes_is_asked_for_once(chat: Chat, heard: Heard) -> None:
    heard.answers = [NAME, NAME, NAME]
    chat.write("напечатайте имена")
    chat.press("Да, впечатать")
    assert chat.write("Канарейкин Пётр") == "Фамилия, имя?"


def test_a_name_typed_before_the_yes_is_neither_kept_nor_passed_on(
    chat: Chat, advocated: Services, heard: Heard
) -> None:
    heard.answers = [NAME, NAME]
    chat.write("напечатайте имена")
    assert "ручкой" in chat.write("Канарейкин Пётр")
    assert advocated.conversations.answers(chat.id) == {}
    assert not any("Канарейкин" in text for text in heard.texts)


@pytest.mark.parametrize("word", ["Впишу ручкой", "впишу ручкой"])
def test_a_no_draws_the_report_without_names(chat: Chat, heard: Heard, word: str) -> None:
    heard.answers = [NAME]
    chat.write("напечатайте имена")
    chat.write(word)
    assert heard.texts[-1] == '/inform{"want_names": "no"}'


def test_even_an_open_private_question_keeps_nothing_after_the_yes_was_taken_back(
    chat: Chat, advocated: Services, heard: Heard
) -> None:
    heard.answers = [NAME, NAME, NAME]
    chat.write("напечатайте имена")
    chat.press("Да, впечатать")
    chat.write("забудьте имя")
    chat.write("Канарейкин Пётр")
    assert advocated.conversations.answers(chat.id) == {}


@pytest.mark.parametrize("wish", ["забудьте имя", "Забудь моё имя!", "forget my name", "удали имена"])
def test_forgetting_drops_answers_drafts_and_the_lines_that_show_a_name(
    chat: Chat, advocated: Services, heard: Heard, wish: str
) -> None:
    heard.answers = [NAME, NAME]
    chat.write("напечатайте имена")
    chat.press("Да, впечатать")
    chat.write("Канарейкин Пётр")
    plain = chat.draft()
    named = chat.draft(signer={"last": "Канарейкин", "first": "Пётр"})
    chat.write("и подпись за Канарейкиным?")
    chat.write(wish)
    shown = " ".join(line.text for line in chat.lines).lower()
    assert "канарейкин" not in shown
    assert advocated.conversations.answers(chat.id) == {}
    assert advocated.drafts.file(chat.id, f"{named}.pdf") is None
    assert advocated.drafts.file(chat.id, f"{plain}.pdf") is not None
    assert not advocated.wishes.consented(chat.id, "names")
    assert any(line.text == "напечатайте имена" for line in chat.lines)


# -- learning ----------------------------------------------------------------------------------------------------------


def test_nothing_is_learnt_and_nobody_asked_after_one_miss(chat: Chat, advocated: Services, heard: Heard) -> None:
    heard.answers = [missed(1)]
    assert chat.write("комбат абракадабра") == "Не понял."
    assert kept(advocated) == []


DONE = {"why": {"rule": "drafting.wish", "mood": "calm", "heard": {}}}  # his paper was drawn: a calm moment
HELPED = (EngineReply("Вот что можно сделать.", extra=DONE),)


def asked_to_learn(chat: Chat) -> int:
    return sum("Можно мне учиться" in line.text for line in chat.lines)


def agree(chat: Chat, heard: Heard) -> None:
    """Two misses, a calm answer, and the yes to the question that comes with it."""
    heard.answers = [missed(2), HELPED]
    chat.write("раз")
    chat.write("как подать рапорт")
    chat.press("Да, можно")


def test_two_misses_are_asked_about_later_once_and_never_beside_what_was_not_understood(
    chat: Chat, advocated: Services, heard: Heard
) -> None:
    heard.answers = [missed(1), missed(2), HELPED, missed(1), missed(2), HELPED]
    chat.write("раз")
    assert chat.write("два") == "Не понял."
    assert asked_to_learn(chat) == 0
    assert chat.write("как подать рапорт") == "Вот что можно сделать."
    assert asked_to_learn(chat) == 1
    assert chat.press("Не учитесь").startswith("Хорошо")
    for text in ("три", "четыре", "как подать рапорт"):
        chat.write(text)
    assert asked_to_learn(chat) == 1
    assert kept(advocated) == []


def test_while_a_question_of_ours_is_open_no_other_is_put_beside_it(chat: Chat, heard: Heard) -> None:
    question = (EngineReply("Есть дети?", (("Да", "/affirm"), ("Нет", "/deny"))),)
    heard.answers = [missed(2), question, HELPED]
    chat.write("раз")
    assert chat.write("два") == "Есть дети?"
    assert asked_to_learn(chat) == 0
    chat.write("нет")
    assert heard.texts[-1] == "/deny"
    assert asked_to_learn(chat) == 1


def test_with_a_yes_only_later_misses_are_kept_redacted_and_tied_to_nobody(
    chat: Chat, advocated: Services, heard: Heard
) -> None:
    agree(chat, heard)
    heard.answers = [missed(1), (EngineReply("понял"),)]
    chat.write("меня зовут Канарейкин, командир не отпускает с 5 мая из Тулы")
    chat.write("это понял, Канарейкин")
    [sample] = advocated.learning.all()
    assert sample.text == "меня зовут [имя], командир не отпускает с [дата] из [имя]"
    assert sample.lang == "ru"
    assert sample.ranking == (("greeting", 0.31), ("draft_report", 0.28))
    [(week, count)] = advocated.learning.weeks()
    assert count == 1
    assert week.weekday() == 0


@pytest.mark.parametrize("stop", ["не учитесь", "Не учитесь на моих сообщениях.", "stop learning"])
def test_it_can_be_stopped_for_the_future(chat: Chat, advocated: Services, heard: Heard, stop: str) -> None:
    agree(chat, heard)
    heard.answers = [missed(1), missed(2)]
    chat.write("командир не отпускает")
    chat.write(stop)
    assert chat.write("командир не отпускает домой") == "Не понял."
    assert kept(advocated) == ["командир не отпускает"]


def test_in_despair_nobody_is_asked_and_nothing_is_kept(chat: Chat, advocated: Services, heard: Heard) -> None:
    agree(chat, heard)
    chat.write("я не хочу жить, застрелюсь")
    heard.answers = [missed(1), missed(2)]
    chat.write("командир не отпускает")
    chat.write("командир не отпускает")
    assert kept(advocated) == []


def test_after_despair_the_question_never_comes(chat: Chat, advocated: Services, heard: Heard) -> None:
    chat.write("я не хочу жить, застрелюсь")
    heard.answers = [missed(2), HELPED]
    assert chat.write("раз") == "Не понял."
    chat.write("как подать рапорт")
    assert asked_to_learn(chat) == 0


def test_a_wiped_person_has_agreed_to_nothing(chat: Chat, advocated: Services, heard: Heard) -> None:
    agree(chat, heard)
    chat.write("стереть")
    heard.answers = [missed(1)]
    chat.write("командир не отпускает")
    assert kept(advocated) == []
