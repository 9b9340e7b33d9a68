"""One job keeps house: it warns, erases what is over in both databases, and may run as often as it likes."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.bootstrap import Services
from bot.cases.messages import Incoming
from bot.cases.models import Conversation
from bot.service import forget_due
from tests.conftest import Clock
from tests.privacy.conftest import Instance

WORDS = "слова одного человека"


def at(instance: Instance, clock: Clock) -> Services:
    return Services(instance.settings, clock)


def test_a_silent_conversation_is_warned_once_and_then_leaves_no_trace(either: Instance, clock: Clock) -> None:
    clock.time = datetime.now(UTC)
    conversation = either.talk("address", WORDS)
    services = at(either, clock)
    before = len(services.conversations.transcript(conversation, 0))
    clock.forward(hours=23, minutes=10)
    forget_due(services)
    forget_due(services)
    lines = services.conversations.transcript(conversation, 0)
    assert len(lines) == before + 1
    assert "скоро сотрётся" in lines[-1].text
    clock.forward(hours=1)
    forget_due(services)
    forget_due(services)
    assert services.conversations.find("web", "address") is None
    assert either.records().read(conversation, 0.0) is None
    assert conversation.encode() not in either.raw()
    services.close()


def test_who_is_active_keeps_the_conversation(either: Instance, clock: Clock) -> None:
    clock.time = datetime.now(UTC)
    conversation = either.talk("address", WORDS)
    services = at(either, clock)
    for number in range(5):
        clock.forward(hours=20)
        forget_due(services)
        assert services.conversations.receive(conversation, f"later{number}", Incoming(text=WORDS), WORDS)
    services.close()


def test_files_of_the_terminal_chat_go_when_a_drafts_time_is_over(either: Instance, clock: Clock) -> None:
    clock.time = datetime.now(UTC)
    old, fresh = either.home / "chat-old", either.home / "chat-fresh"
    for folder, hours in ((old, 49), (fresh, 1)):
        folder.mkdir()
        (folder / "dokument-1.txt").write_text(WORDS)
        moment = clock.time.timestamp() - hours * 3600
        os.utime(folder, (moment, moment))
    services = at(either, clock)
    forget_due(services)
    assert [path.name for path in either.home.glob("chat-*")] == ["chat-fresh"]
    assert Path(fresh / "dokument-1.txt").exists()
    services.close()


def test_a_row_that_cannot_be_read_keeps_nothing_else_from_being_forgotten(
    either: Instance, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.time = datetime.now(UTC)
    services = at(either, clock)
    broken, other = either.talk("broken", WORDS), either.talk("other", WORDS)
    day = services.today() + timedelta(days=9)
    for conversation in (broken, other):
        services.reminders.set(conversation, "deadline", day)
        services.habits.set_phrase(conversation, WORDS)
    with services.database.begin() as connection:
        connection.execute(update(Conversation).where(Conversation.id == broken).values(habits=b"\x01" * 40))
    clock.forward(hours=23, minutes=10)
    forget_due(services)
    assert "скоро сотрётся" in services.conversations.transcript(other, 0)[-1].text
    clock.forward(hours=2)
    forget_due(services)
    fresh = services.conversations.find("web", "other")
    assert fresh not in (None, other)  # it waits, empty, for its reminder
    assert "housekeeping failed: SealError" in caplog.text
    assert WORDS not in caplog.text
    clock.time = datetime.combine(day, time(9), UTC)  # noon in Moscow
    forget_due(services)
    told = services.conversations.find("web", "other")
    assert told is not None
    assert "отметили" in services.conversations.transcript(told, 0)[-1].text
    clock.forward(days=2)
    forget_due(services)
    assert services.conversations.find("web", "broken") is None
    assert services.conversations.find("web", "other") is None
    services.close()


def test_who_writes_while_his_conversation_is_being_forgotten_keeps_it(either: Instance, clock: Clock) -> None:
    clock.time = datetime.now(UTC)
    conversation = either.talk("address", WORDS)
    services = at(either, clock)
    clock.forward(hours=25)
    assert list(services.conversations.expired()) == [conversation]
    services.conversations.receive(conversation, "later", Incoming(text=WORDS), WORDS)
    services.erasure.expire(conversation)
    assert services.conversations.find("web", "address") == conversation
    services.close()
