"""Use cases of a conversation: open, receive, claim, finish, read. Every one is a transaction of its own.

Words are sealed under the conversation's own data key, which is kept wrapped by the instance key: deleting the row
makes them unreadable wherever a copy of the database remains.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, bindparam, delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from bot.cases import looking
from bot.cases.database import passing, reading
from bot.cases.looking import Readers
from bot.cases.messages import (
    Button,
    ClaimedTurn,
    ConversationState,
    FileRef,
    Finished,
    Glance,
    Incoming,
    Outgoing,
    Reply,
)
from bot.cases.models import Answer, ButtonPayload, Conversation, Delivery, Turn
from bot.cases.models import Reply as ReplyRow
from bot.vault.sealing import Sealer, keyed_hash

CASE = "case"  # the private field that is open when the next message is an answer to an advocate
CLAIM = timedelta(seconds=12)  # kept up while the worker lives (``keep``); a killed worker's turn is free after it
BLOCKED_KEPT = timedelta(hours=24)  # who blocks the bot is forgotten after it, unless he comes back
AT_ONCE = 500  # ids in one query
PAGES = frozenset({"web", "console"})  # channels that come for their lines; to all others the outbox brings them

# Statements of every turn and every poll. Making one costs more than reading a row by it, so each is made once.
_NAMED = (Conversation.channel == bindparam("channel"), Conversation.address_hash == bindparam("address"))
_FIND = select(Conversation.id).where(*_NAMED)
_GLANCE = select(
    Conversation.id,
    Conversation.base_seq,
    Conversation.last_seq,
    exists().where(Turn.conversation_id == Conversation.id, Turn.state == "new"),
).where(*_NAMED)
_WAITS = select(exists().where(Turn.conversation_id == bindparam("id"), Turn.state == "new"))
_KNOWN = select(exists().where(Turn.conversation_id == bindparam("id"), Turn.update_hash == bindparam("update")))
_LINES = (
    select(ReplyRow)
    .where(
        ReplyRow.conversation_id == bindparam("id"), ReplyRow.seq > bindparam("after"), ReplyRow.seq <= bindparam("to")
    )
    .order_by(ReplyRow.seq)
)
_OLDEST = select(Turn).where(Turn.conversation_id == bindparam("id"), Turn.state == "new").order_by(Turn.id).limit(1)
_RECENT = (
    select(func.count())
    .select_from(Turn)
    .where(Turn.conversation_id == bindparam("id"), Turn.received_at.between(bindparam("since"), bindparam("now")))
)
# Nobody holds the row as an object then, so none has to be brought up to date.
_DONE = (
    update(Turn)
    .where(Turn.id == bindparam("turn"), Turn.state == "new")
    .values(state="done", claimed_until=None, body=b"")
    .execution_options(synchronize_session=False)
)


class ConversationNotFoundError(Exception):
    """The conversation was erased or has expired."""

    code = "conversation_not_found"


class Conversations:
    """The store of conversations. ``now`` gives an aware time; ``idle`` is how long a silent one is kept."""

    def __init__(
        self,
        engine: Engine,
        sealer: Sealer,
        now: Callable[[], datetime],
        idle: timedelta,
        kind_of: Callable[[str], str] = lambda _payload: "",
    ) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = Readers(reading(engine))
        self._passing_sessions = sessionmaker(passing(engine))
        self._sealer = sealer
        self._now = now
        self._idle = idle
        self._kind_of = kind_of
        self._address_key = sealer.derive("address-hash")

    # -- opening and receiving -------------------------------------------------------------------------------------

    def find(self, channel: str, address: str) -> str | None:
        """Return the id of the conversation of ``address`` on ``channel``, or None."""
        with self._reading() as session:
            return session.scalar(_FIND, {"channel": channel, "address": self._hash(channel, address)})

    def open(self, channel: str, address: str, lang: str, base_seq: int = 0) -> str:
        """Return the id of the conversation of ``address``, making it in ``lang`` at the first contact.

        Its lines are numbered from above ``base_seq``, so that numbers only grow for an address, also over an erasure.
        """
        known = self.find(channel, address)
        if known:
            return known
        row = self.born(channel, address, lang, base_seq)
        conversation_id = row.id
        try:
            with self._writing() as session:
                session.add(row)
        except IntegrityError:  # two first contacts at once: the other one won
            return self.open(channel, address, lang, base_seq)
        return conversation_id

    def receive(
        self, conversation_id: str, update_id: str, message: Incoming, shown: str, replies: Iterable[Outgoing] = ()
    ) -> bool:
        """Keep a message durably; False when ``update_id`` was received before. ``shown`` is the person's own line.

        ``replies`` are said at once, before the message is worked off.
        """
        return self._receive(conversation_id, update_id, message, shown, replies)

    def receive_answered(
        self,
        conversation_id: str,
        update_id: str,
        shown: str,
        replies: Iterable[Outgoing],
        *,
        asking: bool | None = None,
        also: Callable[[Session], None] | None = None,
    ) -> bool:
        """Keep the line ``shown`` with its answer, but no message; False when ``update_id`` was received before.

        ``asking`` says whether the next message is an answer to an advocate (None: as before). ``also`` is done in the
        same transaction, and only the first time.
        """
        return self._receive(conversation_id, update_id, None, shown, replies, asking=asking, also=also)

    def stop_asking(self, conversation_id: str) -> None:
        """Take no message for an answer to an advocate any more."""
        with self._writing() as session:
            session.execute(
                update(Conversation)
                .where(Conversation.id == conversation_id, Conversation.private_field == CASE)
                .values(private_field=None)
            )

    def set_blocked(self, conversation_id: str, blocked: bool) -> None:
        """Note that the person cannot be reached any more (then all is erased after a day), or is back."""
        now = self._now()
        with self._writing() as session:
            row = session.get(Conversation, conversation_id)
            if row is not None and blocked and row.blocked_at is None:
                row.blocked_at, row.expires_at = now, min(row.expires_at, now + BLOCKED_KEPT)
            elif row is not None and not blocked:
                row.blocked_at = None

    def recent(self, conversation_id: str) -> int:
        """Return how many messages came within the last minute."""
        now = self._now()
        with self._reading() as session:
            # Up to now: a clock put back makes nobody fast.
            minute = {"id": conversation_id, "since": now - timedelta(minutes=1), "now": now}
            return session.scalar(_RECENT, minute) or 0

    def address(self, conversation_id: str) -> str:
        """Return the address to answer on; ConversationNotFoundError after erasure."""
        with self._reading() as session:
            conversation = self.kept(session, conversation_id)
            key = self._key(conversation.id, conversation.wrapped_key)
            return key.open(conversation.address, "address").decode()

    # -- working off -----------------------------------------------------------------------------------------------

    def waiting(self) -> Sequence[str]:
        """Return the ids of conversations with a turn that nobody is working on."""
        now = self._now()
        with self._reading() as session:
            claimed = select(Turn.conversation_id).where(Turn.state == "new", _held(now))
            return session.scalars(
                select(Turn.conversation_id)
                .where(Turn.state == "new", Turn.conversation_id.not_in(claimed))
                .group_by(Turn.conversation_id)
                .order_by(func.min(Turn.id))
            ).all()

    def longest_wait(self) -> timedelta:
        """Return how long the oldest unanswered message has waited, whether or not it is being worked on."""
        with self._reading() as session:
            oldest = session.scalar(select(Turn.received_at).where(Turn.state == "new").order_by(Turn.id).limit(1))
        return max(self._now() - oldest, timedelta()) if oldest else timedelta()

    def claim(self, conversation_id: str) -> ClaimedTurn | None:
        """Take the oldest open turn of the conversation, or None when there is none or another worker has it."""
        now = self._now()
        with self._passing_sessions.begin() as session:
            conversation = self.locked(session, conversation_id)
            turn = session.scalar(_OLDEST, {"id": conversation_id})
            if turn is None or (turn.claimed_until and now < turn.claimed_until <= now + CLAIM):
                return None
            turn.claimed_until = now + CLAIM
            turn.attempts += 1
            body = _load(self._key(conversation.id, conversation.wrapped_key).open(turn.body, "turn"))
            return ClaimedTurn(
                turn.id,
                conversation_id,
                turn.update_hash,
                Incoming(body["text"], body["button"]),
                turn.attempts,
                turn.claimed_until,
                _state(conversation),
            )

    def keep(self, conversation_id: str) -> None:
        """Keep the claim on the turn that is being worked off; without it somebody else takes the turn over."""
        now = self._now()
        with self._passing_sessions.begin() as session:
            mine = (Turn.conversation_id == conversation_id, Turn.state == "new", Turn.claimed_until > now)
            session.execute(update(Turn).where(*mine).values(claimed_until=now + CLAIM))

    def release(self, turn: ClaimedTurn, replies: Iterable[Outgoing] = (), *, blamed: bool = False) -> None:
        """Give a turn back to be tried again; ``replies`` tell the person that it takes longer.

        Unless the message itself may be ``blamed`` its tries are not counted: an outage uses up nobody's.
        """
        with self._writing() as session:
            self.locked(session, turn.conversation_id)
            tries = turn.attempts if blamed else 1
            session.execute(update(Turn).where(Turn.id == turn.id).values(claimed_until=None, attempts=tries))
            self.append(session, turn.conversation_id, replies)

    def finish(
        self,
        turn: ClaimedTurn,
        replies: Iterable[Outgoing],
        *,
        lang: str,
        private_field: str | None = None,
        also: Callable[[Session], None] | None = None,
    ) -> Finished:
        """Write the answers and mark the turn done, both or neither. A turn finished by another is left alone.

        ``also`` is done in the same transaction, and only where the turn was not finished yet.
        """
        with self._writing() as session:
            conversation = session.get(Conversation, turn.conversation_id, with_for_update=True)
            if conversation is None:
                return Finished(False, frozenset())
            # The words of a finished turn are in the transcript; the row stays only to know a repeated update.
            done = session.execute(_DONE, {"turn": turn.id})
            if done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result always counts rows
                conversation.lang = lang
                if conversation.private_field != CASE:  # pressed meanwhile; only its own answer ends that
                    conversation.private_field = private_field
                conversation.expires_at = self._now() + self._idle
                key = self._key(conversation.id, conversation.wrapped_key)
                self._append(session, conversation, key, "bot", replies)
                if also is not None:
                    also(session)
            return Finished(_waits(session, conversation.id), _noted(conversation))

    def say(self, conversation_id: str, replies: Iterable[Outgoing], *, keep: timedelta | None = None) -> None:
        """Add lines of the bot that answer no message (a welcome, a notice), to be kept for ``keep`` at least."""
        with self._writing() as session:
            self.say_within(session, conversation_id, replies, keep)

    # -- reading ---------------------------------------------------------------------------------------------------

    def state(self, conversation_id: str) -> ConversationState:
        """Return what a turn needs to know; ConversationNotFoundError after erasure."""
        with self._reading() as session:
            return _state(self.kept(session, conversation_id))

    def transcript(self, conversation_id: str, after: int) -> tuple[Reply, ...]:
        """Return the lines with a number above ``after``, oldest first. Within a look each is opened once."""
        with self._reading() as session:
            conversation = looking.opened()["row", conversation_id] = session.get(Conversation, conversation_id)
            if conversation is None or conversation.last_seq <= after:
                return ()
            known: tuple[int, tuple[Reply, ...]] = looking.opened().get(
                ("lines", conversation_id), (conversation.last_seq, ())
            )
            if known[0] > after:
                earlier = self._lines(session, conversation, after, known[0])
                known = looking.opened()["lines", conversation_id] = (after, (*earlier, *known[1]))
            return tuple(line for line in known[1] if line.seq > after)

    def _lines(self, session: Session, conversation: Conversation, after: int, to: int) -> tuple[Reply, ...]:
        key = self._key(conversation.id, conversation.wrapped_key)
        rows = session.scalars(_LINES, {"id": conversation.id, "after": after, "to": to})
        return tuple(opened(row, key) for row in rows)

    def is_busy(self, conversation_id: str) -> bool:
        """Tell whether a message of this conversation still waits for its answer."""
        with self._reading() as session:
            return _waits(session, conversation_id)

    def glance(self, channel: str, address: str) -> Glance | None:
        """Return how far the conversation of ``address`` goes, in one statement; None where there is none."""
        with self._reading() as session:
            row = session.execute(_GLANCE, {"channel": channel, "address": self._hash(channel, address)}).first()
        return Glance(row[0], row[1], row[2], bool(row[3])) if row else None

    def heads(self, conversation_ids: Sequence[str]) -> dict[str, tuple[int, bool]]:
        """Return for each that is there the number of its last line and whether a message waits for its answer."""
        found: dict[str, tuple[int, bool]] = {}
        with self._reading() as session:
            for at in range(0, len(conversation_ids), AT_ONCE):
                some = conversation_ids[at : at + AT_ONCE]
                busy = set(
                    session.scalars(
                        select(Turn.conversation_id).where(Turn.state == "new", Turn.conversation_id.in_(some))
                    )
                )
                lines = select(Conversation.id, Conversation.last_seq).where(Conversation.id.in_(some))
                found |= {row.id: (row.last_seq, row.id in busy) for row in session.execute(lines)}
        return found

    def choice(self, conversation_id: str, token: str) -> tuple[str, str] | None:
        """Return (title, payload) of a button of this conversation; None for an unknown or another's token."""
        with self._reading() as session:
            row = session.get(ButtonPayload, token[:24])
            if row is None or row.conversation_id != conversation_id:
                return None
            key = self.key_of(session, conversation_id)
            body = _load(key.open(row.body, f"button:{row.token}"))
            return body["title"], body["payload"]

    # -- private answers -------------------------------------------------------------------------------------------

    def keep_answer(self, conversation_id: str, field: str, text: str) -> None:
        """Seal a private answer; a later one to the same question replaces it."""
        with self._writing() as session:
            conversation = self.locked(session, conversation_id)
            key = self._key(conversation.id, conversation.wrapped_key)
            session.merge(
                Answer(conversation_id=conversation_id, field=field, body=key.seal(text.encode(), f"answer:{field}"))
            )

    def answers(self, conversation_id: str) -> dict[str, str]:
        """Return the private answers of the conversation by field."""
        with self._reading() as session:
            conversation = self.kept(session, conversation_id)
            key = self._key(conversation.id, conversation.wrapped_key)
            rows = session.scalars(select(Answer).where(Answer.conversation_id == conversation_id))
            return {row.field: key.open(row.body, f"answer:{row.field}").decode() for row in rows}

    def drop_answers(self, conversation_id: str, *fields: str) -> None:
        """Drop private answers, of ``fields`` alone where some are named: they have served, or all starts again."""
        with self._writing() as session:
            which = Answer.field.in_(fields) if fields else Answer.field.is_not(None)
            session.execute(delete(Answer).where(Answer.conversation_id == conversation_id, which))

    def expired(self) -> Sequence[str]:
        """Return the ids of conversations whose time is over."""
        with self._reading() as session:
            return session.scalars(select(Conversation.id).where(Conversation.expires_at <= self._now())).all()

    # -- for the other use cases of this room ----------------------------------------------------------------------

    @property
    def sealer(self) -> Sealer:
        """The instance keys, for what has to outlive a conversation."""
        return self._sealer

    def born(self, channel: str, address: str, lang: str, base_seq: int, keep: timedelta | None = None) -> Conversation:
        """Return a new conversation of ``address`` with a random id and a key of its own, not yet stored.

        It is kept for ``keep``, or as long as any silent conversation.
        """
        conversation_id = secrets.token_hex(16)
        now = self._now()
        wrapped = self._sealer.new_wrapped_key(f"conversation:{conversation_id}")
        return Conversation(
            id=conversation_id,
            channel=channel,
            address_hash=self._hash(channel, address),
            address=self._key(conversation_id, wrapped).seal(address.encode(), "address"),
            wrapped_key=wrapped,
            lang=lang,
            mode="talk",
            consents="",
            warned=False,
            base_seq=base_seq,
            last_seq=base_seq,
            created_at=now,
            expires_at=now + (self._idle if keep is None else keep),
        )

    @staticmethod
    def kept(session: Session, conversation_id: str) -> Conversation:
        """Return a conversation to be read; ConversationNotFoundError."""
        row = session.get(Conversation, conversation_id)
        if row is None:
            raise ConversationNotFoundError
        looking.opened()["row", conversation_id] = row  # a session itself lets go of it
        return row

    def locked(self, session: Session, conversation_id: str) -> Conversation:
        """Return a conversation that nobody else changes before the caller's transaction ends.

        Whatever writes to one takes it first: so two writers wait for each other, in the same order. On SQLite a
        writer is alone anyway. ConversationNotFoundError.
        """
        row = session.get(Conversation, conversation_id, with_for_update=True)
        if row is None:
            raise ConversationNotFoundError
        return row

    def key_of(self, session: Session, conversation_id: str) -> Sealer:
        """Return the sealer of a conversation's data key."""
        conversation = self.kept(session, conversation_id)
        return self._key(conversation.id, conversation.wrapped_key)

    def append(self, session: Session, conversation_id: str, replies: Iterable[Outgoing]) -> None:
        """Add lines of the bot within a transaction of the caller."""
        conversation = self.locked(session, conversation_id)
        self._append(session, conversation, self._key(conversation.id, conversation.wrapped_key), "bot", replies)

    def say_within(
        self, session: Session, conversation_id: str, replies: Iterable[Outgoing], keep: timedelta | None
    ) -> None:
        """As ``say``, within a transaction of the caller."""
        self.append(session, conversation_id, replies)
        row = self.kept(session, conversation_id)
        row.expires_at = max(row.expires_at, self._now() + (keep or timedelta()))

    def readdress(self, row: Conversation, channel: str, address: str) -> None:
        """Give a conversation another address; nobody else may have that any more."""
        row.channel, row.address_hash = channel, self._hash(channel, address)
        row.address = self._key(row.id, row.wrapped_key).seal(address.encode(), "address")

    # -- inside ----------------------------------------------------------------------------------------------------

    def _receive(
        self,
        conversation_id: str,
        update_id: str,
        message: Incoming | None,
        shown: str,
        replies: Iterable[Outgoing],
        *,
        asking: bool | None = None,
        also: Callable[[Session], None] | None = None,
    ) -> bool:
        update_hash = keyed_hash(self._address_key, conversation_id, update_id)
        with self._writing() as session:
            conversation = self.locked(session, conversation_id)
            if session.scalar(_KNOWN, {"id": conversation_id, "update": update_hash}):
                return False
            key = self._key(conversation.id, conversation.wrapped_key)
            state, body = "done", b""
            if message is not None:
                state, body = "new", key.seal(_dump({"text": message.text, "button": message.button}), "turn")
            now = self._now()
            session.add(
                Turn(conversation_id=conversation_id, update_hash=update_hash, body=body, state=state, received_at=now)
            )
            if asking is not None:
                conversation.private_field = CASE if asking else None
            if also is not None:
                also(session)
            conversation.expires_at, conversation.warned, conversation.blocked_at = now + self._idle, False, None
            self._append(session, conversation, key, "person", [Outgoing(shown, update_id=update_id)])
            self._append(session, conversation, key, "bot", replies)
        return True

    def _append(
        self, session: Session, row: Conversation, key: Sealer, author: str, replies: Iterable[Outgoing]
    ) -> None:
        for reply in replies:
            row.last_seq += 1
            buttons = []
            for title, payload in reply.choices:
                token = secrets.token_urlsafe(18)
                body = key.seal(_dump({"title": title, "payload": payload}), f"button:{token}")
                session.add(ButtonPayload(token=token, conversation_id=row.id, body=body))
                buttons.append({"title": title, "token": token, "kind": self._kind_of(payload)})
            files = [
                {"id": file.id, "name": file.name, "media_type": file.media_type, "preview": file.preview}
                for file in reply.files
            ]
            body = key.seal(
                _dump(
                    {
                        "text": reply.text,
                        "buttons": buttons,
                        "files": files,
                        "update_id": reply.update_id,
                        "paper": reply.paper,
                    }
                ),
                f"reply:{row.last_seq}",
            )
            session.add(
                ReplyRow(conversation_id=row.id, seq=row.last_seq, author=author, body=body, created_at=self._now())
            )
            if author == "bot" and row.channel not in PAGES:
                now = self._now()
                session.add(Delivery(conversation_id=row.id, seq=row.last_seq, due_at=now, created_at=now))

    def _hash(self, channel: str, address: str) -> str:
        return keyed_hash(self._address_key, channel, address)

    def _key(self, conversation_id: str, wrapped: bytes) -> Sealer:
        return self._sealer.unwrap(wrapped, f"conversation:{conversation_id}")

    def _writing(self) -> AbstractContextManager[Session]:
        return self._sessions.begin()

    def _reading(self) -> AbstractContextManager[Session]:
        return self._reading_sessions()


def opened(row: ReplyRow, key: Sealer) -> Reply:
    """Return a stored line as it is read, opened with its conversation's key."""
    body = _load(key.open(row.body, f"reply:{row.seq}"))
    return Reply(
        seq=row.seq,
        text=body["text"],
        at=row.created_at,
        author="person" if row.author == "person" else "bot",
        buttons=tuple(Button(b["title"], b["token"], b.get("kind", "")) for b in body["buttons"]),
        files=tuple(FileRef(f["id"], f["name"], f["media_type"], f["preview"]) for f in body["files"]),
        update_id=body["update_id"],
        paper=body.get("paper", False),  # lines kept by an older version have no mark
    )


def _state(row: Conversation) -> ConversationState:
    return ConversationState(row.id, row.channel, row.lang, row.private_field, row.base_seq, row.last_seq, row.mode)


def _noted(row: Conversation) -> frozenset[str]:
    return frozenset(row.consents.split())


def _waits(session: Session, conversation_id: str) -> bool:
    return bool(session.scalar(_WAITS, {"id": conversation_id}))


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _load(data: bytes) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(data)
    return loaded


def _held(now: datetime) -> ColumnElement[bool]:
    """Whether a turn is claimed. A claim longer than any can be is of a clock that was put back since."""
    return and_(Turn.claimed_until > now, Turn.claimed_until <= now + CLAIM)
