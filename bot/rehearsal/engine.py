"""The dialogue engine of a rehearsal: Rasa's model reads, its rules choose, the ordered list decides, in one process.

As in the service, but for the tracker, which is a dictionary here; and each turn tells why it was answered so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol

from actions import tracker as slots
from actions.base import KINDS
from bot.assistant.care import as_told
from bot.conversation.engine import EngineReply
from bot.conversation.guide import Guide
from bot.conversation.renderer import Renderer
from bot.dialogue import Heard, State, decide

LISTEN = "action_listen"
MOST_ACTIONS = 5  # of one turn: a card that goes round in circles must not
# What the state says of a talk, beside the facts, in the order in which it is shown.
SHOWN = (
    "stage", "mood", "focus", "open", "first", "waiting", "shown", "option", "document", "want_names", "named", "drawn",
    "offered", "for_paper", "misses", "ten_days", "answered",
)  # fmt: skip


class Reads(Protocol):
    """What the engine needs of the ear (`bot.rehearsal.ear`)."""

    def read(self, talk: int, text: str, metadata: Mapping[str, Any], mode: str | None) -> dict[str, Any]:
        """See Ear."""
        ...

    def next(self, talk: int, step: Mapping[str, Any]) -> dict[str, Any]:
        """See Ear."""
        ...

    def forget(self, talk: int) -> None:
        """See Ear."""
        ...


@dataclass(frozen=True)
class Turn:
    """Why a message was answered so. ``reading``: what was heard, as ``Heard.as_data`` and the language; ``chosen``:
    actions with the policies that chose them; ``rule`` of the ordered list; ``said``: the names of the bubbles; the
    state ``before`` and ``after``."""

    reading: Mapping[str, Any]
    chosen: tuple[tuple[str, str], ...]
    rule: str
    said: tuple[str, ...]
    before: State
    after: State


class Rehearsed:
    """Stands at the engine's port (`bot.conversation.engine`). ``guide`` is asked for when the first turn comes."""

    def __init__(self, guide: Callable[[], Guide], ear: Reads, talk: int = 0) -> None:
        self._guide = guide
        self._ear = ear
        self._talk = talk
        self._slots: dict[str, dict[str, Any]] = {}
        self.turns: list[Turn] = []

    def turn(self, conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        """See DialogueEngine."""
        kept = self._slots.setdefault(conversation, {})
        read = self._ear.read(self._talk, text, _told(kept, metadata), kept.get("care"))
        tracker: Any = SimpleNamespace(latest_message=read, slots=kept, sender_id=conversation)
        before = state = slots.state(tracker)
        reading: dict[str, Any] = {}
        rule = ""
        said: list[str] = []
        chosen: list[tuple[str, str]] = []
        replies: list[EngineReply] = []
        step: dict[str, Any] = {"read": read, "slots": {}}
        for _ in range(MOST_ACTIONS):
            next_ = self._ear.next(self._talk, step)
            action = str(next_["action"])
            if action == LISTEN:
                break
            chosen.append((action, str(next_["policy"])))
            changed: dict[str, Any] = {}
            if action in KINDS:
                heard = slots.heard(tracker, KINDS[action])
                outcome = decide(state, heard, self._guide())
                bubbles = Renderer(self._guide(), conversation, message, outcome.state).render(outcome.said)
                replies += [EngineReply(one.text, one.choices, one.extra) for one in bubbles]
                changed = {event["name"]: event["value"] for event in slots.events(tracker, outcome.state)}
                kept.update(changed)
                reading, rule, said = _reading(heard, state), outcome.rule, [say.what for say in outcome.said]
                state = outcome.state
            elif next_["says"]:
                replies.append(EngineReply(str(next_["says"])))
            step = {"did": action, "slots": changed}
        self.turns.append(Turn(reading, tuple(chosen), rule, tuple(said), before, state))
        return tuple(replies)

    def forget(self, conversation: str) -> None:
        """See DialogueEngine."""
        if self._slots.pop(conversation, None) is not None:
            self._ear.forget(self._talk)

    def is_ready(self) -> bool:
        """See DialogueEngine."""
        return True

    def facts(self, conversation: str) -> dict[str, Any]:
        """See RasaEngine."""
        return slots.state(_silent(self._slots.get(conversation, {}))).known

    def close(self) -> None:
        """Nothing is held here."""


def shown(state: State) -> dict[str, str]:
    """A state as names and values that people read, without what is empty; facts come first."""
    rows: dict[str, Any] = {f"facts.{name}": value for name, value in sorted(state.facts.items())}
    rows |= {name: getattr(state, name) for name in SHOWN}
    return {name: _words(value) for name, value in rows.items() if value not in (None, (), {}, [], "", 0, False)}


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_words(one)}" for name, one in value.items())
    return ", ".join(map(_words, value)) if isinstance(value, list | tuple) else str(value)


def _reading(heard: Heard, state: State) -> dict[str, Any]:
    return {**heard.as_data(), "lang": state.lang}


def _silent(kept: Mapping[str, Any]) -> Any:
    return SimpleNamespace(latest_message={}, slots=kept, sender_id="")


def _told(kept: Mapping[str, Any], metadata: Mapping[str, str]) -> dict[str, Any]:
    """What the assistant's door adds to what the gateway sends (`bot.assistant.channel`)."""
    told: dict[str, Any] = {**metadata}
    asked = kept.get("requested_slot")
    if asked is None and kept.get("shown_options") and not kept.get("option"):
        asked = "option"
    if asked:
        told["question"] = asked
    return as_told(told, kept)
