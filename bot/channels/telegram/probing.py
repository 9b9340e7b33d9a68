"""Finding out whether a message arrived whose answer was lost. Telegram has no key that makes a request harmless twice.

What it has: an edit that changes nothing is refused with "message is not modified". So the message is offered, as an
edit, to the ids it may have. Ids of private chats rise over the whole bot, so it stands above ``floor``, the highest id
seen in any chat when it was first sent; and no other message of the bot can stand in this chat above that, because
messages of one chat go out one by one. An edit that *changes* something there has found it as well: its buttons were
pressed.

Limits: without a ``floor`` nothing is probed. Looked at are the ids up to the highest one seen and ``UNSEEN`` more, at
most ``MOST``: as many messages, of both sides of all chats, may have passed between the moment it was handed over and
the moment Telegram took it. At the full pace of 25 a second that is more than a second after a kill, and eight while
the bot lives on. A message beyond them, or one that the person deleted, is sent a second time. A document without a
caption is known only by being a file of the bot. A look that fails is taken up again ``LOOKS`` times; then, as with any
other odd answer, the message counts as not found: a person would rather read a thing twice than never.
"""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram.methods import EditMessageCaption, EditMessageText
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions

from bot.channels.messenger import Parcel
from bot.channels.telegram.client import Client, RefusedError

MOST = 200  # ids looked at
UNSEEN = 40  # ids above the highest one seen
PAUSE = 0.04  # seconds between two, which is Telegram's own pace
LOOKS = 4  # tries to look, if Telegram fails meanwhile
SECONDS = 5.0  # for one id


async def find(
    client: Client, chat_id: int, parcel: Parcel, markup: InlineKeyboardMarkup | None, floor: int, highest: int
) -> str | None:
    """Return the id of the message in the chat that is ``parcel``, or None; SendError when it cannot be known now.

    ``highest`` is the highest id seen.
    """
    last = min(max(floor, highest) + UNSEEN, floor + MOST)
    for message_id in range(floor + 1, last + 1):
        edit: Any = (
            EditMessageCaption(chat_id=chat_id, message_id=message_id, caption=parcel.text, reply_markup=markup)
            if parcel.file
            else EditMessageText(
                chat_id=chat_id,
                message_id=message_id,
                text=parcel.text,
                reply_markup=markup,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        try:
            answer = await client.ask(edit, SECONDS)
        except RefusedError as error:
            if "not modified" in error.reason:
                return str(message_id)
        else:
            if isinstance(answer, dict) and answer.get("message_id") == message_id:
                return str(message_id)
        await asyncio.sleep(PAUSE)
    return None
