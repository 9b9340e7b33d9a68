"""A conversation in memory behind the real `ChatPort`: durable, deduplicating, scripted from the test's thread.

It outlives the web server, as a database does, so that a server can be stopped and started again around it.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.port import (
    Button,
    FileContent,
    FileRef,
    NoConversationError,
    PhotoRefusedError,
    Replies,
    Reply,
)

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Answer = Callable[["Conversation", str], None]


@dataclass
class Conversation:
    """One address: its lines, what it received, and whether a turn is running."""

    lang: str | None
    lines: list[Reply] = field(default_factory=list)
    received: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    typing: bool = False
    kept_from: int = 0
    seen: int = 0
    photos_left: int | None = None
    photos: dict[str, bytes] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def say(self, text: str, *buttons: str | Button, files: tuple[FileRef, ...] = (), paper: bool = False) -> None:
        """A line of the bot; a button given by its title has that turned round for its token."""
        pairs = tuple(one if isinstance(one, Button) else Button(one, token_of(one)) for one in buttons)
        self.lines.append(Reply(seq=next(self.numbers), text=text, at=START, buttons=pairs, files=files, paper=paper))

    def hear(self, text: str, update_id: str) -> None:
        """A line of the person."""
        self.lines.append(Reply(seq=next(self.numbers), text=text, at=START, author="person", update_id=update_id))


def token_of(title: str) -> str:
    """The token of a button with this title."""
    return f"t-{title.encode().hex()}"


def _title_of(token: str) -> str:
    return bytes.fromhex(token[2:]).decode()


class FakePort:
    """`answer(conversation, text)` runs after `delay` seconds for every message that was not known yet."""

    def __init__(self, answer: Answer | None = None, *, delay: float = 0.0, echo_ids: bool = True) -> None:
        self.answer: Answer = answer or (lambda conversation, text: conversation.say(f"Вы написали: {text}"))
        self.delay = delay
        self.echo_ids = echo_ids
        self.fail: Exception | None = None
        self.refuse_photo = ""
        self.slow = 0.0  # seconds a message is on its way
        self.welcome: Answer = lambda conversation, _: conversation.say("Здравствуйте.")
        self.conversations: dict[str, Conversation] = {}
        self.erased: list[str] = []
        self.calls: list[tuple[str, str, str]] = []
        self.files: dict[str, FileContent] = {}
        self.lock = threading.Lock()

    @property
    def only(self) -> Conversation:
        """The one conversation there is."""
        (conversation,) = self.conversations.values()
        return conversation

    async def open(self, channel: str, address: str, lang: str | None) -> None:
        """See ChatPort."""
        self._enter("open", channel, address)
        if address not in self.conversations:
            self.conversations[address] = conversation = Conversation(lang)
            self.welcome(conversation, "")

    async def receive(
        self, channel: str, address: str, update_id: str, *, text: str | None, button: str | None
    ) -> None:
        """See ChatPort."""
        await asyncio.sleep(self.slow)
        self._enter("receive", channel, address)
        conversation = self._find(address)
        if update_id in conversation.known:
            return
        conversation.known.add(update_id)
        conversation.received.append((update_id, text, button))
        line = text if text is not None else ", ".join(map(_title_of, (button or "").split(",")))
        conversation.hear(line, update_id if self.echo_ids else "")
        conversation.typing = True
        threading.Thread(target=self._turn, args=(conversation, line), daemon=True).start()

    async def replies(self, channel: str, address: str, *, after: int, wait: float) -> Replies:
        """See ChatPort."""
        self._enter("replies", channel, address)
        until = time.monotonic() + wait
        while True:
            conversation = self._find(address)
            items = tuple(line for line in conversation.lines if line.seq > after)
            if items or time.monotonic() >= until:
                photos = bool(items) and conversation.photos_left is not None
                return Replies(items=items, typing=conversation.typing, kept_from=conversation.kept_from, photos=photos)
            await asyncio.sleep(0.02)

    async def photos_left(self, channel: str, address: str) -> int | None:
        """See ChatPort."""
        return self._find(address).photos_left

    async def send_photo(self, channel: str, address: str, update_id: str, data: bytes) -> None:
        """See ChatPort."""
        conversation = self._find(address)
        if self.refuse_photo:
            raise PhotoRefusedError(self.refuse_photo)
        conversation.photos.setdefault(update_id, data)

    async def seen(self, channel: str, address: str, seq: int) -> None:
        """See ChatPort."""
        self._find(address).seen = seq

    async def file(self, channel: str, address: str, file_id: str) -> FileContent | None:
        """See ChatPort."""
        self._enter("file", channel, address)
        self._find(address)
        return self.files.get(file_id)

    async def erase(self, channel: str, address: str) -> None:
        """See ChatPort."""
        self._enter("erase", channel, address)
        self.conversations.pop(address, None)
        self.erased.append(address)

    def _enter(self, call: str, channel: str, address: str) -> None:
        self.calls.append((call, channel, address))
        if self.fail:
            raise self.fail

    def _find(self, address: str) -> Conversation:
        if address not in self.conversations:
            raise NoConversationError
        return self.conversations[address]

    def _turn(self, conversation: Conversation, line: str) -> None:
        with self.lock:
            time.sleep(self.delay)
            self.answer(conversation, line)
            conversation.typing = False
