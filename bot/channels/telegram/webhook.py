"""The webhook: Telegram posts an update, proves itself by a secret in a header, and is answered once it is durable."""

from __future__ import annotations

import hmac
import json
import logging

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.messenger import Inbox
from bot.channels.telegram.messenger import Telegram

PATH = "/telegram"
HEADER = "x-telegram-bot-api-secret-token"
BODY_BYTES = 1024 * 1024

logger = logging.getLogger(__name__)


def webhook_routes(telegram: Telegram, inbox: Inbox) -> list[Route]:
    """Return the route for the webhook of ``telegram``; none when it asks for updates itself."""
    webhook = telegram.webhook
    if webhook is None:
        return []
    secret = webhook.secret.encode()

    async def receive(request: Request) -> Response:
        """Take one update. Whoever has the secret is Telegram: what it sends and nobody can read is passed over.

        Refusing it would make Telegram send it again and again. Only when the inbox did not take it, 503 asks for that.
        """
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode("utf-8", "replace"), secret):
            return JSONResponse({"code": "forbidden"}, 403)
        try:
            update = await _read(request)
            await telegram.take(update, inbox)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as error:  # a database's message may quote the person
            logger.error("telegram: an update was not taken: %s", type(error).__name__)
            return JSONResponse({"code": "unavailable"}, 503)
        return JSONResponse({})

    return [Route(PATH, receive, methods=["POST"])]


async def _read(request: Request) -> object:
    """Return the body as JSON; None for what is none, or too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
