"""The custom actions behind an authenticated loopback route, run by rasa-sdk's executor."""

from __future__ import annotations

import hmac
import logging

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from actions.base import KINDS, Decide
from bot import memory
from bot.bootstrap import Services

logger = logging.getLogger(__name__)


def register(executor: ActionExecutor, services: Services) -> None:
    """Register every action of the project with its services."""
    for name in KINDS:
        executor.register_action(Decide(services, name))


def build(services: Services, token: str) -> Starlette:
    """Return the application: ``POST /webhook`` with ``Authorization: Bearer <token>``, and ``GET /health``."""
    executor = ActionExecutor()
    register(executor, services)

    async def webhook(request: Request) -> JSONResponse:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return JSONResponse({"code": "unauthorised"}, status_code=401)
        # Rasa 3.6 leaves the domain out (enable_selective_domain) and knows no retry with it, as newer ones do.
        # No action of ours looks at it.
        call = {"domain": {"version": "3.1"}, **await request.json()}
        try:
            with memory.turn():
                result = await executor.run(call)
        except ActionExecutionRejection as error:
            return JSONResponse({"error": "rejected", "action_name": error.action_name}, status_code=400)
        except ActionNotFoundException as error:
            logger.error("unknown action")
            return JSONResponse({"error": "unknown", "action_name": error.action_name}, status_code=404)
        except Exception as error:
            # Neither the message nor the traceback: both can hold what the person wrote.
            logger.error("action call failed: %s", type(error).__name__)
            return JSONResponse({"error": "failed"}, status_code=500)
        return JSONResponse(result.model_dump() if result else {})

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"ready": True})

    return Starlette(routes=[Route("/webhook", webhook, methods=["POST"]), Route("/health", health)])
