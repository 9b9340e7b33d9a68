"""Ways to understand a message, side by side: same data, same folds, same held-out messages.

    python -m bench.nlu [--full] [--results FILE]

Without ``--full`` one fold of the quick ways; with it five folds of all (DIET three, it trains for many minutes) and
the held-out messages. The table it prints is the one of docs/nlu-comparison.md.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-assistant" / "bin" / "python"
LABELS = {
    "diet": "Rasa's default: n-grams, DIET (30 epochs)",
    "ngrams": "lemmas and letters 2–5, logistic regression",
    "encoder": "gloss encoder alone, logistic regression",
    "encoder_ngrams": "gloss encoder, lemmas and letters, one logistic regression",
    "joined": "**joined opinions**: taught layer, encoder means, words and facts",
}
HEADINGS = (
    *("way", "folds", "macro F1", "top-1", "top-3", "calibration error", "held out: top-1 / top-3"),
    *("one message: median / 95 %", "training", "memory"),
)


def measure(name: str, folds: int, held_out: bool, results: Path) -> None:
    """Measure one way in a process of the assistant's environment; its rows are added to ``results``."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    command = [str(PYTHON), "-W", "ignore", "-m", "bench._nlu_ways", name, "--folds", str(folds)]
    command += ["--held-out"] * held_out + ["--results", str(results)]
    subprocess.run(command, check=True, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def table(results: Path) -> str:
    """Markdown of what was measured: means of the folds with their spread, then the held-out messages."""
    rows = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    lines = [f"| {' | '.join(HEADINGS)} |", "|---" * len(HEADINGS) + "|"]
    for name, label in LABELS.items():
        folds = [row for row in rows if row["name"] == name and row["part"].startswith("fold")]
        whole = [row for row in rows if row["name"] == name and row["part"] == "held out"]
        if folds:
            lines.append(_line(label, folds, whole))
    return "\n".join(lines)


def _line(label: str, folds: list[dict[str, Any]], whole: list[dict[str, Any]]) -> str:
    def mean(key: str) -> float:
        return statistics.mean(row[key] for row in folds)

    f1 = [row["f1"] for row in folds]
    cells = [
        label,
        str(len(folds)),
        f"{mean('f1'):.3f}" + (f" ± {statistics.stdev(f1):.3f}" if len(f1) > 1 else ""),
        f"{mean('right'):.3f}",
        f"{mean('offered'):.3f}",
        f"{mean('calibration'):.3f}",
        f"{whole[-1]['right']:.3f} / {whole[-1]['offered']:.3f}" if whole else "–",
        f"{mean('ms'):.1f} / {mean('p95_ms'):.1f} ms",
        f"{max(row['train_s'] for row in [*folds, *whole]):.0f} s",
        f"{max(row['memory_mb'] for row in folds)} MB",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Compare ways to understand a message.")
    parser.add_argument("--full", action="store_true", help="all ways, five folds, held-out messages (two hours)")
    parser.add_argument("--results", type=Path, help="keep the rows here; rows already there are kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        results = options.results or Path(scratch) / "nlu.jsonl"
        for name in LABELS if options.full else ("ngrams", "encoder", "joined"):
            measure(name, (3 if name == "diet" else 5) if options.full else 1, options.full, results)
        print(table(results))


if __name__ == "__main__":
    main()
