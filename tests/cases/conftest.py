"""What the tests of cases share: those who review, and the store of cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.cases.conversations import Conversations
from bot.cases.erasures import Erasures
from bot.cases.people import People, Unlocked
from bot.cases.reviews import Reviews
from bot.vault import boxes
from bot.vault.sealing import Sealer
from tests.conftest import Clock

PASSWORD = "длинный пароль"
KEEP = timedelta(days=30)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The costs are in each lock, so the tests may take small ones."""
    monkeypatch.setattr(boxes, "MEMORY_KIB", 64)
    monkeypatch.setattr(boxes, "ITERATIONS", 1)


@pytest.fixture
def erasures(engine: Engine, conversations: Conversations, clock: Clock) -> Erasures:
    return Erasures(engine, conversations, clock)


@pytest.fixture
def people(engine: Engine, sealer: Sealer, clock: Clock) -> People:
    return People(engine, sealer, clock)


@pytest.fixture
def reviews(engine: Engine, erasures: Erasures, sealer: Sealer, clock: Clock) -> Reviews:
    return Reviews(engine, erasures, sealer, clock, KEEP)


@pytest.fixture
def advocate(people: People) -> Callable[[str], Unlocked]:
    """Add an advocate under a pseudonym and let him in."""

    def make(login: str) -> Unlocked:
        people.add(login, PASSWORD)
        return people.unlock(login, PASSWORD)

    return make
