"""Use cases of the counters: how often a rule spoke, a question was asked, a thing was shown, by week and by nobody.

A counter is a code and a number. It knows no conversation, no day and no order; what concerns few is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Insert, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.database import reading
from bot.cases.models import Counter

KEPT = timedelta(weeks=13)
LEAST = 5  # what was counted less often is not shown: it might be one person
LONGEST = 64  # characters of a code

_AGAIN: dict[str, Any] = {"index_elements": ["week", "code"], "set_": {"count": Counter.count + 1}}
_ADD: dict[str, Insert] = {
    "postgresql": postgresql.insert(Counter).on_conflict_do_update(**_AGAIN),
    "sqlite": sqlite.insert(Counter).on_conflict_do_update(**_AGAIN),
}


class Counters:
    """The store of counters; ``now`` gives an aware time."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._now = now

    def add(self, session: Session, codes: Iterable[str]) -> None:
        """Count each code once more, in this week, within a transaction of the caller."""
        week = _monday(self._now().date())
        rows = [{"week": week, "code": code, "count": 1} for code in sorted({code[:LONGEST] for code in codes})]
        if not rows:
            return
        session.execute(_ADD[session.get_bind().dialect.name], rows)

    def counted(self, weeks: int) -> dict[str, int]:
        """Return what was counted in so many weeks, this one among them; without what was counted less than LEAST."""
        since = _monday(self._now().date()) - timedelta(weeks=weeks - 1)
        total = func.sum(Counter.count)
        with self._reading_sessions() as session:
            rows = session.execute(
                select(Counter.code, total).where(Counter.week >= since).group_by(Counter.code).having(total >= LEAST)
            )
            return {row[0]: int(row[1]) for row in rows}

    def purge(self) -> int:
        """Delete what is older than KEPT; returns how many. Safe to run twice."""
        with self._sessions.begin() as session:
            gone = delete(Counter).where(Counter.week <= (self._now() - KEPT).date()).returning(Counter.code)
            return len(session.scalars(gone).all())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
