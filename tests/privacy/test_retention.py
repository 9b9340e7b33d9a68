"""One job keeps house: it warns, erases what is over in both databases, and may run as often as it likes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from bot.bootstrap import Services
from bot.cases.messages import Incoming
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
