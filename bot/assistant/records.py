"""The rows of the assistant's store: one sealed record a conversation, or a mark that it was forgotten.

Knows nothing of Rasa, so the app opens the same table to forget, to wipe and to rotate keys while the assistant is
away. An id is the hash of a random conversation id: without the conversation nobody finds its record.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import Any

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
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Engine, make_url

from bot.vault import postgresql, sqlite
from bot.vault.sealing import Sealer, SealError

REMEMBERED = 900.0  # seconds a forgotten id is refused: longer than any turn that was under way can still take
FORGOTTEN = -1  # the version of such a mark

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
    """Another process saved or forgot this conversation in between; the turn must be tried again."""


class Records:
    """The records in the SQL database at ``url`` (a SQLAlchemy address). Times are seconds since the epoch.

    Only ``read``, ``write`` and ``renew`` need a ``sealer``. Errors of storage and sealing are raised, never hidden.
    """

    def __init__(self, url: str, sealer: Sealer | None = None) -> None:
        self._engine = _connect(url)
        self._sealer = sealer
        with self._engine.begin() as connection:
            postgresql.one_at_a_time(connection, "create the records")
            METADATA.create_all(connection)

    def read(self, conversation: str, now: float) -> tuple[int, bytes] | None:
        """Return the version and the plain body of a record; None when there is none, or its time is over."""
        record = _id(conversation)
        with self._engine.connect() as connection:
            row = connection.execute(
                select(RECORDS).where(
                    RECORDS.c.id == record, RECORDS.c.expires_at > now, RECORDS.c.version != FORGOTTEN
                )
            ).first()
        if row is None:
            return None
        return row.version, self._key(record, row.wrapped_key).open(row.body, f"tracker:{record}:{row.version}")

    def write(self, conversation: str, seen: int, body: bytes, *, now: float, keep: float) -> int:
        """Keep ``body`` for ``keep`` seconds as the version after ``seen`` (0: none); return it. LostUpdateError."""
        record = _id(conversation)
        with self._engine.begin() as connection:
            if seen == 0:
                # What is over and not yet swept must not stand in the way of a new beginning.
                connection.execute(delete(RECORDS).where(RECORDS.c.id == record, RECORDS.c.expires_at <= now))
                done = self._write_first(connection, record, body, now + keep)
            else:
                done = self._write_next(connection, record, seen, body, now + keep)
        if not done:
            raise LostUpdateError
        return seen + 1

    def forget(self, conversation: str, now: float) -> None:
        """Drop the record with its key and refuse the id for a while, so that a turn under way cannot bring it back."""
        record = _id(conversation)
        mark = {"version": FORGOTTEN, "wrapped_key": b"", "body": b"", "expires_at": now + REMEMBERED}
        with self._engine.begin() as connection:
            if not _insert(connection, id=record, **mark):
                connection.execute(update(RECORDS).where(RECORDS.c.id == record).values(**mark))

    def drop_expired(self, now: float) -> None:
        """Drop every record whose time is over."""
        with self._engine.begin() as connection:
            connection.execute(delete(RECORDS).where(RECORDS.c.expires_at <= now))

    def drop_all(self) -> None:
        """Drop everything."""
        with self._engine.begin() as connection:
            postgresql.empty(connection, [RECORDS])

    def renew(self) -> int:
        """Wrap every data key under the current key; returns how many were not. Safe to cut short and repeat."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(RECORDS.c.id, RECORDS.c.wrapped_key).where(RECORDS.c.version != FORGOTTEN)
            ).all()
        changed = 0
        for record, wrapped in rows:
            fresh = self._sealing.renewed(wrapped, f"tracker:{record}")
            if fresh is not None:
                this = (RECORDS.c.id == record, RECORDS.c.wrapped_key == wrapped)
                with self._engine.begin() as connection:
                    connection.execute(update(RECORDS).where(*this).values(wrapped_key=fresh))
                changed += 1
        return changed

    def overwrite(self) -> bool:
        """Empty the write-ahead log, where dropped records still stand; False when it was busy. Only SQLite has it."""
        if self._engine.dialect.name != "sqlite":
            return True
        with contextlib.closing(self._engine.raw_connection()) as connection:
            return sqlite.empty_log(connection)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @property
    def _sealing(self) -> Sealer:
        if self._sealer is None:
            raise SealError("unknown_key")
        return self._sealer

    def _write_first(self, connection: Connection, record: str, body: bytes, expires_at: float) -> bool:
        wrapped = self._sealing.new_wrapped_key(f"tracker:{record}")
        sealed = self._key(record, wrapped).seal(body, f"tracker:{record}:1")
        values = {"version": 1, "wrapped_key": wrapped, "body": sealed, "expires_at": expires_at}
        return _insert(connection, id=record, **values)

    def _write_next(self, connection: Connection, record: str, seen: int, body: bytes, expires_at: float) -> bool:
        this = (RECORDS.c.id == record, RECORDS.c.version == seen)
        wrapped = connection.execute(select(RECORDS.c.wrapped_key).where(*this)).scalar()
        if wrapped is None:
            return False
        sealed = self._key(record, wrapped).seal(body, f"tracker:{record}:{seen + 1}")
        values = {"version": seen + 1, "body": sealed, "expires_at": expires_at}
        return bool(connection.execute(update(RECORDS).where(*this).values(**values)).rowcount)

    def _key(self, record: str, wrapped: bytes) -> Sealer:
        return self._sealing.unwrap(wrapped, f"tracker:{record}")


def _id(conversation: str) -> str:
    return hashlib.sha256(f"tracker\x00{conversation}".encode()).hexdigest()


def _connect(url: str) -> Engine:
    address = postgresql.with_driver(make_url(url))
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(address, connect_args={"timeout": 10}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        sqlite.prepare(connection)

    return engine


def _insert(connection: Connection, **values: Any) -> bool:
    """Insert a row unless there is one, and tell whether it was. Not every driver counts inserted rows; all return."""
    insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    new = insert(RECORDS).values(**values).on_conflict_do_nothing().returning(RECORDS.c.id)
    return connection.execute(new).first() is not None
