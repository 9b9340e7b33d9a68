"""The messengers of this instance, and the part that runs them: each receives, works and sends by itself.

A messenger is one module with ``build(settings)``; naming it here is all it takes. See docs/channels.md.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress

from bot.bootstrap import Services
from bot.channels.inbox import ServiceInbox
from bot.channels.messenger import Messenger, SendError
from bot.channels.sender import Sender
from bot.channels.working import Workers
from bot.settings import Settings

MODULES = ("telegram", "matrix")  # of this folder
AT_ONCE = 0.7  # seconds; an answer that comes within needs no sign before it
TYPING = 4.0  # seconds; messengers forget the sign after five or so
AGAIN = 5.0  # seconds before a messenger that fell over is started again

logger = logging.getLogger(__name__)


def configured(settings: Settings) -> list[Messenger]:
    """Return the messengers that the settings name; each is ready to be run."""
    modules = (f"bot.channels.{name}" for name in MODULES)
    found = (importlib.import_module(name).build(settings) for name in modules)
    return [messenger for messenger in found if messenger is not None]


async def handles(settings: Settings) -> list[tuple[str, str]]:
    """Return (messenger, how people find the bot there), empty for one that cannot be asked now."""
    found = []
    for messenger in configured(settings):
        try:
            found.append((messenger.name, await messenger.handle()))
        except SendError:
            found.append((messenger.name, ""))
        finally:
            await messenger.close()
    return found


async def run(services: Services, messengers: Sequence[Messenger]) -> None:
    """Run messengers until cancelled. One that fails does not touch the others."""
    senders = {messenger.name: Sender(services, messenger) for messenger in messengers}

    def changed(_conversation: str) -> None:
        for sender in senders.values():
            sender.wake()

    workers = Workers(services, changed)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(workers.run())
        for messenger in messengers:
            stack.push_async_callback(messenger.close)
        async with asyncio.TaskGroup() as group:
            for messenger in messengers:
                sign = functools.partial(_show_typing, group, messenger, workers)
                typing = sign if messenger.capabilities.typing else None
                inbox = ServiceInbox(services, messenger.name, messenger.capabilities, workers.start, typing)
                group.create_task(_keep_receiving(messenger, inbox))
                group.create_task(senders[messenger.name].run())


def _show_typing(
    group: asyncio.TaskGroup, messenger: Messenger, workers: Workers, address: str, conversation: str
) -> None:
    """Show that an answer is being written, when it is not there at once."""

    async def show() -> None:
        await asyncio.sleep(AT_ONCE)
        with suppress(Exception):  # a sign is worth no fault
            while workers.is_working(conversation):
                await messenger.typing(address)
                await asyncio.sleep(TYPING)

    group.create_task(show())


async def _keep_receiving(messenger: Messenger, inbox: ServiceInbox) -> None:
    while True:
        try:
            await messenger.run(inbox)
        except Exception as error:
            logger.error("%s: %s", messenger.name, type(error).__name__)
        await asyncio.sleep(AGAIN)
