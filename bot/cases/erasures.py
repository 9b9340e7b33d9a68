"""The app's side of an erasure, step by step. Each step is a transaction of its own and safe to repeat.

The first step is the one that counts: in one transaction the conversation's id and its key are gone with everything
that hangs on them, and a note stays that the rest must follow. Whatever dies after it, the note is worked off later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Engine, bindparam, delete, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.cases import sight
from bot.cases.conversations import ConversationNotFoundError, Conversations
from bot.cases.database import overwrite, reading
from bot.cases.looking import Readers
from bot.cases.messages import Outgoing
from bot.cases.models import Case, ChatMessage, Conversation, Forgetting, Reminder
from bot.cases.trail import Trail
from bot.vault.sealing import SealError

RECEIPT, DECOY = "receipt", "decoy"
REMINDED = timedelta(hours=24)  # so long may a reminder be late before its address goes
RECEIPT_KEPT = timedelta(hours=1)  # an erased person who writes nothing more is forgotten altogether after it

_NEEDED = select(
    select(func.max(Case.expires_at)).where(Case.conversation_id == bindparam("id")).scalar_subquery(),
    select(func.max(Reminder.due_at)).where(Reminder.conversation_id == bindparam("id")).scalar_subquery(),
)


class Erasures:
    """The notes of erasures under way. ``now`` gives an aware time."""

    def __init__(self, engine: Engine, conversations: Conversations, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._sessions = sessionmaker(engine)
        self._reading_sessions = Readers(reading(engine))
        self._conversations = conversations
        self._now = now
        self._trail = Trail(engine, conversations, now)

    def begin(self, conversation_id: str, reopen_in: str | None = None, *, last_word: str = RECEIPT) -> None:
        """Remove the conversation, its key and all that hangs on it; one already gone is no error.

        With ``reopen_in`` (a language) the address gets an empty conversation in its place, for the receipt; its lines
        go on counting. One that cannot be opened any more is removed all the same, without a receipt. ``last_word`` is
        what is said there: RECEIPT, or DECOY, which also makes it a talk about something harmless.
        """
        with self._sessions.begin() as session:
            old = session.get(Conversation, conversation_id, with_for_update=True)
            if old is not None:
                fresh = self._successor(session, old, reopen_in, RECEIPT_KEPT) if reopen_in else None
                if fresh is not None and last_word == DECOY:
                    fresh.mode = DECOY
                self._take_back(session, old)
                self._remove(session, old, fresh, last_word)

    def replace(self, session: Session, conversation_id: str) -> Conversation:
        """Put an empty conversation in the place of one, within a transaction of the caller, and return it.

        Sealed cases go along, reminders too, and what the person wishes for. ConversationNotFoundError also for one
        that cannot be opened any more. The erasure of the old one has still to be finished; nobody is told of it.
        """
        old = session.get(Conversation, conversation_id, with_for_update=True)
        fresh = self._successor(session, old, old.lang, None) if old else None
        if old is None or fresh is None:
            raise ConversationNotFoundError
        sight.lose(session, old.id)
        # Two of one address cannot stand side by side, so the old one lets go of it first.
        session.execute(update(Conversation).where(Conversation.id == old.id).values(address_hash=old.id))
        session.add(fresh)
        session.flush()
        session.execute(update(Case).where(Case.conversation_id == old.id).values(conversation_id=fresh.id))
        self._carry(session, old, fresh)
        self._remove(session, old, None)
        return fresh

    def expire(self, conversation_id: str) -> None:
        """Remove a conversation whose time is over. With a sealed case or a reminder it goes on, empty, until then.

        Not so for a person who blocked the bot: then everything goes. What stands in a messenger's chat stays there
        unless the person wished it to be taken back or blocked the bot.
        """
        with self._sessions.begin() as session:
            old = session.get(Conversation, conversation_id, with_for_update=True)
            if old is None or old.expires_at > self._now():  # the person has just written
                return
            if old.vanish or old.blocked_at:
                self._take_back(session, old)
            until = None if old.blocked_at else self._needed_until(session, old.id)
            if until is not None and until > self._now():
                self.replace(session, old.id).expires_at = until
            else:
                self._remove(session, old, None)

    def _needed_until(self, session: Session, conversation_id: str) -> datetime | None:
        case, due = session.execute(_NEEDED, {"id": conversation_id}).one()
        return max((until for until in (case, due and due + REMINDED) if until), default=None)

    def needed_until(self, conversation_id: str) -> datetime | None:
        """Return until when the person must be able to come back for a case or a reminder; None when for neither."""
        with self._reading_sessions() as session:
            return self._needed_until(session, conversation_id)

    def unfinished(self) -> Sequence[str]:
        """Return the ids whose erasure is not finished, oldest first."""
        with self._reading_sessions() as session:
            return session.scalars(select(Forgetting.conversation_id).order_by(Forgetting.since)).all()

    def successor(self, conversation_id: str) -> tuple[str, str] | None:
        """Return the conversation that still waits for the last word of this erasure, and which word it is."""
        with self._reading_sessions() as session:
            note = session.get(Forgetting, conversation_id)
            return (note.successor_id, note.last_word) if note and note.successor_id else None

    def tell(self, conversation_id: str, receipt: Iterable[Outgoing], *, finished: bool) -> None:
        """Write the receipt once, to whom waits for it; ``finished`` also removes the note. Both or neither."""
        with self._sessions.begin() as session:
            note = session.get(Forgetting, conversation_id, with_for_update=True)
            if note is None:
                return
            waiting = note.successor_id and session.get(Conversation, note.successor_id)
            if waiting:
                self._conversations.append(session, waiting.id, receipt)
            note.successor_id = None
            if finished:
                session.delete(note)

    def overwrite(self) -> bool:
        """Leave nothing of erased rows in the database's files; False when they were busy: try again later."""
        return overwrite(self._engine)

    def say(self, session: Session, conversation_id: str, lines: Iterable[Outgoing]) -> None:
        """Say something in the conversation that took the place of another, within a transaction of the caller."""
        session.flush()
        self._conversations.append(session, conversation_id, lines)

    def remove(self, session: Session, conversation: Conversation) -> None:
        """Remove a conversation within a transaction of the caller; its erasure has still to be finished."""
        self._remove(session, conversation, None)

    def _remove(
        self, session: Session, old: Conversation, fresh: Conversation | None, last_word: str = RECEIPT
    ) -> None:
        session.execute(delete(Conversation).where(Conversation.id == old.id))
        session.expunge(old)
        session.merge(
            Forgetting(
                conversation_id=old.id, successor_id=fresh.id if fresh else None, last_word=last_word, since=self._now()
            )
        )
        if fresh is not None:
            session.add(fresh)

    def _take_back(self, session: Session, old: Conversation) -> None:
        """Leave a task to take back what stands in the chat, if the ids can still be opened."""
        with suppress(SealError):
            self._trail.take_back(session, old.id)
            session.execute(delete(ChatMessage).where(ChatMessage.conversation_id == old.id))

    def _carry(self, session: Session, old: Conversation, fresh: Conversation) -> None:
        """Let the person's wishes and reminders, and what stands in the chat, go along under the new key."""
        old_key, key = (self._conversations.key_of(session, row.id) for row in (old, fresh))
        fresh.vanish, fresh.blocked_at = old.vanish, old.blocked_at
        fresh.habits = key.seal(old_key.open(old.habits, "habits"), "habits") if old.habits else None
        self._trail.carry(session, old.id, fresh.id)
        for row in session.scalars(select(Reminder).where(Reminder.conversation_id == old.id)):
            row.conversation_id = fresh.id
            row.body = key.seal(old_key.open(row.body, "reminder"), "reminder")
        session.flush()

    def _successor(self, session: Session, old: Conversation, lang: str, keep: timedelta | None) -> Conversation | None:
        try:
            address = self._conversations.key_of(session, old.id).open(old.address, "address").decode()
        except SealError:
            return None
        return self._conversations.born(old.channel, address, lang, old.last_seq, keep)
