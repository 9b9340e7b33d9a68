"""What goes between an advocate's case and the person's chat: questions, answers, finished documents, decisions.

A person's answer is sealed to the case as it is received: neither the engine nor the readable part of the database ever
has it, and his own screen keeps only that he answered.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.cases.assigning import Also
from bot.cases.clocks import Clock, days_to_tell
from bot.cases.conversations import CASE, Conversations
from bot.cases.designations import designation
from bot.cases.drafts import Drafts
from bot.cases.messages import ConversationState, FileRef, Incoming, Outgoing
from bot.cases.people import Unlocked
from bot.cases.photographs import MOST, Photographs
from bot.cases.reviews import Item, ReviewError, Reviews
from bot.conversation.requests import remind_button
from bot.conversation.said import payload
from bot.conversation.submitting import WITHDRAW
from bot.replies import Replies
from bot.reports import Document

ANSWER = payload("review", show="answer")
WRITE = ("write", ANSWER)  # under whatever is told of a case: his words always find the way back to it
OF_A_CASE = (ANSWER, WITHDRAW)  # done as they are received
HIDDEN = "•••"  # what his screen keeps of an answer
CANCEL = frozenset(("отмена", "назад", "cancel", "back"))
MINE = re.compile(r"/?(?:мо[её] дело|что с моим делом|где мо[её] дело|my case|what about my case)[.!?]*")
TAKE_BACK = re.compile(r"/?(?:забрать (?:мо[её] )?дело|отозвать (?:мо[её] )?дело|take (?:the|my) case back)[.!?]*")
TOLD = ("returned", "declined", "taken", "moved", "shared", "closed")


class Correspondence:
    """Both ways between case and chat. ``today`` gives the person's date, ``keep`` is how long a draft stays,
    ``backup_days`` how long backups are kept.

    What an advocate does and what is said of it are one transaction. His methods may raise ReviewError and, after an
    erasure, ConversationNotFoundError.
    """

    def __init__(
        self,
        reviews: Reviews,
        photographs: Photographs,
        conversations: Conversations,
        drafts: Drafts,
        replies: Replies,
        today: Callable[[], date],
        keep: timedelta,
        backup_days: int,
    ) -> None:
        self._reviews = reviews
        self._photographs = photographs
        self._conversations = conversations
        self._drafts = drafts
        self._replies = replies
        self._today = today
        self._keep = keep
        self._backup_days = backup_days

    # -- from the advocate -----------------------------------------------------------------------------------------

    def ask(self, case_id: str, me: Unlocked, text: str) -> None:
        """Put an advocate's question into the case and, with a button to answer it, into the person's chat."""

        def say(session: Session, conversation_id: str) -> None:
            self._say(session, conversation_id, case_id, "review_question", (("answer", ANSWER),), comment=text)

        self._reviews.write(case_id, me, Item("question", "advocate", text.encode()), also=say)

    def delivering(self, case_id: str, document: Document, text: str) -> Also:
        """Return what gives the person the finished document with the advocate's words; from then on its time runs."""

        def give(session: Session, conversation_id: str) -> None:
            files = self._files(session, conversation_id, document)
            told: dict[str, Any] = {"comment": text, "hours": self._hours}
            self._say(session, conversation_id, case_id, "review_approved", (WRITE,), files, **told)

        return give

    def sending_on(self, case_id: str, document: Document | None, organisation: str, text: str) -> Also:
        """Return what names the organisation that may go on with the case, and gives the person his paper for it.

        Nothing goes to the organisation. He can answer: then the case is taken up again.
        """

        def give(session: Session, conversation_id: str) -> None:
            files = self._files(session, conversation_id, document) if document else ()
            told: dict[str, Any] = {"organisation": organisation, "comment": text, "hours": self._hours if files else 0}
            self._say(session, conversation_id, case_id, "review_handed_over", (WRITE,), files, **told)

        return give

    def telling(self, case_id: str, code: str, text: str = "", addresses: str = "") -> Also:
        """Return what says in the chat what became of a case; ``code`` is one of TOLD (ValueError)."""
        if code not in TOLD:
            raise ValueError("code")
        told: dict[str, Any] = {"comment": text, "addresses": addresses}
        return lambda session, conversation_id: self._say(
            session, conversation_id, case_id, f"review_{code}", (WRITE,), **told
        )

    def tell_days(self, case_id: str, code: str, day: date, running: Sequence[Clock]) -> None:
        """Tell which days follow from a filing or a refusal, and ask whether to remind of them."""
        days = days_to_tell(running, self._today())
        asked = (("remind", remind_button(days)), ("not_remind", remind_button(()))) if days else ()
        terms = [clock.term for clock in running]
        told: dict[str, Any] = {"part": code, "day_on": day, "deadlines": terms, "days_on": days}
        conversation_id = self._reviews.conversation_of(case_id)
        lang = self._conversations.state(conversation_id).lang
        line = self._of_case(lang, case_id, "review_days", (*asked, WRITE), **told)
        self._conversations.say(conversation_id, [line], keep=self._keep)

    # -- from the person -------------------------------------------------------------------------------------------

    def take(
        self, state: ConversationState, update_id: str, message: Incoming, shown: str, care: Sequence[Outgoing]
    ) -> bool:
        """Take a message that is about his case at once and tell that it was one; nothing of it is kept readable.

        ``shown`` is the title of a pressed button; ``care`` is said as well when the message sounds like danger.
        """
        if message.text is None:
            return self._take_button(state, update_id, message.button or "", shown)
        said = " ".join(message.text.lower().split())
        if state.private_field != CASE:
            if TAKE_BACK.fullmatch(said):
                return self._withdraw(state, update_id, message.text)
            return bool(MINE.fullmatch(said)) and self._answered(state, update_id, message.text, self._status(state))
        if said.strip(".!") in CANCEL:
            lines = (self._line("review_cancelled", state.lang),)
            return self._answered(state, update_id, message.text, lines, asking=False)
        case = self._reviews.case_of(state.id)
        if case is None:
            lines = (self._line("review_none", state.lang),)
            return self._answered(state, update_id, HIDDEN, lines, asking=False)
        item = Item("message", "person", message.text.strip().encode())
        told = self._line("review_answered", state.lang, designation=designation(case.id, state.lang))
        return self._answered(
            state,
            update_id,
            HIDDEN,
            (*care, told),
            asking=False,
            also=lambda session: self._reviews.add_within(session, case.id, item),
        )

    def take_photo(self, state: ConversationState, update_id: str, photo: bytes) -> None:
        """Seal a photo, made anew already, into his case, and say so; his screen keeps that he sent one.

        ReviewError no_case, too_many: then nothing is kept.
        """
        case, left = self._reviews.case_of(state.id), self._photographs.left(state.id)
        if case is None or left is None:
            raise ReviewError("no_case")
        name = designation(case.id, state.lang)
        told = self._line("review_photo", state.lang, designation=name, n=MOST - left + 1, most=MOST)
        shown = self._replies.captions.caption("not_read", "photo", state.lang)
        self._answered(state, update_id, shown, (told,), also=self._photographs.adding(case.id, photo))

    def _take_button(self, state: ConversationState, update_id: str, pressed: str, shown: str) -> bool:
        if pressed == ANSWER:
            case = self._reviews.case_of(state.id)
            lines = (self._line("review_answer" if case else "review_none", state.lang),)
            return self._answered(state, update_id, shown, lines, asking=case is not None)
        if state.private_field == CASE:  # he turned to something else
            self._conversations.stop_asking(state.id)
        return pressed == WITHDRAW and self._withdraw(state, update_id, shown)

    def _withdraw(self, state: ConversationState, update_id: str, shown: str) -> bool:
        """Remove his cases with their keys, and say so."""
        found = self._reviews.case_of(state.id) is not None
        said = self._line("review_withdrawn", state.lang, found=found, backup_days=self._backup_days)
        return self._answered(
            state, update_id, shown, (said,), also=lambda session: self._reviews.withdraw(session, state.id)
        )

    def _status(self, state: ConversationState) -> tuple[Outgoing, ...]:
        case = self._reviews.case_of(state.id)
        if case is None:
            return (self._line("review_none", state.lang),)
        name = designation(case.id, state.lang)
        status = {"state": case.state, "until": case.expires_at.date(), "designation": name}
        return (replace(self._line("review_status", state.lang, **status), choices=self._titled((WRITE,), state.lang)),)

    def _answered(
        self,
        state: ConversationState,
        update_id: str,
        shown: str,
        lines: Sequence[Outgoing],
        *,
        asking: bool | None = None,
        also: Callable[[Session], None] | None = None,
    ) -> bool:
        self._conversations.receive_answered(state.id, update_id, shown, lines, asking=asking, also=also)
        return True

    # -- inside ----------------------------------------------------------------------------------------------------

    @property
    def _hours(self) -> int:
        return int(self._keep.total_seconds() // 3600)

    def _files(self, session: Session, conversation_id: str, document: Document) -> tuple[FileRef, ...]:
        return self._drafts.keep_within(session, conversation_id, f"case:{secrets.token_hex(8)}", document).files

    def _line(self, stem: str, lang: str, **context: Any) -> Outgoing:
        return Outgoing(self._replies.render(stem, lang, on=self._today(), **context))

    def _say(
        self,
        session: Session,
        conversation_id: str,
        case_id: str,
        stem: str,
        choices: tuple[tuple[str, str], ...] = (),
        files: tuple[FileRef, ...] = (),
        **context: Any,
    ) -> None:
        lang = self._conversations.kept(session, conversation_id).lang
        line = self._of_case(lang, case_id, stem, choices, files, **context)
        self._conversations.say_within(session, conversation_id, [line], self._keep)

    def _of_case(
        self,
        lang: str,
        case_id: str,
        stem: str,
        choices: tuple[tuple[str, str], ...],
        files: tuple[FileRef, ...] = (),
        **context: Any,
    ) -> Outgoing:
        said = self._replies.render(stem, lang, on=self._today(), designation=designation(case_id, lang), **context)
        return Outgoing(said, self._titled(choices, lang), files)

    def _titled(self, choices: Sequence[tuple[str, str]], lang: str) -> tuple[tuple[str, str], ...]:
        return tuple((self._replies.captions.caption("actions", code, lang), sent) for code, sent in choices)
