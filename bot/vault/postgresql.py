"""Which driver speaks to PostgreSQL, how two processes agree who goes first, how tables are emptied for good.

Runs in both environments.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from importlib.util import find_spec

from sqlalchemy import Table, delete, text
from sqlalchemy.engine import URL, Connection


def with_driver(address: URL) -> URL:
    """Return ``address`` with the driver that this environment has, when it is PostgreSQL without one named."""
    if address.drivername not in ("postgresql", "postgres"):
        return address
    return address.set(drivername="postgresql+psycopg" if find_spec("psycopg") else "postgresql+psycopg2")


def one_at_a_time(connection: Connection, what: str) -> None:
    """On PostgreSQL, wait until no other transaction does ``what``; held to the end of this one. SQLite needs none."""
    if connection.dialect.name == "postgresql":
        number = zlib.crc32(f"raport:{what}".encode())
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def empty(connection: Connection, tables: Sequence[Table]) -> None:
    """Delete all rows of ``tables`` (children first). On PostgreSQL their files go too, with the rows' old versions."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables)
        connection.execute(text(f"TRUNCATE {names}"))
        return
    for table in tables:
        connection.execute(delete(table))
