"""The assistant's own store: one sealed, bounded, expiring record per conversation.

A record holds what the dialogue needs to go on (slots, the last turns, why each was answered as it was) and nothing
a person wrote: the text of a user's message is emptied before it is kept. The cost of a turn does not grow with the
conversation.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.records import Records
from bot.vault.sealing import Sealer

KEPT_TURNS = 6  # enough for the memoization policy's history of five turns and for a redelivered message
KEPT_ANSWERS = 2  # turns whose answers can still be asked for again; a report stands in one of them
KEPT_RANKING = 3
WHY = "why"  # beside the first reply to a message: the rule that spoke and what it saw, without words


class SealedTrackerStore(TrackerStore):
    """Keeps trackers sealed in a SQL database (``url`` is a SQLAlchemy address) for ``keep_hours`` after the last turn.

    ``sealer`` holds the assistant's own keys. Errors of storage and sealing are raised, never hidden.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: Any = None,
        *,
        url: str,
        sealer: Sealer,
        keep_hours: float = 24.0,
        clock: Any = time.time,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain or Domain.empty(), event_broker)
        self._records = Records(url, sealer)
        self._keep = keep_hours * 3600
        self._clock = clock
        self._at_hand: dict[str, DialogueStateTracker] = {}

    @contextmanager
    def at_hand(self, tracker: DialogueStateTracker | None) -> Iterator[None]:
        """Let the next ``retrieve`` in the block have a tracker that was just read, so that a turn reads it once."""
        if tracker is None:
            yield
            return
        self._at_hand[tracker.sender_id] = tracker
        try:
            yield
        finally:
            self._at_hand.pop(tracker.sender_id, None)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the tracker's bounded state; LostUpdateError when it changed or was forgotten since it was read."""
        seen = getattr(tracker, "raport_version", 0)
        body = zlib.compress(json.dumps(bounded_events(tracker), ensure_ascii=False).encode())
        version = self._records.write(tracker.sender_id, seen, body, now=self._clock(), keep=self._keep)
        tracker.raport_version = version  # type: ignore[attr-defined]

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker as it was left, or None when there is none or its time is over."""
        if (tracker := self._at_hand.pop(sender_id, None)) is not None:
            return tracker
        found = self._records.read(sender_id, self._clock())
        if found is None:
            self._records.drop_expired(self._clock())
            return None
        version, body = found
        tracker = DialogueStateTracker.from_dict(sender_id, json.loads(zlib.decompress(body)), self.domain.slots)
        tracker.raport_version = version  # type: ignore[attr-defined]
        return tracker

    async def keys(self) -> Iterable[str]:
        """Return nothing: records stand under hashes of random ids, so nobody can list whom we talk to."""
        return []

    async def delete(self, sender_id: str) -> None:
        """Drop the record of a conversation and refuse late writes of it; safe to repeat."""
        self._records.forget(sender_id, self._clock())


def bounded_events(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """Return the events that rebuild the tracker: its state before the last turns, then those turns without words."""
    events = list(tracker.applied_events())
    starts = [i for i, item in enumerate(events) if isinstance(item, UserUttered)]
    cut = starts[-KEPT_TURNS] if len(starts) > KEPT_TURNS else 0
    head = _state_events(tracker, events[:cut]) if cut else []
    answered = starts[-KEPT_ANSWERS] if len(starts) >= KEPT_ANSWERS else 0
    return [
        *(_stripped(item) for item in head),
        *(_stripped(item, answer=at >= answered) for at, item in enumerate(events[cut:], cut)),
    ]


def _state_events(tracker: DialogueStateTracker, earlier: list[Event]) -> list[Event]:
    """Return the few events that have the same effect as ``earlier``: a session, its slots."""
    slots: dict[str, Event] = {}
    for item in earlier:
        if isinstance(item, SlotSet):
            slots[item.key] = SlotSet(item.key, item.value, timestamp=item.timestamp)
    moment = earlier[-1].timestamp
    state: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=moment), SessionStarted(moment)]
    state += slots.values()
    state.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=moment))
    return state


def _stripped(item: Event, answer: bool = False) -> dict[str, Any]:
    """Return an event as a dict without the words of the person, and without the bot's unless they are an ``answer``.

    A message whose answers are not kept loses its id, so that it is never taken for one answered with nothing.
    """
    content: dict[str, Any] = item.as_dict()
    if isinstance(item, BotUttered) and not answer:
        why = (item.data.get("custom") or {}).get(WHY)
        content |= {"text": "", "data": {"custom": {WHY: why}} if why else {}, "metadata": {}}
    if isinstance(item, UserUttered) and not answer:
        content["message_id"] = ""
    if isinstance(item, UserUttered):
        parsed = content.get("parse_data") or {}
        content["text"] = ""
        content["parse_data"] = {
            "text": "",
            "intent": parsed.get("intent", {}),
            "entities": [
                {"entity": found.get("entity"), "value": found.get("value")} for found in parsed.get("entities", [])
            ],
            "intent_ranking": parsed.get("intent_ranking", [])[:KEPT_RANKING],
        }
        content["metadata"] = {}
    return content


def replies_to(tracker: DialogueStateTracker, message_id: str) -> list[dict[str, Any]] | None:
    """Return what was answered to ``message_id``, or None when the tracker does not know it.

    This is how a redelivered message is answered again without a second turn.
    """
    found: list[dict[str, Any]] | None = None
    for item in tracker.applied_events():
        if isinstance(item, UserUttered):
            if found is not None:
                break
            found = [] if item.message_id == message_id else None
        elif isinstance(item, BotUttered) and found is not None:
            found.append({"text": item.text, **item.data})
    return found


def reasons(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """Return why the last messages were answered as they were, the newest last, each with the time ``at``."""
    uttered = [item for item in tracker.applied_events() if isinstance(item, BotUttered)]
    told = [(item.timestamp, (item.data.get("custom") or {}).get(WHY)) for item in uttered]
    return [{"at": at, **why} for at, why in told if why]
