"""Use cases of what trainers learn from: keep a redacted message of somebody who said yes, read all, name what each
means, let old ones go.

A sample has no conversation, no author, no hour and no place in an order; nobody can find one person's again. So nobody
can be stopped from giving many either: a full week loses one by lot for each new one, and a flood drowns no other week.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.database import reading
from bot.cases.models import LearningSample
from bot.vault import postgresql
from bot.vault.sealing import Sealer

MOST_A_WEEK = 1000


@dataclass(frozen=True)
class Sample:
    """One redacted message, its language and what was made of it.

    ``ranking``: intents with confidence, best first; ``rule`` that spoke; ``question`` of ours that stood open.
    ``kind``: missed (the bot asked back), corrected (he said it was wrong), sure (understood, drawn by lot).
    ``label`` is what a trainer says it means.
    """

    text: str
    lang: str
    ranking: tuple[tuple[str, float], ...] = ()
    kind: str = "missed"
    rule: str = ""
    question: str = ""
    label: str = ""

    def __repr__(self) -> str:
        return f"Sample({self.lang!r})"


class Learning:
    """The store of samples, sealed by the instance's keys; kept for ``keep``. ``now`` gives an aware time."""

    def __init__(self, engine: Engine, sealer: Sealer, now: Callable[[], datetime], keep: timedelta) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._sealer = sealer
        self._now = now
        self._keep = keep

    def add(self, sample: Sample) -> None:
        """Keep a sample; of the time only the week is kept. Where the week is full, one by lot makes room."""
        sample_id = secrets.token_hex(16)
        today = self._now().date()
        week = today - timedelta(days=today.weekday())
        with self._sessions.begin() as session:
            postgresql.one_at_a_time(session.connection(), "keep samples")
            self._make_room(session, week)
            session.add(
                LearningSample(
                    id=sample_id,
                    week=week,
                    body=self._sealed(sample_id, sample),
                )
            )

    def all(self) -> tuple[Sample, ...]:
        """Return all samples in no order that means anything."""
        with self._reading_sessions() as session:
            rows = session.scalars(select(LearningSample).order_by(LearningSample.id))
            return tuple(self._sample(row) for row in rows)

    def kept(self) -> dict[str, Sample]:
        """Return all samples by their random ids, in no order that means anything."""
        with self._reading_sessions() as session:
            rows = session.scalars(select(LearningSample).order_by(LearningSample.id))
            return {row.id: self._sample(row) for row in rows}

    def label(self, ids: Sequence[str], label: str) -> int:
        """Note what samples mean; an empty label takes it back. Returns how many were still there."""
        with self._sessions.begin() as session:
            rows = session.scalars(select(LearningSample).where(LearningSample.id.in_(ids))).all()
            for row in rows:
                row.body = self._sealed(row.id, replace(self._sample(row), label=label))
            return len(rows)

    def drop(self, ids: Sequence[str]) -> int:
        """Delete samples; returns how many were still there."""
        with self._sessions.begin() as session:
            gone = delete(LearningSample).where(LearningSample.id.in_(ids)).returning(LearningSample.id)
            return len(session.scalars(gone).all())

    def weeks(self) -> Sequence[tuple[date, int]]:
        """Return the Monday of each week with samples and how many there are."""
        with self._reading_sessions() as session:
            counted = select(LearningSample.week, func.count()).group_by(LearningSample.week)
            return [(row[0], row[1]) for row in session.execute(counted.order_by(LearningSample.week))]

    def purge(self) -> int:
        """Delete samples whose time is over; returns how many. Safe to run twice."""
        return self._delete((self._now() - self._keep).date())

    def clear(self) -> int:
        """Delete all samples; returns how many."""
        return self._delete(date.max)

    def _make_room(self, session: Session, week: date) -> None:
        ids = session.scalars(select(LearningSample.id).where(LearningSample.week == week)).all()
        for one in secrets.SystemRandom().sample(ids, max(0, len(ids) + 1 - MOST_A_WEEK)):
            session.execute(delete(LearningSample).where(LearningSample.id == one))

    def _delete(self, up_to: date) -> int:
        with self._sessions.begin() as session:
            gone = delete(LearningSample).where(LearningSample.week <= up_to).returning(LearningSample.id)
            return len(session.scalars(gone).all())

    def _sealed(self, sample_id: str, sample: Sample) -> bytes:
        body = json.dumps(asdict(sample), ensure_ascii=False)
        return self._sealer.seal(body.encode(), f"learning_sample:{sample_id}")

    def _sample(self, row: LearningSample) -> Sample:
        found = json.loads(self._sealer.open(row.body, f"learning_sample:{row.id}"))
        found["ranking"] = tuple((name, value) for name, value in found["ranking"])
        return Sample(**found)
