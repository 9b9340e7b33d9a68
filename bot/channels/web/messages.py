"""Reading what the page posts, strictly, and writing what it reads. No HTTP here: bytes and values only."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.channels.port import Replies, Reply
from bot.channels.text import clean

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Tokens are ours and short; a longer one is noise that need not reach the conversation.
_TOKEN = re.compile(r"[!-~]{1,200}")


class WebError(Exception):
    """A request that is not served: `code` for the page, `status` for HTTP."""

    def __init__(self, status: int, code: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a person: exactly one of `text` and `button` is set; `id` is the page's own number for it."""

    id: str
    text: str | None
    button: str | None


def read_object(body: bytes) -> dict[str, Any]:
    """A JSON object, or WebError `bad_json`."""
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        # Not chained: the decoder's error quotes the person's words.
        raise WebError(400, "bad_json") from None
    if not isinstance(value, dict):
        raise WebError(400, "bad_json")
    return value


def read_message(body: bytes, *, text_chars: int) -> Message:
    """A checked message, or WebError: `bad_json`, `bad_message`, `empty`, `too_long` (counted in code points)."""
    value = read_object(body)
    if set(value) not in ({"id", "text"}, {"id", "button"}):
        raise WebError(422, "bad_message")
    id_, content = value["id"], value.get("text", value.get("button"))
    if not isinstance(id_, str) or not _UUID.fullmatch(id_) or not isinstance(content, str):
        raise WebError(422, "bad_message")
    if "button" in value:
        if not _TOKEN.fullmatch(content):
            raise WebError(422, "bad_message")
        return Message(id_, None, content)
    text = clean(content)
    if not text:
        raise WebError(422, "empty")
    if len(text) > text_chars:
        raise WebError(422, "too_long")
    return Message(id_, text, None)


def replies_as_dict(replies: Replies) -> dict[str, Any]:
    """What the page reads: `items`, `typing`, `kept_from`."""
    return {
        "items": [_reply_as_dict(reply) for reply in replies.items],
        "typing": replies.typing,
        "kept_from": replies.kept_from,
    }


def _reply_as_dict(reply: Reply) -> dict[str, Any]:
    return {
        "seq": reply.seq,
        "id": reply.update_id,
        "author": reply.author,
        "at": reply.at.isoformat(timespec="seconds"),
        "text": reply.text,
        "buttons": [{"title": button.title, "token": button.token} for button in reply.buttons],
        "files": [
            {"id": file.id, "name": file.name, "type": file.media_type, "preview": file.preview, "size": file.size}
            for file in reply.files
        ],
    }
