"""The port to the dialogue engine and its one adapter, Rasa behind an authenticated loopback route."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import httpx
from sqlalchemy.exc import SQLAlchemyError

from bot.assistant.records import Records
from bot.dialogue.facts import FACTS


class EngineUnavailableError(Exception):
    """The engine cannot answer now; the turn is kept and tried again. ``code`` says how it failed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class EngineReply:
    """One reply of the engine: ``choices`` are (title, payload); ``extra`` carries files and the private field."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    extra: Mapping[str, Any] | None = None


class DialogueEngine(Protocol):
    """What a turn needs of an engine. Calls may raise EngineUnavailableError."""

    def turn(self, conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        """Answer ``text``; the same ``message`` id again gives the same answer without a second turn."""
        ...

    def forget(self, conversation: str) -> None:
        """Drop all the engine keeps of the conversation, on the disk too; safe to repeat."""
        ...

    def is_ready(self) -> bool:
        """Tell whether the engine is up with a model."""
        ...


class RasaEngine:
    """Rasa with a bearer ``token`` at the address ``url`` gives, which moves when another model begins to serve.

    One turn may take ``timeout`` seconds.

    It forgets in its ``records`` themselves, so that forgetting never waits for Rasa; ``now`` gives an aware time.
    One that hangs is asked by one turn at a time until it answers again: all others hear of it at once.
    """

    def __init__(
        self,
        url: Callable[[], str],
        token: str,
        records: Records,
        now: Callable[[], datetime],
        timeout: float = 30.0,
    ) -> None:
        self._url = url
        self._records = records
        self._now = now
        self._hangs = False
        self._asked = threading.Lock()
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(timeout, connect=2.0),
            trust_env=False,
        )

    def turn(self, conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        """See DialogueEngine."""
        body = {"conversation": conversation, "message": message, "text": text, "metadata": dict(metadata)}
        if not self._hangs:
            return self._turn(body)
        if not self._asked.acquire(blocking=False):
            raise EngineUnavailableError("hangs")
        try:
            return self._turn(body)
        finally:
            self._asked.release()

    def _turn(self, body: Mapping[str, Any]) -> tuple[EngineReply, ...]:
        try:
            answer = self._call("POST", "/turn", body)
        except EngineUnavailableError as error:
            self._hangs = error.code == httpx.ReadTimeout.__name__
            raise
        self._hangs = False
        return _merged(answer.get("replies", []))

    def why(self, conversation: str) -> list[dict[str, Any]]:
        """Return for its last turns which rule spoke and what it saw, the newest last. EngineUnavailableError."""
        turns: list[dict[str, Any]] = self._call("GET", f"/why?conversation={conversation}", None).get("turns", [])
        return turns

    def facts(self, conversation: str) -> dict[str, Any]:
        """Return the facts of the man as the talk knows them, codes and days. EngineUnavailableError."""
        slots: dict[str, Any] = self._call("GET", f"/slots?conversation={conversation}", None).get("slots", {})
        return {name: slots[name] for name in FACTS if slots.get(name) is not None}

    def forget(self, conversation: str) -> None:
        """See DialogueEngine."""
        try:
            self._records.forget(conversation, self._now().timestamp())
            if not self._records.overwrite():
                raise EngineUnavailableError("busy")
        except SQLAlchemyError as error:
            raise EngineUnavailableError(type(error).__name__) from None

    def is_ready(self) -> bool:
        """See DialogueEngine."""
        try:
            return bool(self._call("GET", "/ready", None).get("ready"))
        except EngineUnavailableError:
            return False

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _call(self, method: str, path: str, body: Any) -> dict[str, Any]:
        try:
            response = self._client.request(method, f"{self._url()}/webhooks/raport{path}", json=body)
        except httpx.HTTPError as error:
            raise EngineUnavailableError(type(error).__name__) from None
        if response.status_code != 200:
            raise EngineUnavailableError(f"http_{response.status_code}")
        try:
            content: dict[str, Any] = response.json()
        except ValueError:
            raise EngineUnavailableError("odd_answer") from None
        return content


def _merged(items: list[dict[str, Any]]) -> tuple[EngineReply, ...]:
    replies: list[EngineReply] = []
    for item in items:
        choices = tuple((b["title"], b["payload"]) for b in item.get("buttons") or ())
        replies.append(EngineReply(item.get("text") or "", choices, item.get("custom")))
    return tuple(replies)
