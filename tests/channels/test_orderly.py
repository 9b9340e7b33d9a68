"""Updates are handed over in order; a poisonous one blocks nobody, and an inbox that was away loses none."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.orderly import TRIES, Orderly


class Inbox:
    """Refuses what a test says, and remembers what it took and was asked."""

    def __init__(self) -> None:
        self.took: list[str] = []
        self.poison: set[str] = set()
        self.away_for = 0

    async def take(self, update: str) -> None:
        if self.away_for:
            self.away_for -= 1
            raise OSError("locked")
        if update in self.poison:
            raise ValueError("poison")
        self.took.append(update)


def rounds(orderly: Orderly[str], waiting: list[str], most: int = 20) -> list[str]:
    """Hand over until nothing waits; what is acknowledged does not come again. Returns what was left."""
    for _ in range(most):
        done = asyncio.run(orderly.hand_over([(one, one) for one in waiting]))
        waiting = waiting[done:]
    return waiting


@pytest.mark.parametrize("calls", range(1, 3 * TRIES))
def test_whenever_the_inbox_comes_back_nothing_was_left_behind(calls: int) -> None:
    inbox = Inbox()
    inbox.away_for = calls
    assert rounds(Orderly("pocket", inbox.take), ["a", "b", "c"]) == []
    assert sorted(inbox.took) == ["a", "b", "c"]


def test_a_poisonous_update_is_left_behind_when_those_after_it_are_taken() -> None:
    inbox = Inbox()
    inbox.poison = {"b"}
    assert rounds(Orderly("pocket", inbox.take), ["a", "b", "c"]) == []
    assert inbox.took == ["a", "c"]


def test_with_nothing_taken_after_it_an_update_waits() -> None:
    inbox = Inbox()
    inbox.poison = {"c"}
    assert rounds(Orderly("pocket", inbox.take), ["a", "b", "c"]) == ["c"]
