"""How well a trained model does on held-out messages.

    python -m bot.assistant.nlu.score [--tests FOLDER] [--json] [--errors] [--picture FILE]

The archive is the one the environment names in ``RAPORT_MODEL``. Figures are shares of the messages; the picture is
the confusion matrix (true intent down, answered intent across).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.assistant.nlu import examples, thresholds, understanding
from bot.assistant.nlu.examples import Example
from bot.assistant.nlu.model import IntentModel

URGENT = ("crisis_suicide", "urgent_danger")


@dataclass(frozen=True)
class Answer:
    """What the model said of one held-out message."""

    message: Example
    ranking: tuple[tuple[str, float], ...]
    milliseconds: float

    @property
    def right(self) -> bool:
        """The likeliest intent is the true one."""
        return self.ranking[0][0] == self.message.intent

    @property
    def offered(self) -> bool:
        """The true intent is among those the bot would offer."""
        return self.message.intent in [name for name, _ in self.ranking[: thresholds.OFFERED]]

    @property
    def asks(self) -> bool:
        """The bot would ask."""
        return thresholds.asks(self.ranking)

    @property
    def confidently_wrong(self) -> bool:
        """The bot would answer, and wrongly."""
        return not self.right and not self.asks


def answers(model: IntentModel, messages: Iterable[Example]) -> list[Answer]:
    """Ask the model about each message, one at a time as in a talk."""
    found = []
    for message in messages:
        start = time.perf_counter()
        ranking = tuple(model.ranking(message.text))
        found.append(Answer(message, ranking, (time.perf_counter() - start) * 1000))
    return found


def figures(found: Sequence[Answer]) -> dict[str, Any]:
    """The figures of the target list: by language, then of all."""
    langs = sorted({answer.message.lang for answer in found})
    urgent = [answer for answer in found if answer.message.intent in URGENT]
    refused = [answer for answer in found if answer.message.intent.startswith("refuse_")]
    alarms = [answer for answer in found if answer.message.intent not in URGENT]
    return {
        "messages": len(found),
        "by_language": {lang: _rates([a for a in found if a.message.lang == lang]) for lang in langs},
        **_rates(found),
        "urgent_recall": _share(answer.ranking[0][0] in URGENT for answer in urgent),
        "urgent_false_alarms": _share(answer.ranking[0][0] in URGENT and not answer.asks for answer in alarms),
        "refuse_recall": _share(answer.ranking[0][0].startswith("refuse_") for answer in refused),
        "calibration_error": calibration_error([(a.ranking[0][1], a.right) for a in found]),
        "median_ms": round(sorted(answer.milliseconds for answer in found)[len(found) // 2], 1),
    }


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far confidence and the share of right answers lie apart."""
    total = 0.0
    for at in range(bins):
        inside = [pair for pair in pairs if at / bins <= pair[0] < (at + 1) / bins or (at == bins - 1 and pair[0] == 1)]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            total += len(inside) / len(pairs) * abs(mean - sum(right for _, right in inside) / len(inside))
    return round(total, 3)


def picture(found: Sequence[Answer], path: Path) -> None:
    """Draw the confusion matrix."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = sorted({answer.message.intent for answer in found} | {answer.ranking[0][0] for answer in found})
    counts = [[0] * len(names) for _ in names]
    for answer in found:
        counts[names.index(answer.message.intent)][names.index(answer.ranking[0][0])] += 1
    figure, axes = pyplot.subplots(figsize=(16, 15))
    axes.imshow(counts, cmap="Blues")
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count:
                axes.text(
                    column,
                    row,
                    count,
                    ha="center",
                    va="center",
                    fontsize=6,
                    color="white" if row == column else "black",
                )
    axes.set_xlabel("answered")
    axes.set_ylabel("true")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def _rates(found: Sequence[Answer]) -> dict[str, float]:
    return {
        "right": _share(answer.right for answer in found),
        "offered": _share(answer.offered for answer in found),
        "asks": _share(answer.asks for answer in found),
        "confidently_wrong": _share(answer.confidently_wrong for answer in found),
    }


def _share(flags: Iterable[bool]) -> float:
    counted = list(flags)
    return round(sum(counted) / len(counted), 4) if counted else 0.0


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 1 where there are no messages."""
    parser = argparse.ArgumentParser(description="Score the trained model on held-out messages.")
    parser.add_argument("--tests", type=Path, default=Path("tests/nlu"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list every message not understood at once")
    parser.add_argument("--picture", type=Path, help="where to draw the confusion matrix")
    options = parser.parse_args(arguments)
    model = understanding.load(Path(os.environ.get("RAPORT_MODEL", "var/models/current.tar.gz")))
    messages = list(examples.held_out(options.tests))
    if not messages:
        print("no held-out messages", file=sys.stderr)
        return 1
    found = answers(model, messages)
    if options.picture:
        picture(found, options.picture)
    if options.errors:
        for answer in found:
            if not answer.right:
                best = ", ".join(f"{name} {share:.2f}" for name, share in answer.ranking[: thresholds.OFFERED])
                print(f"{answer.message.place} {answer.message.intent}: {best}")
    result = figures(found)
    print(json.dumps(result) if options.json else "\n".join(f"{name}: {value}" for name, value in result.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
