"""The one web application that faces people: the chat page, Telegram's webhook, and whether the service is up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.bootstrap import Services
from bot.channels.chat import Chat
from bot.channels.inbox import ServiceInbox
from bot.channels.languages import LANGUAGES
from bot.channels.telegram import build as build_telegram
from bot.channels.web import KnownHosts, Limits, load_texts, routes

if TYPE_CHECKING:
    from bot.channels.telegram.messenger import Telegram

LOOK_WITHIN = 5.0  # seconds; a database or threads that take longer keep people waiting too


def build(services: Services) -> Starlette:
    """Return the application over ``services``; its lifespan works off the messages."""
    settings = services.settings
    chat = Chat(services)
    telegram = build_telegram(settings) if settings.telegram_webhook else None

    async def health(_request: Request) -> JSONResponse:
        # Only whether, not how long or how many: this answers anybody, and nobody should read from it that one writes.
        late = await _is_late(services)
        return JSONResponse({"ready": True, "late": late}, 503 if late else 200)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            async with chat.run():
                yield
        finally:
            if telegram:
                await telegram.close()

    web = routes(
        chat,
        texts=load_texts(),
        session_key=services.sealer.derive("web-session"),
        secure_cookies=settings.chat_url.startswith("https://"),
        limits=Limits(text_chars=settings.max_message, session_hours=2 * settings.idle_hours),
        origins=[settings.public_url] if settings.public_url else [],
        small_print=_small_print(services),
    )
    return Starlette(
        routes=[*web, *(_hook(telegram, services, chat) if telegram else ()), Route("/health", health)],
        lifespan=lifespan,
        middleware=[Middleware(KnownHosts, hosts=settings.known_hosts)],
    )


def _hook(telegram: Telegram, services: Services, chat: Chat) -> list[Route]:
    """The webhook's route, by a library that is only read where Telegram is used."""
    from bot.channels.telegram.webhook import webhook_routes

    return webhook_routes(telegram, ServiceInbox(services, telegram.name, telegram.capabilities, chat.work))


def _small_print(services: Services) -> list[str]:
    """How sentences on sources and on the age of the law begin."""
    said = [
        services.guide.word("law", code, lang)
        for code in ("known", "stale", "sources", "checked")
        for lang in LANGUAGES
    ]
    return [sentence.partition("{")[0] for sentence in said]


async def _is_late(services: Services) -> bool:
    """Whether a message has waited too long, or so much is going on that this cannot be found out."""
    try:
        waited = await asyncio.wait_for(asyncio.to_thread(services.conversations.longest_wait), LOOK_WITHIN)
    except TimeoutError:
        return True
    return waited > timedelta(seconds=services.settings.late_seconds)
