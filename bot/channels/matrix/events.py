"""Reading what a sync brings, as plain values. Of what is not text only its kind is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.messenger import Kind
from bot.channels.text import clean

_KINDS: Mapping[str, Kind] = {
    "m.image": "photo",
    "m.audio": "voice",
    "m.video": "video",
    "m.location": "location",
    "m.file": "file",
}


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody wants the bot in a room."""

    room: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message in a room: a ``text``, or something of a ``kind`` that is not read."""

    room: str
    event: str
    text: str | None
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A room, or a message in it, that the bot has no key for."""

    room: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody came to a room or left it."""

    room: str
    event: str


@dataclass(frozen=True, slots=True)
class Removed:
    """The bot is no longer in a room."""

    room: str


Event = Invited | Said | Encrypted | Moved | Removed


def read(room: str, source: object, me: str) -> tuple[str, Event] | None:
    """Return an event of a room with its id, or None when it means nothing. ``me`` is the bot's own name."""
    event = source if isinstance(source, dict) else {}
    id_, kind, content = event.get("event_id"), event.get("type"), event.get("content")
    if not isinstance(id_, str) or not isinstance(content, dict):
        return None
    if kind == "m.room.member":
        return id_, Moved(room, id_)
    if event.get("sender") == me:
        return None
    if kind in ("m.room.encrypted", "m.room.encryption"):
        return id_, Encrypted(room)
    if kind == "m.sticker":
        return id_, Said(room, id_, None, "sticker")
    if kind == "m.room.message":
        return _message(room, id_, content)
    return None


def _message(room: str, id_: str, content: dict[str, Any]) -> tuple[str, Event] | None:
    kind, body, relation = content.get("msgtype"), content.get("body"), content.get("m.relates_to")
    if isinstance(relation, dict) and relation.get("rel_type") == "m.replace":
        return id_, Said(room, id_, None, "edited")
    if kind == "m.notice" or not content:  # another bot, or a message that was taken back
        return None
    if kind in ("m.text", "m.emote") and isinstance(body, str):
        return id_, Said(room, id_, clean(body), None)
    return id_, Said(room, id_, None, _KINDS.get(str(kind), "other"))
