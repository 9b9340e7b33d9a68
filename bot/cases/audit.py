"""The audit log: who did what to what, when; ids and codes only, chained so that a removed or changed row shows.

The chain's hashes are keyed, so who can write to the disk but has no key cannot mend it. That the newest rows were cut
off shows by a small file beside the database, which holds the number and hash of the newest row.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.database import reading
from bot.cases.models import AuditRow
from bot.vault import postgresql
from bot.vault.sealing import Sealer, keyed_hash

TRIMMED = "audit_trimmed"
OPERATOR = "operator"  # the actor of what is done on the command line
_EVERY = timedelta(days=1)
_CODE = re.compile(r"[a-z][a-z_]{1,31}")
_SUBJECT = re.compile(r"[A-Za-z0-9_.:/-]{0,64}")


@dataclass(frozen=True)
class Entry:
    """One row of the log."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str


@dataclass(frozen=True)
class Fault:
    """Where the chain does not hold. ``code``: changed, removed, cut_off."""

    seq: int
    code: str


class Audit:
    """The log. ``head`` is the file with the newest row's number and hash; ``now`` gives an aware time."""

    def __init__(
        self, engine: Engine, sealer: Sealer, now: Callable[[], datetime], head: Path, keep: timedelta
    ) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._key = sealer.derive("audit")
        self._now = now
        self._head = head
        self._keep = keep

    def add(self, actor: str, action: str, subject: str = "") -> None:
        """Write a row: the id of who did it, a code, the id it was done to. ValueError for anything like words."""
        if not (_CODE.fullmatch(action) and _SUBJECT.fullmatch(actor) and _SUBJECT.fullmatch(subject)):
            raise ValueError("audit rows hold codes and ids")
        with self._sessions.begin() as session:
            row = self._append(session, actor, action, subject)
            newest = f"{row.seq} {row.hash}"
        self._write_head(newest)

    def entries(self, limit: int = 100, before: int | None = None) -> list[Entry]:
        """Return rows, newest first; ``before`` is the number of a row to go on from."""
        query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.seq < before)
        with self._reading_sessions() as session:
            return [Entry(row.seq, row.at, row.actor, row.action, row.subject) for row in session.scalars(query)]

    def counts(self, since: datetime, actor: str | None = None) -> dict[str, int]:
        """Return how often each thing was done since a moment, by one actor or by all."""
        query = select(AuditRow.action, func.count()).where(AuditRow.at >= since).group_by(AuditRow.action)
        if actor is not None:
            query = query.where(AuditRow.actor == actor)
        with self._reading_sessions() as session:
            return dict(session.execute(query).all())

    def check(self) -> list[Fault]:
        """Return all places where the chain does not hold; an empty list is an unbroken log."""
        head = self._read_head()
        with self._reading_sessions() as session:
            rows = session.scalars(select(AuditRow).order_by(AuditRow.seq)).all()
        return [*self._faults(rows), *_cut_off(head, rows)]

    def trim(self) -> int:
        """Drop rows past their time, which the log itself then says; returns how many. At most once a day."""
        oldest = self._now() - self._keep
        with self._sessions.begin() as session:
            if not session.scalar(select(AuditRow.seq).where(AuditRow.at <= oldest - _EVERY).limit(1)):
                return 0
            gone = session.scalars(delete(AuditRow).where(AuditRow.at <= oldest).returning(AuditRow.seq)).all()
            row = self._append(session, OPERATOR, TRIMMED, str(max(gone)), after=max(gone))
            newest = f"{row.seq} {row.hash}"
        self._write_head(newest)
        return len(gone)

    def remember_head(self) -> None:
        """Write the file anew, after a restore has brought the rows."""
        with self._reading_sessions() as session:
            last = session.scalar(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1))
        if last is not None:
            self._write_head(f"{last.seq} {last.hash}")

    # -- inside ----------------------------------------------------------------------------------------------------

    def _append(self, session: Session, actor: str, action: str, subject: str, after: int = 0) -> AuditRow:
        postgresql.one_at_a_time(session.connection(), "audit")
        last = session.scalar(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1))
        row = AuditRow(
            seq=max(last.seq if last else 0, after) + 1,
            at=self._now(),
            actor=actor,
            action=action,
            subject=subject,
            previous=last.hash if last else "",
        )
        row.hash = self._hash(row)
        session.add(row)
        session.flush()
        return row

    def _faults(self, rows: Sequence[AuditRow]) -> Iterator[Fault]:
        notes = [row for row in rows if row.action == TRIMMED and row.hash == self._hash(row)]
        seq, previous = max((int(row.subject) for row in notes), default=0), None
        for row in rows:
            if row.seq != seq + 1:
                yield Fault(seq + 1, "removed")
            elif previous is not None and row.previous != previous:
                yield Fault(row.seq, "changed")
            if self._hash(row) != row.hash:
                yield Fault(row.seq, "changed")
            seq, previous = row.seq, row.hash

    def _hash(self, row: AuditRow) -> str:
        at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        return keyed_hash(self._key, str(row.seq), at, row.actor, row.action, row.subject, row.previous)

    def _write_head(self, line: str) -> None:
        fresh = self._head.with_name(f"{self._head.name}.{secrets.token_hex(4)}")  # one for each writer
        fresh.write_text(line)
        fresh.replace(self._head)

    def _read_head(self) -> tuple[int, str] | None:
        try:
            seq, found = self._head.read_text().split()
            return int(seq), found
        except FileNotFoundError:
            return None
        except ValueError:
            return 0, ""


def _cut_off(head: tuple[int, str] | None, rows: Sequence[AuditRow]) -> list[Fault]:
    """Compare with the file: it may lag behind the log, never run ahead of it. A log with rows has a file."""
    if head is None:
        return [Fault(rows[-1].seq, "cut_off")] if rows else []
    seq, found = head
    by_seq = {row.seq: row.hash for row in rows}
    first = rows[0].seq if rows else seq + 1
    if by_seq.get(seq) == found or (rows and 0 < seq < first):
        return []
    return [Fault(seq, "cut_off")]
