"""Sessions of the console: kept on the server, ended by silence, by time, by the person or by an admin.

The cookie holds a random token. From it derive the hash that finds the row and the key that opens the person's private
key in it: the disk alone opens nothing, and a restart of the console signs nobody out.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, or_, select
from sqlalchemy.orm import sessionmaker

from bot.cases.database import reading
from bot.cases.models import ConsoleSession, Person
from bot.cases.people import Unlocked
from bot.vault import boxes
from bot.vault.sealing import Sealer, SealError, derived

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)  # how exactly the last use is noted: not a write for every click
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Open:
    """A session in use: its id, its person with the private key, and when it ends at the latest."""

    id: str
    unlocked: Unlocked
    ends_at: datetime


@dataclass(frozen=True)
class Device:
    """A session as it is listed. ``name`` is empty for all but the person himself."""

    id: str
    name: str
    started_at: datetime
    seen_at: datetime


class ConsoleSessions:
    """The store of sessions; ``now`` gives an aware time."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._now = now

    def start(self, me: Unlocked, device: str) -> str:
        """Begin a session on a device (its name in a word or two) and return the token for its cookie."""
        token, session_id, now = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_hex(8), self._now()
        with self._sessions.begin() as session:
            public = session.get_one(Person, me.person_id).public_key
            session.add(
                ConsoleSession(
                    id=session_id,
                    person_id=me.person_id,
                    token_hash=_hash(token),
                    sealed_key=_sealer(token).seal(me.private, f"session:{session_id}"),
                    device=boxes.seal_to(public, device.encode(), f"device:{session_id}"),
                    started_at=now,
                    seen_at=now,
                    ends_at=now + LONGEST,
                )
            )
        return token

    def find(self, token: str, *, used: bool = True) -> Open | None:
        """Return the session of a token, None when there is none or it is over. ``used`` keeps it from idling out."""
        now = self._now()
        with self._reading_sessions() as session:
            row = session.scalar(select(ConsoleSession).where(ConsoleSession.token_hash == _hash(token)))
        if row is None or now >= row.ends_at or now >= row.seen_at + IDLE:
            return None
        try:
            private = _sealer(token).open(row.sealed_key, f"session:{row.id}")
        except SealError:
            return None
        if used and now >= row.seen_at + NOTED_EVERY:
            with self._sessions.begin() as session:
                live = session.get(ConsoleSession, row.id)
                if live is not None:
                    live.seen_at = now
        return Open(row.id, Unlocked(row.person_id, private), row.ends_at)

    def of(self, person_id: str, me: Unlocked | None = None) -> tuple[Device, ...]:
        """Return the sessions of a person that are not over, newest first; with ``me``, their names too."""
        now = self._now()
        living = (ConsoleSession.person_id == person_id, ConsoleSession.ends_at > now)
        with self._reading_sessions() as session:
            rows = session.scalars(
                select(ConsoleSession)
                .where(*living, ConsoleSession.seen_at > now - IDLE)
                .order_by(ConsoleSession.seen_at.desc(), ConsoleSession.id)
            ).all()
        return tuple(Device(row.id, _name(row, me), row.started_at, row.seen_at) for row in rows)

    def end(self, session_id: str, person_id: str) -> bool:
        """End one session of a person; False when there is none such."""
        this = (ConsoleSession.id == session_id, ConsoleSession.person_id == person_id)
        with self._sessions.begin() as session:
            return bool(session.scalars(delete(ConsoleSession).where(*this).returning(ConsoleSession.id)).all())

    def end_all(self, person_id: str, but: str = "") -> int:
        """End all sessions of a person, except the one ``but``; returns how many."""
        these = (ConsoleSession.person_id == person_id, ConsoleSession.id != but)
        with self._sessions.begin() as session:
            return len(session.scalars(delete(ConsoleSession).where(*these).returning(ConsoleSession.id)).all())

    def purge(self) -> None:
        """Drop sessions that are over, with the keys in them."""
        now = self._now()
        over = or_(ConsoleSession.ends_at <= now, ConsoleSession.seen_at <= now - IDLE)
        with self._sessions.begin() as session:
            session.execute(delete(ConsoleSession).where(over))


def _hash(token: str) -> str:
    return hashlib.sha256(b"raport console session\x00" + token.encode()).hexdigest()


def _sealer(token: str) -> Sealer:
    return Sealer({1: derived(token.encode(), "session-key")}, 1)


def _name(row: ConsoleSession, me: Unlocked | None) -> str:
    if me is None or me.person_id != row.person_id:
        return ""
    try:
        return boxes.open_with(me.private, row.device, f"device:{row.id}").decode()
    except SealError:
        return ""
