"""The app's side of an erasure, step by step. Each step is a transaction of its own and safe to repeat.

The first step is the one that counts: in one transaction the conversation's id and its key are gone with everything
that hangs on them, and a note stays that the rest must follow. Whatever dies after it, the note is worked off later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.conversations import ConversationNotFoundError, Conversations
from bot.cases.database import overwrite, reading
from bot.cases.messages import Outgoing
from bot.cases.models import Case, Conversation, Forgetting
from bot.vault.sealing import SealError

RECEIPT, DECOY = "receipt", "decoy"
RECEIPT_KEPT = timedelta(hours=1)  # an erased person who writes nothing more is forgotten altogether after it


class Erasures:
    """The notes of erasures under way. ``now`` gives an aware time."""

    def __init__(self, engine: Engine, conversations: Conversations, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._conversations = conversations
        self._now = now

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
                self._remove(session, old, fresh, last_word)

    def replace(self, session: Session, conversation_id: str) -> Conversation:
        """Put an empty conversation in the place of one, within a transaction of the caller, and return it.

        Sealed cases go along. ConversationNotFoundError also for one that cannot be opened any more. The erasure of
        the old one has still to be finished; nobody is told of it.
        """
        old = session.get(Conversation, conversation_id, with_for_update=True)
        fresh = self._successor(session, old, old.lang, None) if old else None
        if old is None or fresh is None:
            raise ConversationNotFoundError
        # Two of one address cannot stand side by side, so the old one lets go of it first.
        session.execute(update(Conversation).where(Conversation.id == old.id).values(address_hash=old.id))
        session.add(fresh)
        session.flush()
        session.execute(update(Case).where(Case.conversation_id == old.id).values(conversation_id=fresh.id))
        self._remove(session, old, None)
        return fresh

    def expire(self, conversation_id: str) -> None:
        """Remove a conversation whose time is over. One with a sealed case goes on, empty, for as long as the case."""
        with self._sessions.begin() as session:
            until = session.scalar(select(func.max(Case.expires_at)).where(Case.conversation_id == conversation_id))
            if until is not None and until > self._now():
                self.replace(session, conversation_id).expires_at = until
                return
        self.begin(conversation_id)

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

    def _successor(self, session: Session, old: Conversation, lang: str, keep: timedelta | None) -> Conversation | None:
        try:
            address = self._conversations.key_of(session, old.id).open(old.address, "address").decode()
        except SealError:
            return None
        return self._conversations.born(old.channel, address, lang, old.last_seq, keep)
