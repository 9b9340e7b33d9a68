"""The one interface between a channel that shows a conversation (web page, terminal) and the conversation itself.

A channel knows people only as an *address*: a random token it minted itself. It never sees a conversation id, a name or
a slot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal, Protocol

Author = Literal["bot", "person"]


class NoConversationError(Exception):
    """Raised by `receive`, `replies`, `file`: the address was never opened, or `erase` or retention has closed it."""

    code: ClassVar[str] = "no_conversation"

    def __init__(self) -> None:
        super().__init__(self.code)


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a reply. `token` is opaque: what it means stays on the server."""

    title: str
    token: str


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file offered with a reply. `preview` marks a picture that is shown in place; `size` is in bytes."""

    id: str
    name: str
    media_type: str
    preview: bool = False
    size: int | None = None


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file's bytes with its neutral name (no person, unit or topic in it)."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One line of the conversation, the person's own lines included, so that a page can be restored from nothing.

    A line of the person (`author` "person") has the text as it was received, or the title of the chosen button, and the
    `update_id` it came with: by it a page knows its own message again.
    """

    seq: int
    text: str
    at: datetime
    author: Author = "bot"
    buttons: tuple[Button, ...] = ()
    files: tuple[FileRef, ...] = ()
    update_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What is new. Lines with `seq` below `kept_from` were erased on the server and leave the screen too."""

    items: tuple[Reply, ...]
    typing: bool
    kept_from: int = 0


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

    async def file(self, channel: str, address: str, file_id: str) -> FileContent | None:
        """The file, or None when it is unknown, expired or belongs to another address."""

    async def erase(self, channel: str, address: str) -> None:
        """Erase all that is kept about this address; unknown addresses are no error."""
