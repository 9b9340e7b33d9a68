"""The assistant's own store: one sealed, bounded, expiring record per conversation.

A record holds what the dialogue needs to go on (slots, the open form, the last turns) and nothing a person wrote:
the text of a user's message is emptied before it is kept. The cost of a turn does not grow with the conversation.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import (
    Column,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Engine, make_url

from bot.vault.sealing import Sealer, keyed_hash

KEPT_TURNS = 6  # enough for the memoization policy's history of five turns and for a redelivered message
KEPT_RANKING = 3

METADATA = MetaData()
RECORDS = Table(
    "tracker",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
)


class LostUpdateError(Exception):
    """Another process saved this conversation in between; the turn must be tried again."""


class SealedTrackerStore(TrackerStore):
    """Keeps trackers sealed in a SQL database (``url`` is a SQLAlchemy address) for ``keep_hours`` after the last turn.

    ``key`` is the hex instance key of the assistant. Errors of storage and sealing are raised, never hidden.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: Any = None,
        *,
        url: str,
        key: str,
        keep_hours: float = 24.0,
        clock: Any = time.time,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain or Domain.empty(), event_broker)
        self._sealer = Sealer({1: bytes.fromhex(key)}, 1)
        self._id_key = self._sealer.derive("tracker-id")
        self._keep = keep_hours * 3600
        self._clock = clock
        self._engine = _connect(url)
        METADATA.create_all(self._engine)

    # -- Rasa's interface ------------------------------------------------------------------------------------------

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the tracker's bounded state; LostUpdateError when it changed since it was read."""
        record = self._id(tracker.sender_id)
        seen = getattr(tracker, "raport_version", 0)
        body = zlib.compress(json.dumps(bounded_events(tracker), ensure_ascii=False).encode())
        expires = self._clock() + self._keep
        with self._engine.begin() as connection:
            if seen == 0:
                wrapped = self._sealer.new_wrapped_key(f"tracker:{record}")
                sealed = self._data_key(record, wrapped).seal(body, f"tracker:{record}:1")
                done = connection.execute(_insert_new(self._engine, record, wrapped, sealed, expires)).rowcount
            else:
                wrapped = connection.execute(
                    select(RECORDS.c.wrapped_key).where(RECORDS.c.id == record, RECORDS.c.version == seen)
                ).scalar()
                if wrapped is None:
                    raise LostUpdateError
                sealed = self._data_key(record, wrapped).seal(body, f"tracker:{record}:{seen + 1}")
                done = connection.execute(
                    update(RECORDS)
                    .where(RECORDS.c.id == record, RECORDS.c.version == seen)
                    .values(version=seen + 1, body=sealed, expires_at=expires)
                ).rowcount
            if done != 1:
                raise LostUpdateError
        tracker.raport_version = seen + 1  # type: ignore[attr-defined]

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker as it was left, or None when there is none or its time is over."""
        record = self._id(sender_id)
        with self._engine.connect() as connection:
            row = connection.execute(
                select(RECORDS).where(RECORDS.c.id == record, RECORDS.c.expires_at > self._clock())
            ).first()
        if row is None:
            await self.delete_expired()
            return None
        plain = self._data_key(record, row.wrapped_key).open(row.body, f"tracker:{record}:{row.version}")
        events = json.loads(zlib.decompress(plain))
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.raport_version = row.version  # type: ignore[attr-defined]
        return tracker

    async def keys(self) -> Iterable[str]:
        """Return nothing: conversations are kept under keyed hashes, so nobody can list whom we talk to."""
        return []

    async def delete(self, sender_id: str) -> None:
        """Drop the record of a conversation; safe to repeat."""
        with self._engine.begin() as connection:
            connection.execute(delete(RECORDS).where(RECORDS.c.id == self._id(sender_id)))

    async def delete_expired(self) -> None:
        """Drop every record whose time is over."""
        with self._engine.begin() as connection:
            connection.execute(delete(RECORDS).where(RECORDS.c.expires_at <= self._clock()))

    def _id(self, sender_id: str) -> str:
        return keyed_hash(self._id_key, sender_id)

    def _data_key(self, record: str, wrapped: bytes) -> Sealer:
        return self._sealer.unwrap(wrapped, f"tracker:{record}")


def bounded_events(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """Return the events that rebuild the tracker: its state before the last turns, then those turns without words."""
    events = list(tracker.applied_events())
    starts = [i for i, item in enumerate(events) if isinstance(item, UserUttered)]
    cut = starts[-KEPT_TURNS] if len(starts) > KEPT_TURNS else 0
    head = _state_events(tracker, events[:cut]) if cut else []
    return [_stripped(item) for item in [*head, *events[cut:]]]


def _state_events(tracker: DialogueStateTracker, earlier: list[Event]) -> list[Event]:
    """Return the few events that have the same effect as ``earlier``: a session, its slots and its open form."""
    slots: dict[str, Event] = {}
    loop: Event | None = None
    for item in earlier:
        if isinstance(item, SlotSet):
            slots[item.key] = SlotSet(item.key, item.value, timestamp=item.timestamp)
        elif isinstance(item, ActiveLoop):
            loop = item if item.name else None
    moment = earlier[-1].timestamp
    state: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=moment), SessionStarted(moment)]
    state += slots.values()
    state += [loop] if loop else []
    state.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=moment))
    return state


def _stripped(item: Event) -> dict[str, Any]:
    """Return an event as a dict without the words of the person."""
    content: dict[str, Any] = item.as_dict()
    if isinstance(item, UserUttered):
        parsed = content.get("parse_data") or {}
        content["text"] = ""
        content["parse_data"] = {
            "text": "",
            "intent": parsed.get("intent", {}),
            "entities": [
                {"entity": found.get("entity"), "value": found.get("value")} for found in parsed.get("entities", [])
            ],
            "intent_ranking": parsed.get("intent_ranking", [])[:KEPT_RANKING],
        }
        content["metadata"] = {}
    return content


def replies_to(tracker: DialogueStateTracker, message_id: str) -> list[dict[str, Any]] | None:
    """Return what was answered to ``message_id``, or None when the tracker does not know it.

    This is how a redelivered message is answered again without a second turn.
    """
    found: list[dict[str, Any]] | None = None
    for item in tracker.applied_events():
        if isinstance(item, UserUttered):
            if found is not None:
                break
            found = [] if item.message_id == message_id else None
        elif isinstance(item, BotUttered) and found is not None:
            found.append({"text": item.text, **item.data})
    return found


def _connect(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    engine = create_engine(address, connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "secure_delete=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _insert_new(engine: Engine, record: str, wrapped: bytes, sealed: bytes, expires: float) -> Any:
    """Insert a record unless there is one: the count tells which."""
    values = {"id": record, "version": 1, "wrapped_key": wrapped, "body": sealed, "expires_at": expires}
    if engine.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_sqlite

        return insert_sqlite(RECORDS).values(**values).on_conflict_do_nothing()
    if engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql

        return insert_postgresql(RECORDS).values(**values).on_conflict_do_nothing()
    return insert(RECORDS).values(**values)
