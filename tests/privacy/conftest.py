"""An instance without running parts: its databases, its keys and its use cases, in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from bot import service
from bot.assistant.records import Records
from bot.bootstrap import Services
from bot.bootstrap import build as build_services
from bot.cases.database import connect
from bot.cases.messages import Incoming, Outgoing
from bot.cases.reviews import Item
from bot.settings import Settings
from bot.vault import boxes, keys
from tests.postgres import Postgres


@dataclass
class Instance:
    """One instance in ``home``; on PostgreSQL, ``names`` are its two databases there."""

    home: Path
    postgres: Postgres | None = None
    names: tuple[str, str] = ("", "")
    opened: list[Services | Records] = field(default_factory=list, repr=False)
    others: list[Instance] = field(default_factory=list, repr=False)

    @property
    def settings(self) -> Settings:
        app, assistant = (self.postgres.url(name) if self.postgres else "" for name in self.names)
        return Settings(home=self.home, mode="local", database_url=app, tracker_database_url=assistant)

    @property
    def environment(self) -> dict[str, str]:
        """What tells a command of this instance."""
        settings = self.settings
        found = {"HOME": str(self.home), "DATABASE_URL": settings.database_url}
        found["TRACKER_DATABASE_URL"] = settings.tracker_database_url
        return {f"RAPORT_{name}": value for name, value in found.items()}

    def services(self) -> Services:
        """Return the use cases as a fresh process has them."""
        services = build_services(self.settings)
        self.opened.append(services)
        return services

    def records(self) -> Records:
        """Return the assistant's records as the assistant itself opens them."""
        records = Records(self.settings.tracker_database, keys.load(self.settings.assistant_key_path))
        self.opened.append(records)
        return records

    def close(self) -> None:
        """Close all that was opened here."""
        while self.opened:
            self.opened.pop().close()

    def talk(self, address: str, words: str, lines: int = 2, channel: str = "web") -> str:
        """Keep a conversation of some lines, a private answer, a waiting message and the assistant's record."""
        services = self.services()
        conversations = services.conversations
        conversation = conversations.open(channel, address, "ru")
        for number in range(lines):
            conversations.receive(conversation, f"u{number}", Incoming(text=words), words)
            turn = conversations.claim(conversation)
            assert turn is not None
            conversations.finish(turn, [Outgoing(words, (("Да", "/affirm"),))], lang="ru")
        conversations.keep_answer(conversation, "signer_name", words)
        services.drafts.draft(conversation, "m1", "vvk_referral", {}, on=services.today())
        conversations.receive(conversation, "waiting", Incoming(text=words), words)
        records = self.records()
        records.write(conversation, 0, words.encode(), now=services.now().timestamp(), keep=3600)
        records.close()
        services.close()
        return conversation

    def talk_with_everything(self, address: str, words: str, channel: str) -> str:
        """Keep a conversation that has also a case, a reminder, a resume code and messages in a messenger's chat."""
        services = self.services()
        services.people.add("ласточка", "длинный пароль")
        first = services.conversations.open(channel, address, "ru")
        case, fresh = services.reviews.submit(first, [Item("file", "bot", words.encode())], tags=("lang:ru",))
        services.erasure.finish(first)
        services.reviews.add_item(case, Item("message", "person", words.encode()))
        services.reminders.set(fresh, "deadline", services.today() + timedelta(days=9))
        services.resuming.give(fresh)
        services.trail.note(fresh, f"message-{words}")
        services.close()
        assert self.talk(address, words, channel=channel) == fresh
        return fresh

    def raw(self, pattern: str = "**/*") -> bytes:
        """Return the raw bytes of every file of the instance but the keys; on PostgreSQL also all that its rows hold.

        There the files are the cluster's own: what they keep of deleted rows until VACUUM is told in the threat model.
        """
        files = (path for path in sorted(self.home.glob(pattern)) if path.is_file() and path.parent.name != "keys")
        return b"".join([*(path.read_bytes() for path in files), *(self.values() if self.postgres else ())])

    def values(self, *leave_out: str) -> list[bytes]:
        """Return every value of every row of both databases, without the columns named as ``table.column``."""
        found: list[bytes] = []
        for url in (self.settings.database, self.settings.tracker_database):
            engine = connect(url)
            tables = MetaData()
            tables.reflect(engine)
            with engine.connect() as connection:
                for table in tables.sorted_tables:
                    columns = [column for column in table.columns if f"{table.name}.{column.name}" not in leave_out]
                    for row in connection.execute(select(*columns)) if columns else ():
                        found += [
                            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                            for value in row
                        ]
            engine.dispose()
        return found

    def another(self, home: Path) -> Instance:
        """Return an instance on the same kind of database that nobody has used: no folder, no keys, no rows."""
        if self.postgres is None:
            return Instance(home)
        fresh = Instance(home, self.postgres, (self.postgres.fresh("template0"), self.postgres.fresh("template0")))
        self.others.append(fresh)
        return fresh

    def copy(self, home: Path) -> Instance:
        """Return another instance with the same files and rows."""
        shutil.copytree(self.home, home)
        if self.postgres is None:
            return Instance(home)
        app, assistant = (self.postgres.fresh(name) for name in self.names)
        return Instance(home, self.postgres, (app, assistant))

    def remove(self) -> None:
        """Leave nothing of the instance and of those made beside it."""
        self.close()
        for other in self.others:
            other.remove()
        shutil.rmtree(self.home, ignore_errors=True)
        for name in self.names if self.postgres else ():
            self.postgres.drop(name)  # type: ignore[union-attr]


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The costs are in each lock, so the tests may take small ones."""
    monkeypatch.setattr(boxes, "MEMORY_KIB", 64)
    monkeypatch.setattr(boxes, "ITERATIONS", 1)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An instance on SQLite."""
    made = Instance(tmp_path / "home")
    service.prepare(made.settings, lambda _line: None)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Instance]:
    """An instance on either kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("instance")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    made = Instance(tmp_path / "home", postgres, (postgres.fresh(), postgres.fresh()))
    service.prepare(made.settings, lambda _line: None)
    yield made
    made.remove()
