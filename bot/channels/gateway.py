"""The one web application that faces people: the chat page, Telegram's webhook, and whether the service is up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.bootstrap import Services
from bot.channels.chat import Chat
from bot.channels.inbox import ServiceInbox
from bot.channels.telegram import build as build_telegram
from bot.channels.telegram import webhook_routes
from bot.channels.web import Limits, load_texts, routes


def build(services: Services) -> Starlette:
    """Return the application over ``services``; its lifespan works off the messages."""
    settings = services.settings
    chat = Chat(services)
    telegram = build_telegram(settings) if settings.telegram_webhook else None

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"ready": True})

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
    )
    hook = (
        webhook_routes(telegram, ServiceInbox(services, telegram.name, telegram.capabilities, chat.work))
        if telegram
        else []
    )
    return Starlette(routes=[*web, *hook, Route("/health", health)], lifespan=lifespan)
