"""Use cases of a sealed case: submit, add to it, open it, assign it, take somebody out, withdraw it, close it.

A case has a key pair of its own. What goes in is sealed to the public key, so the bot can add without reading. The
private key is sealed to each person who may see the case and exists nowhere else: once submitted, the server cannot
open it. Who is taken out loses the key and also what the key could open: the case gets a new pair and is sealed anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.database import reading
from bot.cases.erasures import Erasures
from bot.cases.models import Case, CaseItem, CaseKey, Person
from bot.cases.people import ADVOCATE, RECOVERY, Unlocked
from bot.vault import boxes

WAITING, ASSIGNED, CLOSED = "waiting", "assigned", "closed"
AUTHORS = ("person", "bot", "advocate")


class ReviewError(Exception):
    """``code``: no_case, no_key (this person may not see the case), nobody_to_read, unknown_person, still_needed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Item:
    """One thing in a case: its kind (a code), who wrote it, its bytes."""

    kind: str
    author: str
    content: bytes

    def __repr__(self) -> str:
        return f"Item({self.kind!r}, {self.author!r})"


@dataclass(frozen=True)
class CaseState:
    """What the queue and the clock may know of a case."""

    id: str
    state: str
    urgent: bool
    assigned_to: str | None
    submitted_at: datetime
    expires_at: datetime


class Reviews:
    """The store of cases; ``keep`` is how long a case stays after its last step, ``now`` gives an aware time."""

    def __init__(self, engine: Engine, erasures: Erasures, now: Callable[[], datetime], keep: timedelta) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._erasures = erasures
        self._now = now
        self._keep = keep

    def submit(
        self,
        conversation_id: str,
        items: Sequence[Item],
        *,
        urgent: bool = False,
        to: Collection[str] | None = None,
        tags: Collection[str] = (),
    ) -> tuple[str, str]:
        """Seal ``items`` as a case for the persons ``to`` (None: all advocates) and the recovery key.

        ``tags`` (category, option, language) are what the queue may be filtered by; they are kept blind.

        Nothing of it may stay where the server can read it: the conversation is erased and goes on, empty, under a new
        id. Returns the ids of the case and of that conversation; the erasure of the old one has still to be finished.
        ReviewError nobody_to_read, unknown_person; ConversationNotFoundError.
        """
        with self._sessions.begin() as session:
            readers = self._readers(session, to)
            fresh_id = self._erasures.replace(session, conversation_id).id
            pair = boxes.new_pair()
            now = self._now()
            case = Case(
                id=secrets.token_hex(8),
                conversation_id=fresh_id,
                state=WAITING,
                urgent=urgent,
                public_key=pair.public,
                items=0,
                submitted_at=now,
                expires_at=now + self._keep,
            )
            session.add(case)
            session.flush()
            for item in items:
                self._put(session, case, item)
            self._wrap(session, case, pair.private, readers)
            return case.id, fresh_id

    def add_item(self, case_id: str, item: Item) -> None:
        """Add to a case without being able to read it; ReviewError no_case."""
        with self._sessions.begin() as session:
            case = self._get(session, case_id)
            case.expires_at = self._now() + self._keep
            self._put(session, case, item)

    def ask(self, case_id: str, me: Unlocked, text: str) -> None:
        """Add a question to the person to a case that I can open; ReviewError no_case or no_key."""
        with self._sessions.begin() as session:
            case = self._get(session, case_id)
            self._private(session, case, me)
            case.expires_at = self._now() + self._keep
            self._put(session, case, Item("question", "advocate", text.encode()))

    def conversation_of(self, case_id: str) -> str:
        """Return the conversation that a case belongs to; ReviewError no_case."""
        with self._reading_sessions() as session:
            return self._get(session, case_id, lock=False).conversation_id

    def open_case(self, case_id: str, me: Unlocked) -> tuple[Item, ...]:
        """Return all that is in a case, oldest first; ReviewError no_case or no_key, SealError for changed bytes."""
        with self._reading_sessions() as session:
            case = self._get(session, case_id, lock=False)
            private = self._private(session, case, me)
            return tuple(Item(row.kind, row.author, _open(private, row)) for row in self._rows(session, case_id))

    def assign(self, case_id: str, me: Unlocked, to: str) -> None:
        """Give a case that I can open to one advocate, who alone (beside the recovery key) can open it afterwards."""
        with self._sessions.begin() as session:
            case = self._get(session, case_id)
            self._reseal(session, case, self._private(session, case, me), self._readers(session, [to]))
            case.assigned_to, case.state = to, ASSIGNED
            case.expires_at = self._now() + self._keep

    def take_out(self, person_id: str, me: Unlocked) -> int:
        """Take an advocate out: every case he could open is sealed anew without him; returns how many.

        ReviewError still_needed when he alone can open one of them and ``me`` cannot: then nothing changes. An
        unassigned case that only the recovery key could still open goes back to all advocates.
        """
        with self._sessions.begin() as session:
            person = session.get(Person, person_id)
            if person is None or person.role != ADVOCATE:
                raise ReviewError("unknown_person")
            held = session.scalars(
                select(Case).join(CaseKey).where(CaseKey.person_id == person_id).order_by(Case.id)
            ).all()
            for case in held:
                self._reseal_without(session, case, person_id, me)
            session.delete(person)
            return len(held)

    def withdraw(self, conversation_id: str) -> bool:
        """Remove the case of a conversation with its keys, because the person wants it back; False without one."""
        with self._sessions.begin() as session:
            done = session.scalars(delete(Case).where(Case.conversation_id == conversation_id).returning(Case.id))
            return bool(done.all())

    def close(self, case_id: str, me: Unlocked) -> None:
        """End a case that I can open; it stays for ``keep`` more. ReviewError no_case or no_key."""
        with self._sessions.begin() as session:
            case = self._get(session, case_id)
            self._private(session, case, me)
            case.state, case.expires_at = CLOSED, self._now() + self._keep

    def case_of(self, conversation_id: str) -> CaseState | None:
        """Return the newest case of a conversation."""
        with self._reading_sessions() as session:
            case = session.scalar(
                select(Case).where(Case.conversation_id == conversation_id).order_by(Case.submitted_at.desc()).limit(1)
            )
            return _state(case) if case else None

    def visible_to(self, me: Unlocked) -> tuple[CaseState, ...]:
        """Return the open cases this person has a key for: urgent ones first, then the longest waiting."""
        with self._reading_sessions() as session:
            found = session.scalars(
                select(Case)
                .join(CaseKey)
                .where(CaseKey.person_id == me.person_id, Case.state != CLOSED)
                .order_by(Case.urgent.desc(), Case.submitted_at, Case.id)
            )
            return tuple(_state(case) for case in found)

    def purge(self) -> int:
        """Delete cases whose time is over; returns how many. Safe to run twice."""
        with self._sessions.begin() as session:
            gone = session.scalars(delete(Case).where(Case.expires_at <= self._now()).returning(Case.id))
            return len(gone.all())

    # -- inside ----------------------------------------------------------------------------------------------------

    def _readers(self, session: Session, to: Iterable[str] | None) -> Sequence[Person]:
        """Return the persons who are to hold a key: ``to`` (None: all advocates), always with the recovery key."""
        people = session.scalars(select(Person).order_by(Person.created_at, Person.id)).all()
        advocates = [person for person in people if person.role == ADVOCATE]
        if to is not None:
            wanted = set(to)
            advocates = [person for person in advocates if person.id in wanted]
            if {person.id for person in advocates} != wanted:
                raise ReviewError("unknown_person")
        if not advocates:
            raise ReviewError("nobody_to_read")
        return [*advocates, *(person for person in people if person.role == RECOVERY)]

    def _reseal_without(self, session: Session, case: Case, person_id: str, me: Unlocked) -> None:
        others = session.scalars(
            select(Person).join(CaseKey).where(CaseKey.case_id == case.id, CaseKey.person_id != person_id)
        ).all()
        readers: Sequence[Person] = [person for person in others if person.role == ADVOCATE]
        if not readers:
            advocates = select(Person).where(Person.role == ADVOCATE, Person.id != person_id)
            readers = session.scalars(advocates).all()
            case.assigned_to, case.state = None, WAITING
        recovery = [person for person in others if person.role == RECOVERY]
        try:
            private = self._private(session, case, me)
        except ReviewError:
            raise ReviewError("still_needed") from None
        self._reseal(session, case, private, [*readers, *recovery])

    def _reseal(self, session: Session, case: Case, private: bytes, readers: Sequence[Person]) -> None:
        if not readers:
            raise ReviewError("nobody_to_read")
        pair = boxes.new_pair()
        for row in self._rows(session, case.id):
            row.body = boxes.seal_to(pair.public, _open(private, row), _context(row.case_id, row.seq))
        case.public_key = pair.public
        session.execute(delete(CaseKey).where(CaseKey.case_id == case.id))
        self._wrap(session, case, pair.private, readers)

    def _wrap(self, session: Session, case: Case, private: bytes, readers: Sequence[Person]) -> None:
        for person in readers:
            wrapped = boxes.seal_to(person.public_key, private, f"case-key:{case.id}:{person.id}")
            session.add(CaseKey(case_id=case.id, person_id=person.id, wrapped=wrapped))
        session.flush()

    def _put(self, session: Session, case: Case, item: Item) -> None:
        if item.author not in AUTHORS:
            raise ValueError("author")
        case.items += 1
        body = boxes.seal_to(case.public_key, item.content, _context(case.id, case.items))
        session.add(
            CaseItem(
                case_id=case.id, seq=case.items, author=item.author, kind=item.kind, body=body, created_at=self._now()
            )
        )
        session.flush()

    def _private(self, session: Session, case: Case, me: Unlocked) -> bytes:
        mine = session.get(CaseKey, (case.id, me.person_id))
        if mine is None:
            raise ReviewError("no_key")
        return boxes.open_with(me.private, mine.wrapped, f"case-key:{case.id}:{me.person_id}")

    @staticmethod
    def _rows(session: Session, case_id: str) -> Sequence[CaseItem]:
        return session.scalars(select(CaseItem).where(CaseItem.case_id == case_id).order_by(CaseItem.seq)).all()

    @staticmethod
    def _get(session: Session, case_id: str, lock: bool = True) -> Case:
        case = session.get(Case, case_id, with_for_update=True if lock else None)
        if case is None:
            raise ReviewError("no_case")
        return case


def _context(case_id: str, seq: int) -> str:
    return f"case:{case_id}:{seq}"


def _open(private: bytes, row: CaseItem) -> bytes:
    return boxes.open_with(private, row.body, _context(row.case_id, row.seq))


def _state(case: Case) -> CaseState:
    return CaseState(case.id, case.state, case.urgent, case.assigned_to, case.submitted_at, case.expires_at)
