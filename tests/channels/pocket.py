"""A messenger in memory: real to the outbox, and a test decides what its server does with each message."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.bootstrap import Services
from bot.channels.messenger import Capabilities, Inbox, Parcel
from bot.conversation.engine import EngineReply, EngineUnavailableError

CAPABILITIES = Capabilities(
    buttons=True, edit=True, typing=True, text_limit=4096, per_minute=1000, delete_within=timedelta(hours=48)
)
Trouble = Callable[["Pocket", str, Parcel], None]


@dataclass(frozen=True)
class Delivered:
    """One message in a chat as the person sees it."""

    id: str
    parcel: Parcel
    key: str


@dataclass
class Pocket:
    """``before`` and ``after`` may raise before and after a message has reached its chat."""

    capabilities: Capabilities = CAPABILITIES
    before: Trouble | None = None
    after: Trouble | None = None
    delay: float = 0.0
    name: str = "pocket"
    chats: dict[str, list[Delivered]] = field(default_factory=lambda: defaultdict(list))
    deleted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    probed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    known: str | None = None
    inbox: Inbox | None = None
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def run(self, inbox: Inbox) -> None:
        """See Messenger."""
        self.inbox = inbox
        await asyncio.Event().wait()

    def newest(self) -> str | None:
        """See Messenger."""
        return self.known

    async def send(self, address: str, parcel: Parcel, key: str, *, again: bool, after: Sequence[str] = ()) -> str:
        """See Messenger."""
        if again:
            self.probed.append((key, tuple(after)))
            known = next((one.id for one in self.chats[address] if one.key == key), None)
            if known:
                return known
        if self.before:
            self.before(self, address, parcel)
        await asyncio.sleep(self.delay)
        message_id = f"m{next(self.numbers)}"
        self.chats[address].append(Delivered(message_id, parcel, key))
        if self.after:
            self.after(self, address, parcel)
        return message_id

    async def delete(self, address: str, message_ids: Sequence[str]) -> None:
        """See Messenger."""
        self.deleted[address] += message_ids
        self.chats[address] = [one for one in self.chats[address] if one.id not in message_ids]

    async def handle(self) -> str:
        """See Messenger."""
        return "@pocket"

    async def typing(self, address: str) -> None:
        """See Messenger."""

    async def close(self) -> None:
        """See Messenger."""

    def texts(self, address: str) -> list[str]:
        """Return what stands in a chat."""
        return [one.parcel.text for one in self.chats[address]]

    def can(self, **changes: object) -> Pocket:
        """Change what it can do."""
        self.capabilities = replace(self.capabilities, **changes)  # type: ignore[arg-type]
        return self


class EchoEngine:
    """An engine that repeats what it hears; ``away`` as long as a test says so."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.answer: Callable[[str], tuple[EngineReply, ...]] = lambda text: (EngineReply(f"эхо: {text}"),)
        self.away = False

    def turn(self, conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        """See DialogueEngine."""
        if self.away:
            raise EngineUnavailableError("away")
        self.heard.append((conversation, text))
        return self.answer(text)

    def forget(self, conversation: str) -> None:
        """See DialogueEngine."""

    def is_ready(self) -> bool:
        """See DialogueEngine."""
        return not self.away

    def close(self) -> None:
        """Nothing to close."""


def with_echo(services: Services) -> EchoEngine:
    """Give services an engine that repeats."""
    engine = EchoEngine()
    services.__dict__["engine"] = engine
    return engine


async def until(condition: Callable[[], object], seconds: float = 90.0) -> None:
    """Wait for a condition to become true; the time is a bound for a hung test and nothing is measured."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
