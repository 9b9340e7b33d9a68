"""Within a look reads are one transaction, what was written is seen, and nothing stays open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from bot.cases import looking
from bot.cases.conversations import ConversationNotFoundError, Conversations
from bot.cases.database import overwrite
from bot.cases.messages import Outgoing
from bot.cases.wishes import Wishes
from tests.conftest import Clock


@pytest.fixture
def begun(engine: Engine) -> Iterator[list[str]]:
    """A line for each transaction that has begun."""
    found: list[str] = []

    def note(connection: Connection) -> None:
        found.append("reads" if connection.get_execution_options().get("raport_reading") else "writes")

    event.listen(engine, "begin", note)
    yield found
    event.remove(engine, "begin", note)


@pytest.fixture
def talk(conversations: Conversations) -> str:
    made = conversations.open("web", "address", "ru")
    conversations.say(made, [Outgoing("раз"), Outgoing("два")])
    return made


def test_all_stores_read_in_one_transaction(
    conversations: Conversations, engine: Engine, clock: Clock, talk: str, begun: list[str]
) -> None:
    wishes = Wishes(engine, conversations, clock)
    with looking.look():
        assert conversations.find("web", "address") == talk
        assert conversations.state(talk).last_seq == 2
        assert not conversations.is_busy(talk)
        assert wishes.noted(talk) == frozenset()
    assert begun == ["reads"]
    conversations.state(talk)
    conversations.state(talk)
    assert begun == ["reads"] * 3, "outside a look each read stands alone"


def test_a_longer_look_back_opens_only_the_lines_that_are_missing(conversations: Conversations, talk: str) -> None:
    with looking.look():
        (last,) = conversations.transcript(talk, 1)
        first, again = conversations.transcript(talk, 0)
        assert (first.text, again.text) == ("раз", "два")
        assert again is last
        assert conversations.transcript(talk, 1) == (last,)
        assert conversations.transcript(talk, 2) == ()


def test_what_the_thread_writes_is_read_after_it(conversations: Conversations, talk: str, begun: list[str]) -> None:
    with looking.look():
        assert len(conversations.transcript(talk, 0)) == 2
        conversations.say(talk, [Outgoing("три")])
        assert [line.text for line in conversations.transcript(talk, 0)] == ["раз", "два", "три"]
        assert conversations.state(talk).last_seq == 3
    assert begun == ["reads", "writes", "reads"]


def test_what_is_read_while_one_writes_does_not_hide_it_afterwards(
    conversations: Conversations, engine: Engine, talk: str
) -> None:
    def also(_session: object) -> None:
        assert conversations.state(talk).last_seq == 2, "another connection does not see it yet"

    if engine.dialect.name == "postgresql":
        pytest.skip("the row is locked there, and reading it beside says nothing more")
    with looking.look():
        conversations.receive_answered(talk, "u1", "я", [Outgoing("три")], also=also)
        assert conversations.state(talk).last_seq == 4


def test_after_a_rest_others_are_heard_and_the_log_can_be_emptied(
    conversations: Conversations, engine: Engine, talk: str
) -> None:
    with looking.look():
        conversations.state(talk)
        assert engine.pool.checkedout() == 1  # type: ignore[attr-defined]
        looking.rest()
        assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        conversations.state(talk)
        assert overwrite(engine), "its own look kept the log busy"


def test_a_look_is_left_whole_by_what_is_not_there_and_by_what_fails(
    conversations: Conversations, engine: Engine, clock: Clock, talk: str
) -> None:
    wishes = Wishes(engine, conversations, clock)
    with looking.look():
        with pytest.raises(ConversationNotFoundError):
            conversations.state("nobody")
        with pytest.raises(DBAPIError), conversations._reading() as session:
            session.connection().exec_driver_sql("SELECT nothing_of_that_name")
        assert wishes.noted(talk) == frozenset()
        assert conversations.state(talk).last_seq == 2
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
