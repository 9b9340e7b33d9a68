"""The one door of the assistant: an authenticated loopback route for turns and readiness.

A turn is answered once: when a message comes again (the sender did not hear the answer), the kept answer is sent.
"""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.assistant import care
from bot.assistant.patches import TurnAbortedError
from bot.assistant.tracker_store import replies_to

TOKEN_VARIABLE = "RAPORT_ASSISTANT_TOKEN"
KEPT_KEYS = ("text", "buttons", "custom")
FALLBACK = "nlu_fallback"  # the name under which Rasa says that the model would ask

logger = logging.getLogger(__name__)


class Replies(OutputChannel):
    """Collects what Rasa says, whole: text, buttons and custom part of one reply stay together."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the name under which Rasa knows the channel."""
        return "raport"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one reply."""
        self.items.append({key: message[key] for key in KEPT_KEYS if message.get(key)})


class InternalChannel(InputChannel):
    """Routes under ``/webhooks/raport``. Every call carries ``Authorization: Bearer <token>``."""

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Return the last part of the routes' address."""
        return "raport"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InternalChannel:
        """Build from the environment: the token is never in a file Rasa reads. An unset one locks the door."""
        return cls(os.environ.get(TOKEN_VARIABLE, ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes: ``GET /ready`` and ``POST /turn``."""
        routes = Blueprint("raport_channel")

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            return json_response({"ready": bool(getattr(request.app.ctx, "raport_warm", False))})

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not self._is_known(request):
                return json_response({"code": "unauthorised"}, status=401)
            agent = _agent(request.app)
            if not agent.is_ready():
                return json_response({"code": "not_ready"}, status=503)
            body = request.json or {}
            sender, message_id = str(body["conversation"]), str(body["message"])
            tracker = await agent.tracker_store.retrieve(sender)
            kept = replies_to(tracker, message_id) if tracker else None
            if kept is not None:
                return json_response({"replies": [{k: r[k] for k in KEPT_KEYS if r.get(k)} for r in kept]})
            output = Replies()
            metadata = dict(body.get("metadata") or {})
            try:
                await on_new_message(
                    UserMessage(
                        await _with_care(agent, str(body["text"]), metadata),
                        output,
                        sender,
                        input_channel=self.name(),
                        message_id=message_id,
                        metadata=metadata,
                    )
                )
            except TurnAbortedError as error:
                logger.error("turn aborted: %s", error)
                return json_response({"code": "aborted"}, status=503)
            except Exception as error:
                # Neither the message nor the traceback: both can hold what the person wrote.
                logger.error("turn failed: %s", type(error).__name__)
                return json_response({"code": "failed"}, status=500)
            return json_response({"replies": output.items})

        return routes

    def _is_known(self, request: Request) -> bool:
        return bool(self._token) and hmac.compare_digest((request.token or "").encode(), self._token.encode())


async def _with_care(agent: Any, text: str, metadata: dict[str, Any]) -> str:
    """Return the text, or the intent of crisis or danger where care is due (`bot.assistant.care`)."""
    # A command holds no words to judge; where it stands for words that were kept private, the hint speaks for them.
    parsed = {} if text.startswith("/") else await agent.parse_message(text)
    ranking = [(item["name"], float(item["confidence"])) for item in parsed.get("intent_ranking", ())]
    asks = bool(ranking) and ranking[0][0] == FALLBACK
    intents = [(name, confidence) for name, confidence in ranking if name != FALLBACK]
    intent = care.due(metadata.get("hint"), sure=metadata.get("sure") == "yes", asks=asks, ranking=intents)
    if intent is None:
        return text
    return f'/{intent}{{"asker": "relative"}}' if metadata.get("asker") == "relative" else f"/{intent}"


def _agent(app: Sanic) -> Any:
    return app.ctx.agent
