"""Erases a person: the conversation's id and key first, then the engine's record, then what the files still hold.

Outside of any turn, because the engine writes a turn back when it ends. May be repeated, cut short at any point and
finished later by another process; the person is told once, and told what really happened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from sqlalchemy.exc import OperationalError

from bot.cases.conversations import PAGES, ConversationNotFoundError, Conversations
from bot.cases.erasures import DECOY, RECEIPT, Erasures
from bot.cases.messages import Outgoing
from bot.cases.reserve import Reserve
from bot.conversation.engine import DialogueEngine, EngineUnavailableError
from bot.conversation.notices import Notices
from bot.vault import sqlite

logger = logging.getLogger(__name__)


class Erasure:
    """The one way to erase. ``today`` gives the person's date, for the receipt."""

    def __init__(
        self,
        erasures: Erasures,
        conversations: Conversations,
        engine: DialogueEngine,
        notices: Notices,
        today: Callable[[], date],
        reserve: Reserve,
    ) -> None:
        self._erasures = erasures
        self._conversations = conversations
        self._engine = engine
        self._notices = notices
        self._today = today
        self._reserve = reserve

    def erase(self, conversation_id: str, *, reopen_in: str | None = None) -> None:
        """Erase a conversation; with ``reopen_in`` (ru or en) its address gets an empty one with the receipt."""
        self._begin(conversation_id, reopen_in)
        self.finish(conversation_id)

    def hide(self, conversation_id: str, lang: str) -> None:
        """Erase a conversation and put a harmless talk in its place, without a word of what was here."""
        self._begin(conversation_id, lang, DECOY)
        self.finish(conversation_id)

    def expire(self, conversation_id: str) -> None:
        """Erase a conversation whose time is over, without a word; a sealed case goes on."""
        self._erasures.expire(conversation_id)
        self.finish(conversation_id)

    def finish(self, conversation_id: str) -> None:
        """Do what an erasure that was begun still lacks; what cannot be done now stays noted."""
        done = self._clean(conversation_id)
        self._erasures.tell(conversation_id, self._last_word(conversation_id, done), finished=done)
        self._erasures.overwrite()  # the note itself

    def _begin(self, conversation_id: str, reopen_in: str | None, last_word: str = RECEIPT) -> None:
        """Take the step that counts, on a full disk with the room that is kept for it."""
        try:
            self._erasures.begin(conversation_id, reopen_in, last_word=last_word)
        except OperationalError as error:
            if sqlite.fault(error.orig) != "full" or not self._reserve.spend():
                raise
            logger.error("the disk is full: an erasure takes the room that was kept for it")
            self._erasures.begin(conversation_id, reopen_in, last_word=last_word)

    def _clean(self, conversation_id: str) -> bool:
        try:
            self._engine.forget(conversation_id)
        except EngineUnavailableError as error:
            logger.warning("engine has still to forget a conversation: %s", error.code)
            return False
        return self._erasures.overwrite()

    def _last_word(self, conversation_id: str, done: bool) -> tuple[Outgoing, ...]:
        waiting = self._erasures.successor(conversation_id)
        if waiting is None:
            return ()
        try:
            state = self._conversations.state(waiting[0])
        except ConversationNotFoundError:
            return ()
        if waiting[1] == DECOY:
            return self._notices.decoy(state.lang, self._today(), 0)
        in_messenger = state.channel not in PAGES
        return self._notices.receipt(state.lang, self._today(), pending=not done, messenger=in_messenger)
