"""Use cases of the outbox: which line goes next, what became of it. Every one is a transaction of its own.

The lines of one conversation go strictly in order; conversations do not know of each other. A line is marked before it
is handed to the messenger, so that after a kill it is known that it may have arrived.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.conversations import Conversations, opened
from bot.cases.database import reading
from bot.cases.looking import Readers
from bot.cases.messages import Reply
from bot.cases.models import Conversation, Delivery
from bot.cases.models import Reply as ReplyRow
from bot.cases.trail import Trail
from bot.vault.sealing import Sealer, SealError, keyed_hash

MARK = "mark"
LEASE = timedelta(seconds=90)  # longer than any try to send; a line whose sender died is anybody's after it
_CODE = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A line to be sent to ``address``; ``part`` parcels of it have arrived.

    ``again`` is true when the next parcel may have arrived as well; ``after`` are then ids of messages that were there
    before its first try. ``since`` is when the line was written; ``key`` names the parcel, the same at each try.
    """

    id: int
    conversation_id: str
    channel: str
    address: str
    line: Reply
    part: int
    attempts: int
    again: bool
    since: datetime
    key: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One undelivered line as an operator sees it: no words, no address."""

    id: int
    channel: str
    state: str
    attempts: int
    code: str
    created_at: datetime
    due_at: datetime


class Outbox:
    """The store of what is to be sent. ``now`` gives an aware time."""

    def __init__(self, engine: Engine, conversations: Conversations, trail: Trail, now: Callable[[], datetime]) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = Readers(reading(engine))
        self._conversations = conversations
        self._trail = trail
        self._now = now
        self._key = conversations.sealer.derive("parcel-key")

    # -- for the sender --------------------------------------------------------------------------------------------

    def due(self, channel: str) -> Sequence[str]:
        """Return the ids of conversations on ``channel`` whose next line may be sent now, the longest waiting first."""
        heads = (
            select(func.min(Delivery.id))
            .join(Conversation, Conversation.id == Delivery.conversation_id)
            .where(Delivery.state != "dead", Conversation.channel == channel, Conversation.blocked_at.is_(None))
            .group_by(Delivery.conversation_id)
        )
        with self._reading_sessions() as session:
            return session.scalars(
                select(Delivery.conversation_id)
                .where(Delivery.id.in_(heads), or_(Delivery.due_at <= self._now(), Delivery.attempts == 0))
                .order_by(Delivery.due_at, Delivery.id)
            ).all()

    def claim(self, conversation_id: str, newest: str | None = None) -> Letter | None:
        """Mark the next line as being sent and return it; None when none may be sent now.

        ``newest`` is the newest message that the messenger knows of, in whatever chat.
        """
        now = self._now()
        with self._sessions.begin() as session:
            row = session.scalar(_queue(conversation_id).limit(1).with_for_update())
            conversation = session.get(Conversation, conversation_id)
            if row is None or conversation is None or not _is_due(row, now) or conversation.blocked_at:
                return None
            line = session.get(ReplyRow, (conversation_id, row.seq))
            try:
                key = self._conversations.key_of(session, conversation_id)
                address = key.open(conversation.address, "address").decode()
                read = opened(line, key) if line else None
                after = self._marked(session, row, key, newest, address)
            except SealError:
                read = None
            if read is None:  # nothing to send: the line is gone, or cannot be opened and never will be
                row.state, row.code = "dead", "unreadable"
                return None
            again = row.state == "sending"
            row.state, row.attempts, row.due_at = "sending", row.attempts + 1, now + LEASE
            parcel_key = keyed_hash(self._key, conversation_id, str(row.seq), str(row.part))[:32]
            return Letter(
                row.id, conversation_id, conversation.channel, address, read, row.part, row.attempts, again,
                row.created_at, parcel_key, after,
            )  # fmt: skip

    def _marked(
        self, session: Session, row: Delivery, key: Sealer, newest: str | None, address: str
    ) -> tuple[str, ...]:
        """Return ids that were known before the first try, noting them now if this is the first."""
        if row.state != "sending":
            chat = self._trail.newest(session, row.conversation_id, address)
            row.mark = key.seal(json.dumps([one for one in (newest, chat) if one]).encode(), MARK)
        known = json.loads(key.open(row.mark, MARK)) if row.mark else []
        if row.state == "sending":
            # A line that was put aside is tried again behind later ones, which must not be taken for it.
            known.append(self._trail.newest(session, row.conversation_id, address, of_bot=True))
        return tuple(one for one in known if one)

    def arrived(self, letter: Letter, message_id: str | None, *, last: bool) -> bool:
        """Note that the next parcel is with the person as ``message_id``, or need not be sent (None).

        Tells whether there is another one that may be sent now.
        """
        with self._sessions.begin() as session:
            conversation = session.get(Conversation, letter.conversation_id)
            moved = conversation is None or conversation.channel != letter.channel
            if conversation is not None and message_id is not None and not moved:
                key = self._conversations.key_of(session, conversation.id)
                self._trail.add(session, conversation, key, letter.address, message_id, by_bot=True)
            row = session.get(Delivery, letter.id)
            if row is not None and last:
                session.delete(row)
            elif row is not None:
                row.part, row.state, row.attempts, row.due_at, row.code = letter.part + 1, "new", 0, self._now(), ""
        if moved and message_id is not None:
            # Erased or moved while it was on its way: what arrived late is taken back.
            self._trail.take_back_one(letter.channel, letter.address, message_id)
        with self._reading_sessions() as session:
            head = session.scalar(_queue(letter.conversation_id).limit(1))
            return head is not None and _is_due(head, self._now())

    def failed(self, letter: Letter, code: str, wait: timedelta, *, uncertain: bool) -> None:
        """Let the parcel be tried again after ``wait``; ``uncertain``: it may have arrived all the same."""
        values = {"state": "sending" if uncertain else "new", "due_at": self._now() + wait, "code": _known(code)}
        with self._sessions.begin() as session:
            session.execute(update(Delivery).where(Delivery.id == letter.id).values(**values))

    def give_up(self, letter: Letter, code: str) -> None:
        """Put a line aside for the operator; the next one goes on."""
        with self._sessions.begin() as session:
            session.execute(update(Delivery).where(Delivery.id == letter.id).values(state="dead", code=_known(code)))

    def recover(self, channel: str) -> None:
        """Let what a sender that died was sending be tried at once. For the start of the only sender of a channel."""
        theirs = select(Conversation.id).where(Conversation.channel == channel)
        with self._sessions.begin() as session:
            session.execute(
                update(Delivery)
                .where(Delivery.state == "sending", Delivery.conversation_id.in_(theirs))
                .values(due_at=self._now())
            )

    def unreachable(self, letter: Letter) -> None:
        """Note that the person cannot be reached any more; what waits is kept until he is back or forgotten."""
        with self._sessions.begin() as session:
            session.execute(update(Delivery).where(Delivery.id == letter.id).values(state="new", code="gone"))
        self._conversations.set_blocked(letter.conversation_id, True)

    # -- for the operator ------------------------------------------------------------------------------------------

    def waiting(self) -> Sequence[Waiting]:
        """Return all undelivered lines, oldest first."""
        with self._reading_sessions() as session:
            rows = session.execute(
                select(Delivery, Conversation.channel)
                .join(Conversation, Conversation.id == Delivery.conversation_id)
                .order_by(Delivery.id)
            )
            return [
                Waiting(row.id, channel, row.state, row.attempts, row.code, row.created_at, row.due_at)
                for row, channel in rows
            ]

    def retry(self, delivery_id: int | None = None) -> int:
        """Let dead lines (one, or all) be tried again; returns how many. A dead line may have arrived: it is probed."""
        with self._sessions.begin() as session:
            dead = session.scalars(_dead(delivery_id)).all()
            for row in dead:
                row.state, row.attempts, row.due_at, row.code = "sending", 0, self._now(), ""
            return len(dead)

    def drop(self, delivery_id: int | None = None) -> int:
        """Drop dead lines (one, or all) for good; returns how many. On a page they can still be read."""
        with self._sessions.begin() as session:
            ids = [row.id for row in session.scalars(_dead(delivery_id))]
            session.execute(delete(Delivery).where(Delivery.id.in_(ids)))
            return len(ids)


def move(session: Session, conversation_id: str, seqs: dict[int, int] | None) -> None:
    """Renumber what is still to be sent (old to new numbers), or drop it (None: the lines are read on a page now)."""
    for row in session.scalars(select(Delivery).where(Delivery.conversation_id == conversation_id)).all():
        if seqs is None or row.seq not in seqs:
            session.delete(row)
        else:
            row.seq, row.part, row.state, row.attempts = seqs[row.seq], 0, "new", 0


def _queue(conversation_id: str) -> Select[Any]:
    return (
        select(Delivery)
        .where(Delivery.conversation_id == conversation_id, Delivery.state != "dead")
        .order_by(Delivery.id)
    )


def _is_due(row: Delivery, now: datetime) -> bool:
    """Whether a line may be tried now. One never tried waits for nothing, also where the clock was put back."""
    return row.due_at <= now or row.attempts == 0


def _dead(delivery_id: int | None) -> Select[Any]:
    found = select(Delivery).where(Delivery.state == "dead").order_by(Delivery.id)
    return found if delivery_id is None else found.where(Delivery.id == delivery_id)


def _known(code: str) -> str:
    """Return a code that surely holds nobody's words."""
    return code if _CODE.fullmatch(code) else "unknown"
