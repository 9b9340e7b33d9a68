"""Which driver speaks to PostgreSQL, and how two processes agree who goes first. Runs in both environments."""

from __future__ import annotations

import zlib
from importlib.util import find_spec

from sqlalchemy import text
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
