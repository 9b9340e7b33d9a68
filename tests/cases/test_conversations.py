"""Conversations: received once, answered once and in order, sealed on the disk, and gone when erased."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from bot.cases.conversations import CLAIM, Conversations
from bot.cases.messages import FileRef, Incoming, Outgoing
from bot.vault.sealing import Sealer
from tests.conftest import Clock

CANARY = "КАНАРЕЙКА-7391"


def opened(conversations: Conversations) -> str:
    return conversations.open("web", "address-1", "ru")


def receive(conversations: Conversations, conversation: str, update: str, text: str) -> bool:
    return conversations.receive(conversation, update, Incoming(text=text), text)


def answer(conversations: Conversations, conversation: str, *texts: str) -> None:
    turn = conversations.claim(conversation)
    assert turn is not None
    conversations.finish(turn, [Outgoing(text) for text in texts], lang="ru")


def test_an_address_has_one_conversation(conversations: Conversations) -> None:
    assert opened(conversations) == opened(conversations)
    assert conversations.open("console", "address-1", "ru") != opened(conversations)


def test_a_repeated_update_is_received_once(conversations: Conversations) -> None:
    conversation = opened(conversations)
    assert receive(conversations, conversation, "u1", "привет")
    assert not receive(conversations, conversation, "u1", "привет")
    answer(conversations, conversation, "здравствуйте")
    assert not receive(conversations, conversation, "u1", "привет")
    assert [line.text for line in conversations.transcript(conversation, 0)] == ["привет", "здравствуйте"]


def test_messages_are_worked_off_in_the_order_they_came(conversations: Conversations) -> None:
    conversation = opened(conversations)
    for number in range(3):
        receive(conversations, conversation, f"u{number}", f"сообщение {number}")
    seen = []
    while turn := conversations.claim(conversation):
        seen.append(turn.message.text)
        conversations.finish(turn, [], lang="ru")
    assert seen == ["сообщение 0", "сообщение 1", "сообщение 2"]


def test_a_claimed_turn_is_nobody_elses_until_its_worker_is_given_up(
    conversations: Conversations, clock: Clock
) -> None:
    conversation = opened(conversations)
    receive(conversations, conversation, "u1", "привет")
    assert conversations.claim(conversation)
    assert conversations.claim(conversation) is None
    assert list(conversations.waiting()) == []
    clock.forward(seconds=CLAIM.total_seconds() + 1)
    assert list(conversations.waiting()) == [conversation]
    again = conversations.claim(conversation)
    assert again is not None
    assert again.attempts == 2


def test_a_turn_finished_twice_is_answered_once(conversations: Conversations) -> None:
    conversation = opened(conversations)
    receive(conversations, conversation, "u1", "привет")
    turn = conversations.claim(conversation)
    assert turn is not None
    conversations.finish(turn, [Outgoing("раз")], lang="ru")
    conversations.finish(turn, [Outgoing("два")], lang="ru")
    assert [line.text for line in conversations.transcript(conversation, 1)] == ["раз"]


def test_a_released_turn_is_tried_again_and_the_notice_stays(conversations: Conversations) -> None:
    conversation = opened(conversations)
    receive(conversations, conversation, "u1", "привет")
    turn = conversations.claim(conversation)
    assert turn is not None
    conversations.release(turn, [Outgoing("минуту")])
    assert conversations.is_busy(conversation)
    answer(conversations, conversation, "вот")
    assert [line.text for line in conversations.transcript(conversation, 0)] == ["привет", "минуту", "вот"]


def test_a_button_works_only_in_its_own_conversation(conversations: Conversations) -> None:
    conversation, other = opened(conversations), conversations.open("web", "address-2", "ru")
    conversations.say(conversation, [Outgoing("выберите", (("Да", '/inform{"answer": "yes"}'),))])
    token = conversations.transcript(conversation, 0)[0].buttons[0].token
    assert conversations.choice(conversation, token) == ("Да", '/inform{"answer": "yes"}')
    assert conversations.choice(other, token) is None
    assert conversations.choice(conversation, "нет такого" * 10) is None
    assert "inform" not in token


def test_files_and_own_lines_come_back_as_they_were(conversations: Conversations) -> None:
    conversation = opened(conversations)
    file = FileRef("abc.pdf", "dokument-1.pdf", "application/pdf")
    receive(conversations, conversation, "u1", "рапорт")
    answer_to = conversations.claim(conversation)
    assert answer_to is not None
    conversations.finish(answer_to, [Outgoing("готово", files=(file,))], lang="ru")
    mine, ready = conversations.transcript(conversation, 0)
    assert (mine.author, mine.update_id, ready.author, ready.files) == ("person", "u1", "bot", (file,))


def test_nothing_a_person_wrote_can_be_read_on_the_disk(
    conversations: Conversations, engine: Engine, tmp_path: Path
) -> None:
    conversation = conversations.open("web", CANARY, "ru")
    conversations.receive(conversation, CANARY, Incoming(text=CANARY), CANARY)
    conversations.keep_answer(conversation, "circumstances", CANARY)
    answer(conversations, conversation, CANARY)
    found = b"".join(path.read_bytes() for path in tmp_path.glob("raport.db*"))
    assert CANARY.encode() not in found


def test_a_silent_conversation_expires_and_a_message_keeps_it(conversations: Conversations, clock: Clock) -> None:
    conversation = opened(conversations)
    clock.forward(hours=20)
    receive(conversations, conversation, "u1", "я тут")
    clock.forward(hours=20)
    assert list(conversations.expired()) == []
    clock.forward(hours=5)
    assert list(conversations.expired()) == [conversation]


def test_private_answers_are_kept_replaced_and_dropped(conversations: Conversations) -> None:
    conversation = opened(conversations)
    conversations.keep_answer(conversation, "signer_name", "Первый")
    conversations.keep_answer(conversation, "signer_name", "Второй")
    assert conversations.answers(conversation) == {"signer_name": "Второй"}
    conversations.drop_answers(conversation)
    assert conversations.answers(conversation) == {}


def test_another_instance_key_opens_nothing(engine: Engine, conversations: Conversations, clock: Clock) -> None:
    conversation = opened(conversations)
    conversations.say(conversation, [Outgoing("секрет")])
    stranger = Conversations(engine, Sealer({1: bytes(32)}, 1), clock, timedelta(hours=1))
    assert stranger.find("web", "address-1") is None
