"""The kill switch: nothing of anybody is left; a farewell stays if wished; twice is no harm."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

from bot.bootstrap import build
from bot.cases.messages import Incoming
from bot.cases.reviews import Item
from bot.operations.wipe import wipe
from bot.settings import Settings
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]

WORDS = "слова, которых не должно остаться"


def filled(instance: Instance) -> list[bytes]:
    """Fill the instance with two conversations, an advocate and a case; return what must vanish."""
    first, second = instance.talk("one", WORDS), instance.talk("two", WORDS)
    services = instance.services()
    advocate = services.people.add("ласточка", "длинный пароль")
    case, fresh = services.reviews.submit(first, [Item("draft", "bot", WORDS.encode())])
    (instance.home / "chat-abc").mkdir()
    (instance.home / "chat-abc" / "dokument-1.txt").write_text(WORDS)
    services.close()
    return [one.encode() for one in (first, second, advocate, case, fresh, WORDS)]


def test_with_the_service_stopped_the_keys_and_the_databases_are_gone(instance: Instance) -> None:
    doomed = filled(instance)
    said: list[str] = []
    wipe(instance.services(), said.append)
    assert [one for one in doomed if one in instance.raw()] == []
    assert not instance.settings.key_path.exists()
    assert not instance.settings.assistant_key_path.exists()
    assert not list(instance.home.glob("*.db*"))
    assert said[-1].startswith("destroyed")


def test_while_it_runs_all_is_erased_and_the_keys_wait_for_its_end(instance: Instance) -> None:
    doomed = filled(instance)
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(home=instance.home, mode="local", port=taken.getsockname()[1])
        services = build(settings)
        said: list[str] = []
        wipe(services, said.append)
        wipe(services, said.append)
        assert "still runs" in said[-1]
        assert [one for one in doomed if one in instance.raw()] == []
        assert settings.key_path.exists()
        conversation = services.conversations.open("web", "three", "ru")
        assert services.conversations.receive(conversation, "u1", Incoming(text=WORDS), WORDS)
        services.close()


def test_after_a_farewell_whoever_comes_reads_it_and_nothing_is_taken_any_more(instance: Instance) -> None:
    doomed = filled(instance)
    running = instance.services()
    running.turns.open("web", "before", "ru")
    wipe(instance.services(), lambda _line: None, "Мы закрылись. Берегите себя.")
    assert [one for one in doomed if one in instance.raw()] == []
    conversation = running.turns.open("web", "before", "ru")
    running.turns.receive(conversation, "u1", Incoming(text=WORDS))
    lines = running.conversations.transcript(conversation, 0)
    assert {line.text for line in lines} == {"Мы закрылись. Берегите себя."}
    assert {line.author for line in lines} == {"bot"}
    assert not running.turns.work(conversation)
    running.close()


def test_a_wipe_ends_a_farewell_too(instance: Instance, tmp_path: Path) -> None:
    wipe(instance.services(), lambda _line: None, "Мы закрылись.")
    wipe(instance.services(), lambda _line: None)
    assert [path for path in instance.home.rglob("*") if path.is_file()] == []
