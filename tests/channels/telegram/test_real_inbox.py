"""Updates of any shape against the real inbox and stores: nothing breaks it, so nothing comes back for ever."""

from __future__ import annotations

import asyncio
import logging

import pytest
from hypothesis import HealthCheck, example, given, settings

from bot.bootstrap import Services
from bot.channels.inbox import ServiceInbox
from bot.channels.telegram.client import Client
from bot.channels.telegram.messenger import Telegram
from bot.channels.web.texts import load_texts
from tests.channels.pocket import CAPABILITIES, with_echo
from tests.channels.telegram.test_webhook import TEXTS, UPDATES
from tests.privacy.conftest import Instance, either, instance

__all__ = ["either", "instance"]

HALF, NUL = "\ud800", "a\x00b"


def message(**more: object) -> dict[str, object]:
    chat = {"id": 7, "type": "private"}
    return {"update_id": 5, "message": {"message_id": 3, "date": 1, "chat": chat, **more}}


def pressed(data: str, text: str = "Да") -> dict[str, object]:
    keyboard = {"inline_keyboard": [[{"text": text, "callback_data": data}]]}
    shown = {"message_id": 3, "date": 1, "chat": {"id": 7, "type": "private"}, "reply_markup": keyboard}
    return {"update_id": 6, "callback_query": {"id": HALF, "data": data, "message": shown, "from": {"id": 7}}}


def take(services: Services, update: object) -> None:
    """Hand an update over as the gateway does, and work off what came of it."""

    async def story() -> None:
        telegram = Telegram(Client("1:token", "http://127.0.0.1:9"), load_texts(TEXTS))
        inbox = ServiceInbox(services, "telegram", CAPABILITIES, lambda _conversation: None)
        await telegram.take(update, inbox)
        await telegram.close()

    asyncio.run(story())
    for conversation in services.conversations.waiting():
        while services.turns.work(conversation):
            pass


def test_any_update_is_taken_by_the_real_inbox_and_never_logged(
    either: Instance, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    services = either.services()
    with_echo(services)

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(UPDATES)
    @example(message(text=HALF + NUL))
    @example(message(photo=[], media_group_id=HALF))
    @example(message(photo=[], media_group_id=NUL))
    @example(message(photo=[], media_group_id="x" * 100_000))
    @example(message(text="слово", **{"from": {"language_code": HALF}}))
    @example(message(text="слово " * 20_000))
    @example(message(text="/start " + HALF))
    @example(message(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}))
    @example({"update_id": 10**30, **message(text="слово")})
    @example(pressed(HALF))
    @example(pressed(NUL, NUL))
    @example(pressed("x" * 100_000))
    def check(update: object) -> None:
        take(services, update)

    check()
    assert caplog.text == ""
