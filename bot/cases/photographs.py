"""Photos of papers in a case: so many and no more, sealed as they come in, opened one at a time for who may read.

They go with the case, by its end or by the person's word, as everything else in it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases import sealed
from bot.cases.database import reading
from bot.cases.models import Case, CaseItem
from bot.cases.people import Unlocked
from bot.cases.reviews import Item, Reviews
from bot.cases.sealed import PHOTO, ReviewError

MOST: Final = 10  # photos of a case


@dataclass(frozen=True)
class Photo:
    """A photo of a case: its number in the case, and when it came."""

    seq: int
    at: datetime


class Photographs:
    """The use cases. ``reviews`` keeps the cases."""

    def __init__(self, engine: Engine, reviews: Reviews) -> None:
        self._reading_sessions = sessionmaker(reading(engine))
        self._reviews = reviews

    def left(self, conversation_id: str) -> int | None:
        """Return how many more the newest case of a conversation takes; None without a case."""
        with self._reading_sessions() as session:
            newest = select(Case.id).where(Case.conversation_id == conversation_id)
            case = session.scalar(newest.order_by(Case.submitted_at.desc()).limit(1))
            return None if case is None else max(0, MOST - _count(session, case))

    def adding(self, case_id: str, photo: bytes) -> Callable[[Session], None]:
        """Return what seals a photo into a case within a transaction; ReviewError no_case, too_many."""

        def add(session: Session) -> None:
            sealed.get(session, case_id)  # first of all: two at once are counted one after the other
            if _count(session, case_id) >= MOST:
                raise ReviewError("too_many")
            self._reviews.add_within(session, case_id, Item(PHOTO, "person", photo))

        return add

    def of_case(self, case_id: str, me: Unlocked) -> tuple[Photo, ...]:
        """Return what photos a case has, oldest first, none of them opened; ReviewError no_case, no_key."""
        with self._reading_sessions() as session:
            sealed.private(session, sealed.get(session, case_id, lock=False), me)
            wanted = select(CaseItem.seq, CaseItem.created_at).where(_photos_of(case_id))
            return tuple(Photo(*row) for row in session.execute(wanted.order_by(CaseItem.seq)).all())

    def one(self, case_id: str, me: Unlocked, seq: int) -> bytes:
        """Return one photo; ReviewError no_case also without it, no_key; SealError for changed bytes."""
        with self._reading_sessions() as session:
            key = sealed.private(session, sealed.get(session, case_id, lock=False), me)
            row = session.scalar(select(CaseItem).where(_photos_of(case_id), CaseItem.seq == seq))
            if row is None:
                raise ReviewError("no_case")
            return sealed.opened(key, row)


def _photos_of(case_id: str) -> ColumnElement[bool]:
    return (CaseItem.case_id == case_id) & (CaseItem.kind == PHOTO)


def _count(session: Session, case_id: str) -> int:
    return session.scalar(select(func.count()).select_from(CaseItem).where(_photos_of(case_id))) or 0
