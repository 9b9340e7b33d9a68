"""What the use cases of a sealed case share: its keys, its items, who holds what. Each within the caller's transaction.

A case has a key pair of its own. What goes in is sealed to the public key, so the bot can add without reading. The
private key is sealed to each person who may see the case and exists nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import LargeBinary, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.functions import Function

from bot.cases.models import Case, CaseItem, CaseKey, Person
from bot.cases.people import ADVOCATE, RECOVERY, Unlocked
from bot.vault import boxes

WAITING, ASSIGNED, ANSWERED, CLOSED = "waiting", "assigned", "answered", "closed"
AUTHORS = ("person", "bot", "advocate")
PHOTO = "photo"  # the kind of a photo; its bytes are opened only for who looks at it


class ReviewError(Exception):
    """``code``: no_case, no_key (this person may not see the case), nobody_to_read, unknown_person, still_needed,
    taken (another has claimed it), not_yours (only who has claimed it may do that), newer (somebody saved before),
    too_many (photos)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Item:
    """One thing in a case: its kind (a code), who wrote it, its bytes; its number and time once it is in there."""

    kind: str
    author: str
    content: bytes
    seq: int = field(default=0, compare=False)
    at: datetime | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"Item({self.kind!r}, {self.author!r})"


def readers(session: Session, to: Iterable[str] | None) -> Sequence[Person]:
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


def reseal_without(session: Session, case: Case, person_id: str, me: Unlocked) -> None:
    """Seal a case anew without one person; ReviewError still_needed when I cannot open it for him.

    What was claimed by him waits again; what he alone could read goes to all other advocates.
    """
    others = session.scalars(
        select(Person).join(CaseKey).where(CaseKey.case_id == case.id, CaseKey.person_id != person_id)
    ).all()
    left: Sequence[Person] = [person for person in others if person.role == ADVOCATE]
    if not left or case.assigned_to == person_id:
        case.assigned_to, case.state = None, WAITING
    if not left:
        left = session.scalars(select(Person).where(Person.role == ADVOCATE, Person.id != person_id)).all()
    recovery = [person for person in others if person.role == RECOVERY]
    try:
        key = private(session, case, me)
    except ReviewError:
        raise ReviewError("still_needed") from None
    reseal(session, case, key, [*left, *recovery])


def reseal(session: Session, case: Case, key: bytes, to: Sequence[Person]) -> None:
    """Give a case a new key pair, held by ``to`` alone: what an earlier reader kept of the key opens nothing more."""
    if not to:
        raise ReviewError("nobody_to_read")
    pair = boxes.new_pair()
    for row in rows(session, case.id):
        row.body = boxes.seal_to(pair.public, opened(key, row), context(row.case_id, row.seq))
    case.public_key = pair.public
    session.execute(delete(CaseKey).where(CaseKey.case_id == case.id))
    wrap(session, case, pair.private, to)


def mine(session: Session, case_id: str, me: Unlocked, *, claimed: bool = False) -> Case:
    """Return a case that I can open and, when asked for, have claimed; ReviewError no_case, no_key, not_yours.

    For those who write: what of it still lies in boxes of the former kind is sealed anew, for all who hold its key.
    """
    case = get(session, case_id)
    key = private(session, case, me)
    if claimed and case.assigned_to != me.person_id:
        raise ReviewError("not_yours")
    _renew_boxes(session, case, key)
    return case


def holders(session: Session, case_id: str) -> Sequence[Person]:
    """Return those who hold a key of the case, first come first."""
    return session.scalars(
        select(Person).join(CaseKey).where(CaseKey.case_id == case_id).order_by(Person.created_at, Person.id)
    ).all()


def last(session: Session, case_id: str, kind: str) -> int:
    """Return the number of the newest item of a kind, 0 for none."""
    newest = select(func.max(CaseItem.seq)).where(CaseItem.case_id == case_id, CaseItem.kind == kind)
    return session.scalar(newest) or 0


def wrap(session: Session, case: Case, key: bytes, to: Sequence[Person]) -> None:
    """Give the case's private key to each of ``to``."""
    for person in to:
        session.add(CaseKey(case_id=case.id, person_id=person.id, wrapped=_wrapped(case, key, person)))
    session.flush()


def put(session: Session, case: Case, item: Item, at: datetime) -> None:
    """Seal an item into a case under the next number."""
    if item.author not in AUTHORS:
        raise ValueError("author")
    case.items += 1
    body = boxes.seal_to(case.public_key, item.content, context(case.id, case.items))
    session.add(CaseItem(case_id=case.id, seq=case.items, author=item.author, kind=item.kind, body=body, created_at=at))
    session.flush()


def private(session: Session, case: Case, me: Unlocked) -> bytes:
    """Return the case's private key, by my copy of it; ReviewError no_key."""
    mine = session.get(CaseKey, (case.id, me.person_id))
    if mine is None:
        raise ReviewError("no_key")
    return boxes.open_with(me.private, mine.wrapped, _key_context(case.id, me.person_id))


def rows(session: Session, case_id: str) -> Sequence[CaseItem]:
    """Return the items of a case, oldest first."""
    return session.scalars(select(CaseItem).where(CaseItem.case_id == case_id).order_by(CaseItem.seq)).all()


def without_photos(session: Session, case_id: str) -> Sequence[CaseItem]:
    """Return the items of a case that are no photos, oldest first."""
    wanted = select(CaseItem).where(CaseItem.case_id == case_id, CaseItem.kind != PHOTO)
    return session.scalars(wanted.order_by(CaseItem.seq)).all()


def get(session: Session, case_id: str, lock: bool = True) -> Case:
    """Return a case, by default so that nobody else changes it meanwhile; ReviewError no_case."""
    case = session.get(Case, case_id, with_for_update=True if lock else None)
    if case is None:
        raise ReviewError("no_case")
    return case


def opened(key: bytes, row: CaseItem) -> bytes:
    """Return the bytes of an item; SealError for changed ones."""
    return boxes.open_with(key, row.body, context(row.case_id, row.seq))


def context(case_id: str, seq: int) -> str:
    """Return what an item's box is bound to."""
    return f"case:{case_id}:{seq}"


def _renew_boxes(session: Session, case: Case, key: bytes) -> None:
    of_case, former = CaseItem.case_id == case.id, bytes([boxes.FORMER])
    for row in session.scalars(select(CaseItem).where(of_case, _first_byte(CaseItem.body) == former)):
        row.body = boxes.seal_to(case.public_key, opened(key, row), context(row.case_id, row.seq))
    held = select(CaseKey, Person).join(Person, Person.id == CaseKey.person_id)
    for mine, person in session.execute(
        held.where(CaseKey.case_id == case.id, _first_byte(CaseKey.wrapped) == former)
    ).all():
        mine.wrapped = _wrapped(case, key, person)
    session.flush()


def _first_byte(column: InstrumentedAttribute[bytes]) -> Function[bytes]:
    return func.substr(column, 1, 1, type_=LargeBinary)


def _wrapped(case: Case, key: bytes, person: Person) -> bytes:
    return boxes.seal_to(person.public_key, key, _key_context(case.id, person.id))


def _key_context(case_id: str, person_id: str) -> str:
    return f"case-key:{case_id}:{person_id}"
