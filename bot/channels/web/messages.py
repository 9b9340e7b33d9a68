"""Reading what the page posts, strictly, and writing what it reads. No HTTP here: bytes and values only."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.port import FileRef, Replies
from bot.channels.text import clean
from bot.channels.web.layout import Block, Choice, Shown, shown

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
    return read_values(id_, value.get("text"), value.get("button"), text_chars)


def read_values(id_: str, text: str | None, button: str | None, text_chars: int) -> Message:
    """A checked message of either a text or a button; WebError as `read_message`."""
    if button is not None:
        if not _TOKEN.fullmatch(button):
            raise WebError(422, "bad_message")
        return Message(id_, None, button)
    text = clean(text or "")
    if not text:
        raise WebError(422, "empty")
    if len(text) > text_chars:
        raise WebError(422, "too_long")
    return Message(id_, text, None)


def replies_as_dict(replies: Replies, small_print: Sequence[str] = ()) -> dict[str, Any]:
    """What the page reads; see `bot.channels.web.layout` for the looks of an item."""
    return {
        "items": [_shown_as_dict(one) for one in shown(replies.items, small_print)],
        "typing": replies.typing,
        "kept_from": replies.kept_from,
        "photos": replies.photos,
    }


def _shown_as_dict(one: Shown) -> dict[str, Any]:
    item: dict[str, Any] = {
        "seq": one.line.seq,
        "id": one.line.update_id,
        "author": one.line.author,
        "at": one.line.at.isoformat(timespec="seconds"),
        "text": one.text,
        "buttons": [_choice_as_dict(choice) for choice in one.choices],
        "files": [_file_as_dict(file) for file in one.files],
    }
    if one.line.author == "bot":
        item["blocks"] = [_block_as_dict(block) for block in one.blocks]
    if one.paper is not None:
        item["paper"] = one.paper
        item["sections"] = [
            {
                "title": section.title,
                "blocks": [_block_as_dict(block) for block in section.blocks],
                "files": [file.id for file in section.files],
            }
            for section in one.sections
        ]
    return item


def _block_as_dict(block: Block) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": block.kind, "lines": block.lines}
    if block.title:
        found["title"] = block.title
    if block.start != 1:
        found["start"] = block.start
    return found


def _choice_as_dict(choice: Choice) -> dict[str, str]:
    found = {"title": choice.button.title, "token": choice.button.token}
    if choice.button.kind:
        found["kind"] = choice.button.kind
    if choice.about:
        found |= {"label": choice.label, "about": choice.about}
    return found


def _file_as_dict(file: FileRef) -> dict[str, Any]:
    return {"id": file.id, "name": file.name, "type": file.media_type, "preview": file.preview, "size": file.size}
