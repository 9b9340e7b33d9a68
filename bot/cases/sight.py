"""Whether what an advocate sent has come before the person's eyes. Kept are numbers of lines, never a time.

A page says up to which line it has shown the talk; a messenger says no more than that a line has arrived. A line that
was erased by retention before anybody opened it was never seen, and the advocate is told so.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine, exists, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.conversations import PAGES
from bot.cases.database import reading
from bot.cases.models import Case, CaseItem, Conversation, Delivery

SEEN, ARRIVED, WAITING, LOST = "seen", "arrived", "waiting", "lost"
_SEEN_LINE, _LOST_LINE = 0, -1  # where the number of a line no longer tells: it was seen, or can be seen no more


class Sight:
    """What has been seen, over all cases."""

    def __init__(self, engine: Engine) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))

    def shown(self, conversation_id: str, seq: int) -> None:
        """Note that his page has shown all lines up to ``seq``. Nothing is written where no advocate waits for it."""
        mine = (Case.conversation_id == conversation_id, Case.seen_seq < seq)
        awaited = exists().where(
            CaseItem.case_id == Case.id, CaseItem.line > Case.seen_seq, CaseItem.line <= seq, CaseItem.line > _SEEN_LINE
        )
        with self._reading_sessions() as session:
            if not session.scalar(select(exists().where(*mine, awaited))):
                return
            last = session.scalar(select(Conversation.last_seq).where(Conversation.id == conversation_id)) or 0
        with self._sessions.begin() as session:
            session.execute(update(Case).where(*mine).values(seen_seq=min(seq, last)))

    def of_case(self, case_id: str) -> Mapping[int, str]:
        """Return by the number of each item that was told in the chat whether it was seen."""
        with self._reading_sessions() as session:
            case = session.get(Case, case_id)
            conversation = session.get(Conversation, case.conversation_id) if case else None
            if case is None or conversation is None:
                return {}
            told = session.execute(
                select(CaseItem.seq, CaseItem.line).where(CaseItem.case_id == case_id, CaseItem.line.is_not(None))
            ).all()
            waiting = frozenset(
                session.scalars(select(Delivery.seq).where(Delivery.conversation_id == conversation.id))
            )
            by_page = conversation.channel in PAGES
            return {
                seq: _state(line, case.seen_seq, waiting, by_page=by_page) for seq, line in told if line is not None
            }


def note(session: Session, case_id: str, seq: int) -> None:
    """Note that item ``seq`` was told by the newest line of the chat, within a transaction of the caller."""
    last = (
        select(Conversation.last_seq)
        .join(Case, Case.conversation_id == Conversation.id)
        .where(Case.id == case_id)
        .scalar_subquery()
    )
    session.execute(update(CaseItem).where(CaseItem.case_id == case_id, CaseItem.seq == seq).values(line=last))


def lose(session: Session, conversation_id: str) -> None:
    """Note that what was not seen yet can be seen no more: the lines go, within a transaction of the caller."""
    for case, item in _told(session, conversation_id):
        if item.line is not None and item.line > case.seen_seq:
            item.line = _LOST_LINE
    session.flush()


def move(session: Session, conversation_id: str, numbers: Mapping[int, int]) -> None:
    """Follow the lines of a conversation to their new ``numbers``, within a transaction of the caller."""
    found = _told(session, conversation_id)
    for case, item in found:
        if item.line is not None and item.line > case.seen_seq:
            item.line = numbers.get(item.line, _LOST_LINE)
        elif item.line != _LOST_LINE:
            item.line = _SEEN_LINE
    for case, _ in found:
        case.seen_seq = 0
    session.flush()


def _told(session: Session, conversation_id: str) -> list[tuple[Case, CaseItem]]:
    rows = session.execute(
        select(Case, CaseItem)
        .join(CaseItem, CaseItem.case_id == Case.id)
        .where(Case.conversation_id == conversation_id, CaseItem.line.is_not(None))
    )
    return [(case, item) for case, item in rows]


def _state(line: int, seen: int, waiting: frozenset[int], *, by_page: bool) -> str:
    if line == _LOST_LINE:
        return LOST
    if line <= seen:
        return SEEN
    return WAITING if by_page or line in waiting else ARRIVED
