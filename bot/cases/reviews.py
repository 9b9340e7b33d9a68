"""Use cases of a sealed case: submit, add to it, open it, claim it, give it away, take somebody out, withdraw, close.

A case has a key pair of its own. What goes in is sealed to the public key, so the bot can add without reading. The
private key is sealed to each person who may see the case and exists nowhere else: once submitted, the server cannot
open it. Who is taken out loses the key and also what the key could open: the case gets a new pair and is sealed anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from bot.cases import sealed, sight
from bot.cases.assigning import Also, Assigning
from bot.cases.erasures import Erasures
from bot.cases.messages import Outgoing
from bot.cases.models import Case, CaseItem, CaseKey, CaseTag, Person
from bot.cases.people import ADVOCATE, RECOVERY, Unlocked
from bot.cases.sealed import ANSWERED, ASSIGNED, AUTHORS, CLOSED, WAITING, Item, ReviewError
from bot.cases.urgency import CALM, CRISIS, REASONS, SOON, TERM, Urgency
from bot.vault import boxes
from bot.vault.sealing import Sealer, keyed_hash

__all__ = [
    "ANSWERED",
    "ASSIGNED",
    "AUTHORS",
    "CLOSED",
    "UNSAVED",
    "WAITING",
    "CaseState",
    "Item",
    "ReviewError",
    "Reviews",
]


NOTHING: Mapping[str, int] = {}
UNSAVED = "unsaved"  # the kind of an edit that is not saved yet


@dataclass(frozen=True)
class CaseState:
    """What the queue and the clock may know of a case. ``urgency`` is how many reasons for haste there are."""

    id: str
    state: str
    urgency: int
    assigned_to: str | None
    submitted_at: datetime
    expires_at: datetime
    items: int = 0


class Reviews(Assigning):
    """The store of cases; ``keep`` is how long a case stays after its last step, ``now`` gives an aware time.

    ``sealer`` gives the key of the tags, by which the queue is filtered without a word of a case in clear.
    """

    def __init__(
        self, engine: Engine, erasures: Erasures, sealer: Sealer, now: Callable[[], datetime], keep: timedelta
    ) -> None:
        super().__init__(engine, now, keep)
        self._erasures = erasures
        self._tag_key = sealer.derive("case-tags")

    def submit(
        self,
        conversation_id: str,
        items: Sequence[Item],
        *,
        tags: Iterable[str] = (),
        urgency: Urgency = CALM,
        to: Collection[str] | None = None,
        said: Callable[[str], Sequence[Outgoing]] | None = None,
    ) -> tuple[str, str]:
        """Seal ``items`` as a case for the persons ``to`` (None: all advocates) and the recovery key.

        ``tags`` are what the queue is filtered by, such as ``category:mobilised``, ``option:own_wish``, ``lang:ru``.
        ``said`` gives, for the id of the case, the first lines of the conversation as it goes on: told, or not done.

        Nothing of it may stay where the server can read it: the conversation is erased and goes on, empty, under a new
        id. Returns the ids of the case and of that conversation; the erasure of the old one has still to be finished.
        ReviewError nobody_to_read, unknown_person; ConversationNotFoundError.
        """
        with self._sessions.begin() as session:
            readers = sealed.readers(session, to)
            fresh_id = self._erasures.replace(session, conversation_id).id
            pair = boxes.new_pair()
            now = self._now()
            case = Case(
                id=secrets.token_hex(8),
                conversation_id=fresh_id,
                state=WAITING,
                urgency=len(urgency.reasons),
                hot_at=_hot_at(urgency),
                public_key=pair.public,
                items=0,
                submitted_at=now,
                expires_at=now + self._keep,
            )
            session.add(case)
            session.flush()
            for tag in {*tags, *(f"urgent:{reason}" for reason in urgency.reasons)}:
                session.add(CaseTag(case_id=case.id, tag=self.tag(tag)))
            for item in items:
                sealed.put(session, case, item, self._now())
            sealed.wrap(session, case, pair.private, readers)
            if said is not None:
                self._erasures.say(session, fresh_id, said(case.id))
            return case.id, fresh_id

    def who_could_read(self) -> tuple[int, bool]:
        """Return how many advocates could read a case submitted now, and whether the recovery key could."""
        with self._reading_sessions() as session:
            roles = session.scalars(select(Person.role)).all()
            return sum(role == ADVOCATE for role in roles), RECOVERY in roles

    def add_item(self, case_id: str, item: Item) -> None:
        """Add to a case without being able to read it; ReviewError no_case.

        A word of the person brings an answered or closed case back to whom it belongs.
        """
        with self._sessions.begin() as session:
            self.add_within(session, case_id, item)

    def add_within(self, session: Session, case_id: str, item: Item) -> None:
        """As ``add_item``, within a transaction of the caller."""
        case = sealed.get(session, case_id)
        case.expires_at = self._now() + self._keep
        sealed.put(session, case, item, self._now())
        if item.author == "person" and case.state in (ANSWERED, CLOSED):
            case.state = ASSIGNED if case.assigned_to else WAITING

    def write(
        self,
        case_id: str,
        me: Unlocked,
        item: Item,
        *,
        based_on: Mapping[str, int] = NOTHING,
        state: str | None = None,
        also: Also | None = None,
    ) -> int:
        """Add what an advocate who can open the case wrote, and return its number; with ``state`` the case enters it.

        ``based_on`` are the numbers of the newest items he had before him, by kind (0: there was none). ReviewError
        newer when there is a later one by now: then nothing is written. To change the state, or anything that stands on
        another version, takes the one who claimed the case: ReviewError not_yours; no_case, no_key. With ``also``
        ConversationNotFoundError.
        """
        seq = 0

        def told(session: Session, conversation_id: str) -> None:
            if also:
                also(session, conversation_id)
                sight.note(session, case_id, seq)

        with self._telling(case_id, told if also else None) as session:
            case = sealed.mine(session, case_id, me, claimed=bool(based_on) or state is not None)
            if any(sealed.last(session, case_id, kind) != seq for kind, seq in based_on.items()):
                raise ReviewError("newer")
            case.expires_at = self._now() + self._keep
            case.state = state or case.state
            sealed.put(session, case, item, self._now())
            seq = case.items
            return seq

    def keep_unsaved(self, case_id: str, me: Unlocked, item: Item | None, replaces: Collection[int]) -> int:
        """Keep an edit that is not saved yet in place of those numbered ``replaces``.

        Without ``item`` they are only dropped. Returns the new number, 0 for none. ReviewError no_case, no_key.
        """
        with self._sessions.begin() as session:
            case = sealed.mine(session, case_id, me)
            old = (CaseItem.case_id == case_id, CaseItem.kind == UNSAVED, CaseItem.seq.in_(replaces))
            session.execute(delete(CaseItem).where(*old))
            if item is None:
                return 0
            sealed.put(session, case, item, self._now())
            return case.items

    def open_case(self, case_id: str, me: Unlocked) -> tuple[Item, ...]:
        """Return all that is in a case but photos (`bot.cases.photographs`), oldest first.

        ReviewError no_case or no_key, SealError for changed bytes.
        """
        with self._reading_sessions() as session:
            case = sealed.get(session, case_id, lock=False)
            private = sealed.private(session, case, me)
            return tuple(
                Item(row.kind, row.author, sealed.opened(private, row), row.seq, row.created_at)
                for row in sealed.without_photos(session, case_id)
            )

    def state(self, case_id: str, me: Unlocked) -> CaseState:
        """Return the state of a case that I can open; ReviewError no_case or no_key."""
        with self._reading_sessions() as session:
            case = sealed.get(session, case_id, lock=False)
            sealed.private(session, case, me)
            return _state(case)

    def conversation_of(self, case_id: str) -> str:
        """Return the id of the conversation a case answers to, as it is now; ReviewError no_case."""
        with self._reading_sessions() as session:
            return sealed.get(session, case_id, lock=False).conversation_id

    @staticmethod
    def withdraw(session: Session, conversation_id: str) -> None:
        """Remove the cases of a conversation with their keys, within a transaction of the caller."""
        session.execute(delete(Case).where(Case.conversation_id == conversation_id))

    def close(self, case_id: str, me: Unlocked, also: Also | None = None) -> None:
        """End a case that I can open; it stays for ``keep`` more. ReviewError no_case or no_key.

        ``also`` is done only the first time; with it ConversationNotFoundError.
        """
        with self._sessions.begin() as session:
            told = self._conversation(session, case_id) if also else ""
            case = sealed.mine(session, case_id, me)
            first = case.state != CLOSED
            case.state, case.expires_at = CLOSED, self._now() + self._keep
            if also and first:
                also(session, told)

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
                .order_by(Case.urgency.desc(), Case.submitted_at, Case.id)
            )
            return tuple(_state(case) for case in found)

    def rate(self, case_id: str, me: Unlocked, urgency: Urgency) -> None:
        """Say anew how urgent a case is that I claimed; a crisis that was seen stays seen.

        ReviewError no_case, no_key, not_yours.
        """
        reasons = {reason: self.tag(f"urgent:{reason}") for reason in REASONS}
        with self._sessions.begin() as session:
            case = sealed.mine(session, case_id, me, claimed=True)
            mine = CaseTag.case_id == case_id
            had = set(session.scalars(select(CaseTag.tag).where(mine, CaseTag.tag.in_(reasons.values()))))
            holds = {reasons[one] for one in urgency.reasons} | ({reasons[CRISIS]} & had)
            session.execute(delete(CaseTag).where(mine, CaseTag.tag.in_(had - holds)))
            session.add_all(CaseTag(case_id=case_id, tag=tag) for tag in holds - had)
            case.urgency, case.hot_at = len(holds), _hot_at(urgency)

    def hasten(self) -> int:
        """Make those cases urgent whose term runs out within 48 hours by now; returns how many. Safe to run twice."""
        with self._sessions.begin() as session:
            hot = session.scalars(
                update(Case)
                .where(Case.hot_at <= self._now())
                .values(hot_at=None, urgency=Case.urgency + 1)
                .returning(Case.id)
            ).all()
            session.add_all(CaseTag(case_id=case_id, tag=self.tag(f"urgent:{TERM}")) for case_id in hot)
            return len(hot)

    def tag(self, tag: str) -> str:
        """Return what stands for ``tag`` in the database: without the instance key nobody can tell."""
        return keyed_hash(self._tag_key, tag)

    def purge(self) -> int:
        """Delete cases whose time is over; returns how many. Safe to run twice."""
        with self._sessions.begin() as session:
            gone = session.scalars(delete(Case).where(Case.expires_at <= self._now()).returning(Case.id))
            return len(gone.all())


def _hot_at(urgency: Urgency) -> datetime | None:
    """When the last 48 hours of the nearest term begin; None when they have, or there is none."""
    if urgency.due_on is None or TERM in urgency.reasons:
        return None
    return datetime.combine(urgency.due_on, time(), UTC) - SOON


def _state(case: Case) -> CaseState:
    return CaseState(
        case.id, case.state, case.urgency, case.assigned_to, case.submitted_at, case.expires_at, case.items
    )
