"""What all tests share: no network beyond this machine, and the fixtures of the app's rooms."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.cases.conversations import Conversations
from bot.cases.database import connect, migrate
from bot.vault import keys
from bot.vault.sealing import Sealer
from tests.postgres import Postgres, started
from tests.running import Service, start

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse any connection that leaves this machine."""
    connect_for_real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError("a test tried to leave this machine")
        connect_for_real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


class Clock:
    """A time that moves only when a test says so."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **amount: float) -> None:
        """Move on by a timedelta."""
        self.time += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    path = tmp_path / "keys" / "instance.json"
    keys.create(path)
    return keys.load(path)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of the tests' own, or a skipped test where there is none."""
    running = started()
    yield running
    running.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database of either kind."""
    if request.param == "sqlite":
        made = connect(f"sqlite:///{tmp_path / 'raport.db'}")
        migrate(made)
        yield made
        made.dispose()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.fresh()
    made = connect(postgres.url(name))
    yield made
    made.dispose()
    postgres.drop(name)


@pytest.fixture
def conversations(engine: Engine, sealer: Sealer, clock: Clock) -> Conversations:
    return Conversations(engine, sealer, clock, timedelta(hours=24))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One whole service for all tests that only talk to it."""
    running = start(tmp_path_factory.mktemp("instance"))
    yield running
    running.stop()
