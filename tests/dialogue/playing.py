"""The gateway over the dialogue itself: Rasa reads each message in a process of its own, its rules name the action.

For recordings: a talk goes as in the running service, but for the tracker, and each reading can be kept.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ruamel.yaml import YAML

from actions import tracker as slots
from actions.base import KINDS, why
from bot.assistant.care import as_told
from bot.bootstrap import Services
from bot.conversation.engine import EngineReply
from bot.conversation.renderer import Renderer
from bot.dialogue import decide

ROOT = Path(__file__).resolve().parents[2]


def kinds() -> dict[str, str]:
    """Intent to what the dialogue is told of it, as Rasa's rules in ``data/rules`` choose it."""
    found = {}
    for file in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in YAML(typ="safe").load(file)["rules"]:
            first, then = rule["steps"][:2]
            for step in first.get("or", [first]):
                found[str(step["intent"])] = KINDS[then["action"]]
    return found


class Reader:
    """Rasa's pipeline with the trained model, in the assistant's environment."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [str(ROOT / ".venv-assistant" / "bin" / "python"), "-m", "bot.assistant.overhear"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(env), cwd=ROOT, text=True,
        )  # fmt: skip
        self._line()

    def read(self, text: str, metadata: Mapping[str, Any], mode: str | None) -> dict[str, Any]:
        """What Rasa makes of a message."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"text": text, "metadata": metadata, "mode": mode}) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._line())
        return found

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


class Direct:
    """Stands at the engine's port: reads, decides, renders. ``turns`` holds why each was answered so."""

    def __init__(self, services: Services, reader: Reader) -> None:
        self._services = services
        self._reader = reader
        self._kinds = kinds()
        self._slots: dict[str, dict[str, Any]] = {}
        self.turns: list[dict[str, Any]] = []

    def turn(self, conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        kept = self._slots.setdefault(conversation, {})
        told: dict[str, Any] = {**metadata}
        asked = kept.get("requested_slot")
        if asked is None and kept.get("shown_options") and not kept.get("option"):
            asked = "option"
        if asked:
            told["question"] = asked
        told = as_told(told, kept)
        read = self._reader.read(text, told, kept.get("care"))
        tracker: Any = SimpleNamespace(latest_message=read, slots=kept, sender_id=conversation)
        state, heard = slots.state(tracker), slots.heard(tracker, self._kinds[read["intent"]["name"]])
        outcome = decide(state, heard, self._services.guide)
        bubbles = Renderer(self._services.guide, conversation, message, outcome.state).render(outcome.said)
        for event in slots.events(tracker, outcome.state):
            kept[event["name"]] = event["value"]
        reading = {**heard.as_data(), "lang": state.lang}
        self.turns.append({**why(outcome), "reading": reading})
        return tuple(EngineReply(one.text, one.choices, one.extra) for one in bubbles)

    def forget(self, conversation: str) -> None:
        self._slots.pop(conversation, None)

    def is_ready(self) -> bool:
        return True

    def close(self) -> None:
        pass
