"""The one web application that faces people: the chat page, and whether the service is up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.bootstrap import Services
from bot.channels.chat import Chat
from bot.channels.web import Limits, load_texts, routes


def build(services: Services) -> Starlette:
    """Return the application over ``services``; its lifespan works off the messages."""
    settings = services.settings
    chat = Chat(services)

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"ready": True})

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with chat.run():
            yield

    web = routes(
        chat,
        texts=load_texts(),
        session_key=services.sealer.derive("web-session"),
        secure_cookies=settings.chat_url.startswith("https://"),
        limits=Limits(text_chars=settings.max_message, session_hours=2 * settings.idle_hours),
        origins=[settings.public_url] if settings.public_url else [],
    )
    return Starlette(routes=[*web, Route("/health", health)], lifespan=lifespan)
