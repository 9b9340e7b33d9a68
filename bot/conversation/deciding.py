"""What an advocate decides, from the case into the person's chat: claimed, approved, returned, declined, sent on.

What is decided and what is said of it in the chat are one transaction, which only the first of two can win: the case
never says more than the person was told.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot.cases import casework
from bot.cases.assigning import Also
from bot.cases.casework import APPROVED, HANDED_OVER, TAKEN, Casework, CaseworkError, Opened
from bot.cases.clocks import FILED, REFUSED, RUNS
from bot.cases.people import Unlocked
from bot.cases.reviews import Item, ReviewError, Reviews
from bot.conversation.correspondence import Correspondence

MOVED, SHARED, CLOSED = "moved", "shared", "closed"


class Deciding:
    """The use cases. Methods raise ReviewError and, after an erasure, ConversationNotFoundError."""

    def __init__(self, reviews: Reviews, work: Casework, correspondence: Correspondence) -> None:
        self._reviews = reviews
        self._work = work
        self._correspondence = correspondence

    def claim(self, case_id: str, me: Unlocked) -> None:
        """Take a waiting case; the first time, the person is told that somebody has it. ReviewError taken."""
        first = not any(note.code == TAKEN for note in self._work.open(case_id, me).of("event"))
        tell = self._correspondence.telling(case_id, TAKEN)

        def say(session: Session, conversation_id: str) -> None:
            self._reviews.add_within(session, case_id, Item("event", "advocate", b'{"code": "%s"}' % TAKEN.encode()))
            tell(session, conversation_id)

        self._reviews.claim(case_id, me, say if first else None)

    def close(self, case_id: str, me: Unlocked) -> None:
        """End a case that I claimed, and say so."""
        self._claimed(case_id, me)
        self._reviews.close(case_id, me, self._correspondence.telling(case_id, CLOSED))

    def release(self, case_id: str, me: Unlocked) -> None:
        """Give a claimed case back to all; the person is told that another will have it. Errors as Reviews.release."""
        self._reviews.release(case_id, me, self._correspondence.telling(case_id, MOVED))

    def assign(self, case_id: str, me: Unlocked, to: str) -> None:
        """Hand a claimed case to one colleague; the person is told. ReviewError not_yours, as Reviews.assign."""
        self._claimed(case_id, me)
        self._reviews.assign(case_id, me, to, self._correspondence.telling(case_id, MOVED))

    def pass_on(self, case_id: str, me: Unlocked) -> None:
        """Leave a case; of one that was claimed the person is told as if it were released, not why."""
        claimed = self._reviews.state(case_id, me).assigned_to == me.person_id
        self._reviews.pass_on(case_id, me, self._correspondence.telling(case_id, MOVED) if claimed else None)

    def share(self, case_id: str, me: Unlocked, also: str) -> None:
        """Let a second advocate read; the person is told that two can now. Who reads already is no news."""
        news = also not in self._reviews.readers(case_id, me)
        self._reviews.share(case_id, me, also, self._correspondence.telling(case_id, SHARED) if news else None)

    def decide(
        self,
        case_id: str,
        me: Unlocked,
        seen: Mapping[str, int],
        code: str,
        text: str,
        *,
        addresses: str = "",
        warned: bool = False,
    ) -> None:
        """Decide on what the advocate saw (``seen``: newest numbers by kind) and say it in the chat.

        Returning and declining need words: CaseworkError no_words. To be sent on, the person needs the organisation
        (``addresses``, as he reads it): CaseworkError no_organisation. A paper with alerts is approved only when they
        were read (``warned``): CaseworkError warnings. ReviewError newer when another version or decision came before.
        """
        if code not in (APPROVED, HANDED_OVER) or text.strip():
            text = casework.words(text)
        if code == HANDED_OVER and not addresses:
            raise CaseworkError("no_organisation")
        opened = self._work.open(case_id, me)
        if code == APPROVED and not warned and self._work.alerts(opened):
            raise CaseworkError("warnings")
        say = self._saying(opened, seen["file"], code, text, addresses)
        self._work.decide(case_id, me, seen, code, text, addresses, say)

    def ask(self, case_id: str, me: Unlocked, text: str) -> None:
        """Ask the person in the chat; the answer comes into the case. CaseworkError no_words, too_long."""
        self._claimed(case_id, me)
        self._correspondence.ask(case_id, me, casework.words(text))

    def happened(self, case_id: str, me: Unlocked, code: str, value: str) -> None:
        """Note what became of the paper. Of a filing or a refusal the person is told which days follow from it, and
        asked whether he wants to be reminded; nothing is set without his yes. Errors as Casework.happened.
        """
        self._claimed(case_id, me)
        day = self._work.happened(case_id, me, code, value)
        if day is None or code not in (FILED, REFUSED):
            return
        running = [one for one in self._work.clocks(self._work.open(case_id, me)) if one.ours and one.state == RUNS]
        if running:
            self._correspondence.tell_days(case_id, code, day, running)

    def _claimed(self, case_id: str, me: Unlocked) -> Opened:
        """Return a case that I have claimed: only one speaks with the person. ReviewError not_yours."""
        opened = self._work.open(case_id, me)
        if opened.state.assigned_to != me.person_id:
            raise ReviewError("not_yours")
        return opened

    def _saying(self, opened: Opened, seen: int, code: str, text: str, addresses: str) -> Also:
        """Return what is said of a decision on the version numbered ``seen``.

        One that is not there, or not the newest any more, is refused as such when the decision is written down.
        """
        case_id = opened.state.id
        version = next((one for one in opened.versions if one.seq == seen), opened.newest)
        if code == APPROVED:
            return self._correspondence.delivering(case_id, casework.finished(version.document), text)
        if code == HANDED_OVER:
            # What is dangerous to sign is not given out; the rest he shows there himself, still marked a draft.
            paper = None if version.document.findings else version.document
            return self._correspondence.sending_on(case_id, paper, addresses, text)
        return self._correspondence.telling(case_id, code, text, addresses)
