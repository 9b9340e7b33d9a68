"""The thousandth turn costs what the tenth did: counted in steps of SQLite's own machine, not by a clock."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from bot.cases.conversations import Conversations
from bot.cases.messages import Incoming, Outgoing


def turn(conversations: Conversations, conversation: str, number: int) -> None:
    """Take one message through: received, claimed, answered, shown."""
    before = conversations.state(conversation).last_seq
    conversations.receive(conversation, f"u{number}", Incoming(text="слова"), "слова")
    claimed = conversations.claim(conversation)
    assert claimed is not None
    answer = [Outgoing(f"ответ {number}", (("Да", "/affirm"), ("Нет", "/deny")))]
    conversations.finish(claimed, answer, lang="ru")
    assert not conversations.is_busy(conversation)
    assert len(conversations.transcript(conversation, before)) == 2
    token = conversations.transcript(conversation, before)[-1].buttons[0].token
    assert conversations.choice(conversation, token) == ("Да", "/affirm")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_thousandth_turn_costs_no_more_than_the_tenth(conversations: Conversations, engine: Engine) -> None:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def watch(connection: object, *_: object) -> None:
        connection.set_progress_handler(count, 1)  # type: ignore[attr-defined]

    engine.dispose()
    event.listen(engine, "connect", watch)
    engine.raw_connection().driver_connection.execute("PRAGMA synchronous=OFF")  # type: ignore[union-attr]
    others = [conversations.open("web", f"other{number}", "ru") for number in range(5)]
    conversation = conversations.open("web", "address", "ru")
    costs = {}
    for number in range(1, 1001):
        begun = steps
        turn(conversations, conversation, number)
        costs[number] = steps - begun
    for other in others:
        turn(conversations, other, 1)
    tenth = sum(costs[number] for number in range(8, 13)) / 5
    last = sum(costs[number] for number in range(996, 1001)) / 5
    assert tenth > 100
    assert last <= 1.3 * tenth, (tenth, last)
