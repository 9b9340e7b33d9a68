"""The one interface between a channel that shows a conversation (web page, terminal) and the conversation itself.

A channel knows people only as an *address*: a random token it minted itself. It never sees a conversation id, a name or
a slot. What goes through the port are the plain values of `bot.cases.messages`, named here for the channels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, Protocol

from bot.cases.messages import Author, Button, FileContent, FileRef, Replies, Reply
from bot.conversation.guided import Screen

__all__ = [
    "Author",
    "Button",
    "ChatPort",
    "FileContent",
    "FileRef",
    "NoConversationError",
    "PhotoRefusedError",
    "Replies",
    "Reply",
]


class NoConversationError(Exception):
    """Raised by `receive`, `replies`, `file`: the address was never opened, or `erase` or retention has closed it."""

    code: ClassVar[str] = "no_conversation"

    def __init__(self) -> None:
        super().__init__(self.code)


class PhotoRefusedError(Exception):
    """``code``: no_case, too_many, too_large, no_picture. Nothing of the photo was kept."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ChatPort(Protocol):
    """What a channel may ask of the conversation. `channel` is the channel's name ("web", "console")."""

    async def open(self, channel: str, address: str, lang: str | None) -> None:
        """First contact of an address; doing it again changes nothing."""

    async def receive(
        self, channel: str, address: str, update_id: str, *, text: str | None, button: str | None
    ) -> None:
        """Take one message: either `text` or `button`. It is durable on return; a known `update_id` changes nothing.

        The text may be empty, very long or nonsense and the button unknown: the conversation answers with a sentence.
        """

    async def replies(self, channel: str, address: str, *, after: int, wait: float) -> Replies:
        """Lines with `seq` above `after`, rising: at once when there are any, else within `wait` seconds.

        `seq` only grows for an address, also over an erasure by word. `typing` is true from the moment a message is
        durable until its turn has ended and all its replies can be read; a port should also return early when a turn
        ends.
        """

    async def seen(self, channel: str, address: str, seq: int) -> None:
        """Say that all lines up to ``seq`` stand on the person's screen."""

    async def photos_left(self, channel: str, address: str) -> int | None:
        """How many photos the person may still send to his advocate; None without a case."""

    async def send_photo(self, channel: str, address: str, update_id: str, data: bytes) -> None:
        """Take a photo for the advocate: made anew from its pixels, sealed into the case, durable on return.

        A known `update_id` changes nothing. PhotoRefusedError.
        """

    async def file(self, channel: str, address: str, file_id: str) -> FileContent | None:
        """The file, or None when it is unknown, expired or belongs to another address."""

    async def erase(self, channel: str, address: str) -> None:
        """Erase all that is kept about this address; unknown addresses are no error."""

    def today(self) -> date:
        """The date where most people who write are."""

    async def guided(self, channel: str, address: str, lang: str) -> Screen:
        """The page of the guided way that this address is at."""

    async def press_guided(
        self, channel: str, address: str, update_id: str, go: str, values: Mapping[str, Sequence[str]], lang: str
    ) -> Screen | None:
        """Do what a button of that page says; the page then, None where it leads to the talk. ProblemError."""
