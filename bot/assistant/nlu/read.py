"""``raport read``: lines of text in, what each says out, as an answer where a question is named.

    python -m bot.assistant.nlu.read [--question FACT] [--asker self|relative] [--on DATE] [--json]

The trained archive is the one the environment names in ``RAPORT_MODEL``. Nothing is kept of texts.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from bot import safety
from bot.assistant.nlu import understanding, words
from bot.assistant.nlu.answers import AnswerModel
from bot.assistant.nlu.encoder import EncoderError
from bot.assistant.nlu.hearing import hear
from bot.safety import SafetyLayer

ALIASES = {"names": "want_names"}
FAINT = "cues"  # the rule of small signs: alone it makes no cry of an answer
# What the fact reader says beside facts of the man: helpers of the dialogue.
HELPERS = frozenset(
    {"date", "date_precision", "deadline", "number", "answer", "move", "doubt", "asker", "rank", "days_absent"}
)


def main(arguments: list[str] | None = None) -> int:
    """Read standard input to its end; exit code 1 where there is no model to ask, 2 for an unknown question."""
    parser = argparse.ArgumentParser(description="Say what each line of standard input says.")
    parser.add_argument("--question", help="the fact that was asked")
    parser.add_argument("--asker", choices=("self", "relative"), help="who writes, where it is known")
    parser.add_argument("--on", type=date.fromisoformat, help="the day the messages are written on (default: today)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(arguments)
    on = options.on or datetime.now(timezone(timedelta(hours=3))).date()
    try:
        model = understanding.load_answers(Path(os.environ.get("RAPORT_MODEL", "var/models/current.tar.gz")))
    except (OSError, understanding.ArchiveError, EncoderError, ValueError, KeyError) as error:
        print(
            f"no model to ask ({getattr(error, 'code', 'not found')}): train one with `raport train`", file=sys.stderr
        )
        return 1
    question = ALIASES.get(options.question, options.question)
    if question is not None and question not in model.classes:
        print(f"no such question; there are: {', '.join(sorted(model.classes))}", file=sys.stderr)
        return 2
    layer = safety.load()
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        if text:
            said = read(model, layer, text, on, question, options.asker)
            print(json.dumps(said, ensure_ascii=False) if options.json else _plain(said), flush=True)
    return 0


def read(
    model: AnswerModel, layer: SafetyLayer, text: str, on: date, question: str | None, asker: str | None
) -> dict[str, Any]:
    """The JSON shape of ``raport read``: lang, act, value, facts, referent, commands, signal.

    ``act`` is answers, unsure, refuses, asks, corrects, new_topic or missed to a question; crisis where a life is surely
    spoken of; without a question command, asks or tells. A month stays a month in ``value`` («2026-05»).
    """
    heard = hear(model, question or "", text, on)
    signal = layer.check(text)
    act, value = heard.answer.act, heard.answer.value
    move = heard.told.get("move")
    if question is None:
        act, value = "command" if move else "asks" if text.rstrip().endswith("?") else "tells", None
    elif move == "correct":
        act = "corrects"
    cries = signal is not None and signal.kind == "crisis" and (signal.sure or (value is None and signal.rule != FAINT))
    if cries or (question == "crisis_check" and value == "unsafe"):
        act = "crisis"
    if isinstance(value, str) and heard.precision in ("month", "year") and question in heard.told:
        value = value[: {"month": 7, "year": 4}[heard.precision]]
    told = {name: told for name, told in heard.told.items() if name not in HELPERS and name != question}
    if question is not None and value is not None:
        told[question] = value
    return {
        "text": text, "lang": words.read(text).lang, "act": act, "value": value, "facts": told,
        "referent": "relative" if heard.told.get("asker") == "relative" else asker,
        "commands": [move] if move else [],
        "signal": {"kind": signal.kind, "sure": signal.sure} if signal else None,
    }  # fmt: skip


def _plain(said: dict[str, Any]) -> str:
    told = ", ".join(f"{name}={value}" for name, value in said["facts"].items())
    return f"{said['lang']}  {said['act']}  {said['value'] if said['value'] is not None else '-'}  | {told}"


if __name__ == "__main__":
    sys.exit(main())
