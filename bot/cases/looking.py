"""What is read more than once is read once: within a look, a thread's reads of all stores are one transaction.

A look is no cache. It ends by itself where its thread writes, so that what was written is read anew, and ``rest`` ends
it where a thread is about to wait: an open transaction would keep SQLite's log from being emptied.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Pool, event
from sqlalchemy.orm import Session, sessionmaker


class _Look:
    """One thread's look: its open sessions by the connections they come from, and what was opened in them."""

    def __init__(self) -> None:
        self.sessions: dict[Pool, Session] = {}
        self.opened: dict[Hashable, Any] = {}

    def rest(self) -> None:
        sessions = list(self.sessions.values())
        self.sessions.clear()
        self.opened.clear()
        for session in sessions:
            session.close()


class _Held(threading.local):
    look: _Look | None = None


_held = _Held()


@contextmanager
def look() -> Iterator[None]:
    """Read in one transaction until the block ends, this thread writes, or ``rest``. Decorates a function as well."""
    if _held.look is not None:  # within another: that one goes on
        yield
        return
    _held.look = mine = _Look()
    try:
        yield
    finally:
        _held.look = None
        mine.rest()


def rest() -> None:
    """End this thread's transaction, if one is open; what is read after it is read anew, in the next."""
    if _held.look is not None:
        _held.look.rest()


def opened() -> dict[Hashable, Any]:
    """Where a store may keep what it has opened in this look, so that it need not open it twice."""
    return {} if _held.look is None else _held.look.opened


class Readers:
    """Gives out sessions of ``engine`` that only read: that of this thread's look, or one for the block alone."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions = sessionmaker(engine)

    @contextmanager
    def __call__(self) -> Iterator[Session]:
        """Lend a session."""
        held = _held.look
        if held is None:
            with self._sessions() as session:
                yield session
            return
        session = held.sessions.get(self._engine.pool) or self._sessions()
        held.sessions[self._engine.pool] = session
        try:
            yield session
        except BaseException:
            held.rest()  # on PostgreSQL nothing more can be read in a transaction that has failed
            raise


def end_where_written(engine: Engine, option: str) -> None:
    """Let every transaction of ``engine`` that may write end the look of its thread; ``option`` marks the others."""

    def end(connection: Connection) -> None:
        if not connection.get_execution_options().get(option, False):
            rest()

    # At its end as well: what was read from another connection meanwhile did not see it.
    event.listen(engine, "begin", end)
    event.listen(engine, "commit", end)
