"""Shows a draft to the advocates, after one screen that says what goes, who reads it and how long it is kept.

A yes seals the draft with the facts it was drawn from, erases the conversation and begins an empty one, all in one
transaction; from then on the server cannot read what was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.cases.casefile import CaseFile
from bot.cases.conversations import Conversations
from bot.cases.designations import designation
from bot.cases.drafts import Drafts
from bot.cases.messages import Outgoing
from bot.cases.reviews import Item, ReviewError, Reviews
from bot.cases.urgency import urgency
from bot.cases.wishes import CARED, Wishes
from bot.conversation.erasure import Erasure
from bot.conversation.said import payload
from bot.law import Knowledge
from bot.replies import Replies

WITHDRAW = payload("review", show="withdraw")
RESUME = payload("inform", show="resume")


def offer(draft_id: str) -> str:
    """Return what the button «Показать адвокату» under a draft stands for."""
    return payload("review", show="consent", draft=draft_id)


class NoConsentError(Exception):
    """A case was to be submitted without the person's yes. ``code`` is no_consent."""

    code = "no_consent"


class Submitting:
    """The way of a draft to the advocates. ``on_duty``: this instance has some; the days are told to the person."""

    def __init__(
        self,
        reviews: Reviews,
        drafts: Drafts,
        conversations: Conversations,
        wishes: Wishes,
        erasure: Erasure,
        knowledge: Knowledge,
        replies: Replies,
        today: Callable[[], date],
        *,
        on_duty: bool,
        case_days: int,
        backup_days: int,
    ) -> None:
        self._reviews = reviews
        self._drafts = drafts
        self._conversations = conversations
        self._wishes = wishes
        self._erasure = erasure
        self._knowledge = knowledge
        self._replies = replies
        self._today = today
        self._on_duty = on_duty
        self._kept = {"days": case_days, "backup_days": backup_days}

    def can_be_read(self) -> bool:
        """Tell whether somebody could read a case submitted now."""
        return self._on_duty and self._reviews.who_could_read()[0] > 0

    def press(self, conversation_id: str, pressed: Mapping[str, Any], lang: str) -> tuple[Outgoing, ...] | None:
        """Answer a pressed button of this use case; None when the draft was sent and the conversation is another."""
        draft_id = str(pressed.get("draft", ""))
        if not self.can_be_read():
            return (Outgoing(self._text("review_nobody", lang)),)
        file = self._drafts.case_file(conversation_id, draft_id, lang)
        if file is None:
            return (Outgoing(self._text("error_stale_button", lang)),)
        if pressed.get("show") != "yes":
            return (self._consent(conversation_id, file, draft_id, lang),)
        self.agreed(conversation_id, draft_id)
        return None

    def agreed(self, conversation_id: str, draft_id: str, note: str = "") -> str:
        """Take the person's yes and submit; see ``submit``."""
        self._wishes.consent(conversation_id, "review", True)
        return self.submit(conversation_id, draft_id, note)

    def submit(self, conversation_id: str, draft_id: str, note: str = "") -> str:
        """Seal a draft of the conversation for the advocates and return the case's two words in its language.

        ``note`` is what the advocate should know, in the person's own words: it is sealed with the draft.

        The conversation is erased and goes on, empty, under another id. NoConsentError without a yes to it, ReviewError
        nobody_to_read or no_draft; ConversationNotFoundError.
        """
        lang = self._conversations.state(conversation_id).lang
        if not self._wishes.consented(conversation_id, "review"):
            raise NoConsentError
        file = self._drafts.case_file(conversation_id, draft_id, lang)
        if file is None:
            raise ReviewError("no_draft")
        crisis = self._wishes.marked(conversation_id, CARED)
        case_id, _ = self._reviews.submit(
            conversation_id,
            [Item("file", "bot", file.to_bytes()), *([Item("message", "person", note.encode())] if note else [])],
            urgency=urgency(file.profile, self._today(), self._knowledge, crisis=crisis),
            tags=_tags(file),
            said=lambda case_id: (self._sent(case_id, lang),),
        )
        self._erasure.finish(conversation_id)
        return designation(case_id, lang)

    def _consent(self, conversation_id: str, file: CaseFile, draft_id: str, lang: str) -> Outgoing:
        advocates, recovery = self._reviews.who_could_read()
        named = any(file.report_facts.get(role) for role in ("signer", "addressee"))
        choices = (
            (self._word("review_yes", lang), payload("review", show="yes", draft=draft_id)),
            (self._word("review_no", lang), RESUME),
        )
        # What stands in a messenger's chat is his to delete: the files of the draft are there.
        stays = self._conversations.state(conversation_id).channel not in ("web", "console")
        words = {"named": named, "advocates": advocates, "recovery": recovery, "stays": stays, **self._kept}
        return Outgoing(self._text("review_consent", lang, **words), choices)

    def _sent(self, case_id: str, lang: str) -> Outgoing:
        choices = (
            (self._word("options", lang), payload("inform", show="options")),
            (self._word("contacts", lang), payload("contacts_ngo")),
            (self._word("withdraw", lang), WITHDRAW),
        )
        return Outgoing(self._text("review_sent", lang, designation=designation(case_id, lang)), choices)

    def _text(self, stem: str, lang: str, **context: Any) -> str:
        return self._replies.render(stem, lang, on=self._today(), **context)

    def _word(self, code: str, lang: str) -> str:
        return self._replies.captions.caption("actions", code, lang)


def _tags(file: CaseFile) -> tuple[str, ...]:
    category = file.profile.get("category")
    found = {"category": category, "option": file.option, "lang": file.lang}
    return tuple(f"{name}:{value}" for name, value in found.items() if value)
