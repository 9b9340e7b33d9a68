"""What goes in and out of a conversation, as plain values. Channels, turns and storage share them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Author = Literal["bot", "person"]


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a reply. ``token`` is opaque: what it means stays on the server.

    ``kind`` is what it is to the eye: an ``answer``, one of ``several`` answers, a ``move``, a ``topic`` to read, or
    empty for all else. Tokens of several answers to one question go together, with commas between.
    """

    title: str
    token: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file offered with a reply. ``preview`` marks a picture that is shown in place; ``size`` is in bytes."""

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

    A line of the person has the text as it was received, or the title of the chosen button, and the ``update_id`` it
    came with: by it a page knows its own message again. ``paper``: the text is that of the paper in ``files``.
    """

    seq: int
    text: str
    at: datetime
    author: Author = "bot"
    buttons: tuple[Button, ...] = ()
    files: tuple[FileRef, ...] = ()
    update_id: str | None = None
    paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What is new. Lines with ``seq`` below ``kept_from`` were erased on the server and leave the screen too.

    For ``needed`` seconds the person must be able to come back: a reminder or a case is waited for. ``photos``: he has
    a case that takes them; told only with new lines.
    """

    items: tuple[Reply, ...]
    typing: bool
    kept_from: int = 0
    needed: int = 0
    photos: bool = False


@dataclass(frozen=True)
class Outgoing:
    """A reply before it has a number: ``choices`` are (title, payload); the payload never leaves the server.

    ``paper``: see Reply.
    """

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    files: tuple[FileRef, ...] = ()
    update_id: str | None = None
    paper: bool = False


@dataclass(frozen=True)
class Incoming:
    """A received message: free text, or the payload of the button that was pressed."""

    text: str | None = None
    button: str | None = None


@dataclass(frozen=True)
class ConversationState:
    """What a turn needs to know of its conversation."""

    id: str
    channel: str
    lang: str
    private_field: str | None
    base_seq: int
    last_seq: int
    mode: str = "talk"

    @property
    def is_new(self) -> bool:
        """Tell whether nothing has been said yet."""
        return self.last_seq == self.base_seq


@dataclass(frozen=True, slots=True)
class Glance:
    """All that a waiting page needs to know: which conversation, how far it goes, whether it waits for an answer."""

    id: str
    base_seq: int
    last_seq: int
    busy: bool


@dataclass(frozen=True)
class ClaimedTurn:
    """A turn that this worker alone may work off until ``until``, with the ``state`` of its conversation by then."""

    id: int
    conversation_id: str
    update_hash: str
    message: Incoming
    attempts: int
    until: datetime
    state: ConversationState


@dataclass(frozen=True)
class Finished:
    """What stands when a turn is finished: whether another ``waits``, and what is ``noted`` of the person."""

    waits: bool
    noted: frozenset[str]
