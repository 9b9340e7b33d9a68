"""Use cases of what trainers learn from: keep a redacted message of somebody who said yes, read all, let old ones go.

A sample has no conversation, no author, no hour and no place in an order; nobody can find one person's again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import sessionmaker

from bot.cases.database import reading
from bot.cases.models import LearningSample
from bot.vault.sealing import Sealer


@dataclass(frozen=True)
class Sample:
    """One redacted message, its language and what the model took it for: (intent, confidence), best first."""

    text: str
    lang: str
    ranking: tuple[tuple[str, float], ...] = ()

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
        """Keep a sample; of the time only the week is kept."""
        sample_id = secrets.token_hex(16)
        body = json.dumps({"text": sample.text, "lang": sample.lang, "ranking": sample.ranking}, ensure_ascii=False)
        today = self._now().date()
        with self._sessions.begin() as session:
            session.add(
                LearningSample(
                    id=sample_id,
                    week=today - timedelta(days=today.weekday()),
                    body=self._sealer.seal(body.encode(), f"learning_sample:{sample_id}"),
                )
            )

    def all(self) -> tuple[Sample, ...]:
        """Return all samples in no order that means anything."""
        with self._reading_sessions() as session:
            rows = session.scalars(select(LearningSample).order_by(LearningSample.id))
            return tuple(self._sample(row) for row in rows)

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

    def _delete(self, up_to: date) -> int:
        with self._sessions.begin() as session:
            gone = delete(LearningSample).where(LearningSample.week <= up_to).returning(LearningSample.id)
            return len(session.scalars(gone).all())

    def _sample(self, row: LearningSample) -> Sample:
        found = json.loads(self._sealer.open(row.body, f"learning_sample:{row.id}"))
        return Sample(found["text"], found["lang"], tuple((name, value) for name, value in found["ranking"]))
