"""The engine and the migrations. SQLite by default, PostgreSQL by address; nothing else knows which."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

from bot.cases import looking
from bot.vault import postgresql, sqlite

MIGRATIONS = Path(__file__).parent / "migrations"
READING, PASSING = "raport_reading", "raport_passing"  # options of a transaction; without either it writes for good


def connect(url: str) -> Engine:
    """Return an engine for ``url``. On SQLite: WAL, foreign keys, overwritten deletes, a 10 s wait for locks."""
    address = postgresql.with_driver(make_url(url))
    if address.get_backend_name() != "sqlite":
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True)
        looking.end_where_written(engine, READING)
        return engine
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(address, connect_args={"timeout": 10}, hide_parameters=True)
    looking.end_where_written(engine, READING)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        sqlite.prepare(connection)

    # A deferred transaction that reads and then writes fails at once when another has written in between, without
    # waiting. So writers say so at BEGIN; readers (``reading``) never block anybody.
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get(READING, False):
            connection.exec_driver_sql("BEGIN")
            return
        sync = sqlite.KILLED if options.get(PASSING, False) else sqlite.DARK
        connection.exec_driver_sql(f"PRAGMA synchronous={sync}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading(engine: Engine) -> Engine:
    """Return ``engine`` for transactions that only read."""
    return engine.execution_options(**{READING: True})


def passing(engine: Engine) -> Engine:
    """Return ``engine`` for transactions whose loss would harm nobody, such as a claim on a turn.

    A kill of any process loses none of them; when the power fails, the last may be gone. What is written after them by
    others, and safe, brings them along.
    """
    return engine.execution_options(**{PASSING: True})


def snapshot(engine: Engine) -> Engine:
    """Return ``engine`` for transactions that only read and see everything as it was when they began."""
    if engine.dialect.name == "sqlite":
        return reading(engine)
    return engine.execution_options(isolation_level="REPEATABLE READ")


def is_whole(engine: Engine) -> bool:
    """Return whether the file holds together; a SQLAlchemy DatabaseError tells as much. PostgreSQL sees to its own."""
    if engine.dialect.name != "sqlite":
        return True
    with closing(engine.raw_connection()) as connection:
        return sqlite.is_whole(connection)


def overwrite(engine: Engine) -> bool:
    """Empty the write-ahead log, where erased rows still stand; False when it was busy. Only SQLite has such a file."""
    if engine.dialect.name != "sqlite":
        return True
    looking.rest()  # a transaction of this thread's own would keep the log busy
    with closing(engine.raw_connection()) as connection:
        return sqlite.empty_log(connection)


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the database of ``engine`` up to ``revision`` (or down to ``base``), in one transaction."""
    with engine.begin() as connection:
        _step(connection, revision, down=revision == "base")


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database of ``engine`` down to ``revision``, in one transaction."""
    with engine.begin() as connection:
        _step(connection, revision, down=True)


def revision(connection: Connection) -> str:
    """Return the revision that the database of ``connection`` has."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def move(connection: Connection, to: str) -> None:
    """Bring the database up or down to revision ``to``, within the caller's transaction.

    Alembic's CommandError for a revision that this version does not know.
    """
    _step(connection, to, down=to < revision(connection))  # they are numbered


def _step(connection: Connection, revision: str, *, down: bool) -> None:
    from alembic import command  # read where it is used: a quarter of a second that no part of the service needs
    from alembic.config import Config

    postgresql.one_at_a_time(connection, "migrate")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)
