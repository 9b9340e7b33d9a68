"""The custom actions: thin translations. Rasa's rules choose one, the ordered list decides, the renderer says it.

An action never raises: Rasa would log the whole tracker, the person's words included. It logs a code and never a word.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import tracker as slots
from bot.bootstrap import Services
from bot.conversation.renderer import Renderer
from bot.conversation.said import Said
from bot.dialogue import Outcome, decide, heard

logger = logging.getLogger(__name__)

# Name in domain.yml to what Rasa's rules took the message for by choosing it.
KINDS = {
    "action_answer_topic": heard.TOPIC,
    "action_take_story": heard.STORY,
    "action_start_draft": heard.DRAFT,
    "action_take_answer": heard.CHOICE,
    "action_make_move": heard.MOVE,
    "action_erase": heard.ERASE,
    "action_switch_language": heard.LANGUAGE,
    "action_default_fallback": heard.UNSURE,
}


class Decide(Action):
    """One of the actions of ``KINDS``."""

    def __init__(self, services: Services, name: str) -> None:
        self._services = services
        self._name = name

    def name(self) -> str:
        """Return the name in domain.yml."""
        return self._name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> slots.Events:
        """Decide in a thread and say it; on any error log its kind and apologise."""
        try:
            return await asyncio.to_thread(self._act, dispatcher, tracker)
        except Exception as error:
            code = getattr(error, "code", None)
            logger.error("%s failed: %s %s", self._name, type(error).__name__, code if isinstance(code, str) else "")
            dispatcher.messages.clear()
            state = slots.state(tracker)
            _say(dispatcher, [self._services.guide.error("internal", state.lang, state.today)])
            return []

    def _act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> slots.Events:
        outcome = decide(slots.state(tracker), slots.heard(tracker, KINDS[self._name]), self._services.guide)
        message = str(slots.metadata(tracker).get("message", ""))
        renderer = Renderer(self._services.guide, str(tracker.sender_id), message, outcome.state)
        _say(dispatcher, renderer.render(outcome.said), why(outcome))
        return slots.events(tracker, outcome.state)


def why(outcome: Outcome) -> dict[str, Any]:
    """Which rule spoke and what it saw: codes, days and numbers, no words."""
    state = outcome.state
    return {
        "rule": outcome.rule, "heard": outcome.heard.as_data(), "open": state.open, "mood": state.mood,
        "stage": state.stage, "said": [say.what for say in outcome.said],
    }  # fmt: skip


def _say(dispatcher: CollectingDispatcher, bubbles: list[Said], because: dict[str, Any] | None = None) -> None:
    """Send ready replies: text, choices, and what the gateway needs beside them; the first says why."""
    for at, one in enumerate(bubbles):
        extra = {**one.extra, **({"why": because} if because and not at else {})}
        dispatcher.utter_message(
            text=one.text,
            buttons=[{"title": title, "payload": payload} for title, payload in one.choices] or None,
            json_message=extra or None,
        )
