"""The app's side of an erasure: gone in one step, told once, repeatable, and nothing left in the files."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.cases.conversations import ConversationNotFoundError, Conversations
from bot.cases.erasures import RECEIPT_KEPT, Erasures
from bot.cases.messages import Incoming, Outgoing
from tests.conftest import Clock

RECEIPT = [Outgoing("стёрто")]
TABLES = ("turn", "reply", "button", "answer", "draft")


@pytest.fixture
def erasures(engine: Engine, conversations: Conversations, clock: Clock) -> Erasures:
    return Erasures(engine, conversations, clock)


def talk(conversations: Conversations, address: str = "address-1", lines: int = 3) -> str:
    conversation = conversations.open("web", address, "ru")
    for number in range(lines):
        conversations.receive(conversation, f"u{number}", Incoming(text=f"слова {number}"), f"слова {number}")
        turn = conversations.claim(conversation)
        assert turn is not None
        conversations.finish(turn, [Outgoing(f"ответ {number}", (("Да", "/affirm"),))], lang="ru")
    conversations.keep_answer(conversation, "signer_name", "Иванов")
    conversations.receive(conversation, "waiting", Incoming(text="ещё"), "ещё")
    return conversation


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def stored(engine: Engine) -> list[bytes]:
    """Return every sealed value and every id of conversations in the database."""
    columns = {
        "conversation": ("id", "address", "wrapped_key", "address_hash"),
        "turn": ("body", "update_hash"),
        "reply": ("body",),
        "button": ("body", "token"),
        "answer": ("body",),
    }
    found: list[bytes] = []
    with engine.connect() as connection:
        for table, names in columns.items():
            for row in connection.execute(text(f"SELECT {', '.join(names)} FROM {table}")):
                found += [value.encode() if isinstance(value, str) else value for value in row]
    return [value for value in found if len(value) > 8]


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("raport.db*")))


def test_one_step_removes_the_conversation_and_all_that_hangs_on_it(
    conversations: Conversations, erasures: Erasures, engine: Engine
) -> None:
    conversation = talk(conversations)
    erasures.begin(conversation)
    assert conversations.find("web", "address-1") is None
    with pytest.raises(ConversationNotFoundError):
        conversations.state(conversation)
    assert [rows(engine, table) for table in TABLES] == [0] * len(TABLES)
    assert list(erasures.unfinished()) == [conversation]


def test_the_address_goes_on_under_another_id_with_the_receipt_alone(
    conversations: Conversations, erasures: Erasures
) -> None:
    conversation = talk(conversations)
    last = conversations.state(conversation).last_seq
    erasures.begin(conversation, "en")
    fresh = conversations.find("web", "address-1")
    assert fresh not in (None, conversation)
    assert erasures.successor(conversation) == (fresh, "receipt")
    erasures.tell(conversation, RECEIPT, finished=True)
    assert [(line.seq, line.text) for line in conversations.transcript(fresh, 0)] == [(last + 1, "стёрто")]
    assert conversations.state(fresh).lang == "en"
    assert list(erasures.unfinished()) == []


def test_what_the_receipt_leaves_is_soon_gone_too(
    conversations: Conversations, erasures: Erasures, clock: Clock
) -> None:
    erasures.begin(talk(conversations), "ru")
    clock.forward(seconds=(RECEIPT_KEPT + timedelta(minutes=1)).total_seconds())
    assert list(conversations.expired()) == [conversations.find("web", "address-1")]


def test_every_step_may_be_repeated_and_the_receipt_comes_once(
    conversations: Conversations, erasures: Erasures
) -> None:
    conversation = talk(conversations)
    erasures.begin(conversation, "ru")
    erasures.begin(conversation, "ru")
    fresh = conversations.find("web", "address-1")
    assert fresh is not None
    erasures.tell(conversation, RECEIPT, finished=False)
    erasures.tell(conversation, RECEIPT, finished=False)
    assert list(erasures.unfinished()) == [conversation]
    erasures.tell(conversation, RECEIPT, finished=True)
    erasures.tell(conversation, RECEIPT, finished=True)
    assert [line.text for line in conversations.transcript(fresh, 0)] == ["стёрто"]


def test_an_erased_successor_gets_no_receipt_and_stops_nothing(
    conversations: Conversations, erasures: Erasures
) -> None:
    first = talk(conversations)
    erasures.begin(first, "ru")
    second = conversations.find("web", "address-1")
    assert second is not None
    erasures.begin(second, "ru")
    for conversation in (first, second):
        erasures.tell(conversation, RECEIPT, finished=True)
    fresh = conversations.find("web", "address-1")
    assert fresh is not None
    assert [line.text for line in conversations.transcript(fresh, 0)] == ["стёрто"]


def test_a_conversation_that_cannot_be_opened_any_more_is_erased_all_the_same(
    conversations: Conversations, erasures: Erasures, engine: Engine
) -> None:
    conversation = talk(conversations)
    with engine.begin() as connection:
        connection.execute(text("UPDATE conversation SET wrapped_key = :junk"), {"junk": os.urandom(60)})
    erasures.begin(conversation, "ru")
    assert [rows(engine, table) for table in ("conversation", *TABLES)] == [0] * (len(TABLES) + 1)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_key_id_or_sealed_word_of_the_erased_is_left_in_the_raw_files_and_the_others_stay(
    conversations: Conversations, erasures: Erasures, engine: Engine, tmp_path: Path
) -> None:
    addresses = [secrets.token_urlsafe(32) for _ in range(12)]
    for address in addresses[::2]:
        talk(conversations, address, lines=8)
    before = set(stored(engine))
    for address in addresses[1::2]:
        talk(conversations, address, lines=8)
    doomed = set(stored(engine)) - before
    assert len(doomed) > 100
    assert sum(value in on_disk(tmp_path) for value in doomed) == len(doomed)
    for address in addresses[1::2]:
        conversation = conversations.find("web", address)
        assert conversation is not None
        erasures.begin(conversation)
        erasures.tell(conversation, (), finished=True)
    assert erasures.overwrite()
    raw = on_disk(tmp_path)
    assert [value for value in doomed if value in raw] == []
    assert [value for value in before if value not in raw] == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_busy_log_is_said_and_can_be_emptied_later(
    conversations: Conversations, erasures: Erasures, engine: Engine
) -> None:
    conversation = talk(conversations)
    with engine.execution_options(raport_reading=True).connect() as reader:
        reader.execute(text("SELECT count(*) FROM reply")).all()
        erasures.begin(conversation)
        assert not erasures.overwrite()
    assert erasures.overwrite()
