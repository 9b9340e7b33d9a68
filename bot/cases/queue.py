"""The queue of cases as one advocate sees it: what is urgent first, then what has waited longest; a page at a time.

What a case is about stands in the database only as blind tags. They are read back here by hashing the codes that are
known, so no case has to be opened to draw the queue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Engine, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.database import reading
from bot.cases.designations import called_by
from bot.cases.models import Case, CaseItem, CaseKey, CaseTag
from bot.cases.people import Unlocked
from bot.cases.reviews import ANSWERED, ASSIGNED, CLOSED, WAITING, Reviews
from bot.cases.sealed import PHOTO
from bot.cases.urgency import REASONS

PAGE = 25
MOST_CALLED = 200  # cases that one search by words may find
STATES = (WAITING, ASSIGNED, ANSWERED, CLOSED)
OPEN = (WAITING, ASSIGNED, ANSWERED)
LANGUAGES = ("ru", "en")
MINE = "mine"
SAID = ("message", PHOTO)  # what the person brought


@dataclass(frozen=True)
class Filters:
    """What is shown: codes, None for any; ``state`` None is every case that is not closed.

    ``words`` are those by which a person and an advocate call a case, or their beginning, in either language: then
    closed ones are shown too. ``turn`` "mine": cases in which it is my turn, claimed by me, not decided, no question of
    mine without an answer.
    """

    category: str | None = None
    option: str | None = None
    lang: str | None = None
    state: str | None = None
    turn: str | None = None
    words: str | None = None

    def tags(self) -> tuple[str, ...]:
        """Return the tags a case must have."""
        asked = (("category", self.category), ("option", self.option), ("lang", self.lang))
        return tuple(f"{name}:{code}" for name, code in asked if code)


@dataclass(frozen=True)
class Row:
    """One case in the queue. ``spoke``: the last word in it is the person's; ``reasons`` are codes of its haste."""

    id: str
    state: str
    mine: bool
    urgency: int
    reasons: tuple[str, ...]
    category: str | None
    option: str | None
    lang: str | None
    spoke: bool
    submitted_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Page:
    """Some rows, and the mark after which the next page begins (None: this is the last)."""

    rows: tuple[Row, ...]
    next: str | None


class _Mark(NamedTuple):
    """Where a page ended."""

    urgency: int
    submitted_at: datetime
    id: str


class Queue:
    """The queue. ``codes`` are all values a tag may have, by the name of the tag (category, option)."""

    def __init__(self, engine: Engine, reviews: Reviews, codes: Mapping[str, Iterable[str]]) -> None:
        self._sessions = sessionmaker(reading(engine))
        self._reviews = reviews
        known = {**codes, "lang": LANGUAGES, "urgent": REASONS}
        self._meaning = {reviews.tag(f"{name}:{code}"): (name, code) for name in known for code in known[name]}

    def page(self, me: Unlocked, filters: Filters, after: str | None = None, size: int = PAGE) -> Page:
        """Return the cases I hold a key for, from the mark ``after`` on; an unknown mark begins at the top."""
        with self._sessions() as session:
            wanted = self._wanted(session, me, filters)
            mark = _read(after)
            if mark is not None:
                wanted = wanted.where(
                    or_(
                        Case.urgency < mark.urgency,
                        and_(Case.urgency == mark.urgency, Case.submitted_at > mark.submitted_at),
                        and_(Case.urgency == mark.urgency, Case.submitted_at == mark.submitted_at, Case.id > mark.id),
                    )
                )
            order = (Case.urgency.desc(), Case.submitted_at, Case.id)
            cases = session.scalars(wanted.order_by(*order).limit(size + 1)).all()
            rows = self._rows(session, cases[:size], me)
            return Page(rows, _mark(cases[size - 1]) if len(cases) > size else None)

    def counts(self, me: Unlocked) -> dict[str, int]:
        """Return how many of the cases I hold a key for are in each state."""
        with self._sessions() as session:
            mine = exists().where(CaseKey.case_id == Case.id, CaseKey.person_id == me.person_id)
            found = session.execute(select(Case.state, func.count()).where(mine).group_by(Case.state))
            return dict.fromkeys(STATES, 0) | dict(found.all())

    def my_turn(self, me: Unlocked) -> int:
        """Return in how many cases it is my turn."""
        with self._sessions() as session:
            return session.scalar(select(func.count()).select_from(Case).where(*_my_turn(me))) or 0

    def came(self, since: datetime) -> int:
        """Return how many cases came since a moment and are still kept, whoever holds them."""
        with self._sessions() as session:
            return session.scalar(select(func.count()).select_from(Case).where(Case.submitted_at >= since)) or 0

    def row(self, case_id: str, me: Unlocked) -> Row | None:
        """Return one case as the queue shows it; None without a key."""
        with self._sessions() as session:
            case = session.get(Case, case_id)
            if case is None or session.get(CaseKey, (case_id, me.person_id)) is None:
                return None
            return self._rows(session, [case], me)[0]

    def _wanted(self, session: Session, me: Unlocked, filters: Filters) -> Select[Case]:
        wanted = select(Case).where(exists().where(CaseKey.case_id == Case.id, CaseKey.person_id == me.person_id))
        if filters.words:
            called = called_by(filters.words)
            keys = session.scalars(select(CaseKey.case_id).where(CaseKey.person_id == me.person_id))
            wanted = wanted.where(Case.id.in_([case_id for case_id in keys if called(case_id)][:MOST_CALLED]))
        if filters.state or not filters.words:
            wanted = wanted.where(Case.state == filters.state if filters.state else Case.state.in_(OPEN))
        if filters.turn == MINE:
            wanted = wanted.where(*_my_turn(me))
        for tag in filters.tags():
            wanted = wanted.where(exists().where(CaseTag.case_id == Case.id, CaseTag.tag == self._reviews.tag(tag)))
        return wanted

    def _rows(self, session: Session, cases: Sequence[Case], me: Unlocked) -> tuple[Row, ...]:
        ids = [case.id for case in cases]
        said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for case_id, tag in session.execute(select(CaseTag.case_id, CaseTag.tag).where(CaseTag.case_id.in_(ids))):
            name, code = self._meaning.get(tag, ("", ""))
            said[case_id][name].append(code)
        last = select(CaseItem.case_id, func.max(CaseItem.seq).label("seq")).where(
            CaseItem.case_id.in_(ids), CaseItem.kind.in_(SAID)
        )
        asked = select(CaseItem.case_id, func.max(CaseItem.seq).label("seq")).where(
            CaseItem.case_id.in_(ids), CaseItem.author == "advocate", CaseItem.kind.in_(("question", "decision"))
        )
        words = dict(session.execute(last.group_by(CaseItem.case_id)).all())
        answers = dict(session.execute(asked.group_by(CaseItem.case_id)).all())
        return tuple(
            Row(
                id=case.id,
                state=case.state,
                mine=case.assigned_to == me.person_id,
                urgency=case.urgency,
                reasons=tuple(reason for reason in REASONS if reason in said[case.id]["urgent"]),
                category=_one(said[case.id]["category"]),
                option=_one(said[case.id]["option"]),
                lang=_one(said[case.id]["lang"]),
                spoke=words.get(case.id, 0) > answers.get(case.id, 0),
                submitted_at=case.submitted_at,
                expires_at=case.expires_at,
            )
            for case in cases
        )


def _my_turn(me: Unlocked) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for a case in which the advocate who claimed it is to act next."""
    asked, said = _newest("question"), _newest(*SAID)
    return Case.assigned_to == me.person_id, Case.state == ASSIGNED, asked <= said


def _newest(*kinds: str) -> ColumnElement[int]:
    seq = select(func.max(CaseItem.seq)).where(CaseItem.case_id == Case.id, CaseItem.kind.in_(kinds))
    return func.coalesce(seq.scalar_subquery(), 0)


def _one(codes: Sequence[str]) -> str | None:
    return codes[0] if codes else None


def _mark(case: Case) -> str:
    return f"{case.urgency}_{case.submitted_at.isoformat()}_{case.id}"


def _read(mark: str | None) -> _Mark | None:
    """Return where a page ended; None for what is no mark."""
    urgency, _, rest = (mark or "").partition("_")
    moment, _, case_id = rest.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return _Mark(int(urgency), at, case_id) if at.tzinfo and len(urgency) < 5 else None
    except (ValueError, OverflowError):
        return None
