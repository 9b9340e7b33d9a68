"""``raport nlu parse``: lines of text in, what the model makes of each out.

    python -m bot.assistant.nlu.parse [--json] [--on DATE]

The trained archive is the one the environment names in ``RAPORT_MODEL``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from bot.assistant.nlu import understanding
from bot.assistant.nlu.encoder import EncoderError
from bot.assistant.nlu.model import ModelError


def main(arguments: list[str] | None = None) -> int:
    """Read standard input to its end; exit code 1 where there is no model to ask."""
    parser = argparse.ArgumentParser(description="Say what the model makes of each line of standard input.")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--on", type=date.fromisoformat, help="the day the messages are written on (default: today)")
    options = parser.parse_args(arguments)
    on = options.on or datetime.now(timezone(timedelta(hours=3))).date()
    try:
        model = understanding.load(Path(os.environ.get("RAPORT_MODEL", "var/models/current.tar.gz")))
    except (OSError, understanding.ArchiveError, ModelError, EncoderError) as error:
        print(
            f"no model to ask ({getattr(error, 'code', 'not found')}): train one with `raport train`", file=sys.stderr
        )
        return 1
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        if text:
            found = understanding.understand(model, text, on).as_dict()
            print(json.dumps(found, ensure_ascii=False) if options.json else _plain(found), flush=True)
    return 0


def _plain(found: dict[str, object]) -> str:
    ranking = found["ranking"]
    assert isinstance(ranking, list)
    best = "  ".join(f"{item['intent']} {item['confidence']:.2f}" for item in ranking)
    entities = found["entities"]
    assert isinstance(entities, list)
    told = ", ".join(f"{item['entity']}={item['value']}" for item in entities)
    return f"{found['lang']}  {'asks  ' if found['asks'] else ''}{best}{'  | ' + told if told else ''}"


if __name__ == "__main__":
    sys.exit(main())
