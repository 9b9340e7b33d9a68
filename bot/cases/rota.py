"""The rota: who is on duty on which day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import sessionmaker

from bot.cases.database import reading
from bot.cases.models import Duty, Person
from bot.cases.people import ADVOCATE


class Rota:
    """The store of the rota."""

    def __init__(self, engine: Engine) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))

    def set(self, days: Collection[date], people: Collection[str]) -> None:
        """Put these advocates on duty on these days, and nobody else. Ids of others are left out."""
        with self._sessions.begin() as session:
            known = select(Person.id).where(Person.role == ADVOCATE, Person.id.in_(people))
            ids = session.scalars(known).all()
            session.execute(delete(Duty).where(Duty.day.in_(days)))
            session.add_all(Duty(day=day, person_id=person_id) for day in days for person_id in ids)

    def between(self, first: date, last: date) -> Mapping[date, frozenset[str]]:
        """Return who is on duty on each day from ``first`` to ``last``, both included."""
        with self._reading_sessions() as session:
            rows = session.execute(select(Duty.day, Duty.person_id).where(Duty.day.between(first, last))).all()
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return {day: frozenset(person for on, person in rows if on == day) for day in days}

    def on(self, day: date) -> frozenset[str]:
        """Return who is on duty on a day."""
        return self.between(day, day)[day]

    def purge(self, before: date) -> None:
        """Drop days gone by."""
        with self._sessions.begin() as session:
            session.execute(delete(Duty).where(Duty.day < before))
