"""Who may read a case: claim it, release it, share it, leave it, give it away, take somebody out.

Who is taken out loses the key and also what the key could open: the case gets a new pair and is sealed anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases import sealed
from bot.cases.conversations import ConversationNotFoundError
from bot.cases.database import reading
from bot.cases.models import Case, CaseKey, Conversation, Person
from bot.cases.people import ADVOCATE, RECOVERY, Unlocked
from bot.cases.sealed import ASSIGNED, WAITING, ReviewError

# What is done in the same transaction, with the id of the conversation that the case answers to: both or neither.
Also = Callable[[Session, str], None]


class Assigning:
    """The part of the store of cases that decides who reads. ``now`` gives an aware time.

    With ``also`` a method may raise ConversationNotFoundError: then nothing is done.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime], keep: timedelta) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = sessionmaker(reading(engine))
        self._now = now
        self._keep = keep

    def readers(self, case_id: str, me: Unlocked) -> tuple[str, ...]:
        """Return the ids of the advocates who can open a case that I can open."""
        with self._reading_sessions() as session:
            sealed.private(session, sealed.get(session, case_id, lock=False), me)
            return tuple(person.id for person in sealed.holders(session, case_id) if person.role == ADVOCATE)

    def claim(self, case_id: str, me: Unlocked, also: Also | None = None) -> None:
        """Take a waiting case: from now on nobody else opens it (beside the recovery key). Mine already is no error.

        ``also`` is done only when it was not mine. ReviewError taken when another was first, no_case, no_key; with
        ``also`` ConversationNotFoundError.
        """
        with self._sessions.begin() as session:
            told = self._conversation(session, case_id) if also else ""
            case = sealed.get(session, case_id)
            if case.assigned_to == me.person_id:
                return
            if case.assigned_to is not None:
                raise ReviewError("taken")
            sealed.reseal(session, case, sealed.private(session, case, me), sealed.readers(session, [me.person_id]))
            case.assigned_to, case.state = me.person_id, ASSIGNED
            case.expires_at = self._now() + self._keep
            if also:
                also(session, told)

    def release(self, case_id: str, me: Unlocked, also: Also | None = None) -> None:
        """Give a case that I claimed back to all advocates; ReviewError not_yours, no_case, no_key."""
        with self._telling(case_id, also) as session:
            case = sealed.mine(session, case_id, me, claimed=True)
            sealed.reseal(session, case, sealed.private(session, case, me), sealed.readers(session, None))
            case.assigned_to, case.state = None, WAITING

    def share(self, case_id: str, me: Unlocked, second: str, also: Also | None = None) -> None:
        """Let a second advocate read a case that I claimed; it stays mine. ReviewError not_yours, unknown_person."""
        with self._telling(case_id, also) as session:
            case = sealed.mine(session, case_id, me, claimed=True)
            [newcomer] = [person for person in sealed.readers(session, [second]) if person.role == ADVOCATE]
            if session.get(CaseKey, (case_id, second)) is None:
                sealed.wrap(session, case, sealed.private(session, case, me), [newcomer])

    def pass_on(self, case_id: str, me: Unlocked, also: Also | None = None) -> None:
        """Leave a case, no questions asked: I can open it no more. One that I claimed goes back to all others.

        ReviewError nobody_to_read when there is no other advocate; no_case, no_key.
        """
        with self._telling(case_id, also) as session:
            case = sealed.mine(session, case_id, me)
            holders = sealed.holders(session, case_id)
            others = [person for person in holders if person.id != me.person_id and person.role == ADVOCATE]
            if case.assigned_to == me.person_id or not others:
                others = [p for p in sealed.readers(session, None) if p.id != me.person_id and p.role == ADVOCATE]
                case.assigned_to, case.state = None, WAITING
            if not others:
                raise ReviewError("nobody_to_read")
            recovery = [person for person in holders if person.role == RECOVERY]
            sealed.reseal(session, case, sealed.private(session, case, me), [*others, *recovery])

    def assign(self, case_id: str, me: Unlocked, to: str, also: Also | None = None) -> None:
        """Give a case that I can open to one advocate, who alone (beside the recovery key) can open it afterwards."""
        with self._telling(case_id, also) as session:
            case = sealed.get(session, case_id)
            sealed.reseal(session, case, sealed.private(session, case, me), sealed.readers(session, [to]))
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
                sealed.reseal_without(session, case, person_id, me)
            session.delete(person)
            return len(held)

    @contextmanager
    def _telling(self, case_id: str, also: Also | None) -> Iterator[Session]:
        """Open a transaction whose last step is ``also``."""
        with self._sessions.begin() as session:
            told = self._conversation(session, case_id) if also else ""
            yield session
            if also:
                also(session, told)

    @staticmethod
    def _conversation(session: Session, case_id: str) -> str:
        """Take the conversation that a case answers to, before the case as every writer does, and return its id."""
        found = session.scalar(select(Case.conversation_id).where(Case.id == case_id))
        if found is None:
            raise ReviewError("no_case")
        if session.get(Conversation, found, with_for_update=True) is None:  # erased or replaced in this very moment
            raise ConversationNotFoundError
        return found
