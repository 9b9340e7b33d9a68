"""One thing the bot says, ready to be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Said:
    """Text, choices as (title, payload), and what the gateway needs beside them.

    ``extra`` may hold ``files`` (dicts of FileRef), ``paper`` (the text is theirs), ``private`` (the field whose answer
    is to be sealed), ``erase`` (the conversation is to end), ``lang`` and ``missed`` (the message was not understood:
    the ``count`` of misses in a row and the ``ranking`` of intents).
    """

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def read(button: str, intent: str) -> dict[str, Any] | None:
    """Return what a button of ``intent`` holds; None for a button of something else."""
    head, brace, rest = button.partition("{")
    if head != f"/{intent}":
        return None
    found: dict[str, Any] = json.loads(brace + rest) if brace else {}
    return found


def payload(intent: str, **entities: Any) -> str:
    """Return what a button stands for, in the form Rasa reads."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"
