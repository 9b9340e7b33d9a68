"""Telegram as a messenger: private chats, plain text, inline buttons, files from memory.

Nothing is formatted (no parse mode), so no word can become markup. Previews of links are off: making one would tell a
site that somebody is being written to. Content is not protected: that would keep a person from saving his report and
from passing an answer on to his family, and would not keep anybody who holds the phone from reading it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMessages,
    DeleteWebhook,
    EditMessageReplyMarkup,
    GetMe,
    LeaveChat,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    SetWebhook,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)

from bot.channels.languages import choose_language
from bot.channels.messenger import Capabilities, Inbox, Parcel, SendError
from bot.channels.telegram import probing, updates
from bot.channels.telegram.client import Client, RefusedError
from bot.channels.telegram.polling import Polling
from bot.channels.web.texts import Texts

COMMANDS = ("menu", "help", "time", "code", "wipe")
START = "/start"
DONE = "-"  # the token of a button that was pressed and does nothing any more
TEXT_LIMIT, CAPTION_LIMIT, TOKEN_BYTES, MOST_DELETED = 4096, 1024, 64, 100
DOUBLE_TAP = 3.0  # seconds in which the same button on the same message is one press
UPLOAD = 60.0  # seconds for a file on a slow line
ASIDE = 10.0  # seconds for what nobody waits for
REMEMBERED = 10_000  # chats, or parcels, of which something is remembered
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between tries to set up the bot

K = TypeVar("K")
V = TypeVar("V")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers updates, and the secret it proves itself with: 1–256 of A–Z, a–z, 0–9, _ and -."""

    url: str
    secret: str


class Telegram:
    """The messenger. With a ``webhook`` updates come to the gateway, and ``run`` only registers it."""

    name: ClassVar[str] = "telegram"

    def __init__(self, client: Client, texts: Texts, webhook: Webhook | None = None) -> None:
        self.capabilities = Capabilities(
            buttons=True,
            edit=True,
            typing=True,
            text_limit=TEXT_LIMIT,
            per_minute=20,
            delete_within=timedelta(hours=48),
        )
        self.webhook = webhook
        self._client = client
        self._texts = texts
        self._highest = 0
        self._looking = asyncio.Lock()  # after a kill many would look at once, and Telegram would refuse them all
        self._looks: OrderedDict[str, int] = OrderedDict()  # parcel to the looks for it since it may have been sent
        self._taps: OrderedDict[str, tuple[tuple[int | None, str] | None, float]] = OrderedDict()  # chat to last press
        self._aside: set[asyncio.Task[None]] = set()

    async def run(self, inbox: Inbox) -> None:
        """See Messenger."""
        menu = asyncio.create_task(self._until_done(self._set_menu))
        try:
            if self.webhook:
                await self._until_done(self._set_webhook)
                await asyncio.Event().wait()
            await self._until_done(self._drop_webhook)
            await Polling(self._client, lambda update: self.take(update, inbox)).run()
        finally:
            menu.cancel()
            await asyncio.gather(menu, return_exceptions=True)

    async def take(self, update: Any, inbox: Inbox) -> None:
        """Hand one update to the inbox; what means nothing here is passed over. Raises what the inbox raises."""
        event, number = updates.read(update), str(updates.number(update))
        self._highest = max(self._highest, updates.highest_id(update))
        match event:
            case updates.Said():
                await self._take_message(event, number, inbox)
            case updates.Pressed():
                await self._take_press(event, number, inbox)
            case updates.Presence(address=address, blocked=True):
                await inbox.blocked(address, number)
            case updates.Presence(address=address):
                await inbox.unblocked(address, number)
            case updates.Elsewhere():
                self._do_aside(self._client.call(LeaveChat(chat_id=event.chat_id), ASIDE))

    def newest(self) -> str | None:
        """See Messenger."""
        return str(self._highest) if self._highest else None

    async def send(self, address: str, parcel: Parcel, key: str, *, again: bool, after: Sequence[str] = ()) -> str:
        """See Messenger. How a message that may have arrived is found, and when it is not: ``probing``."""
        chat_id, markup = _chat_id(address), _markup(parcel)
        _check(parcel)
        floor = max((int(one) for one in after if one.isdecimal()), default=0)
        if again and (found := await self._look_for(chat_id, parcel, key, markup, floor)):
            return self._sent(key, found)
        looks = self._looks.pop(key, 0)  # from here on it may have been sent, also when this is cut short
        try:
            message = await self._send(chat_id, parcel, markup)
        except SendError as error:
            if looks and not error.uncertain:
                _remember(self._looks, key, looks)
            raise
        message_id = message.get("message_id") if isinstance(message, dict) else None
        if not isinstance(message_id, int):
            raise SendError("odd_answer", uncertain=True)
        return self._sent(key, str(message_id))

    async def _look_for(
        self, chat_id: int, parcel: Parcel, key: str, markup: InlineKeyboardMarkup | None, floor: int
    ) -> str | None:
        """Return the id of a parcel that has arrived, or None when it has not; SendError when to ask again later."""
        looks = self._looks.get(key, 0)
        if not floor or looks >= probing.LOOKS:
            return None
        try:
            async with self._looking:
                found = await probing.find(self._client, chat_id, parcel, markup, floor, self._highest)
        except SendError as error:
            _remember(self._looks, key, looks + 1)
            if looks + 1 == probing.LOOKS and not error.gone:
                return None
            error.uncertain = True
            raise
        _remember(self._looks, key, probing.LOOKS)
        return found

    async def delete(self, address: str, message_ids: Sequence[str]) -> None:
        """See Messenger."""
        chat_id, ids = _chat_id(address), [int(id_) for id_ in message_ids if id_.isdecimal()]
        for start in range(0, len(ids), MOST_DELETED):
            some = ids[start : start + MOST_DELETED]
            try:
                await self._client.ask(DeleteMessages(chat_id=chat_id, message_ids=some))
            except RefusedError:
                # One that is too old refuses them all.
                for id_ in some:
                    with contextlib.suppress(RefusedError):
                        await self._client.ask(DeleteMessage(chat_id=chat_id, message_id=id_))

    async def handle(self) -> str:
        """See Messenger."""
        me = await self._client.call(GetMe())
        return f"@{me['username']}"

    async def typing(self, address: str) -> None:
        """See Messenger."""
        with contextlib.suppress(SendError):
            await self._client.call(SendChatAction(chat_id=_chat_id(address), action="typing"), ASIDE)

    async def close(self) -> None:
        """See Messenger."""
        await asyncio.gather(*self._aside, return_exceptions=True)
        await self._client.close()

    # Receiving

    async def _take_message(self, said: updates.Said, number: str, inbox: Inbox) -> None:
        lang = _lang(said.lang)
        if said.kind:
            # Ten pictures sent together are ten messages, and the inbox answers one update once.
            together = f"album:{said.album}" if said.album else number
            await inbox.other(said.address, together, said.message_id, said.kind, lang)
            if said.text is None:
                return
            # Under a picture people write what they want to know: the words are read, the picture is not.
            number = f"{number}:caption"
        text = said.text or ""
        command = updates.command(text)
        if command in COMMANDS:
            text = self._texts.in_(lang or "ru")[f"{command}_words"]
        elif command == "start":
            text = START  # what follows it comes from a link and not from the person
        await inbox.text(said.address, number, said.message_id, text, lang)

    async def _take_press(self, press: updates.Pressed, number: str, inbox: Inbox) -> None:
        tap, now = (press.message_id, press.token), asyncio.get_running_loop().time()
        last, at = self._taps.get(press.address, (None, 0.0))
        if press.token == DONE or (tap == last and now - at < DOUBLE_TAP):
            self._do_aside(self._client.call(AnswerCallbackQuery(callback_query_id=press.press), ASIDE))
            return
        await inbox.button(press.address, number, press.token, _lang(press.lang))
        _remember(self._taps, press.address, (tap, now))
        self._do_aside(self._show_pressed(press))

    async def _show_pressed(self, press: updates.Pressed) -> None:
        """End the waiting sign on the button, and leave of all buttons the chosen one, which does nothing any more."""
        await self._client.call(AnswerCallbackQuery(callback_query_id=press.press), ASIDE)
        if press.message_id is None or not press.title:
            return
        chosen = InlineKeyboardButton(text=f"✓ {press.title}", callback_data=DONE)
        markup = InlineKeyboardMarkup(inline_keyboard=[[chosen]])
        edit = EditMessageReplyMarkup(chat_id=int(press.address), message_id=press.message_id, reply_markup=markup)
        await self._client.call(edit, ASIDE)

    def _do_aside(self, work: Coroutine[Any, Any, Any]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(SendError):
                await work

        task = asyncio.create_task(quietly())
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    # Sending

    async def _send(self, chat_id: int, parcel: Parcel, markup: InlineKeyboardMarkup | None) -> Any:
        if parcel.file is None:
            no_preview = LinkPreviewOptions(is_disabled=True)
            method = SendMessage(
                chat_id=chat_id, text=parcel.text, reply_markup=markup, link_preview_options=no_preview
            )
            return await self._client.call(method)
        file = BufferedInputFile(parcel.file.content, parcel.file.name)
        caption = parcel.text or None
        if parcel.preview:
            try:
                photo = SendPhoto(chat_id=chat_id, photo=file, caption=caption, reply_markup=markup)
                return await self._client.call(photo, UPLOAD)
            except SendError as error:
                if not error.permanent:
                    raise
                # A picture that Telegram will not show is still a file.
        document = SendDocument(
            chat_id=chat_id, document=file, caption=caption, reply_markup=markup, disable_content_type_detection=True
        )
        return await self._client.call(document, UPLOAD)

    def _sent(self, key: str, message_id: str) -> str:
        self._looks.pop(key, None)
        self._highest = max(self._highest, int(message_id))
        return message_id

    # Setting up

    async def _until_done(self, setup: Callable[[], Awaitable[None]]) -> None:
        told, wait = "", FIRST_WAIT
        while True:
            try:
                return await setup()
            except SendError as error:
                if error.code != told:
                    logger.warning("telegram: not set up yet: %s", error.code)
                told = error.code
                await asyncio.sleep(max(wait, error.retry_after or 0))
                wait = min(wait * 2, LONGEST_WAIT)

    async def _set_menu(self) -> None:
        # Whoever's language is neither gets the Russian one: most such phones here are set to a republic's language.
        for code, lang in ((None, "ru"), ("ru", "ru"), ("en", "en")):
            words = self._texts.in_(lang)
            commands = [BotCommand(command=name, description=words[name]) for name in COMMANDS]
            scope = BotCommandScopeAllPrivateChats()
            await self._client.call(SetMyCommands(commands=commands, scope=scope, language_code=code))

    async def _drop_webhook(self) -> None:
        await self._client.call(DeleteWebhook(drop_pending_updates=False))

    async def _set_webhook(self) -> None:
        assert self.webhook
        allowed = list(updates.ALLOWED)
        await self._client.call(
            SetWebhook(url=self.webhook.url, secret_token=self.webhook.secret, allowed_updates=allowed)
        )


def _remember(what: OrderedDict[K, V], key: K, value: V) -> None:
    """Keep a value under a key, and of all keys the newest ones."""
    what[key] = value
    what.move_to_end(key)
    if len(what) > REMEMBERED:
        what.popitem(last=False)


def _lang(code: str | None) -> str | None:
    return choose_language(None, code) if code else None


def _chat_id(address: str) -> int:
    if not address.isdecimal():
        raise SendError("no_chat", gone=True)
    return int(address)


def _markup(parcel: Parcel) -> InlineKeyboardMarkup | None:
    if not parcel.buttons:
        return None
    if any(not button.title or not 1 <= len(button.token.encode()) <= TOKEN_BYTES for button in parcel.buttons):
        raise SendError("bad_button", permanent=True)
    rows = [[InlineKeyboardButton(text=button.title, callback_data=button.token)] for button in parcel.buttons]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _check(parcel: Parcel) -> None:
    """Refuse at once what Telegram would refuse: the outbox splits before."""
    if parcel.file is None and not parcel.text.strip():
        raise SendError("empty", permanent=True)
    if len(parcel.text.encode("utf-16-le")) // 2 > (CAPTION_LIMIT if parcel.file else TEXT_LIMIT):
        raise SendError("too_long", permanent=True)
