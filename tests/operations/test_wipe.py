"""The kill switch: nothing of anybody is left; a farewell stays if wished; twice is no harm."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot import service
from bot.bootstrap import build
from bot.cases.messages import Incoming
from bot.cases.reviews import Item
from bot.operations.wipe import wipe
from bot.settings import Settings
from tests.privacy.conftest import Instance, either, instance

__all__ = ["either", "instance"]

WORDS = "слова, которых не должно остаться"


def filled(either: Instance) -> list[bytes]:
    """Fill the instance with two conversations, an advocate and a case; return what must vanish."""
    first, second = either.talk("one", WORDS), either.talk("two", WORDS)
    services = either.services()
    advocate = services.people.add("ласточка", "длинный пароль")
    case, fresh = services.reviews.submit(first, [Item("draft", "bot", WORDS.encode())])
    (either.home / "chat-abc").mkdir()
    (either.home / "chat-abc" / "dokument-1.txt").write_text(WORDS)
    services.close()
    return [one.encode() for one in (first, second, advocate, case, fresh, WORDS)]


def test_with_the_service_stopped_the_keys_and_the_databases_are_gone(either: Instance) -> None:
    doomed = filled(either)
    said: list[str] = []
    wipe(either.services(), said.append)
    assert [one for one in doomed if one in either.raw()] == []
    assert not either.settings.key_path.exists()
    assert not either.settings.assistant_key_path.exists()
    assert not list(either.home.glob("*.db*"))
    assert said[-1].startswith("destroyed")


def test_while_it_runs_all_is_erased_and_the_keys_wait_for_its_end(either: Instance) -> None:
    doomed = filled(either)
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = either.settings.model_copy(update={"port": taken.getsockname()[1]})
        services = build(settings)
        said: list[str] = []
        wipe(services, said.append)
        wipe(services, said.append)
        assert "still runs" in said[-1]
        assert [one for one in doomed if one in either.raw()] == []
        assert settings.key_path.exists()
        conversation = services.conversations.open("web", "three", "ru")
        assert services.conversations.receive(conversation, "u1", Incoming(text=WORDS), WORDS)
        services.close()


def test_after_a_farewell_whoever_comes_reads_it_and_nothing_is_taken_any_more(either: Instance) -> None:
    doomed = filled(either)
    running = either.services()
    running.turns.open("web", "before", "ru")
    wipe(either.services(), lambda _line: None, "Мы закрылись. Берегите себя.")
    assert [one for one in doomed if one in either.raw()] == []
    conversation = running.turns.open("web", "before", "ru")
    running.turns.receive(conversation, "u1", Incoming(text=WORDS))
    lines = running.conversations.transcript(conversation, 0)
    assert {line.text for line in lines} == {"Мы закрылись. Берегите себя."}
    assert {line.author for line in lines} == {"bot"}
    assert not running.turns.work(conversation)
    running.close()


def test_a_wipe_ends_a_farewell_too(either: Instance, tmp_path: Path) -> None:
    wipe(either.services(), lambda _line: None, "Мы закрылись.")
    wipe(either.services(), lambda _line: None)
    assert [path for path in either.home.rglob("*") if path.is_file()] == []


def test_databases_elsewhere_are_destroyed_too(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    urls = {kind: f"sqlite:///{elsewhere / kind}.db" for kind in ("app", "assistant")}
    settings = Settings(
        home=tmp_path / "home", mode="local", database_url=urls["app"], tracker_database_url=urls["assistant"]
    )
    service.prepare(settings, lambda _line: None)
    services = build(settings)
    services.records.drop_all()
    assert {path.name for path in elsewhere.iterdir()} >= {"app.db", "assistant.db"}
    wipe(services, lambda _line: None)
    assert list(elsewhere.iterdir()) == []


def test_a_database_under_load_is_asked_again_until_all_is_erased(either: Instance) -> None:
    doomed = filled(either)
    services = either.services()
    refused = 0

    @event.listens_for(services.database, "begin")
    def refuse(_connection: Connection) -> None:
        nonlocal refused
        refused += 1
        if refused <= 2:
            raise OperationalError("BEGIN", {}, Exception("locked"))

    wipe(services, lambda _line: None)
    assert refused > 2
    assert [one for one in doomed if one in either.raw()] == []
