"""Reading an update of the Bot API, whatever it holds. Plain values in, plain values out; nothing is fetched or sent.

aiogram's types are not used for this: they refuse a whole update, and a person's words with it, for one field that they
do not know yet. Of what is not text only its kind is looked at: no file id, no coordinate, no number is ever read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.messenger import Kind
from bot.channels.text import clean

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")

_COMMAND = re.compile(r"/([a-z]{1,32})(?:@\w{1,64})?(?:\s.*)?", re.DOTALL)
_LARGEST = 2**63
# What a message may hold instead of a text, in the order it is looked for: an animation comes with a document as well.
_KINDS: Mapping[str, Kind] = {
    "photo": "photo",
    "live_photo": "photo",
    "voice": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "sticker": "sticker",
    "dice": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "document": "file",
    "audio": "file",
}
# What every message carries; with nothing else in it, or with one of the notices below, it is not from the person.
_NOTICES = re.compile(
    r"(?:new|left|delete|group|supergroup|channel|migrate|pinned|chat|giveaway|video_chat|forum|general_forum|boost"
    r"|checklist_tasks|direct_message|paid_message|suggested_post|successful|refunded|users|web_app|write_access"
    r"|proximity|connected|passport|message_auto|gift|unique_gift|managed|poll_option)_\w+|giveaway|gift"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message in a private chat: a ``text``, or something of a ``kind`` that is not read, with its caption if any.

    ``album`` is the same for pictures that were sent together, each as a message.
    """

    address: str
    message_id: str
    text: str | None
    kind: Kind | None
    lang: str | None
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A pressed button; ``title`` is what stood on it, ``press`` the id that Telegram wants answered."""

    address: str
    token: str
    lang: str | None
    press: str
    message_id: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Presence:
    """The person stopped the bot, or let it write again."""

    address: str
    blocked: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A word from a group or a channel, where this bot has no business."""

    chat_id: int


Event = Said | Pressed | Presence | Elsewhere


def number(update: object) -> int | None:
    """Return the update's id, or None when it has none."""
    found = _int(_dict(update), "update_id")
    return found if found is not None and found > 0 else None


def read(update: object) -> Event | None:
    """Return what an update means for the bot, or None when it means nothing."""
    fields = _dict(update)
    if message := _dict(fields.get("message")):
        return _message(message)
    if edited := _dict(fields.get("edited_message")):
        return _edited(edited)
    if press := _dict(fields.get("callback_query")):
        return _press(press)
    if member := _dict(fields.get("my_chat_member")):
        return _member(member)
    return None


def highest_id(update: object) -> int:
    """Return the id of the message in an update, 0 when there is none."""
    fields = _dict(update)
    message = _dict(fields.get("message")) or _dict(_dict(fields.get("callback_query")).get("message"))
    return _int(message, "message_id") or 0


def command(text: str) -> str | None:
    """Return the name of the command that ``text`` is, "menu" for "/menu"; None for plain words."""
    found = _COMMAND.fullmatch(text)
    return found[1] if found else None


def _message(message: dict[str, Any]) -> Event | None:
    address, elsewhere = _chat(message)
    if address is None:
        return elsewhere
    message_id = _int(message, "message_id")
    sender = _dict(message.get("from"))
    if message_id is None or sender.get("is_bot") is True:
        return None
    lang = _str(sender, "language_code")
    if "forward_origin" in message or "forward_date" in message:
        return Said(address, str(message_id), None, "forwarded", lang)
    text = _str(message, "text")
    if text is not None:
        return Said(address, str(message_id), clean(text), None, lang)
    caption = clean(_str(message, "caption") or "") or None
    kind = next((kind for name, kind in _KINDS.items() if name in message), None)
    if kind is None and any(_NOTICES.fullmatch(name) for name in message):
        return None
    return Said(address, str(message_id), caption, kind or "other", lang, _str(message, "media_group_id"))


def _edited(message: dict[str, Any]) -> Event | None:
    address, elsewhere = _chat(message)
    message_id = _int(message, "message_id")
    # A shared live location "edits" its message every few seconds: only changed words are worth a word.
    if address is None or message_id is None or not {"text", "caption"} & set(message):
        return elsewhere
    return Said(address, str(message_id), None, "edited", _str(_dict(message.get("from")), "language_code"))


def _press(press: dict[str, Any]) -> Event | None:
    id_, token, message = _str(press, "id"), _str(press, "data"), _dict(press.get("message"))
    address, _ = _chat(message)
    if id_ is None or token is None or address is None:
        return None
    rows = _list(_dict(message.get("reply_markup")).get("inline_keyboard"))
    buttons = [_dict(button) for row in rows for button in _list(row)]
    title = next((_str(button, "text") or "" for button in buttons if button.get("callback_data") == token), "")
    lang = _str(_dict(press.get("from")), "language_code")
    return Pressed(address, token, lang, id_, _int(message, "message_id"), title)


def _member(member: dict[str, Any]) -> Event | None:
    address, elsewhere = _chat(member)
    status = _str(_dict(member.get("new_chat_member")), "status")
    if address is None:
        return elsewhere if status in ("member", "administrator", "restricted") else None
    return Presence(address, status in ("kicked", "left")) if status else None


def _chat(message: dict[str, Any]) -> tuple[str | None, Elsewhere | None]:
    chat = _dict(message.get("chat"))
    id_, kind = _int(chat, "id"), _str(chat, "type")
    if id_ is None or kind is None:
        return None, None
    if kind == "private" and id_ > 0:
        return str(id_), None
    return None, Elsewhere(id_) if kind in ("group", "supergroup", "channel") else None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _str(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None


def _int(fields: dict[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST else None
