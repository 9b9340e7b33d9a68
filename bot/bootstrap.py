"""Builds the service from its settings, once, in one place. Nothing else creates engines, clients or clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from bot import contacts, law, replies, reports, safety
from bot.cases.conversations import Conversations
from bot.cases.database import connect
from bot.cases.drafts import Drafts
from bot.conversation.engine import RasaEngine
from bot.conversation.guide import Guide
from bot.conversation.sayings import Sayings
from bot.conversation.turns import Turns
from bot.settings import Settings
from bot.vault import keys
from bot.vault.sealing import Sealer


def now() -> datetime:
    """Return the current time, aware. The only clock of the app."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """Everything a part of the service may ask for; each is built when it is first needed."""

    settings: Settings

    @cached_property
    def sealer(self) -> Sealer:
        """The instance keys."""
        return keys.load(self.settings.key_path)

    @cached_property
    def knowledge(self) -> law.Knowledge:
        """The law."""
        return law.load()

    @cached_property
    def directory(self) -> contacts.Directory:
        """Those who help."""
        return contacts.load()

    @cached_property
    def catalogue(self) -> reports.Catalogue:
        """The documents."""
        return reports.load()

    @cached_property
    def replies(self) -> replies.Replies:
        """The texts."""
        return replies.load()

    @cached_property
    def conversations(self) -> Conversations:
        """The store of conversations."""
        idle = timedelta(hours=self.settings.idle_hours)
        return Conversations(self._database, self.sealer, now, idle)

    @cached_property
    def drafts(self) -> Drafts:
        """The store of drafts."""
        keep = timedelta(hours=self.settings.draft_hours)
        return Drafts(self._database, self.conversations, self.catalogue, self.knowledge, now, keep)

    @cached_property
    def guide(self) -> Guide:
        """What is said, from law, documents and contacts."""
        return Guide(
            self.knowledge, self.directory, self.catalogue, self.replies, self.conversations, self.drafts,
            has_advocates=self.settings.advocates,
        )  # fmt: skip

    @cached_property
    def engine(self) -> RasaEngine:
        """The dialogue engine."""
        return RasaEngine(self.settings.assistant_url, self.sealer.derive("assistant-token").hex())

    @cached_property
    def turns(self) -> Turns:
        """One message, end to end."""
        sayings = Sayings(self.guide)
        return Turns(self.conversations, self.engine, safety.load(), sayings, now, self.settings.max_message)

    @cached_property
    def _database(self):  # type: ignore[no-untyped-def]  # a plain Engine; cached_property hides nothing more
        return connect(self.settings.database)


def build(settings: Settings) -> Services:
    """Return the services of ``settings``; nothing is opened until it is used."""
    return Services(settings)
