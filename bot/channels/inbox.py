"""Where messengers put what they receive: into the conversation of the chat's address, durably, then to the workers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from bot.bootstrap import Services
from bot.cases.conversations import ConversationNotFoundError
from bot.cases.messages import Button, Incoming
from bot.channels.languages import choose_language
from bot.channels.messenger import Capabilities, Kind
from bot.channels.parcels import numbered
from bot.channels.text import clean, storable
from bot.conversation import language

_START = re.compile(r"/start(?:@\w+)?(?:\s.*)?", re.DOTALL)
_NUMBER = re.compile(r"(\d{1,2})[.)]?")


class ServiceInbox:
    """The `Inbox` of one messenger. ``work`` is told of a conversation that has something to be worked off.

    ``typing`` is told then of the chat's address and the conversation, to show the person that it is being answered.
    """

    def __init__(
        self,
        services: Services,
        channel: str,
        capabilities: Capabilities,
        work: Callable[[str], None],
        typing: Callable[[str, str], None] | None = None,
    ) -> None:
        self._services = services
        self._turns = services.turns
        self._conversations = services.conversations
        self._trail = services.trail
        self._channel = channel
        self._capabilities = capabilities
        self._work = work
        self._typing = typing

    async def text(self, address: str, update_id: str, message_id: str, text: str, lang: str | None) -> None:
        """See Inbox."""
        await self._do(self._take_text, address, update_id, message_id, clean(text), lang)

    async def button(self, address: str, update_id: str, token: str, lang: str | None) -> None:
        """See Inbox."""
        await self._do(self._take_button, address, update_id, token, lang)

    async def other(self, address: str, update_id: str, message_id: str, kind: Kind, lang: str | None) -> None:
        """See Inbox."""
        await self._do(self._take_other, address, update_id, message_id, kind, lang)

    async def blocked(self, address: str, update_id: str) -> None:
        """See Inbox."""
        await asyncio.to_thread(self._set_blocked, address, True)

    async def unblocked(self, address: str, update_id: str) -> None:
        """See Inbox."""
        await asyncio.to_thread(self._set_blocked, address, False)

    async def _do(self, take: Callable[..., str], address: str, *given: str | None) -> None:
        # A messenger may send anything as an id; what the store refused would come again for ever.
        arguments = [one if one is None else storable(one) for one in given]
        try:
            conversation = await asyncio.to_thread(take, address, *arguments)
        except ConversationNotFoundError:  # erased in this very moment: it goes to the one in its place
            conversation = await asyncio.to_thread(take, address, *arguments)
        self._work(conversation)
        if self._typing is not None:
            self._typing(address, conversation)

    def _take_text(self, address: str, update_id: str, message_id: str, text: str, lang: str | None) -> str:
        known = self._conversations.find(self._channel, address) is not None
        conversation = self._open(address, message_id, language.detect(text, choose_language(None, lang or "")))
        if _START.fullmatch(text):
            self._turns.greet(conversation, update_id, again=known)
            return conversation
        button = None if self._capabilities.buttons else self._chosen(conversation, text)
        message = Incoming(button=button.token) if button else Incoming(text=text)
        self._turns.receive(conversation, update_id, message)
        return conversation

    def _take_button(self, address: str, update_id: str, token: str, lang: str | None) -> str:
        conversation = self._open(address, None, choose_language(None, lang or ""))
        self._turns.receive(conversation, update_id, Incoming(button=token))
        return conversation

    def _take_other(self, address: str, update_id: str, message_id: str, kind: Kind, lang: str | None) -> str:
        conversation = self._open(address, message_id, choose_language(None, lang or ""))
        self._turns.receive_other(conversation, update_id, kind)
        return conversation

    def _open(self, address: str, message_id: str | None, lang: str) -> str:
        conversation = self._turns.open(self._channel, address, lang)
        if message_id is not None:
            self._trail.note(conversation, message_id)
        return conversation

    def _chosen(self, conversation: str, text: str) -> Button | None:
        """Return the choice that a bare number stands for: one of the newest offer, if nothing was said since."""
        found = _NUMBER.fullmatch(text)
        if not found:
            return None
        state = self._conversations.state(conversation)
        for line in reversed(self._conversations.transcript(conversation, max(0, state.last_seq - 6))):
            if line.author == "person":
                return None
            if line.buttons:
                return numbered(line.buttons).get(found[1])
        return None

    def _set_blocked(self, address: str, blocked: bool) -> None:
        conversation = self._conversations.find(self._channel, address)
        if conversation:
            self._conversations.set_blocked(conversation, blocked)
