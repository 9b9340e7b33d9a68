"""What an advocate decides, from the case into the person's chat: claimed, approved, returned, declined, handed over.

The decision is written first, in one transaction that only the first of two can win; then it is said in the chat, then
noted as delivered. Cut off in between, the case shows that the person has not heard it, and it can be said again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from bot.cases import casework
from bot.cases.casework import APPROVED, TAKEN, Casework, CaseworkError, Opened
from bot.cases.people import Unlocked
from bot.cases.reminders import ReminderError, Reminders
from bot.cases.reviews import Item, ReviewError, Reviews
from bot.conversation.correspondence import Correspondence

REMINDER = "case"  # the topic of a reminder that an advocate's note has set


class Deciding:
    """The use cases. Methods raise ReviewError and, after an erasure, ConversationNotFoundError."""

    def __init__(self, reviews: Reviews, work: Casework, correspondence: Correspondence, reminders: Reminders) -> None:
        self._reviews = reviews
        self._work = work
        self._correspondence = correspondence
        self._reminders = reminders

    def claim(self, case_id: str, me: Unlocked) -> None:
        """Take a waiting case; the first time, the person is told that somebody has it. ReviewError taken."""
        self._reviews.claim(case_id, me)
        if not any(note.code == TAKEN for note in self._work.open(case_id, me).of("event")):
            self._reviews.add_item(case_id, Item("event", "advocate", b'{"code": "%s"}' % TAKEN.encode()))
            self._correspondence.tell(case_id, TAKEN)

    def decide(
        self, case_id: str, me: Unlocked, seen: Mapping[str, int], code: str, text: str, *, warned: bool = False
    ) -> None:
        """Decide on what the advocate saw (``seen``: newest numbers by kind) and say it in the chat.

        Anything but an approval needs words: CaseworkError no_words. A paper with warnings is approved only when they
        were read (``warned``): CaseworkError warnings. ReviewError newer when another version or decision came before.
        """
        if code != APPROVED or text.strip():
            text = casework.words(text)
        if code == APPROVED and not warned and self._work.open(case_id, me).newest.document.findings:
            raise CaseworkError("warnings")
        self._say(self._work.decide(case_id, me, seen, code, text), me)

    def say_again(self, case_id: str, me: Unlocked) -> None:
        """Say the newest decision in the chat when that was cut off; one that was said is not said twice."""
        opened = self._claimed(case_id, me)
        if opened.undelivered:
            self._say(opened, me)

    def ask(self, case_id: str, me: Unlocked, text: str) -> None:
        """Ask the person in the chat; the answer comes into the case. CaseworkError no_words, too_long."""
        self._claimed(case_id, me)
        self._correspondence.ask(case_id, me, casework.words(text))

    def happened(self, case_id: str, me: Unlocked, code: str, value: str) -> None:
        """Note what became of the paper, and remind the person of the days that follow from it.

        A reminder says nothing of the matter. Errors as Casework.happened.
        """
        self._claimed(case_id, me)
        if self._work.happened(case_id, me, code, value) is None:
            return
        conversation_id = self._reviews.conversation_of(case_id)
        for term in self._work.terms(self._work.open(case_id, me)):
            if term.on and not term.passed:
                with suppress(ReminderError):  # today, too far off, or more than a person is reminded of
                    self._reminders.set(conversation_id, REMINDER, term.on)

    def _claimed(self, case_id: str, me: Unlocked) -> Opened:
        """Return a case that I have claimed: only one speaks with the person. ReviewError not_yours."""
        opened = self._work.open(case_id, me)
        if opened.state.assigned_to != me.person_id:
            raise ReviewError("not_yours")
        return opened

    def _say(self, opened: Opened, me: Unlocked) -> None:
        decision = opened.decided
        assert decision is not None
        case_id = opened.state.id
        if decision.code == APPROVED:
            approved = next(version for version in opened.versions if version.seq == decision.data["version"])
            self._correspondence.deliver(case_id, [casework.finished(approved.document)], decision.text)
        else:
            self._correspondence.tell(case_id, decision.code, decision.text)
        self._work.delivered(case_id, me)
