"""The messages that stand in a messenger's chat, and the tasks to take them back from there.

The ids are sealed like everything of a conversation. An erasure turns them into a task, sealed under the instance
keys, in the same transaction that destroys the conversation's key: the task knows the chat and nothing of the person.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, exists, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.conversations import PAGES, Conversations
from bot.cases.database import reading
from bot.cases.looking import Readers
from bot.cases.models import ChatMessage, Conversation, TakeBack
from bot.vault.sealing import Sealer, keyed_hash

VANISH_AFTER = timedelta(hours=24)  # rolling deletion; well before the 48 hours after which Telegram refuses
LOOK_BACK = 50  # messages among which the newest one of a chat is looked for
HOLD = timedelta(minutes=2)  # a task taken by a process that died is anybody's after it
KEPT = timedelta(days=3)  # a task that could not be done by then never can be


@dataclass(frozen=True, slots=True)
class Takeable:
    """Messages of one chat that are to be taken back; ``sent_at`` is when the oldest of them was written."""

    task_id: str
    channel: str
    address: str
    message_ids: tuple[str, ...]
    sent_at: datetime
    attempts: int


class Trail:
    """The store of what stands in chats. ``now`` gives an aware time."""

    def __init__(self, engine: Engine, conversations: Conversations, now: Callable[[], datetime]) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = Readers(reading(engine))
        self._conversations = conversations
        self._now = now
        self._hash_key = conversations.sealer.derive("chat-message-hash")

    # -- what stands in a chat -------------------------------------------------------------------------------------

    def note(self, conversation_id: str, message_id: str) -> None:
        """Note a message of the person; ConversationNotFoundError. Noted twice it is one."""
        with self._sessions.begin() as session:
            key = self._conversations.key_of(session, conversation_id)
            row = session.get_one(Conversation, conversation_id)
            self.add(session, row, key, key.open(row.address, "address").decode(), message_id, by_bot=False)

    def add(
        self, session: Session, row: Conversation, key: Sealer, address: str, message_id: str, *, by_bot: bool
    ) -> None:
        """Note a message within a transaction of the caller. Pages have none: their lines are the conversation."""
        if row.channel in PAGES:
            return
        message_hash = keyed_hash(self._hash_key, row.id, row.channel, address, message_id)
        body = json.dumps({"channel": row.channel, "address": address, "id": message_id, "bot": by_bot}).encode()
        session.merge(
            ChatMessage(
                conversation_id=row.id,
                message_hash=message_hash,
                body=key.seal(body, f"chat_message:{message_hash}"),
                sent_at=self._now(),
            )
        )

    def newest(self, session: Session, conversation_id: str, address: str, *, of_bot: bool = False) -> str | None:
        """Return the id of the newest message known to stand in the chat at ``address``, of either side or the bot."""
        key = self._conversations.key_of(session, conversation_id)
        rows = session.scalars(
            select(ChatMessage)
            .where(ChatMessage.conversation_id == conversation_id)
            .order_by(ChatMessage.sent_at.desc())
            .limit(LOOK_BACK)
        )
        for row in rows:
            body = json.loads(key.open(row.body, f"chat_message:{row.message_hash}"))
            if body["address"] == address and (body["bot"] or not of_bot):
                return str(body["id"])
        return None

    def carry(self, session: Session, old_id: str, fresh_id: str) -> None:
        """Let a conversation that takes another's place know what stands in its chat. Both must be stored."""
        old_key = self._conversations.key_of(session, old_id)
        fresh_key = self._conversations.key_of(session, fresh_id)
        rows = session.scalars(select(ChatMessage).where(ChatMessage.conversation_id == old_id)).all()
        for row in rows:
            body = old_key.open(row.body, f"chat_message:{row.message_hash}")
            session.merge(
                ChatMessage(
                    conversation_id=fresh_id,
                    message_hash=row.message_hash,
                    body=fresh_key.seal(body, f"chat_message:{row.message_hash}"),
                    sent_at=row.sent_at,
                )
            )

    # -- taking back -----------------------------------------------------------------------------------------------

    def take_back(self, session: Session, conversation_id: str) -> None:
        """Make a task of all that stands in the chat, within a transaction of the caller."""
        rows = session.scalars(select(ChatMessage).where(ChatMessage.conversation_id == conversation_id)).all()
        self._make_tasks(session, self._conversations.key_of(session, conversation_id) if rows else None, rows)

    def take_back_one(self, channel: str, address: str, message_id: str) -> None:
        """Make a task of a message that arrived when its conversation was gone."""
        with self._sessions.begin() as session:
            self._add_task(session, channel, address, [message_id], self._now())

    def retire(self) -> int:
        """Make tasks of the old messages of everybody who wants them taken back; returns of how many messages."""
        old = (
            select(ChatMessage)
            .join(Conversation, Conversation.id == ChatMessage.conversation_id)
            .where(Conversation.vanish.is_(True), ChatMessage.sent_at <= self._now() - VANISH_AFTER)
            .order_by(ChatMessage.conversation_id)
        )
        with self._reading_sessions() as session:
            if session.scalar(select(old.exists())) is False:
                return 0
        with self._sessions.begin() as session:
            rows = session.scalars(old).all()
            by_conversation: dict[str, list[ChatMessage]] = defaultdict(list)
            for row in rows:
                by_conversation[row.conversation_id].append(row)
            for conversation_id, messages in by_conversation.items():
                self._make_tasks(session, self._conversations.key_of(session, conversation_id), messages)
                for message in messages:
                    session.delete(message)
            return len(rows)

    def due(self, channel: str, most: int = 20) -> Sequence[Takeable]:
        """Return tasks of a channel that may be done now, and hold them. Tasks too old to be done are dropped."""
        now = self._now()
        with self._reading_sessions() as session:
            if not session.scalar(select(exists().where(TakeBack.due_at <= now))):
                return ()
        with self._sessions.begin() as session:
            session.execute(delete(TakeBack).where(TakeBack.since <= now - KEPT))
            rows = session.scalars(
                select(TakeBack)
                .where(TakeBack.channel == channel, TakeBack.due_at <= now)
                .order_by(TakeBack.due_at)
                .limit(most)
                .with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                row.due_at = now + HOLD
                row.attempts += 1
            return [self._opened(row) for row in rows]

    def done(self, task_id: str) -> None:
        """Drop a task: it is done, or never can be."""
        with self._sessions.begin() as session:
            session.execute(delete(TakeBack).where(TakeBack.id == task_id))

    def later(self, task_id: str, wait: timedelta) -> None:
        """Let a task be tried again after ``wait``."""
        with self._sessions.begin() as session:
            row = session.get(TakeBack, task_id)
            if row is not None:
                row.due_at = self._now() + wait

    def _make_tasks(self, session: Session, key: Sealer | None, rows: Iterable[ChatMessage]) -> None:
        chats: dict[tuple[str, str], list[str]] = defaultdict(list)
        oldest: dict[tuple[str, str], datetime] = {}
        for row in rows:
            assert key is not None
            body = json.loads(key.open(row.body, f"chat_message:{row.message_hash}"))
            chat = (body["channel"], body["address"])
            chats[chat].append(body["id"])
            oldest[chat] = min(row.sent_at, oldest.get(chat, row.sent_at))
        for (channel, address), ids in chats.items():
            self._add_task(session, channel, address, ids, oldest[channel, address])

    def _add_task(self, session: Session, channel: str, address: str, ids: list[str], sent_at: datetime) -> None:
        task_id = secrets.token_hex(12)
        body = json.dumps({"address": address, "ids": ids, "sent_at": sent_at.isoformat()})
        now = self._now()
        session.add(
            TakeBack(
                id=task_id,
                channel=channel,
                body=self._conversations.sealer.seal(body.encode(), f"take_back:{task_id}"),
                attempts=0,
                due_at=now,
                since=now,
            )
        )

    def _opened(self, row: TakeBack) -> Takeable:
        body = json.loads(self._conversations.sealer.open(row.body, f"take_back:{row.id}"))
        return Takeable(
            row.id,
            row.channel,
            body["address"],
            tuple(body["ids"]),
            datetime.fromisoformat(body["sent_at"]),
            row.attempts,
        )
