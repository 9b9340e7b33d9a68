"""Use cases of what a person wishes of the bot in a messenger: his time zone, a phrase of proof, vanishing messages."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.conversations import PAGES, Conversations
from bot.cases.database import reading
from bot.cases.looking import Readers

DEFAULT_ZONE = "Europe/Moscow"


class Habits:
    """The store of such wishes, sealed. Every method may raise ConversationNotFoundError."""

    def __init__(self, engine: Engine, conversations: Conversations) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = Readers(reading(engine))
        self._conversations = conversations

    def zone(self, conversation_id: str) -> ZoneInfo:
        """Return the person's time zone: Moscow's unless another was named."""
        with self._reading_sessions() as session:
            return self.zone_in(session, conversation_id)

    def zone_in(self, session: Session, conversation_id: str) -> ZoneInfo:
        """Return the person's time zone within a transaction of the caller."""
        return ZoneInfo(self._read(session, conversation_id).get("zone", DEFAULT_ZONE))

    def set_zone(self, conversation_id: str, zone: ZoneInfo) -> None:
        """Keep the person's time zone."""
        self._write(conversation_id, "zone", zone.key)

    def phrase(self, conversation_id: str) -> str | None:
        """Return the phrase by which the bot proves to this person that it is itself."""
        with self._reading_sessions() as session:
            return self._read(session, conversation_id).get("phrase")

    def set_phrase(self, conversation_id: str, phrase: str) -> None:
        """Keep the phrase; a later one replaces it."""
        self._write(conversation_id, "phrase", phrase)

    def set_vanish(self, conversation_id: str, on: bool) -> None:
        """Let messages of both sides be taken back from the chat after a day, or no more."""
        with self._sessions.begin() as session:
            self._conversations.kept(session, conversation_id).vanish = on

    def is_in_messenger(self, conversation_id: str) -> bool:
        """Tell whether the bot can write first here: a page waits until the person comes."""
        with self._reading_sessions() as session:
            return self._conversations.kept(session, conversation_id).channel not in PAGES

    def _read(self, session: Session, conversation_id: str) -> dict[str, str]:
        row = self._conversations.kept(session, conversation_id)
        if row.habits is None:
            return {}
        key = self._conversations.key_of(session, conversation_id)
        found: dict[str, str] = json.loads(key.open(row.habits, "habits"))
        return found

    def _write(self, conversation_id: str, name: str, value: str) -> None:
        with self._sessions.begin() as session:
            row = self._conversations.locked(session, conversation_id)
            habits = json.dumps(self._read(session, conversation_id) | {name: value}, ensure_ascii=False)
            key = self._conversations.key_of(session, conversation_id)
            row.habits = key.seal(habits.encode(), "habits")
