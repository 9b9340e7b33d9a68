"""The one door of the assistant: an authenticated loopback route for turns and readiness.

A turn is answered once: when a message comes again (the sender did not hear the answer), the kept answer is sent.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot import memory
from bot.assistant import care, several
from bot.assistant.nlu import thresholds
from bot.assistant.patches import TurnAbortedError
from bot.assistant.tracker_store import reasons, replies_to

TOKEN_VARIABLE = "RAPORT_ASSISTANT_TOKEN"
KEPT_KEYS = ("text", "buttons", "custom")
FALLBACK = "nlu_fallback"  # the name under which Rasa says that the model would ask
PRIVATE = '/inform{"private"'  # a command that stands for words which were kept private: their signal counts

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
        """Return the routes: ``GET /ready``, ``POST /turn``, ``GET /why`` and ``GET /slots``."""
        routes = Blueprint("raport_channel")

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            ready = bool(getattr(request.app.ctx, "raport_warm", False))
            return json_response({"ready": ready, "model": getattr(request.app.ctx, "raport_model", "")})

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not self._is_known(request):
                return json_response({"code": "unauthorised"}, status=401)
            with memory.turn():
                return await _answer(request, on_new_message)

        @routes.get("/why")
        async def why(request: Request) -> HTTPResponse:
            if not self._is_known(request):
                return json_response({"code": "unauthorised"}, status=401)
            tracker = await _agent(request.app).tracker_store.retrieve(str(request.args.get("conversation")))
            return json_response({"turns": reasons(tracker) if tracker else []})

        @routes.get("/slots")
        async def slots(request: Request) -> HTTPResponse:
            if not self._is_known(request):
                return json_response({"code": "unauthorised"}, status=401)
            tracker = await _agent(request.app).tracker_store.retrieve(str(request.args.get("conversation")))
            return json_response({"slots": tracker.current_slot_values() if tracker else {}})

        return routes

    def _is_known(self, request: Request) -> bool:
        return bool(self._token) and hmac.compare_digest((request.token or "").encode(), self._token.encode())


async def _answer(request: Request, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> HTTPResponse:
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
    mode = tracker.get_slot("care") if tracker else None
    if tracker:
        metadata = care.as_told(metadata, tracker.current_slot_values())
    question = _open_question(tracker) if tracker else None
    if question:
        metadata["question"] = question
    try:
        text, parsed = await with_care(agent, str(body["text"]), metadata, mode)
        if parsed is None:
            parsed = command_as_read(agent.domain, text)
        message = UserMessage(
            text,
            output,
            sender,
            parse_data=parsed,
            input_channel=InternalChannel.name(),
            message_id=message_id,
            metadata=metadata,
        )
        with agent.tracker_store.at_hand(tracker):
            await on_new_message(message)
    except TurnAbortedError as error:
        logger.error("turn aborted: %s", error)
        return json_response({"code": "aborted"}, status=503)
    except Exception as error:
        # Neither the message nor the traceback: both can hold what the person wrote.
        logger.error("turn failed: %s", type(error).__name__)
        return json_response({"code": "failed"}, status=500)
    return json_response({"replies": output.items})


async def with_care(
    agent: Any, text: str, metadata: dict[str, Any], mode: str | None
) -> tuple[str, dict[str, Any] | None]:
    """Return the text and what the model makes of it, or the intent of care where it is due (`bot.assistant.care`).

    ``mode`` is what the talk is about. How a talk of care goes on stands under ``care`` in the metadata then. A cry
    that no word bears out is taken out of what the model makes of the message: its next intent counts.
    """
    private = text.startswith(PRIVATE)
    if text.startswith("/") and not private:
        stays = mode in (None, care.GRIEF) or text.partition("{")[0].lstrip("/") in (*care.URGENT, *care.ANY_TIME)
        metadata["care"] = None if stays else "ended"
        return text, None
    message = UserMessage(text, metadata=metadata)
    parsed = {} if private else dict(await agent.processor.parse_message(message))
    if not private:
        metadata["asked"], metadata["perhaps"] = await several.asked(text, lambda part: _parse(agent, part))
    ranking = [(item["name"], float(item["confidence"])) for item in parsed.get("intent_ranking", ())]
    intents = [(name, confidence) for name, confidence in ranking if name != FALLBACK]
    hint, sure = metadata.get("hint"), metadata.get("sure") == "yes"
    beside, kind = frozenset(str(metadata.get("beside") or "").split()), metadata.get("danger")
    rules = str(metadata.get("rules") or "").split()
    cared = care.due(hint, sure=sure, ranking=intents, kind=kind, rules=rules, beside=beside)
    if metadata.get("dead") and cared == care.DANGER and care.is_past(beside):
        cared, sure = None, False
    cry = bool(intents) and intents[0][0] in care.URGENT
    entities = [str(item["entity"]) for item in parsed.get("entities", ())]
    asked = care.asks_in_words(beside, entities, text)
    found = bool(parsed.get("question")) or care.names_a_topic(intents, asks=len(ranking) > len(intents))
    metadata["care"] = kept = care.turn_of(
        mode,
        beside,
        cared=cared,
        sure=sure,
        told=metadata.get("told") == "yes",
        practical=asked or found,
        asked=asked,
        cry=cry,
        top=next((name for name, _ in intents if name not in care.URGENT), ""),
        served=bool(metadata.get("served")),
    )
    if kept not in (None, "ended") or cared in care.URGENT:
        metadata["also"] = [item["value"] for item in parsed.get("entities", ()) if item["entity"] == "also"]
    if kept not in (None, "ended"):
        return _command(care.CRISIS if kept == "crisis" else care.DANGER, metadata), None
    if cared == care.CHECK and kept is None:
        return text, _first(parsed, care.CRISIS)  # the dialogue asks first (`bot.dialogue.rules.caring`)
    if cared and kept is None:
        return _command(cared, metadata), None
    return text, _without_a_cry(parsed, intents if cry else None) if parsed else None


def command_as_read(domain: Any, text: str) -> dict[str, Any] | None:
    """Return what Rasa reads in a command (``/intent{…}``): that of a button, or of care. None for one it cannot read.

    Rasa itself would have the model read the command as words first, and then throw that away.
    """
    message = YAMLStoryReader.unpack_regex_message(Message({TEXT: text}), domain, RegexMessageHandler.__name__)
    read: dict[str, Any] = message.as_dict(only_output_properties=True)
    return read if INTENT in read else None


async def _parse(agent: Any, part: str) -> dict[str, Any]:
    return dict(await agent.processor.parse_message(UserMessage(part)))


def _command(intent: str, metadata: dict[str, Any]) -> str:
    """Return the intent as Rasa reads it, with whose trouble it is and which danger."""
    who, beside = metadata.get("who"), str(metadata.get("beside") or "").split()
    told: dict[str, str] = {}
    if who == "relative" or (who == "self" and "of_oneself" in beside):
        told["asker"] = str(who)
    show = metadata.get("danger") if intent == care.DANGER else who if who == "own" else None
    if show:
        told["show"] = str(show)
    return f"/{intent}{json.dumps(told)}" if told else f"/{intent}"


def _first(parsed: dict[str, Any], intent: str) -> dict[str, Any]:
    rest = [item for item in parsed["intent_ranking"] if item["name"] != intent]
    sure = max(float(item["confidence"]) for item in parsed["intent_ranking"])
    first = {"name": intent, "confidence": sure}
    return {**parsed, "intent": first, "intent_ranking": [first, *rest]}


def _without_a_cry(parsed: dict[str, Any], intents: list[tuple[str, float]] | None) -> dict[str, Any]:
    """Return the reading without the clauses that the model takes for a cry, and of ``intents`` without those too."""
    entities = [
        found for found in parsed.get("entities", ()) if found["entity"] != "also" or found["value"] not in care.URGENT
    ]
    if intents is None:
        return {**parsed, "entities": entities}
    rest = care.without_a_cry(intents)
    if not rest or thresholds.asks(rest):
        rest = [(FALLBACK, thresholds.ASK_BELOW), *rest]
    ranking = [{"name": name, "confidence": confidence} for name, confidence in rest]
    return {**parsed, "intent": ranking[0], "intent_ranking": ranking, "entities": entities}


def _open_question(tracker: Any) -> str | None:
    """What was asked and stands open: a fact, or which of the ways on the screen he wants to see."""
    asked: str | None = tracker.get_slot("requested_slot")
    if asked is None and tracker.get_slot("shown_options") and not tracker.get_slot("option"):
        return "option"
    return asked


def _agent(app: Sanic) -> Any:
    return app.ctx.agent
