"""Use cases of reminders: a few days a person has marked, told once each, by day, wherever he is then.

What is said is neutral. What a reminder was set for is sealed and never said; the clock alone stands in clear.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.conversations import Conversations
from bot.cases.database import reading
from bot.cases.habits import Habits
from bot.cases.looking import Readers
from bot.cases.messages import Outgoing
from bot.cases.models import Conversation, Reminder
from bot.vault.sealing import SealError

MOST = 3
FARTHEST = timedelta(days=400)
AT = time(10)  # of the person's day
QUIET_FROM, QUIET_UNTIL = time(22), time(9)
STAYS = timedelta(hours=24)  # so long an address is kept after it was reminded, for an answer


class ReminderError(Exception):
    """No reminder was set. ``code`` is ``past``, ``too_far`` or ``too_many``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Reminders:
    """The store of reminders. ``now`` gives an aware time; days are the person's own."""

    def __init__(
        self, engine: Engine, conversations: Conversations, habits: Habits, now: Callable[[], datetime]
    ) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = Readers(reading(engine))
        self._conversations = conversations
        self._habits = habits
        self._now = now

    def set(self, conversation_id: str, topic: str, on: date) -> datetime:
        """Remind on the day ``on`` and return the moment; a day that is set already stays one reminder.

        ``topic`` is a code for the caller's own use. ReminderError; ConversationNotFoundError.
        """
        with self._sessions.begin() as session:
            zone = self._habits.zone_in(session, conversation_id)
            today = self._now().astimezone(zone).date()
            if on <= today:
                raise ReminderError("past")
            if on > today + FARTHEST:
                raise ReminderError("too_far")
            key = self._conversations.key_of(session, conversation_id)
            due_at = datetime.combine(on, AT, zone)
            days = [self._read(session, row)[1] for row in self._of(session, conversation_id)]
            if on in days:
                return due_at
            if len(days) >= MOST:
                raise ReminderError("too_many")
            body = json.dumps({"topic": topic, "on": on.isoformat()}).encode()
            session.add(Reminder(conversation_id=conversation_id, body=key.seal(body, "reminder"), due_at=due_at))
            return due_at

    def all(self, conversation_id: str) -> Sequence[tuple[str, date]]:
        """Return (topic, day) of what is still to be told, the next one first."""
        with self._reading_sessions() as session:
            return [self._read(session, row) for row in self._of(session, conversation_id)]

    def cancel(self, conversation_id: str) -> int:
        """Drop all reminders of a person; returns how many."""
        with self._sessions.begin() as session:
            gone = session.scalars(
                delete(Reminder).where(Reminder.conversation_id == conversation_id).returning(Reminder.id)
            )
            return len(gone.all())

    def set_zone(self, conversation_id: str, zone: ZoneInfo) -> None:
        """Keep the person's time zone and tell what is due by it."""
        self._habits.set_zone(conversation_id, zone)
        with self._sessions.begin() as session:
            for row in self._of(session, conversation_id):
                row.due_at = datetime.combine(self._read(session, row)[1], AT, zone)

    def due(self) -> Sequence[tuple[int, str]]:
        """Return (reminder, language) of what is to be told now. What falls into quiet hours waits for the morning."""
        now = self._now()
        with self._reading_sessions() as session:
            rows = session.execute(
                select(Reminder.id, Reminder.conversation_id, Conversation.lang)
                .join(Conversation, Conversation.id == Reminder.conversation_id)
                .where(Reminder.due_at <= now, Conversation.blocked_at.is_(None))
                .order_by(Reminder.due_at)
            ).all()
            return [(row.id, row.lang) for row in rows if not self._is_quiet(session, row.conversation_id, now)]

    def tell(self, reminder_id: int, lines: Iterable[Outgoing]) -> None:
        """Say it and drop the reminder, both or neither; told by another meanwhile, nothing happens."""
        with self._sessions.begin() as session:
            row = session.get(Reminder, reminder_id, with_for_update=True)
            if row is None:
                return
            conversation = session.get_one(Conversation, row.conversation_id)
            conversation.expires_at = max(conversation.expires_at, self._now() + STAYS)
            self._conversations.append(session, row.conversation_id, lines)
            session.delete(row)

    def _of(self, session: Session, conversation_id: str) -> Sequence[Reminder]:
        return session.scalars(
            select(Reminder).where(Reminder.conversation_id == conversation_id).order_by(Reminder.due_at)
        ).all()

    def _is_quiet(self, session: Session, conversation_id: str, now: datetime) -> bool:
        try:
            local = now.astimezone(self._habits.zone_in(session, conversation_id)).time()
        except SealError:  # nothing can be said there, and nobody else shall wait for it
            return True
        return local >= QUIET_FROM or local < QUIET_UNTIL

    def _read(self, session: Session, row: Reminder) -> tuple[str, date]:
        body = json.loads(self._conversations.key_of(session, row.conversation_id).open(row.body, "reminder"))
        return body["topic"], date.fromisoformat(body["on"])
