"""Use cases of those who review: add, unlock, change a password, make the recovery key.

There is no stored password and no hash of one: a password is right when it unlocks the person's private key.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.database import reading
from bot.cases.models import Person, PersonRole
from bot.vault import boxes
from bot.vault.sealing import Sealer, SealError, keyed_hash

ADVOCATE, RECOVERY = "advocate", "recovery"
STAFF = "staff"  # signs in, but no case is ever sealed to this person
TRAINER, EDITOR, ADMIN = "trainer", "editor", "admin"
ROLES = (ADVOCATE, TRAINER, EDITOR, ADMIN)
SHORTEST_PASSWORD = 12  # characters: an attacker with the disk may guess as long as he likes
LONGEST_LOGIN = 40


class PeopleError(Exception):
    """A person cannot be added, let in or changed.

    ``code``: login_taken, bad_login, short_password, wrong_login, recovery_exists, unknown_role, no_person, last_admin,
    still_advocate.
    """

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


@dataclass(frozen=True)
class Member:
    """One who may sign in."""

    id: str
    name: str
    roles: frozenset[str]
    added_at: datetime


class People:
    """Those who review. ``sealer`` keeps their names from a reader of the disk; ``now`` gives an aware time."""

    def __init__(self, engine: Engine, sealer: Sealer, now: Callable[[], datetime]) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._sealer = sealer
        self._now = now
        self._login_key = sealer.derive("login-hash")

    def add(self, login: str, password: str, roles: Iterable[str] = (ADVOCATE,)) -> str:
        """Add a person under a pseudonym and return the id; PeopleError login_taken, bad_login, short_password."""
        try:
            with self._sessions.begin() as session:
                return self.put(session, login, password, roles).person_id
        except IntegrityError as error:
            raise PeopleError("login_taken") from error

    def put(self, session: Session, login: str, password: str, roles: Iterable[str]) -> Unlocked:
        """Add a person within a transaction of the caller; a login that is taken shows as an IntegrityError."""
        check_password(password)
        check_login(login)
        wanted = check_roles(roles)
        pair = boxes.new_pair()
        person = self._person(ADVOCATE if ADVOCATE in wanted else STAFF, login, pair.public)
        person.locked_key = boxes.lock(pair.private, password, f"person:{person.id}")
        session.add(person)
        session.flush()
        session.add_all(PersonRole(person_id=person.id, role=role) for role in sorted(wanted - {ADVOCATE}))
        return Unlocked(person.id, pair.private)

    def unlock(self, login: str, password: str) -> Unlocked:
        """Return the person with the private key; PeopleError wrong_login for a wrong login or password alike.

        An unknown login takes as long as a wrong password: nobody learns by the clock who works here.
        """
        with self._reading_sessions() as session:
            person = self._find(session, login)
        locked = person.locked_key if person else boxes.blank_lock()
        try:
            private = boxes.unlock(locked, password, f"person:{person.id}" if person else "")
        except SealError:
            raise PeopleError("wrong_login") from None
        assert person is not None
        return Unlocked(person.id, private)

    def change_password(self, login: str, old: str, new: str) -> None:
        """Lock the same private key with another password; PeopleError wrong_login or short_password."""
        check_password(new)
        me = self.unlock(login, old)
        with self._sessions.begin() as session:
            person = session.get_one(Person, me.person_id)
            person.locked_key = boxes.lock(me.private, new, f"person:{person.id}")

    def find(self, login: str) -> str | None:
        """Return the id of the person of a pseudonym."""
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

    def everybody(self) -> tuple[Member, ...]:
        """Return all who may sign in, first come first."""
        with self._reading_sessions() as session:
            rows = session.scalars(
                select(Person).where(Person.role != RECOVERY).order_by(Person.created_at, Person.id)
            ).all()
            return tuple(self._member(session, row) for row in rows)

    def member(self, person_id: str) -> Member | None:
        """Return one who may sign in."""
        with self._reading_sessions() as session:
            row = session.get(Person, person_id)
            return self._member(session, row) if row is not None and row.role != RECOVERY else None

    def has_recovery(self) -> bool:
        """Return whether there is a recovery key."""
        with self._reading_sessions() as session:
            return session.scalar(select(Person.id).where(Person.role == RECOVERY)) is not None

    def set_roles(self, person_id: str, roles: Iterable[str]) -> None:
        """Give a person these roles. PeopleError no_person, unknown_role, last_admin, still_advocate.

        Who becomes an advocate can open cases submitted from then on. Who is one holds keys, so this cannot end it:
        that takes sealing his cases anew (``Reviews.take_out``).
        """
        wanted = check_roles(roles)
        with self._sessions.begin() as session:
            person = session.get(Person, person_id, with_for_update=True)
            if person is None or person.role == RECOVERY:
                raise PeopleError("no_person")
            if person.role == ADVOCATE and ADVOCATE not in wanted:
                raise PeopleError("still_advocate")
            if ADMIN not in wanted:
                self.keep_an_admin(session, person_id)
            person.role = ADVOCATE if ADVOCATE in wanted else STAFF
            session.execute(delete(PersonRole).where(PersonRole.person_id == person_id))
            session.add_all(PersonRole(person_id=person_id, role=role) for role in sorted(wanted - {ADVOCATE}))

    def remove(self, person_id: str) -> None:
        """Take out one who holds no keys of cases. PeopleError no_person, last_admin, still_advocate."""
        with self._sessions.begin() as session:
            person = session.get(Person, person_id, with_for_update=True)
            if person is None or person.role == RECOVERY:
                raise PeopleError("no_person")
            if person.role == ADVOCATE:
                raise PeopleError("still_advocate")
            self.keep_an_admin(session, person_id)
            session.delete(person)

    def keep_an_admin(self, session: Session, without: str) -> None:
        """Raise PeopleError last_admin when the person is the only admin."""
        admins = session.scalars(select(PersonRole.person_id).where(PersonRole.role == ADMIN).with_for_update()).all()
        if list(admins) == [without]:
            raise PeopleError("last_admin")

    def is_last_admin(self, person_id: str) -> bool:
        """Return whether nobody else is an admin."""
        with self._reading_sessions() as session:
            try:
                self.keep_an_admin(session, person_id)
            except PeopleError:
                return True
        return False

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

    def login_hash(self, login: str) -> str:
        """Return what a login is found by; the same for all ways to write it."""
        return self._hash(ADVOCATE, login)

    def _member(self, session: Session, row: Person) -> Member:
        also = session.scalars(select(PersonRole.role).where(PersonRole.person_id == row.id)).all()
        roles = frozenset(also) | ({ADVOCATE} if row.role == ADVOCATE else set())
        name = self._sealer.open(row.name, f"person:{row.id}").decode()
        return Member(row.id, name, roles, row.created_at)

    def _person(self, role: str, login: str, public: bytes) -> Person:
        person_id = secrets.token_hex(8)
        return Person(
            id=person_id,
            role=role,
            login_hash=self._hash(RECOVERY, "") if role == RECOVERY else self.login_hash(login),
            name=self._sealer.seal(login.strip().encode(), f"person:{person_id}"),
            public_key=public,
            created_at=self._now(),
        )

    def _find(self, session: Session, login: str) -> Person | None:
        return session.scalar(select(Person).where(Person.login_hash == self.login_hash(login)))

    def _hash(self, role: str, login: str) -> str:
        return keyed_hash(self._login_key, role, login.strip().casefold())


def check_password(password: str) -> None:
    """Raise PeopleError short_password."""
    if len(password) < SHORTEST_PASSWORD:
        raise PeopleError("short_password")


def check_login(login: str) -> None:
    """Raise PeopleError bad_login for an empty or long pseudonym, or one with characters that do not show."""
    bare = login.strip()
    if not 0 < len(bare) <= LONGEST_LOGIN or not bare.isprintable():
        raise PeopleError("bad_login")


def check_roles(roles: Iterable[str]) -> frozenset[str]:
    """Return the roles, at least one; PeopleError unknown_role."""
    wanted = frozenset(roles)
    if not wanted or not wanted <= set(ROLES):
        raise PeopleError("unknown_role")
    return wanted
