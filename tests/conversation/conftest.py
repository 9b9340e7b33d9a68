"""An instance with advocates, without running parts, and somebody who writes to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import service
from bot.bootstrap import Services
from bot.bootstrap import build as build_services
from bot.cases.people import Unlocked
from bot.settings import Settings
from bot.vault import boxes
from tests.conversation.chatting import Chat, Heard

PASSWORD = "длинный пароль"


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MEMORY_KIB", 64)
    monkeypatch.setattr(boxes, "ITERATIONS", 1)


@pytest.fixture
def advocated(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path / "home", mode="local", advocates=True)
    service.prepare(settings, lambda _line: None)
    made = build_services(settings)
    made.__dict__["engine"] = Heard()
    yield made
    made.close()


@pytest.fixture
def advocate(advocated: Services) -> Unlocked:
    advocated.people.add("первая", PASSWORD)
    return advocated.people.unlock("первая", PASSWORD)


@pytest.fixture
def chat(advocated: Services) -> Chat:
    return Chat(advocated)


@pytest.fixture
def heard(advocated: Services) -> Heard:
    engine: Heard = advocated.__dict__["engine"]
    return engine
