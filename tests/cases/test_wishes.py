"""A person's wishes for his data: the clock, the warning, the decoy word, consents, and the resume code."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.cases.conversations import ConversationNotFoundError, Conversations
from bot.cases.erasures import Erasures
from bot.cases.messages import Incoming, Outgoing
from bot.cases.resuming import CODE, Resuming
from bot.cases.wishes import WARN_BEFORE, Wishes
from bot.channels.web import Limits
from bot.conversation.turns import MOST_A_MINUTE
from bot.vault import slow
from bot.vault.sealing import Sealer
from tests.conftest import Clock


@pytest.fixture(autouse=True)
def cheap_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "MEMORY_KIB", 64)


@pytest.fixture
def wishes(engine: Engine, conversations: Conversations, clock: Clock) -> Wishes:
    return Wishes(engine, conversations, clock)


@pytest.fixture
def resuming(engine: Engine, conversations: Conversations, sealer: Sealer, clock: Clock) -> Resuming:
    return Resuming(engine, conversations, Erasures(engine, conversations, clock), sealer, clock)


def said(conversations: Conversations, address: str, *words: str) -> str:
    conversation = conversations.open("web", address, "ru")
    for number, word in enumerate(words):
        conversations.receive(conversation, f"{address}{number}", Incoming(text=word), word)
    return conversation


def test_the_clock_starts_anew_with_each_message(conversations: Conversations, wishes: Wishes, clock: Clock) -> None:
    conversation = said(conversations, "a", "раз")
    first = wishes.ends_at(conversation)
    assert first == clock() + timedelta(hours=24)
    clock.forward(hours=3)
    said(conversations, "a", "раз", "два")
    assert wishes.ends_at(conversation) == first + timedelta(hours=3)
    with pytest.raises(ConversationNotFoundError):
        wishes.ends_at("нет такого")


def test_the_end_is_announced_once_does_not_move_and_a_message_takes_it_back(
    conversations: Conversations, wishes: Wishes, clock: Clock
) -> None:
    conversation = said(conversations, "a", "раз")
    conversations.open("web", "who only looked", "ru")
    clock.forward(hours=24, seconds=-WARN_BEFORE.total_seconds() - 1)
    assert list(wishes.to_warn()) == []
    clock.forward(seconds=2)
    assert list(wishes.to_warn()) == [(conversation, "ru")]
    ends_at = wishes.ends_at(conversation)
    wishes.warn(conversation, [Outgoing("скоро")])
    wishes.warn(conversation, [Outgoing("скоро")])
    assert list(wishes.to_warn()) == []
    assert [line.text for line in conversations.transcript(conversation, 0)] == ["раз", "скоро"]
    assert wishes.ends_at(conversation) == ends_at
    said(conversations, "a", "раз", "два")
    clock.forward(hours=23, minutes=30)
    assert list(wishes.to_warn()) == [(conversation, "ru")]


def test_the_decoy_word_is_known_in_its_own_conversation_alone_and_not_from_the_disk(
    conversations: Conversations, wishes: Wishes, tmp_path: Path
) -> None:
    conversation, other = said(conversations, "a"), said(conversations, "b")
    assert not wishes.is_decoy(conversation, "пирожок")
    wishes.set_decoy(conversation, "Пирожок с ёжиком")
    assert wishes.is_decoy(conversation, " пирожок  с ежиком! ")
    assert not wishes.is_decoy(conversation, "пирожок с ёжиком, пожалуйста")
    assert not wishes.is_decoy(other, "пирожок с ёжиком")
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("raport.db*"))
    assert "ирожок".encode() not in raw


def test_no_consent_is_there_until_given_and_each_stands_for_itself(
    conversations: Conversations, wishes: Wishes
) -> None:
    conversation = said(conversations, "a")
    assert not any(wishes.consented(conversation, layer) for layer in ("names", "review", "learning"))
    wishes.consent(conversation, "review", True)
    wishes.consent(conversation, "learning", True)
    wishes.consent(conversation, "learning", False)
    assert wishes.consented(conversation, "review")
    assert not wishes.consented(conversation, "learning")
    assert not wishes.consented("нет такого", "review")
    with pytest.raises(ValueError, match="layer"):
        wishes.consent(conversation, "everything", True)


def test_a_code_looks_like_a_phone_number_and_is_kept_nowhere(
    conversations: Conversations, resuming: Resuming, tmp_path: Path
) -> None:
    code = resuming.give(said(conversations, "a"))
    assert re.fullmatch(r"8 9\d\d \d{3}-\d\d-\d\d доб\. \d{4}", code)
    assert CODE.fullmatch(code)
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("raport.db*"))
    digits = re.sub(r"\D", "", code)
    assert not [form for form in (code, digits, digits[1:]) if form.encode() in raw]


def test_a_code_typed_back_brings_the_conversation_to_another_device_once(
    conversations: Conversations, resuming: Resuming
) -> None:
    old = said(conversations, "old device", "моя история", "ещё слово")
    conversations.keep_answer(old, "signer_name", "Иванов")
    code = resuming.give(old)
    new = said(conversations, "new device", "привет")
    assert resuming.take(new, code) == ("unknown", new)
    assert resuming.take(old, code) == ("confirmed", old)
    typed_otherwise = "+7" + re.sub(r"\D", "", code)[1:]
    assert resuming.take(new, typed_otherwise) == ("resumed", old)
    assert conversations.find("web", "new device") == old
    assert conversations.find("web", "old device") is None
    assert conversations.address(old) == "new device"
    # The page there has seen one line; all that was said before comes after it.
    assert [(line.seq, line.text) for line in conversations.transcript(old, 1)] == [
        (2, "моя история"),
        (3, "ещё слово"),
    ]
    assert conversations.state(old).base_seq == 1
    assert conversations.answers(old) == {"signer_name": "Иванов"}
    third = said(conversations, "third device")
    assert resuming.take(third, code) == ("unknown", third)


def test_a_new_code_or_an_erasure_ends_the_old_one(
    conversations: Conversations, resuming: Resuming, engine: Engine, clock: Clock
) -> None:
    old = said(conversations, "old device", "слово")
    first = resuming.give(old)
    resuming.take(old, first)
    second = resuming.give(old)
    new = said(conversations, "new device")
    assert resuming.take(new, first) == ("unknown", new)
    resuming.take(old, second)
    Erasures(engine, conversations, clock).begin(old)
    assert resuming.take(new, second) == ("unknown", new)


def test_wrong_codes_lock_nobody_out(conversations: Conversations, resuming: Resuming) -> None:
    old = said(conversations, "old device", "слово")
    code = resuming.give(old)
    resuming.take(old, code)
    guesser = said(conversations, "guesser")
    for number in range(300):
        assert resuming.take(guesser, f"8900000{number:08d}") == ("unknown", guesser)
    assert resuming.take(guesser, code) == ("resumed", old)


def test_a_code_is_too_long_to_be_guessed_at_the_pace_of_the_page(
    conversations: Conversations, resuming: Resuming
) -> None:
    digits = re.sub(r"\D", "", resuming.give(said(conversations, "a")))
    space = 10 ** (len(digits) - len("89"))
    a_day = Limits().openings_per_minute * MOST_A_MINUTE * 60 * 24  # all newcomers are one guesser, day and night
    assert 1000 * a_day / space < 0.005, "of a thousand codes that wait one may be found in less than 200 days"


@pytest.mark.parametrize("between", [" доб. ", ",", ", ", " ", "", " #", " добавочный ", " ext. "])
def test_the_extension_may_be_written_in_any_way(
    conversations: Conversations, resuming: Resuming, between: str
) -> None:
    conversation = said(conversations, "a")
    typed = resuming.give(conversation).replace(" доб. ", between)
    assert resuming.take(conversation, typed) == ("confirmed", conversation)


@pytest.mark.parametrize(
    "words", ["мой номер 8 912 345-67-89", "8 912 345-67-89", "контракт 89", "8 812 345-67-89", ""]
)
def test_what_is_no_code_is_none(conversations: Conversations, resuming: Resuming, words: str) -> None:
    conversation = said(conversations, "a")
    assert resuming.take(conversation, words) == ("unknown", conversation)
