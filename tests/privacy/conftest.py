"""An instance without running parts: its databases, its keys and its use cases, in a folder of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import service
from bot.assistant.records import Records
from bot.bootstrap import Services
from bot.bootstrap import build as build_services
from bot.cases.messages import Incoming, Outgoing
from bot.settings import Settings
from bot.vault import keys


@dataclass
class Instance:
    """One instance in ``home``."""

    home: Path

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, mode="local")

    def services(self) -> Services:
        """Return the use cases as a fresh process has them."""
        return build_services(self.settings)

    def records(self) -> Records:
        """Return the assistant's records as the assistant itself opens them."""
        return Records(self.settings.tracker_database, keys.load(self.settings.assistant_key_path))

    def talk(self, address: str, words: str, lines: int = 2) -> str:
        """Keep a conversation of some lines, a private answer, a waiting message and the assistant's record."""
        services = self.services()
        conversations = services.conversations
        conversation = conversations.open("web", address, "ru")
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

    def raw(self, pattern: str = "**/*") -> bytes:
        """Return the raw bytes of every file of the instance but the keys."""
        files = (path for path in sorted(self.home.glob(pattern)) if path.is_file() and path.parent.name != "keys")
        return b"".join(path.read_bytes() for path in files)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    made = Instance(tmp_path / "home")
    service.prepare(made.settings, lambda _line: None)
    return made
