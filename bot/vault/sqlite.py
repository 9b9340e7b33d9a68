"""SQLite that leaves nothing behind: deleted rows become zeros, the write-ahead log can be emptied, nothing spills.

Works on plain DB-API connections, so both environments use it whatever SQLAlchemy they have.
"""

from __future__ import annotations

import sqlite3
from typing import Any

# What a commit outlasts: every kill, or a power failure as well. The second waits for the disk each time.
KILLED, DARK = "NORMAL", "FULL"
PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", f"synchronous={DARK}", "temp_store=MEMORY")


# SQLite's own result codes; Python 3.10 has no names for them. The primary one is the lowest byte.
FAULTS = {13: "full", 8: "shut", 11: "damaged", 26: "damaged", 14: "shut"}


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


def is_whole(connection: Any) -> bool:
    """Return whether the file is in order as far as a quick look tells; it may also raise sqlite3's DatabaseError."""
    cursor = connection.cursor()
    found = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
    cursor.close()
    return bool(found == "ok")


def fault(error: BaseException | None) -> str:
    """Return what is wrong with the file: full, shut, damaged, no_tables; empty for all else."""
    if not isinstance(error, sqlite3.Error):
        return ""
    if "no such table" in str(error):
        return "no_tables"
    return FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
