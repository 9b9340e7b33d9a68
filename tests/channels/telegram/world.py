"""What a fake Telegram remembers, and the rules it keeps: private chats, rising message ids, updates, deletions.

Bot API methods are coroutines named as they are; persons' acts are plain methods. One event loop, no locks.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.channels.telegram.contract import API, units

DELETE_WITHIN = 48 * 3600
BOT = {"id": 42, "is_bot": True, "first_name": "Справка", "username": "spravka_test_bot"}
# The least that each kind of message carries besides its common fields. Ids of files must never come back.
KINDS: Mapping[str, Any] = {
    "photo": [{"file_id": "PHOTO-ID", "file_unique_id": "PHOTO-UNIQUE", "width": 90, "height": 90}],
    "voice": {"file_id": "VOICE-ID", "file_unique_id": "VOICE-UNIQUE", "duration": 3},
    "video": {"file_id": "VIDEO-ID", "file_unique_id": "VIDEO-UNIQUE", "width": 9, "height": 9, "duration": 3},
    "video_note": {"file_id": "NOTE-ID", "file_unique_id": "NOTE-UNIQUE", "length": 9, "duration": 3},
    "animation": {"file_id": "GIF-ID", "file_unique_id": "GIF-UNIQUE", "width": 9, "height": 9, "duration": 3},
    "audio": {"file_id": "AUDIO-ID", "file_unique_id": "AUDIO-UNIQUE", "duration": 3},
    "document": {"file_id": "FILE-ID", "file_unique_id": "FILE-UNIQUE", "file_name": "в/ч 00000.pdf"},
    "sticker": {
        "file_id": "STICKER-ID", "file_unique_id": "STICKER-UNIQUE", "type": "regular", "width": 9, "height": 9,
        "is_animated": False, "is_video": False,
    },
    "location": {"latitude": 48.015883, "longitude": 37.80285},
    "venue": {"location": {"latitude": 48.015883, "longitude": 37.80285}, "title": "Дом", "address": "Улица"},
    "contact": {"phone_number": "+70000000000", "first_name": "Чужой"},
    "dice": {"emoji": "🎲", "value": 3},
    "poll": {
        "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
        "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
    },
}  # fmt: skip


class RefusedError(Exception):
    """An answer with ``ok: false``."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass
class Message:
    """One message as a person sees it. ``content`` is a file's bytes."""

    message_id: int
    date: float
    author: str
    kind: str
    text: str
    markup: dict[str, Any] | None = None
    file_name: str = ""
    media_type: str = ""
    content: bytes = b""
    edits: int = 0

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The inline buttons, row by row."""
        return [button for row in (self.markup or {}).get("inline_keyboard", []) for button in row]


@dataclass
class Chat:
    """A private chat: its person, whether the bot may write, and what is on the screen."""

    id: int
    lang: str
    reachable: str = "yes"  # yes, blocked, deactivated
    messages: dict[int, Message] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    typing: int = 0

    @property
    def user(self) -> dict[str, Any]:
        """The person as an update shows him."""
        return {"id": self.id, "is_bot": False, "first_name": "Имя", "last_name": "Фамилия", "language_code": self.lang}

    @property
    def as_dict(self) -> dict[str, Any]:
        """The chat as an update shows it."""
        return {"id": self.id, "type": "private", "first_name": "Имя", "last_name": "Фамилия"}


class World:
    """All of it. ``changed`` is set whenever a poll may have something new to return."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.queue: list[Any] = []
        self.history: list[Any] = []
        self.replayed: list[Any] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.webhook: dict[str, Any] = {}
        self.allowed: list[str] | None = None
        self.left: list[int] = []
        self.open_presses: dict[str, int] = {}
        self.shift = 0.0
        self.per_minute = 0  # messages to one chat in a minute; 0 counts none
        self.changed = asyncio.Event()
        self._message_id = 1000
        self._update_id = 500_000

    def now(self) -> float:
        """The time there, in seconds since 1970."""
        return time.time() + self.shift

    # What persons do

    def chat(self, person: int, lang: str = "ru") -> Chat:
        """The chat with a person; made at the first look."""
        return self.chats.setdefault(person, Chat(person, lang))

    def says(self, person: int, text: str, **more: Any) -> int:
        """A text from the person."""
        return self._sent(self.chat(person), "text", text, {"text": text, **more})

    def sends(self, person: int, kind: str, caption: str = "", **more: Any) -> int:
        """Something that is no text."""
        fields = {kind: KINDS[kind], **({"caption": caption} if caption else {}), **more}
        return self._sent(self.chat(person), kind, caption, fields)

    def forwards(self, person: int, text: str) -> int:
        """Another's words, passed on."""
        origin = {"type": "hidden_user", "sender_user_name": "Кто-то", "date": int(self.now())}
        return self.says(person, text, forward_origin=origin)

    def edits(self, person: int, message_id: int, text: str) -> None:
        """The person changes a text of his own."""
        chat = self.chat(person)
        message = chat.messages[message_id]
        message.text = text
        body = self._body(chat, message) | {"text": text, "edit_date": int(self.now())}
        self.push({"edited_message": body | {"from": chat.user}})

    def presses(self, person: int, title: str) -> str:
        """Press the newest button whose title holds ``title``; the id of the press. LookupError names what there is."""
        chat = self.chat(person)
        for message in sorted(chat.messages.values(), key=lambda m: -m.message_id):
            for button in message.buttons:
                if title in button["text"]:
                    return self._pressed(chat, message, button["callback_data"])
        titles = [button["text"] for message in chat.messages.values() for button in message.buttons]
        raise LookupError(f"no button {title!r} among {titles}")

    def blocks(self, person: int) -> None:
        """The person stops the bot."""
        self._member(self.chat(person), "blocked", "member", "kicked")

    def returns(self, person: int) -> None:
        """The person lets the bot write again."""
        self._member(self.chat(person), "yes", "kicked", "member")

    def vanishes(self, person: int) -> None:
        """The account is deleted."""
        self.chat(person).reachable = "deactivated"

    def group_says(self, chat_id: int, person: int, text: str) -> None:
        """A word in a group that somebody took the bot into."""
        group = {"id": chat_id, "type": "group", "title": "Группа"}
        message = {
            "message_id": 1,
            "date": int(self.now()),
            "chat": group,
            "from": self.chat(person).user,
            "text": text,
        }
        self.push({"message": message})

    def sees(self, person: int) -> list[dict[str, Any]]:
        """The screen of a person, oldest first."""
        found = sorted(self.chat(person).messages.values(), key=lambda message: message.message_id)
        return [
            {
                **{k: v for k, v in asdict(message).items() if k not in ("content", "markup", "date")},
                "buttons": [button["text"] for button in message.buttons],
                "tokens": [button.get("callback_data") for button in message.buttons],
                "content": message.content.hex(),
            }
            for message in found
        ]

    # Updates

    def push(self, update: Any, *, numbered: bool = True) -> None:
        """Queue an update; ``numbered`` gives it the next id."""
        if numbered:
            self._update_id += 1
            update = {"update_id": self._update_id, **update}
        self.queue.append(update)
        self.history.append(update)
        self.changed.set()

    def replay(self, last: int) -> None:
        """Give the last updates once more, newest first, whether they were confirmed or not."""
        self.replayed += list(reversed(self.history[-last:]))
        self.changed.set()

    def take(self, offset: int, limit: int) -> list[Any]:
        """Updates from ``offset`` on; the ones before it are confirmed and gone."""
        if offset:
            self.queue = [update for update in self.queue if not _number(update) or _number(update) >= offset]
        found = [*self.replayed, *self.queue][:limit]
        self.replayed = []
        unnumbered = [update for update in found if not _number(update)]
        self.queue = [update for update in self.queue if not any(update is one for one in unnumbered)]
        return [update for update in found if self._is_allowed(update)]

    def _is_allowed(self, update: Any) -> bool:
        if not isinstance(update, dict) or self.allowed is None:
            return True
        return not any(kind in update and kind not in self.allowed for kind in API["updates"])

    # The bot's methods

    async def get_me(self) -> dict[str, Any]:
        """See the Bot API."""
        return BOT

    async def set_my_commands(self, commands: Any, scope: Any = None, language_code: str = "") -> bool:
        """See the Bot API."""
        self.commands[language_code] = commands
        return True

    async def delete_webhook(self, drop_pending_updates: bool = False) -> bool:
        """See the Bot API."""
        self.webhook = {}
        if drop_pending_updates:
            self.queue = []
        return True

    async def set_webhook(self, url: str, **more: Any) -> bool:
        """See the Bot API."""
        self.webhook = {"url": url, **more} if url else {}
        self.allowed = more.get("allowed_updates", self.allowed)
        self.changed.set()
        return True

    async def get_updates(
        self, offset: int = 0, limit: int = 100, timeout: int = 0, allowed_updates: Any = None
    ) -> list[Any]:
        """See the Bot API: waits until there is something or the time is over."""
        if self.webhook:
            raise RefusedError(409, "Conflict: can't use getUpdates method while webhook is active")
        if allowed_updates is not None:
            self.allowed = allowed_updates
        until = time.monotonic() + timeout
        while not (found := self.take(offset, limit)) and time.monotonic() < until:
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), until - time.monotonic())
            except TimeoutError:
                break
        return found

    async def send_message(self, chat_id: int, text: str, reply_markup: Any = None, **_: Any) -> dict[str, Any]:
        """See the Bot API."""
        chat = self._reach(chat_id)
        if units(text) > 4096:
            raise RefusedError(400, "Bad Request: message is too long")
        return self._said(chat, Message(self._next(), self.now(), "bot", "text", text, reply_markup))

    async def send_photo(self, chat_id: int, photo: Any, caption: str = "", **more: Any) -> dict[str, Any]:
        """See the Bot API. What is no picture is refused."""
        if not photo[2].startswith((b"\x89PNG", b"\xff\xd8")):
            raise RefusedError(400, "Bad Request: IMAGE_PROCESS_FAILED")
        return self._file(chat_id, "photo", photo, caption, more.get("reply_markup"))

    async def send_document(self, chat_id: int, document: Any, caption: str = "", **more: Any) -> dict[str, Any]:
        """See the Bot API."""
        return self._file(chat_id, "document", document, caption, more.get("reply_markup"))

    async def send_chat_action(self, chat_id: int, action: str, **_: Any) -> bool:
        """See the Bot API."""
        self._reach(chat_id).typing += 1
        return True

    async def edit_message_text(self, text: str, reply_markup: Any = None, **more: Any) -> dict[str, Any]:
        """See the Bot API. Without ``reply_markup`` the buttons go."""
        chat, message = self._editable(**more)
        if message.kind != "text":
            raise RefusedError(400, "Bad Request: there is no text in the message to edit")
        return self._edit(chat, message, text, reply_markup)

    async def edit_message_caption(self, caption: str = "", reply_markup: Any = None, **more: Any) -> dict[str, Any]:
        """See the Bot API."""
        chat, message = self._editable(**more)
        if message.kind == "text":
            raise RefusedError(400, "Bad Request: there is no caption in the message to edit")
        return self._edit(chat, message, caption, reply_markup)

    async def edit_message_reply_markup(self, reply_markup: Any = None, **more: Any) -> dict[str, Any]:
        """See the Bot API."""
        chat, message = self._editable(**more)
        return self._edit(chat, message, message.text, reply_markup)

    async def delete_message(self, chat_id: int, message_id: int) -> bool:
        """See the Bot API: either side's, for 48 hours."""
        chat = self._reach(chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            raise RefusedError(400, "Bad Request: message to delete not found")
        if self.now() - message.date > DELETE_WITHIN:
            raise RefusedError(400, "Bad Request: message can't be deleted for everyone")
        del chat.messages[message_id]
        return True

    async def delete_messages(self, chat_id: int, message_ids: list[int]) -> bool:
        """See the Bot API: unknown ones are passed over; one that is too old refuses them all."""
        chat = self._reach(chat_id)
        known = [chat.messages[id_] for id_ in message_ids if id_ in chat.messages]
        if any(self.now() - message.date > DELETE_WITHIN for message in known):
            raise RefusedError(400, "Bad Request: message can't be deleted for everyone")
        for message in known:
            del chat.messages[message.message_id]
        return True

    async def answer_callback_query(self, callback_query_id: str, text: str = "", **_: Any) -> bool:
        """See the Bot API."""
        if callback_query_id not in self.open_presses:
            raise RefusedError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.chat(self.open_presses.pop(callback_query_id)).notices += [text] if text else []
        return True

    async def leave_chat(self, chat_id: int) -> bool:
        """See the Bot API."""
        self.left.append(chat_id)
        return True

    # Within

    def _next(self) -> int:
        self._message_id += 1
        return self._message_id

    def _sent(self, chat: Chat, kind: str, text: str, fields: Mapping[str, Any]) -> int:
        message = Message(self._next(), self.now(), "person", kind, text)
        chat.messages[message.message_id] = message
        self.push({"message": {**self._body(chat, message), "from": chat.user, **fields}})
        return message.message_id

    def _pressed(self, chat: Chat, message: Message, data: str) -> str:
        press = str(len(self.history) + 7_000_000)
        self.open_presses[press] = chat.id
        shown = self._shown(chat, message)
        self.push({"callback_query": {
            "id": press, "from": chat.user, "chat_instance": "1", "data": data, "message": shown,
        }})  # fmt: skip
        return press

    def _member(self, chat: Chat, reachable: str, old: str, new: str) -> None:
        chat.reachable = reachable
        self.push({"my_chat_member": {
            "chat": chat.as_dict, "from": chat.user, "date": int(self.now()),
            "old_chat_member": _member(old), "new_chat_member": _member(new),
        }})  # fmt: skip

    def _reach(self, chat_id: int) -> Chat:
        chat = self.chats.get(chat_id)
        if chat is None:
            raise RefusedError(400, "Bad Request: chat not found")
        if chat.reachable == "blocked":
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if chat.reachable == "deactivated":
            raise RefusedError(403, "Forbidden: user is deactivated")
        return chat

    def _file(self, chat_id: int, kind: str, file: Any, caption: str, markup: Any) -> dict[str, Any]:
        chat = self._reach(chat_id)
        name, media_type, content = file
        if units(caption) > 1024:
            raise RefusedError(400, "Bad Request: message caption is too long")
        made = Message(self._next(), self.now(), "bot", kind, caption, markup, name, media_type, content)
        return self._said(chat, made)

    def _said(self, chat: Chat, message: Message) -> dict[str, Any]:
        sent = [m for m in chat.messages.values() if m.author == "bot" and m.date > self.now() - 60]
        if self.per_minute and len(sent) >= self.per_minute:
            wait = max(1, round(sent[0].date + 60 - self.now()))
            raise RefusedError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        chat.messages[message.message_id] = message
        return self._shown(chat, message)

    def _editable(self, chat_id: int, message_id: int, **_: Any) -> tuple[Chat, Message]:
        chat = self._reach(chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        if message.author != "bot":
            raise RefusedError(400, "Bad Request: message can't be edited")
        return chat, message

    def _edit(self, chat: Chat, message: Message, text: str, markup: Any) -> dict[str, Any]:
        if (message.text, message.markup) == (text, markup):
            raise RefusedError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        message.text, message.markup = text, markup
        message.edits += 1
        return self._shown(chat, message)

    def _body(self, chat: Chat, message: Message) -> dict[str, Any]:
        return {"message_id": message.message_id, "date": int(message.date), "chat": chat.as_dict}

    def _shown(self, chat: Chat, message: Message) -> dict[str, Any]:
        body = {**self._body(chat, message), "from": BOT}
        if message.kind == "text":
            body["text"] = message.text
        else:
            body[message.kind] = KINDS[message.kind]
        return body | ({"reply_markup": message.markup} if message.markup else {})


def _number(update: Any) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else 0


def _member(status: str) -> dict[str, Any]:
    return {"status": status, "user": BOT, **({"until_date": 0} if status == "kicked" else {})}
