"""Which question each message of standard input asks: the finder as a process of the assistant environment.

    python -m bot.assistant.nlu.ask

One JSON object in: ``texts`` and ``on``, the day they are written on. One JSON list out, an entry a text: ``question``
(id or null), ``others`` (ids to choose from), ``scores``, ``first`` (the cry or the refusal to be answered before it,
or null), ``facts`` told (name to value). Nothing is kept of texts. The trained archive is named by ``RAPORT_MODEL``.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant import facts
from bot.assistant.nlu import encoder, thresholds, understanding, words
from bot.assistant.nlu.finding import Found
from bot.assistant.nlu.model import IntentModel, ModelError


def main() -> int:
    """Read the request, find, print; exit code 1 where there is no model to ask."""
    request = json.load(sys.stdin)
    archive = Path(os.environ.get("RAPORT_MODEL", ""))
    try:
        model, finder = understanding.load(archive), understanding.load_finder(archive)
    except (OSError, KeyError, ValueError, understanding.ArchiveError, ModelError):
        print("no trained model finds questions; run `raport train`", file=sys.stderr)
        return 1
    except encoder.EncoderError as error:
        print(f"no encoder to ask ({error.code})", file=sys.stderr)
        return 1
    on = date.fromisoformat(request["on"])
    entries = [
        {**_told(finder.find(text, model.look)), "first": _first(model, text, on), "facts": _facts(text, on)}
        for text in request["texts"]
    ]
    print(json.dumps(entries, ensure_ascii=False))
    return 0


def _told(found: Found) -> dict[str, Any]:
    scores = {id: round(score, 4) for id, score in found.scores.items()}
    return {"question": found.question, "others": list(found.others), "scores": scores}


def _first(model: IntentModel, text: str, on: date) -> str | None:
    intent, confidence = understanding.understand(model, text, on).ranking[0]
    before = intent.startswith(("refuse_", "crisis_", "urgent_"))
    return intent if before and confidence >= thresholds.ASK_BELOW else None


def _facts(text: str, on: date) -> dict[str, str | int]:
    """What the question itself tells: the first of each name."""
    told: dict[str, str | int] = {}
    for fact in facts.read_words(words.read(text), on):
        told.setdefault(fact.name, fact.value)
    return told


if __name__ == "__main__":
    sys.exit(main())
