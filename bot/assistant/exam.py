"""The exam of a trained model, for the studio: what it makes of messages it was not trained on.

    python -m bot.assistant.exam --out FOLDER

Runs in the folder whose ``tests`` hold the messages; the archive is the one ``RAPORT_MODEL`` names. ``exam.json`` holds
figures and, for each held-out message, its place and what was made of it, no text; beside it stand two pictures.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot import safety
from bot.assistant import care, examset, pictures
from bot.assistant.nlu import encoder, examples, score, understanding
from bot.assistant.nlu.answers import AnswerModel
from bot.assistant.nlu.model import IntentModel
from bot.assistant.nlu.score import Answer
from bot.reading.ways import Way, ways
from bot.safety import SafetyLayer

HERE, ANSWERS = Path(), Path("data/answers")
EACH = 10  # of the half that was not taught, every so many: asking one costs ten milliseconds
_ANY_DAY = date(2026, 1, 1)


def main() -> None:
    """Sit the exam and write it down."""
    parser = argparse.ArgumentParser(description="Examine a trained model.")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    model = understanding.load(Path(os.environ["RAPORT_MODEL"]))
    answers = score.answers(model, examples.held_out(examset.HELD_OUT))
    (options.out / "exam.json").write_text(json.dumps(judged(model, answers), ensure_ascii=False), encoding="utf-8")
    pictures.draw(answers, options.out)


def judged(model: IntentModel, answers: Sequence[Answer]) -> dict[str, Any]:
    """The exam of a model, as ``bot.studio.gate`` reads it; ``answers`` are its to the held-out messages."""
    rows = [
        (one.message.place, one.message.lang, one.message.intent, one.intent, round(one.ranking[0][1], 4), one.asks)
        for one in answers
    ]
    return {
        "set": examset.mark(HERE),
        "figures": score.figures(answers),
        "safety": {name: _cries(model, name) for name in (*examset.CRIES, examset.CALM)},
        "answers": natural_answers(ways(ANSWERS)),
        "rows": rows,
    }


def natural_answers(rows: Sequence[Way]) -> dict[str, float]:
    """By question and of all: the share of ways to answer that are understood from others of them.

    No answers are held out in files of their own, so every second row stands in for them: taught is one half, asked are
    some of the other. A row that is labelled against the others, or that nothing is like, shows here.
    """
    if len(rows) < 2 * EACH:
        return {}
    model = AnswerModel.fit(rows[::2], encoder.load())
    right: dict[str, list[bool]] = {}
    for row in rows[1::2][::EACH]:
        told = model.ranking(row.question, row.text)
        right.setdefault(row.question, []).append(bool(told) and told[0][0] == row.kind)
    everything = [flag for flags in right.values() for flag in flags]
    shares = {name: round(sum(flags) / len(flags), 4) for name, flags in sorted(right.items())}
    return {"all": round(sum(everything) / len(everything), 4), **shares}


def _cries(model: IntentModel, name: str) -> tuple[int, int]:
    """How many messages of a corpus there are, and how many were failed: a cry not cared for, calm taken for a cry."""
    texts, layer = examset.corpus(HERE, name), safety.load()
    cared = sum(_cared(model, layer, text) for text in texts)
    return len(texts), cared if name == examset.CALM else len(texts) - cared


def _cared(model: IntentModel, layer: SafetyLayer, text: str) -> bool:
    signal = layer.check(text)
    if signal is not None and signal.sure and signal.kind == "crisis":
        return True  # whatever the model makes of it (`understanding.understand`)
    told = understanding.understand(model, text, _ANY_DAY)
    return told.ranking[0][0] in care.URGENT and not told.asks


if __name__ == "__main__":
    main()
