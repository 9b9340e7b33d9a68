"""The one interface between a messenger (Telegram, Matrix) and the rest: what it can do, receive, send, take back.

A messenger knows its own protocol and nothing else: no database, no wording, no conversation. What it receives goes to
the `Inbox`, which keeps it durably; what it sends is handed to it by the outbox, one message of one person at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Literal, Protocol

from bot.cases.messages import Button, FileContent

# Things a person sends that are neither text nor a button. Each gets an honest sentence; none is kept.
Kind = Literal["photo", "voice", "video", "sticker", "location", "contact", "file", "forwarded", "edited", "other"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a messenger can do. Without ``buttons`` choices are numbered in the text, and a number picks one.

    ``text_limit`` is in UTF-16 units, as messengers count; ``per_minute`` messages to one chat; ``delete_within`` is
    how old a message may be to be taken back (None: never).
    """

    buttons: bool
    edit: bool
    typing: bool
    text_limit: int
    per_minute: int
    delete_within: timedelta | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one person: a text with its buttons, or one file. ``preview`` shows a picture in place."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    file: FileContent | None = None
    preview: bool = False


class SendError(Exception):
    """A message was not sent. ``code`` says why; what to do follows from the rest.

    ``gone``: this person can never be reached again (blocked, deleted). ``permanent``: this message never will be
    accepted. Neither: try again, not before ``retry_after`` seconds. ``uncertain``: it may have been delivered.
    """

    def __init__(
        self,
        code: str,
        *,
        gone: bool = False,
        permanent: bool = False,
        retry_after: float | None = None,
        uncertain: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.gone = gone
        self.permanent = permanent
        self.retry_after = retry_after
        self.uncertain = uncertain


class Inbox(Protocol):
    """Where a messenger puts what it receives. Everything is durable on return; a known ``update_id`` changes nothing.

    ``address`` is the messenger's own name of the private chat; ``message_id`` lets both sides' messages be deleted
    later. ``lang`` is the language the messenger says the person uses, if it says so.
    """

    async def text(self, address: str, update_id: str, message_id: str, text: str, lang: str | None) -> None:
        """Take a message in the person's words."""

    async def button(self, address: str, update_id: str, token: str, lang: str | None) -> None:
        """Take the token of a pressed button."""

    async def other(self, address: str, update_id: str, message_id: str, kind: Kind, lang: str | None) -> None:
        """Take note that the person sent something that is not read here; its content is never handed over."""

    async def blocked(self, address: str, update_id: str) -> None:
        """The person blocked the bot or deleted the chat: wiped after a day unless he comes back."""

    async def unblocked(self, address: str, update_id: str) -> None:
        """The person is back."""


class Messenger(Protocol):
    """One messenger. All methods are called in one event loop."""

    name: ClassVar[str]
    capabilities: Capabilities

    async def run(self, inbox: Inbox) -> None:
        """Receive until cancelled, through every outage; an update is acknowledged only after the inbox has it."""

    def newest(self) -> str | None:
        """Return the id of the newest message it knows of, in whatever chat; None where ids do not rise over all."""

    async def send(self, address: str, parcel: Parcel, key: str, *, again: bool, after: Sequence[str] = ()) -> str:
        """Send one parcel and return the messenger's id of the message; SendError.

        ``key`` names the parcel and is the same each time it is tried. ``again`` is true when an earlier try may have
        been delivered: a messenger that can find that out does, and returns the earlier message's id. ``after`` are
        ids of messages known before the first try (what ``newest`` said then, the newest in this chat), none when
        none was: only above them may a messenger look for the earlier one.
        """

    async def delete(self, address: str, message_ids: Sequence[str]) -> None:
        """Take back messages of either side; those that are gone or too old are no error. SendError."""

    async def handle(self) -> str:
        """How people find the bot in this messenger, such as ``@name``; SendError when that cannot be asked now."""

    async def typing(self, address: str) -> None:
        """Show that an answer is being written; never raises."""

    async def close(self) -> None:
        """Close connections."""
