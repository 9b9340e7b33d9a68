"""Delay against guessing a way into the console: counted for each login that is typed, and for all of them together.

A login that nobody has is counted like any other, so the delay tells nothing. An attempt is counted before it is looked
at and taken back when it succeeds: many at once win nothing. A device that has signed in before has a count of its own,
so nobody can lock an advocate out by typing wrong passwords from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.models import SignInFailure
from bot.vault import postgresql

FREE = 5  # wrong attempts of one login in an hour before it has to wait
LONGEST_WAIT = timedelta(minutes=15)
FREE_FOR_ALL = 60  # wrong attempts of unknown devices in ten minutes, all logins together
HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)
KNOWN = "known:"  # the count of a device that has signed in before


class TooManyError(Exception):
    """Wait before the next attempt; ``seconds`` says how long."""

    code = "too_many"

    def __init__(self, seconds: int) -> None:
        super().__init__(self.code)
        self.seconds = seconds


class Guessing:
    """The counts. ``now`` gives an aware time."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._sessions = sessionmaker(engine)
        self._now = now

    def begin(self, who: str, *, known_device: bool = False) -> int:
        """Count an attempt under the hash ``who`` and return its number; TooManyError when it has to wait."""
        key = f"{KNOWN}{who}"[:64] if known_device else who
        with self._sessions.begin() as session:
            postgresql.one_at_a_time(session.connection(), "count sign-ins")
            wait = self._own_wait(session, key)
            if not known_device:
                wait = max(wait, self._wait_of_all(session))
            if wait <= timedelta(0):
                row = SignInFailure(who=key, at=self._now())
                session.add(row)
                session.flush()
                return row.id
        raise TooManyError(max(1, round(wait.total_seconds())))

    def succeed(self, attempt: int) -> None:
        """Take back an attempt that was right, and all wrong ones before it."""
        with self._sessions.begin() as session:
            row = session.get(SignInFailure, attempt)
            if row is not None:
                session.execute(delete(SignInFailure).where(SignInFailure.who == row.who))

    def purge(self) -> None:
        """Drop counts that no longer matter."""
        with self._sessions.begin() as session:
            session.execute(delete(SignInFailure).where(SignInFailure.at <= self._now() - HOUR))

    def _own_wait(self, session: Session, key: str) -> timedelta:
        mine = (SignInFailure.who == key, SignInFailure.at > self._now() - HOUR)
        count, last = session.execute(select(func.count(), func.max(SignInFailure.at)).where(*mine)).one()
        if count < FREE:
            return timedelta(0)
        return last + min(timedelta(minutes=2 ** min(count - FREE, 10)), LONGEST_WAIT) - self._now()

    def _wait_of_all(self, session: Session) -> timedelta:
        theirs = (~SignInFailure.who.startswith(KNOWN), SignInFailure.at > self._now() - TEN_MINUTES)
        times = session.scalars(
            select(SignInFailure.at).where(*theirs).order_by(SignInFailure.at.desc()).limit(FREE_FOR_ALL)
        ).all()
        return times[-1] + TEN_MINUTES - self._now() if len(times) == FREE_FOR_ALL else timedelta(0)
