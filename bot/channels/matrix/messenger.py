"""Matrix as a messenger: rooms of two, plain text, numbered choices, files through the homeserver's store.

A room is an address. Encrypted rooms are not read: the encryption library is not part of Raport, and a bot whose
server holds the keys beside the messages would promise more than it keeps. The person is told so in the room.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import logging
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import nio

from bot.channels.matrix.events import Encrypted, Event, Invited, Moved, Removed, Said, read
from bot.channels.messenger import Capabilities, Inbox, Parcel, SendError
from bot.channels.orderly import Orderly

POLL = 25_000  # milliseconds that the homeserver holds a question without an answer
TIMEOUT = 40  # seconds until a connection is taken for dead
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
PAGE, MOST_PAGES = 100, 20  # events in one answer; answers that fill one gap
TYPING = 20_000  # milliseconds
MEND = 60.0  # seconds until a refused token is tried again: only the operator can mend it
_FILTER = {
    "presence": {"not_types": ["*"]},
    "account_data": {"not_types": ["*"]},
    "room": {
        "timeline": {"limit": PAGE},
        "state": {"types": ["m.room.encryption"]},
        "ephemeral": {"not_types": ["*"]},
        "account_data": {"not_types": ["*"]},
    },
}
_GONE = {"M_FORBIDDEN", "M_NOT_FOUND"}
_NEVER = {"M_TOO_LARGE", "M_BAD_JSON", "M_NOT_JSON", "M_INVALID_PARAM"}

logger = logging.getLogger(__name__)


class Matrix:
    """The messenger. ``position`` is the file that keeps how far the sync has come; ``encrypted`` what is said in a
    room that cannot be read."""

    name: ClassVar[str] = "matrix"

    def __init__(self, homeserver: str, user: str, token: str, position: Path, encrypted: str) -> None:
        logging.getLogger("nio").setLevel(logging.CRITICAL)
        self.capabilities = Capabilities(
            buttons=False, edit=False, typing=True, text_limit=10_000, per_minute=30, delete_within=timedelta(days=365)
        )
        config = nio.AsyncClientConfig(
            max_limit_exceeded=0, max_timeouts=0, request_timeout=TIMEOUT, encryption_enabled=False
        )
        self._client = nio.AsyncClient(homeserver, user, config=config)
        self._client.access_token = token
        self._me = user
        self._position = position
        self._encrypted = encrypted
        self._told: set[str] = set()
        self._pairs: set[str] = set()  # rooms that are known to have one person in them

    # Receiving

    async def run(self, inbox: Inbox) -> None:
        """See Messenger. The position is written only after the inbox has all that came before it."""
        orderly: Orderly[Event] = Orderly(self.name, lambda event: self._take(event, inbox))
        since, wait, trouble = self._read_position(), 0.0, ""
        while True:
            try:
                answer = await self._ask(
                    self._client.sync(timeout=0 if wait else POLL, since=since, sync_filter=_FILTER, full_state=False)
                )
                events = await self._events(answer, since)
            except SendError as error:
                if error.code != trouble:
                    logger.warning("matrix: no updates: %s", error.code)
                trouble, wait = error.code, min(max(wait * 2, FIRST_WAIT), LONGEST_WAIT)
                await asyncio.sleep(max(wait, error.retry_after or 0))
                continue
            trouble = ""
            if await orderly.hand_over(events) == len(events):
                since, wait = answer.next_batch, 0.0
                await asyncio.to_thread(self._write_position, since)
                continue
            wait = min(max(wait * 2, FIRST_WAIT), LONGEST_WAIT)
            await asyncio.sleep(wait)

    async def _events(self, answer: Any, since: str | None) -> list[tuple[str, Event]]:
        found: list[tuple[str, Event]] = [(f"invited:{room}", Invited(room)) for room in answer.rooms.invite]
        for room, info in answer.rooms.join.items():
            if any(_source(event).get("type") == "m.room.encryption" for event in info.state):
                found.append((f"encrypted:{room}", Encrypted(room)))
            sources = [_source(event) for event in info.timeline.events]
            if info.timeline.limited and since:
                sources = [*await self._missed(room, info.timeline.prev_batch, since), *sources]
            found += [event for source in sources if (event := read(room, source, self._me))]
        for room in answer.rooms.leave:
            found.append((f"removed:{room}:{answer.next_batch}", Removed(room)))
        return found

    async def _missed(self, room: str, start: str, since: str) -> list[dict[str, Any]]:
        """Return what a sync left out because it was too much, oldest first."""
        missed: list[dict[str, Any]] = []
        for _ in range(MOST_PAGES):
            page = await self._ask(
                self._client.room_messages(room, start, end=since, direction=nio.MessageDirection.back, limit=PAGE)
            )
            missed += [_source(event) for event in page.chunk]
            if not page.end or not page.chunk:
                break
            start = page.end
        return missed[::-1]

    async def _take(self, event: Event, inbox: Inbox) -> None:
        match event:
            case Invited(room=room):
                await self._join(room)
                await inbox.unblocked(room, f"invited:{room}")
            case Removed(room=room):
                self._pairs.discard(room)
                await inbox.blocked(room, f"removed:{room}")
            case Moved(room=room, event=id_):
                self._pairs.discard(room)
                people = await self._people(room)
                if people == 0:
                    await inbox.blocked(room, id_)
                if people != 1:
                    await self._leave(room)
            case Encrypted(room=room):
                await self._tell_encrypted(room)
            case Said(room=room) if await self._people(room) != 1:
                await self._leave(room)
            case Said(room=room, event=id_, text=str(text)):
                await inbox.text(room, id_, id_, text, None)
            case Said(room=room, event=id_, kind=kind):
                await inbox.other(room, id_, id_, kind or "other", None)

    async def _join(self, room: str) -> None:
        try:
            await self._ask(self._client.join(room))
        except SendError as error:
            if not error.gone:  # the invitation was taken back meanwhile
                raise

    async def _people(self, room: str) -> int:
        """Return how many besides the bot are in a room; 0 also for a room that the bot is not in."""
        if room in self._pairs:
            return 1
        try:
            answer = await self._ask(self._client.joined_members(room))
        except SendError as error:
            if error.gone:
                return 0
            raise
        people = len({member.user_id for member in answer.members} - {self._me})
        if people == 1:
            self._pairs.add(room)
        return people

    async def _leave(self, room: str) -> None:
        for step in (self._client.room_leave, self._client.room_forget):
            with contextlib.suppress(SendError):
                await self._ask(step(room))

    async def _tell_encrypted(self, room: str) -> None:
        if room in self._told:
            return
        key = hashlib.sha256(f"encrypted:{room}".encode()).hexdigest()
        try:
            await self._put(room, {"msgtype": "m.notice", "body": self._encrypted}, key)
        except SendError as error:
            if not error.gone and not error.permanent:
                raise  # said when the homeserver is back
        self._told.add(room)

    def _read_position(self) -> str | None:
        return self._position.read_text("utf-8") if self._position.exists() else None

    def _write_position(self, since: str) -> None:
        fresh = self._position.with_name(f"{self._position.name}.new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(since)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._position)

    # Sending

    def newest(self) -> None:
        """See Messenger: ids say nothing of order, and nothing has to be looked for."""

    async def send(self, address: str, parcel: Parcel, key: str, *, again: bool, after: Sequence[str] = ()) -> str:
        """See Messenger. The homeserver knows ``key`` again and makes no second message of it."""
        if parcel.file is None:
            return await self._put(address, {"msgtype": "m.text", "body": parcel.text}, key)
        file = parcel.file
        uploading = self._client.upload(
            io.BytesIO(file.content), content_type=file.media_type, filename=file.name, filesize=len(file.content)
        )
        answer, _ = await self._ask(uploading)
        content = {
            "msgtype": "m.image" if parcel.preview else "m.file",
            "body": parcel.text or file.name,
            "filename": file.name,
            "url": answer.content_uri,
            "info": {"mimetype": file.media_type, "size": len(file.content)},
        }
        return await self._put(address, content, key)

    async def delete(self, address: str, message_ids: Sequence[str]) -> None:
        """See Messenger. The person's own messages can be taken back only where he made the bot a moderator."""
        for id_ in message_ids:
            try:
                await self._ask(self._client.room_redact(address, id_))
            except SendError as error:
                if not error.gone and not error.permanent:
                    raise

    async def typing(self, address: str) -> None:
        """See Messenger."""
        with contextlib.suppress(SendError):
            await self._ask(self._client.room_typing(address, timeout=TYPING))

    async def close(self) -> None:
        """See Messenger."""
        await self._client.close()

    async def _put(self, room: str, content: dict[str, Any], key: str) -> str:
        answer = await self._ask(self._client.room_send(room, "m.room.message", content, tx_id=key))
        return str(answer.event_id)

    async def _ask(self, request: Any) -> Any:
        """Return an answer of the homeserver; SendError without a cause: the library's errors quote the request."""
        try:
            answer = await request
        except Exception as error:
            away = isinstance(error, nio.client.async_client.ClientConnectionError)
            failure = SendError("unreachable" if away else "cut_off", uncertain=True)
        else:
            first = answer[0] if isinstance(answer, tuple) else answer
            if not isinstance(first, nio.ErrorResponse):
                return answer
            failure = _failure(first)
        raise failure


def _source(event: Any) -> dict[str, Any]:
    source = getattr(event, "source", None)
    return source if isinstance(source, dict) else {}


def _failure(error: Any) -> SendError:
    code = error.status_code
    if code == "M_LIMIT_EXCEEDED":
        return SendError("too_fast", retry_after=(error.retry_after_ms or 1000) / 1000)
    if code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
        return SendError("token_refused", retry_after=MEND)
    if code in _GONE:
        return SendError("no_chat", gone=True)
    if code in _NEVER:
        return SendError("refused", permanent=True)
    return SendError("server_error", uncertain=True)
