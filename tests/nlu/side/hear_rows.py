"""What the trained model hears in each row of a table: question, text, anything; a JSON list of [act, value] comes out.

RAPORT_MODEL=… python -m tests.nlu.side.hear_rows TABLE DATE
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

from bot.assistant.nlu import understanding
from bot.assistant.nlu.hearing import hear


def main(table: str, on: str) -> None:
    """Print one pair for each row that is no comment."""
    model = understanding.load_answers(Path(os.environ["RAPORT_MODEL"]))
    rows = [line.split("\t") for line in Path(table).read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    answers = [hear(model, question, text, date.fromisoformat(on)).answer for question, text, *_ in rows]
    print(json.dumps([[answer.act, answer.value] for answer in answers], ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
