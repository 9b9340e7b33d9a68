"""SQLite that leaves nothing behind: deleted rows become zeros, the write-ahead log can be emptied, nothing spills.

Works on plain DB-API connections, so both environments use it whatever SQLAlchemy they have.
"""

from __future__ import annotations

from typing import Any

# What a commit outlasts: every kill, or a power failure as well. The second waits for the disk each time.
KILLED, DARK = "NORMAL", "FULL"
PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", f"synchronous={DARK}", "temp_store=MEMORY")


def prepare(connection: Any) -> None:
    """Set up a fresh connection."""
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def empty_log(connection: Any) -> bool:
    """Move the write-ahead log into the database, where deleted rows are zeros, and cut it to nothing.

    False when a reader or writer kept it busy longer than the connection waits: then it must be tried again.
    """
    cursor = connection.cursor()
    busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    cursor.close()
    return not busy
