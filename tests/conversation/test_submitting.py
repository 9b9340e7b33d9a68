"""From a draft to the advocates and back: one screen, one yes, and nothing readable stays; answers go sealed."""

from __future__ import annotations

from datetime import date

import pytest

from bot.bootstrap import Services
from bot.cases.assigning import Also
from bot.cases.casefile import CaseFile
from bot.cases.designations import designation
from bot.cases.messages import Incoming, Outgoing
from bot.cases.people import Unlocked
from bot.cases.reviews import Item, ReviewError
from bot.conversation.submitting import NoConsentError, offer
from bot.reports import Document
from tests.conversation.chatting import FACTS, Chat, Heard

GIVEN = {"signer": {"last": "Канарейкин", "first": "Пётр"}}


def say(services: Services, case: str, me: Unlocked, what: Also) -> None:
    """Say something of a case, as a decision does."""
    services.reviews.write(case, me, Item("decision", "advocate", b"{}"), also=what)


def sent(chat: Chat, advocated: Services) -> str:
    """Send a draft to the advocates and return the case."""
    chat.draft()
    chat.press("Показать адвокату")
    chat.press("Да, показать")
    case = advocated.reviews.case_of(chat.id)
    assert case
    return case.id


def test_the_screen_says_what_goes_who_reads_it_and_how_long_before_anything_happens(
    chat: Chat, advocated: Services, advocate: Unlocked
) -> None:
    chat.draft(**GIVEN)
    before = chat.id
    screen = chat.press("Показать адвокату")
    for words in ("Что уйдёт", "есть имена", "Кто прочтёт", "30 дней", "начнётся заново", "забрать дело"):
        assert words in screen
    assert chat.id == before
    assert advocated.reviews.case_of(before) is None
    assert "Имён в нём нет" in (chat.draft() and chat.press("Показать адвокату"))


def test_a_no_changes_nothing(chat: Chat, advocated: Services, advocate: Unlocked) -> None:
    chat.draft()
    before = chat.id
    chat.press("Показать адвокату")
    chat.press("Нет, не надо")
    assert chat.id == before
    assert advocated.reviews.case_of(before) is None


def test_a_yes_seals_the_draft_with_its_facts_and_the_talk_begins_again_empty(
    chat: Chat, advocated: Services, advocate: Unlocked, heard: Heard
) -> None:
    chat.write("меня держат, фамилия Канарейкин")
    draft_id = chat.draft(**GIVEN)
    before = chat.id
    chat.press("Показать адвокату")
    said = chat.press("Да, показать")
    assert chat.id != before
    assert heard.forgotten == [before]
    case = advocated.reviews.case_of(chat.id)
    assert case
    assert designation(case.id, "ru") in said
    assert len(chat.lines) == 1
    [item] = advocated.reviews.open_case(case.id, advocate)
    file = CaseFile.from_bytes(item.content)
    assert item.kind == "file"
    assert file.profile == FACTS
    assert file.option == "own_wish"
    assert file.report_facts["signer"] == GIVEN["signer"]
    assert Document.from_dict(file.document).id == file.document_id == "vvk_referral"
    assert case.urgency > 0
    assert advocated.drafts.file(chat.id, f"{draft_id}.pdf") is None


def test_nothing_is_submitted_without_the_yes(chat: Chat, advocated: Services, advocate: Unlocked) -> None:
    draft_id = chat.draft()
    with pytest.raises(NoConsentError):
        advocated.submitting.submit(chat.id, draft_id)


def test_pressing_yes_twice_makes_one_case(chat: Chat, advocated: Services, advocate: Unlocked) -> None:
    chat.draft()
    chat.press("Показать адвокату")
    yes = next(button for line in chat.lines for button in line.buttons if button.title == "Да, показать")
    before = chat.id
    for update in ("a", "b"):
        advocated.turns.receive(before, update, Incoming(button=yes.token))
    while advocated.turns.work(before):
        pass
    assert len(advocated.reviews.visible_to(advocate)) == 1
    assert len(chat.lines) == 1


def test_without_anybody_to_read_it_is_said_and_the_draft_stays(chat: Chat, advocated: Services) -> None:
    draft_id = chat.draft()
    assert "Показать некому" in chat.press("Показать адвокату")
    assert advocated.drafts.file(chat.id, f"{draft_id}.pdf") is not None
    with pytest.raises((NoConsentError, ReviewError)):
        advocated.submitting.submit(chat.id, draft_id)


def test_a_strangers_draft_cannot_be_shown(chat: Chat, advocated: Services, advocate: Unlocked) -> None:
    draft_id = chat.draft()
    advocated.turns.open("web", "other", "ru")
    other = advocated.conversations.find("web", "other")
    assert other
    advocated.conversations.say(other, [Outgoing("…", (("Показать адвокату", offer(draft_id)),))])
    token = advocated.conversations.transcript(other, 0)[-1].buttons[0].token
    advocated.turns.receive(other, "u1", Incoming(button=token))
    advocated.turns.work(other)
    assert advocated.reviews.case_of(other) is None
    assert "Эта кнопка" in advocated.conversations.transcript(other, 0)[-1].text


def test_a_question_is_answered_into_the_case_and_nowhere_else(
    chat: Chat, advocated: Services, advocate: Unlocked, heard: Heard
) -> None:
    case = sent(chat, advocated)
    advocated.correspondence.ask(case, advocate, "Когда был отказ?")
    assert "Когда был отказ?" in chat.last
    chat.press("Ответить")
    assert "одним сообщением" in chat.last
    assert "Передал адвокату" in chat.write("отказ был в мае, канарейка")
    items = advocated.reviews.open_case(case, advocate)
    assert [(item.kind, item.author) for item in items] == [
        ("file", "bot"), ("question", "advocate"), ("message", "person"),
    ]  # fmt: skip
    assert items[-1].content.decode() == "отказ был в мае, канарейка"
    assert not any("канарейка" in text for text in heard.texts)
    assert not any("канарейка" in line.text for line in chat.lines)
    chat.write("а это уже не адвокату")
    assert heard.texts[-1] == "а это уже не адвокату"
    assert len(advocated.reviews.open_case(case, advocate)) == 3


@pytest.mark.parametrize("text", ["нет", "не знаю", "1", "Когда я смогу уйти?", "Ответить", "/start"])
def test_whatever_he_answers_goes_to_the_advocate(
    chat: Chat, advocated: Services, advocate: Unlocked, heard: Heard, text: str
) -> None:
    case = sent(chat, advocated)
    advocated.correspondence.ask(case, advocate, "Есть дети?")
    chat.press("Ответить")
    chat.write(text)
    assert advocated.reviews.open_case(case, advocate)[-1].content.decode() == text
    assert heard.texts == []


def test_the_same_answer_delivered_twice_stands_there_once(
    chat: Chat, advocated: Services, advocate: Unlocked, heard: Heard
) -> None:
    case = sent(chat, advocated)
    advocated.correspondence.ask(case, advocate, "Есть дети?")
    chat.press("Ответить")
    for _ in range(2):
        advocated.turns.receive(chat.id, "same", Incoming(text="двое"))
    advocated.turns.work(chat.id)
    assert len(advocated.reviews.open_case(case, advocate)) == 3
    assert heard.texts == []


def test_a_turn_that_ends_late_does_not_close_the_open_answer(
    chat: Chat, advocated: Services, advocate: Unlocked
) -> None:
    case = sent(chat, advocated)
    advocated.correspondence.ask(case, advocate, "Есть дети?")
    advocated.turns.receive(chat.id, "early", Incoming(text="что дальше"))
    turn = advocated.conversations.claim(chat.id)
    assert turn
    token = next(button for line in chat.lines for button in line.buttons if button.title == "Ответить").token
    advocated.turns.receive(chat.id, "press", Incoming(button=token))
    advocated.conversations.finish(turn, [Outgoing("ответ")], lang="ru", private_field="signer_name")
    chat.write("двое, канарейка")
    assert advocated.reviews.open_case(case, advocate)[-1].content.decode() == "двое, канарейка"


def test_cancelling_or_turning_to_something_else_sends_nothing(
    chat: Chat, advocated: Services, advocate: Unlocked
) -> None:
    case = sent(chat, advocated)
    advocated.correspondence.ask(case, advocate, "Есть дети?")
    chat.press("Ответить")
    assert "ничего не отправил" in chat.write("Отмена")
    chat.press("Ответить")
    chat.press("Какие есть выходы")
    chat.write("сколько лет служить")
    assert len(advocated.reviews.open_case(case, advocate)) == 2


def test_despair_in_an_answer_is_answered_at_once_and_still_reaches_the_advocate(
    chat: Chat, advocated: Services, advocate: Unlocked
) -> None:
    case = sent(chat, advocated)
    advocated.correspondence.ask(case, advocate, "Как вы?")
    chat.press("Ответить")
    chat.write("я не хочу жить, застрелюсь")
    assert advocated.reviews.open_case(case, advocate)[-1].kind == "message"
    assert any(line.author == "bot" and len(line.text) > 100 for line in chat.lines[-2:])


def test_a_finished_document_comes_clean_with_its_files_and_the_time_they_stay(
    chat: Chat, advocated: Services, advocate: Unlocked
) -> None:
    case = sent(chat, advocated)
    file = CaseFile.from_bytes(advocated.reviews.open_case(case, advocate)[0].content)
    document = Document.from_dict({**file.document, "reviewed": True, "watermark": ""})
    say(advocated, case, advocate, advocated.correspondence.delivering(case, document, "Подавайте в двух экземплярах."))
    line = chat.lines[-1]
    assert "двух экземплярах" in line.text
    assert "48 часов" in line.text
    assert {reference.name.rpartition(".")[2] for reference in line.files} >= {"pdf", "docx", "txt"}
    content = advocated.drafts.file(chat.id, line.files[0].id)
    assert content
    assert content.content


@pytest.mark.parametrize("code", ["returned", "declined", "taken", "moved", "shared", "closed"])
def test_what_became_of_a_case_is_told(chat: Chat, advocated: Services, advocate: Unlocked, code: str) -> None:
    case = sent(chat, advocated)
    say(advocated, case, advocate, advocated.correspondence.telling(case, code, "почините дату", "Те, кто помогает"))
    assert designation(case, "ru") in chat.last
    assert ("Те, кто помогает" in chat.last) == (code == "declined")


@pytest.mark.parametrize("code", ["returned", "declined", "taken", "closed"])
def test_whatever_was_told_he_can_write_to_his_advocate(
    chat: Chat, advocated: Services, advocate: Unlocked, code: str
) -> None:
    case = sent(chat, advocated)
    say(advocated, case, advocate, advocated.correspondence.telling(case, code, "слова"))
    chat.press("Написать адвокату")
    chat.write("У меня ещё вопрос.")
    newest = advocated.reviews.open_case(case, advocate)[-1]
    assert (newest.kind, newest.content.decode()) == ("message", "У меня ещё вопрос.")
    assert "ещё вопрос" not in "".join(line.text for line in chat.lines)


def test_an_answered_case_is_not_called_closed(chat: Chat, advocated: Services, advocate: Unlocked) -> None:
    case = sent(chat, advocated)
    advocated.reviews.claim(case, advocate)
    advocated.casework.decide(case, advocate, {"file": 1, "decision": 0}, "returned", "слова")
    said = chat.write("моё дело")
    assert "закрыто" not in said
    assert "ответил" in said


def test_he_asks_for_his_case_and_takes_it_back(chat: Chat, advocated: Services, advocate: Unlocked) -> None:
    case = sent(chat, advocated)
    assert "ждёт адвоката" in chat.write("Моё дело")
    assert "удалено вместе с ключами" in chat.press("Забрать дело")
    assert advocated.reviews.visible_to(advocate) == ()
    with pytest.raises(ReviewError):
        advocated.reviews.open_case(case, advocate)
    assert "Забирать нечего" in chat.write("забрать дело")
    assert "отвечать некому" in chat.write("моё дело")


def test_the_wipe_word_takes_the_case_along(chat: Chat, advocated: Services, advocate: Unlocked) -> None:
    case = sent(chat, advocated)
    chat.write("стереть")
    with pytest.raises(ReviewError):
        advocated.reviews.open_case(case, advocate)


def test_the_draft_belongs_to_a_day_and_the_case_file_says_which(
    chat: Chat, advocated: Services, advocate: Unlocked
) -> None:
    case = sent(chat, advocated)
    file = CaseFile.from_bytes(advocated.reviews.open_case(case, advocate)[0].content)
    assert isinstance(file.on, date)
    assert file.on == advocated.today()
