"""Reads messages as the service does, a JSON line each, without a dialogue: for recordings of talks.

    python -m bot.assistant.overhear

In: ``{"text", "metadata", "mode"}`` as a turn gets them (`bot.assistant.channel`). Out: what Rasa makes of it, the
``metadata`` with the weighing of care included. The trained archive is named in ``RAPORT_MODEL``. Nothing is kept.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import warnings
from typing import Any

from bot.assistant.launcher import QUIET


def main() -> None:
    """Load the model, say so with an empty line, then answer a line for a line until the input ends."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    warnings.showwarning = lambda *_args, **_kwargs: None
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    agent = Agent.load(os.environ["RAPORT_MODEL"])
    print(flush=True)
    for line in sys.stdin:
        print(json.dumps(asyncio.run(_read(agent, json.loads(line))), ensure_ascii=False, default=float), flush=True)


async def _read(agent: Any, request: dict[str, Any]) -> dict[str, Any]:
    from rasa.core.channels.channel import UserMessage

    from bot.assistant.channel import with_care

    metadata = dict(request["metadata"])
    text, parsed = await with_care(agent, str(request["text"]), metadata, request.get("mode"))
    if parsed is None:
        parsed = await agent.processor.parse_message(UserMessage(text, metadata=metadata))
    return {**parsed, "metadata": metadata}


if __name__ == "__main__":
    main()
