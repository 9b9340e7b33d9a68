"""Reads messages as the service does, a JSON line each, without its doors: for talks that are recorded or rehearsed.

    python -m bot.assistant.overhear [ARCHIVE …]

Without archives the trained one is that of ``RAPORT_MODEL``. Each has a talk of its own, which ``talk`` in a line names
by its number.
In: ``{"text", "metadata", "mode"}`` as a turn gets them (`bot.assistant.channel`). Out: what Rasa makes of it, the
``metadata`` with the weighing of care included. In: ``{"next": {"read", "did", "slots"}}``, what was read or the action
that was done, and the slots that are other than before. Out: the ``action`` that the model's rules and stories choose
then, the ``policy`` that chose it, and what it ``says`` where it is a sentence of Rasa's own. ``{"next": null}``
forgets the talk. Nothing is kept after the input's end.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from bot.assistant import lean
from bot.assistant.launcher import QUIET

SENTENCE = "utter_"


def main() -> None:
    """Load the models, say so with an empty line, then answer a line for a line until the input ends."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    warnings.showwarning = lambda *_args, **_kwargs: None
    archives = sys.argv[1:] or [os.environ["RAPORT_MODEL"]]
    lean.keep_out(*map(Path, archives))
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    agents = {archive: Agent.load(archive) for archive in dict.fromkeys(archives)}
    talks = [_Talk(agents[archive]) for archive in archives]
    print(flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        talk = talks[request.get("talk", 0)]
        answer = talk.next(request["next"]) if "next" in request else talk.read(request)
        print(json.dumps(answer, ensure_ascii=False, default=float), flush=True)


class _Talk:
    """One talk, heard by a trained model."""

    def __init__(self, agent: Any) -> None:
        self._agent = agent
        self._tracker: Any = None

    def read(self, request: dict[str, Any]) -> dict[str, Any]:
        """What Rasa makes of a message."""
        return asyncio.run(_read(self._agent, request))

    def next(self, step: dict[str, Any] | None) -> dict[str, Any]:
        """Which action comes after this step; without one the talk is forgotten."""
        if step is None:
            self._tracker = None
            return {}
        from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
        from rasa.shared.core.trackers import DialogueStateTracker

        if self._tracker is None:
            domain = self._agent.domain
            self._tracker = DialogueStateTracker.from_events("rehearsal", [], domain.slots, domain=domain)
        if read := step.get("read"):
            events = [ActionExecuted("action_listen"), UserUttered(None, read["intent"], read["entities"], read)]
        else:
            events = [ActionExecuted(step["did"])]
        for event in [*events, *(SlotSet(name, value) for name, value in step["slots"].items())]:
            self._tracker.update(event, self._agent.domain)
        told = self._agent.processor.predict_next_with_tracker(self._tracker)
        action = max(told["scores"], key=lambda one: one["score"])["action"]
        return {"action": action, "policy": told["policy"], "says": self._sentence(action)}

    def _sentence(self, action: str) -> str | None:
        if not action.startswith(SENTENCE):
            return None
        said = asyncio.run(self._agent.processor.nlg.generate(action, self._tracker, "raport")) or {}
        return str(said.get("text") or "")


async def _read(agent: Any, request: dict[str, Any]) -> dict[str, Any]:
    from rasa.core.channels.channel import UserMessage

    from bot.assistant.channel import command_as_read, with_care

    metadata = dict(request["metadata"])
    text, parsed = await with_care(agent, str(request["text"]), metadata, request.get("mode"))
    if parsed is None:
        parsed = command_as_read(agent.domain, text)
    if parsed is None:
        parsed = await agent.processor.parse_message(UserMessage(text, metadata=metadata))
    return {**parsed, "metadata": metadata}


if __name__ == "__main__":
    main()
