"""The workers of one process, over the real turns and an engine that echoes."""

from __future__ import annotations

import asyncio

import pytest

from bot.cases.messages import Incoming
from bot.channels.working import Workers
from tests.channels.pocket import with_echo
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]


def test_every_waiting_message_is_claimed_once_and_no_claim_finds_nothing(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = instance.services()
    with_echo(services)
    conversation = services.turns.open("web", "address", "ru")
    for number in range(3):
        services.turns.receive(conversation, f"u{number}", Incoming(text=f"слово {number}"))
    claim, claimed = services.conversations.claim, []
    monkeypatch.setattr(services.conversations, "claim", lambda id: claimed.append(claim(id)) or claimed[-1])

    async def story() -> None:
        workers = Workers(services, lambda _conversation: None)
        async with workers.run():
            workers.start(conversation)
            while workers.is_working(conversation):
                await asyncio.sleep(0.01)

    asyncio.run(story())
    assert len(claimed) == 3
    assert None not in claimed
    assert not services.conversations.is_busy(conversation)
