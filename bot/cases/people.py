"""Use cases of those who review: add, unlock, change a password, make the recovery key.

There is no stored password and no hash of one: a password is right when it unlocks the person's private key.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.database import reading
from bot.cases.models import Person
from bot.vault import boxes
from bot.vault.sealing import Sealer, SealError, keyed_hash

ADVOCATE, RECOVERY = "advocate", "recovery"
SHORTEST_PASSWORD = 12  # characters: an attacker with the disk may guess as long as he likes
# An unknown login takes as long as a wrong password: nobody learns by the clock who works here.
_DUMMY_CONTEXT = "person:nobody"


class PeopleError(Exception):
    """A person cannot be added or let in. ``code``: login_taken, short_password, wrong_login, recovery_exists."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Unlocked:
    """A person with the private key in memory. Never stored, never logged."""

    person_id: str
    private: bytes

    def __repr__(self) -> str:
        return f"Unlocked({self.person_id!r})"


class People:
    """Those who review. ``sealer`` keeps their names from a reader of the disk; ``now`` gives an aware time."""

    def __init__(self, engine: Engine, sealer: Sealer, now: Callable[[], datetime]) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._sealer = sealer
        self._now = now
        self._login_key = sealer.derive("login-hash")

    def add(self, login: str, password: str) -> str:
        """Add an advocate under a pseudonym and return the id; PeopleError login_taken or short_password."""
        _check(password)
        pair = boxes.new_pair()
        person = self._person(ADVOCATE, login, pair.public)
        person.locked_key = boxes.lock(pair.private, password, f"person:{person.id}")
        try:
            with self._sessions.begin() as session:
                session.add(person)
                return person.id
        except IntegrityError as error:
            raise PeopleError("login_taken") from error

    def unlock(self, login: str, password: str) -> Unlocked:
        """Return the person with the private key; PeopleError wrong_login for a wrong login or password alike."""
        with self._reading_sessions() as session:
            person = self._find(session, login)
        locked = person.locked_key if person else boxes.lock(bytes(32), "", _DUMMY_CONTEXT)
        try:
            private = boxes.unlock(locked, password, f"person:{person.id}" if person else "")
        except SealError:
            raise PeopleError("wrong_login") from None
        assert person is not None
        return Unlocked(person.id, private)

    def change_password(self, login: str, old: str, new: str) -> None:
        """Lock the same private key with another password; PeopleError wrong_login or short_password."""
        _check(new)
        me = self.unlock(login, old)
        with self._sessions.begin() as session:
            person = session.get_one(Person, me.person_id)
            person.locked_key = boxes.lock(me.private, new, f"person:{person.id}")

    def find(self, login: str) -> str | None:
        """Return the id of the advocate of a pseudonym."""
        with self._reading_sessions() as session:
            person = self._find(session, login)
            return person.id if person else None

    def name(self, person_id: str) -> str:
        """Return the pseudonym of a person, empty for one who is gone."""
        with self._reading_sessions() as session:
            person = session.get(Person, person_id)
            return self._sealer.open(person.name, f"person:{person.id}").decode() if person else ""

    def advocates(self) -> Sequence[str]:
        """Return the ids of all advocates, first come first."""
        with self._reading_sessions() as session:
            return session.scalars(
                select(Person.id).where(Person.role == ADVOCATE).order_by(Person.created_at, Person.id)
            ).all()

    def make_recovery(self) -> str:
        """Make the instance's recovery key and return it printed: this once, it is kept nowhere. PeopleError.

        Every case submitted from then on is also sealed to it; earlier ones are not.
        """
        pair = boxes.new_pair()
        person = self._person(RECOVERY, "", pair.public)
        person.locked_key = b""
        try:
            with self._sessions.begin() as session:
                session.add(person)
        except IntegrityError as error:
            raise PeopleError("recovery_exists") from error
        return boxes.printed(pair.private)

    def recovery(self, printed: str) -> Unlocked:
        """Return the recovery key as one who can open; PeopleError wrong_login when it is not this instance's."""
        try:
            private = boxes.from_printed(printed)
        except SealError:
            raise PeopleError("wrong_login") from None
        with self._reading_sessions() as session:
            person = session.scalar(select(Person).where(Person.role == RECOVERY))
        if person is None or boxes.public_of(private) != person.public_key:
            raise PeopleError("wrong_login")
        return Unlocked(person.id, private)

    def _person(self, role: str, login: str, public: bytes) -> Person:
        person_id = secrets.token_hex(8)
        return Person(
            id=person_id,
            role=role,
            login_hash=self._hash(role, login),
            name=self._sealer.seal(login.strip().encode(), f"person:{person_id}"),
            public_key=public,
            created_at=self._now(),
        )

    def _find(self, session: Session, login: str) -> Person | None:
        return session.scalar(select(Person).where(Person.login_hash == self._hash(ADVOCATE, login)))

    def _hash(self, role: str, login: str) -> str:
        return keyed_hash(self._login_key, role, login.strip().casefold())


def _check(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise PeopleError("short_password")
