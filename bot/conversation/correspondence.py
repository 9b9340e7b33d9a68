"""What goes between an advocate's case and the person's chat: questions, answers, finished documents, decisions."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from bot.cases.conversations import Conversations
from bot.cases.designations import designation
from bot.cases.drafts import Drafts
from bot.cases.messages import FileRef, Outgoing
from bot.cases.people import Unlocked
from bot.cases.reviews import Item, Reviews
from bot.conversation.said import payload
from bot.replies import Replies
from bot.reports import Document

ANSWER = payload("review", show="answer")
TOLD = ("returned", "declined", "handed_over", "taken", "closed")


class Correspondence:
    """The advocate's voice in the chat. ``today`` gives the person's date, ``keep`` is how long a draft stays.

    Methods may raise ReviewError and, after an erasure, ConversationNotFoundError.
    """

    def __init__(
        self,
        reviews: Reviews,
        conversations: Conversations,
        drafts: Drafts,
        replies: Replies,
        today: Callable[[], date],
        keep: timedelta,
    ) -> None:
        self._reviews = reviews
        self._conversations = conversations
        self._drafts = drafts
        self._replies = replies
        self._today = today
        self._keep = keep

    def ask(self, case_id: str, me: Unlocked, text: str) -> None:
        """Put an advocate's question into the case and, with a button to answer it, into the person's chat."""
        conversation_id = self._reviews.conversation_of(case_id)
        self._reviews.write(case_id, me, Item("question", "advocate", text.encode()))
        self._say(conversation_id, case_id, "review_question", choices=(("answer", ANSWER),), comment=text)

    def deliver(self, case_id: str, documents: Sequence[Document], text: str) -> None:
        """Give the person finished documents with the advocate's words; from now on their time runs."""
        conversation_id = self._reviews.conversation_of(case_id)
        files: list[FileRef] = []
        for document in documents:
            files.extend(self._drafts.keep(conversation_id, f"case:{secrets.token_hex(8)}", document).files)
        hours = int(self._keep.total_seconds() // 3600)
        self._say(conversation_id, case_id, "review_approved", files=tuple(files), comment=text, hours=hours)

    def tell(self, case_id: str, code: str, text: str = "") -> None:
        """Say in the chat what became of a case; ``code`` is one of TOLD (ValueError)."""
        if code not in TOLD:
            raise ValueError("code")
        self._say(self._reviews.conversation_of(case_id), case_id, f"review_{code}", comment=text)

    def _say(
        self,
        conversation_id: str,
        case_id: str,
        stem: str,
        *,
        choices: tuple[tuple[str, str], ...] = (),
        files: tuple[FileRef, ...] = (),
        **context: Any,
    ) -> None:
        lang = self._conversations.state(conversation_id).lang
        said = self._replies.render(stem, lang, on=self._today(), designation=designation(case_id, lang), **context)
        titled = tuple((self._replies.captions.caption("actions", code, lang), sent) for code, sent in choices)
        self._conversations.say(conversation_id, [Outgoing(said, titled, files)])
