"""aiogram's client with two changes: answers come as plain JSON, and a failure is a code that shows nobody's words.

The token is part of every address, and aiogram puts addresses, chats and texts into its errors. So no error of the
libraries leaves this file: each becomes a SendError without a cause.
"""

from __future__ import annotations

import json
import logging
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.channels.messenger import SendError

TIMEOUT = 30.0  # seconds until an answer is given up
MEND = 60.0  # seconds until a refused token is tried again: only the operator can mend it
# Answers 400 after which nothing can ever be sent to this chat.
_NO_CHAT = ("chat not found", "peer_id_invalid", "user_id_invalid", "user not found", "input_user_deactivated")


class _Session(AiohttpSession):
    """aiogram would build its own objects from an answer, and fail on a field that is new to it."""

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Return the answer as it is; aiogram sorts the refusals."""
        if 200 <= status_code < 300:
            answer = json.loads(content)
            if isinstance(answer, dict) and answer.get("ok") is True:
                return Response[Any](ok=True, result=answer.get("result"))
        return super().check_response(bot, method, status_code, content)


class RefusedError(Exception):
    """Telegram answered 400; ``reason`` is its own sentence, in small letters, for the code that asked."""

    code = "refused"

    def __init__(self, reason: str) -> None:
        super().__init__(self.code)
        self.reason = reason


class Client:
    """Calls of one bot. ``server`` is the address of the Bot API server, ``timeout`` in seconds."""

    def __init__(self, token: str, server: str, timeout: float = TIMEOUT) -> None:
        """Make a client that connects at its first call; aiogram's TokenValidationError for what is no token."""
        for name in ("aiogram", "aiohttp"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._bot = Bot(token, _Session(api=TelegramAPIServer.from_base(server), timeout=timeout))

    async def call(self, method: TelegramMethod[Any], timeout: float | None = None) -> Any:
        """Return the result of a method as plain JSON; SendError. What Telegram refuses is permanent."""
        try:
            return await self.ask(method, timeout)
        except RefusedError as error:
            gone = any(sign in error.reason for sign in _NO_CHAT)
            code = "no_chat" if gone else "too_long" if "too long" in error.reason else "refused"
        raise SendError(code, gone=gone, permanent=not gone)

    async def ask(self, method: TelegramMethod[Any], timeout: float | None = None) -> Any:
        """Like ``call``, for whom a refusal is an answer: RefusedError; SendError for everything else."""
        try:
            return await self._bot.session(self._bot, method, timeout=None if timeout is None else int(timeout))
        except Exception as error:
            failure = _failure(error)
        raise failure

    async def close(self) -> None:
        """Close the connections."""
        await self._bot.session.close()


def _failure(error: Exception) -> Exception:
    match error:
        case TelegramRetryAfter():
            return SendError("too_fast", retry_after=float(error.retry_after))
        case TelegramForbiddenError():
            return SendError("blocked", gone=True)
        case TelegramBadRequest():
            return RefusedError(str(error.message).lower())
        case TelegramEntityTooLarge():
            return SendError("too_large", permanent=True)
        case TelegramUnauthorizedError() | TelegramNotFound():
            return SendError("token_refused", retry_after=MEND)
        case TelegramConflictError():
            return SendError("other_receiver")
        case TelegramServerError():
            return SendError("server_error", uncertain=True)
        case TelegramNetworkError():
            # Where no connection was made nothing was sent; in every other case it may have been.
            made = not isinstance(error.__cause__, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError))
            return SendError("cut_off" if made else "unreachable", uncertain=made)
        case TelegramAPIError():
            return SendError("too_fast" if "too many requests" in str(error).lower() else "server_error")
    # An answer that cannot be read, or a fault of the libraries: nobody knows what became of the request.
    return SendError("odd_answer", uncertain=True)
