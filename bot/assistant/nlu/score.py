"""How well a trained model does on held-out messages: ``raport test``.

    python -m bot.assistant.nlu.score [--tests FOLDER] [--json] [--errors] [--picture FILE]

The archive is the one the environment names in ``RAPORT_MODEL``; the safety layer takes part as it does in a talk.
Figures are shares of the messages; the picture is the confusion matrix (true intent down, answered intent across).
Exit code 1 where a figure is beyond its bar (``bars.py``).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant.nlu import bars, examples, thresholds, understanding
from bot.assistant.nlu.encoder import EncoderError
from bot.assistant.nlu.examples import Example
from bot.assistant.nlu.model import IntentModel, ModelError

URGENT = ("crisis_suicide", "urgent_danger")
WORST = 15
# The day relative dates are read on; no figure depends on it.
_ANY_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Answer:
    """What the service makes of one held-out message, and whether it would ask."""

    message: Example
    ranking: tuple[tuple[str, float], ...]
    asks: bool
    milliseconds: float

    @property
    def intent(self) -> str:
        """The likeliest intent."""
        return self.ranking[0][0]

    @property
    def right(self) -> bool:
        """The likeliest intent is the true one."""
        return self.intent == self.message.intent

    @property
    def offered(self) -> bool:
        """The true intent is among those the bot would offer."""
        return self.message.intent in [name for name, _ in self.ranking[: thresholds.OFFERED]]

    @property
    def confidently_wrong(self) -> bool:
        """The bot would answer, and wrongly."""
        return not self.right and not self.asks


def answers(model: IntentModel, messages: Iterable[Example]) -> list[Answer]:
    """Ask about each message, one at a time as in a talk."""
    found = []
    for message in messages:
        start = time.perf_counter()
        told = understanding.understand(model, message.text, _ANY_DAY)
        found.append(Answer(message, told.ranking, told.asks, (time.perf_counter() - start) * 1000))
    return found


def figures(found: Sequence[Answer]) -> dict[str, Any]:
    """The figures of the target list: by language, of all, then by intent. Times are milliseconds."""
    langs = sorted({answer.message.lang for answer in found})
    names = sorted({answer.message.intent for answer in found})
    urgent = [answer for answer in found if answer.message.intent in URGENT]
    refused = [answer for answer in found if answer.message.intent.startswith("refuse_")]
    alarms = [answer for answer in found if answer.message.intent not in URGENT]
    times = sorted(answer.milliseconds for answer in found)
    return {
        "messages": len(found),
        "by_language": {lang: _rates([a for a in found if a.message.lang == lang]) for lang in langs},
        **_rates(found),
        "urgent_recall": _share(answer.intent in URGENT for answer in urgent),
        "urgent_false_alarms": _share(answer.intent in URGENT and not answer.asks for answer in alarms),
        "refuse_recall": _share(answer.intent.startswith("refuse_") for answer in refused),
        "calibration_error": calibration_error([(a.ranking[0][1], a.right) for a in found]),
        "median_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[len(times) * 95 // 100], 1),
        "by_intent": {name: _share(a.right for a in found if a.message.intent == name) for name in names},
    }


def confusions(found: Sequence[Answer]) -> list[tuple[str, str, int, int]]:
    """True intent, answered intent, how often, and how often without asking; the commonest first."""
    wrong = [answer for answer in found if not answer.right]
    pairs = Counter((answer.message.intent, answer.intent) for answer in wrong)
    silent = Counter((answer.message.intent, answer.intent) for answer in wrong if not answer.asks)
    return [(*pair, count, silent[pair]) for pair, count in pairs.most_common()]


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
    """Print the figures; 1 where one misses its bar, or where there is nothing to measure or to measure with."""
    parser = argparse.ArgumentParser(description="Score the trained model on held-out messages.")
    parser.add_argument("--tests", type=Path, default=Path("tests/nlu"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list every message not understood at once")
    parser.add_argument("--picture", type=Path, help="where to draw the confusion matrix")
    options = parser.parse_args(arguments)
    messages = list(examples.held_out(options.tests))
    if not messages:
        print("no held-out messages", file=sys.stderr)
        return 1
    try:
        model = understanding.load(Path(os.environ.get("RAPORT_MODEL", "var/models/current.tar.gz")))
    except (OSError, understanding.ArchiveError, ModelError, EncoderError) as error:
        print(f"no model ({getattr(error, 'code', 'not found')}): train one with `raport train`", file=sys.stderr)
        return 1
    found = answers(model, messages)
    result = figures(found)
    if options.picture:
        options.picture.parent.mkdir(parents=True, exist_ok=True)
        picture(found, options.picture)
    if options.errors:
        print("\n".join(_error(answer) for answer in found if not answer.right))
    print(json.dumps(result) if options.json else _plain(result, confusions(found)))
    missed = bars.missed(result)
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


def _error(answer: Answer) -> str:
    best = ", ".join(f"{name} {share:.2f}" for name, share in answer.ranking[: thresholds.OFFERED])
    doubt = "asks" if answer.asks else "ANSWERS"
    return f"{answer.message.place} {answer.message.intent}: {doubt}: {best}: {answer.message.text}"


def _plain(result: Mapping[str, Any], confused: Sequence[tuple[str, str, int, int]]) -> str:
    lines = [f"{'':8}{'right':>8}{'offered':>9}{'asks':>8}{'wrong without asking':>22}"]
    for lang, rates in [*result["by_language"].items(), ("all", result)]:
        lines.append(
            f"{lang:8}{rates['right']:8.1%}{rates['offered']:9.1%}{rates['asks']:8.1%}{rates['confidently_wrong']:22.1%}"
        )
    plain = ("messages", "urgent_recall", "urgent_false_alarms", "refuse_recall", "calibration_error")
    lines += [f"{name.replace('_', ' ')}: {result[name]}" for name in (*plain, "median_ms", "p95_ms")]
    weakest = sorted(result["by_intent"].items(), key=lambda item: item[1])
    lines.append("by intent, the weakest first: " + ", ".join(f"{name} {share:.0%}" for name, share in weakest))
    lines.append("taken for another most often:")
    for true, taken, count, silent in confused[:WORST]:
        lines.append(f"  {true} taken for {taken}: {count}" + (f", {silent} of them without asking" if silent else ""))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
