"""The one base of all custom actions: it never raises, it logs a code and never a word, it knows the turn.

An exception in an action would make Rasa log the whole tracker, the person's words included.
"""

from __future__ import annotations

import asyncio
import logging
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.bootstrap import Services
from bot.conversation.said import Said

Events = list[dict[str, Any]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """What an action may know: slots, what the last message meant, the day and the conversation."""

    tracker: Tracker
    dispatcher: CollectingDispatcher

    @property
    def conversation(self) -> str:
        """The id of the conversation."""
        return str(self.tracker.sender_id)

    @property
    def metadata(self) -> dict[str, Any]:
        """What the gateway sent along: lang, today, message."""
        found = self.tracker.latest_message.get("metadata")
        return found if isinstance(found, dict) else {}

    @property
    def message(self) -> str:
        """The id of the message being answered; the same when it is delivered again."""
        return str(self.metadata.get("message", ""))

    @property
    def lang(self) -> str:
        """``ru`` or ``en``: what the gateway detected, else what was spoken before."""
        lang = self.metadata.get("lang") or self.tracker.slots.get("lang")
        return "en" if lang == "en" else "ru"

    @property
    def today(self) -> date:
        """The person's date. Rasa's own shell sends none; then the clock is asked, here at the edge."""
        given = self.metadata.get("today")
        return date.fromisoformat(given) if given else date.today()  # noqa: DTZ011

    @property
    def intent(self) -> str:
        """The intent of the last message."""
        return str(self.tracker.latest_message.get("intent", {}).get("name") or "")

    @property
    def text(self) -> str:
        """The words of the last message; of a button its payload."""
        return str(self.tracker.latest_message.get("text") or "")

    @property
    def asker(self) -> str:
        """``relative`` when somebody writes about him, else ``self``."""
        return "relative" if self.slot("asker") == "relative" else "self"

    @property
    def form(self) -> str | None:
        """The open form."""
        return self.tracker.active_loop.get("name") if self.tracker.active_loop else None

    @property
    def requested(self) -> str | None:
        """The slot that the open form asked for."""
        found = self.tracker.slots.get("requested_slot")
        return str(found) if found else None

    @property
    def in_danger(self) -> bool:
        """Whether the safety layer is sure that a life is in danger."""
        return self.metadata.get("hint") == "urgent_danger" and self.metadata.get("sure") == "yes"

    def slot(self, name: str) -> Any:
        """The value of a slot or None."""
        return self.tracker.slots.get(name)

    def entities(self) -> dict[str, Any]:
        """What was read from the last message, the first value of each name."""
        found: dict[str, Any] = {}
        for item in self.tracker.latest_message.get("entities") or ():
            found.setdefault(str(item["entity"]), item["value"])
        return found

    def ranking(self, least: float = 0.0) -> list[str]:
        """The intents the last message may have meant, the likeliest first, without the doubt itself.

        ``least`` is the confidence below which none counts.
        """
        ranked = self.tracker.latest_message.get("intent_ranking") or ()
        names = [str(item["name"]) for item in ranked if float(item["confidence"]) >= least]
        return [name for name in names if name != "nlu_fallback"]

    def topics(self) -> list[str]:
        """The intents that single clauses of the last message are sure of."""
        return [
            str(item["value"]) for item in self.tracker.latest_message.get("entities") or () if item["entity"] == "also"
        ]

    def say(self, *said: Said) -> None:
        """Send ready replies: text, choices, and what the gateway needs beside them."""
        for one in said:
            self.dispatcher.utter_message(
                text=one.text,
                buttons=[{"title": title, "payload": payload} for title, payload in one.choices] or None,
                json_message=dict(one.extra) or None,
            )


class BotAction(Action):
    """Base of all actions; a subclass says its ``action_name`` and does its work in ``act``."""

    action_name: str

    def __init__(self, services: Services) -> None:
        self.services = services

    def name(self) -> str:
        """Return the name in domain.yml."""
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Run ``act`` in a thread; on any error log its kind and apologise."""
        turn = Turn(tracker, dispatcher)
        try:
            return list(await asyncio.to_thread(self.act, turn))
        except Exception as error:
            code = getattr(error, "code", None)
            logger.error("%s failed: %s %s", self.name(), type(error).__name__, code if isinstance(code, str) else "")
            dispatcher.messages.clear()
            turn.say(self.services.guide.error("internal", turn.lang, turn.today))
            return []

    @abstractmethod
    def act(self, turn: Turn) -> Iterable[dict[str, Any]]:
        """Do the work: say things through ``turn.say``, return events."""


def go_on(turn: Turn) -> Events:
    """Return what brings an interrupted form back to its question."""
    return [FollowupAction(turn.form)] if turn.form else []


def set_slots(values: dict[str, Any]) -> Events:
    """Return the events that set slots."""
    return [SlotSet(name, value) for name, value in values.items()]
