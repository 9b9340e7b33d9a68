"""How long a document takes once everything is warm: ``python -m bench.reports``.

Prints the median of each step over all documents with typical facts, against the budget. Processor time, one thread.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from bot.law import load as load_law
from bot.reports import draft, inspect, load, render

BUDGET = {"text": 2.0, "docx": 40.0, "pdf": 40.0, "png": 80.0}
ROUNDS = 5
FACTS = Path(__file__).parents[1] / "tests" / "reports" / "facts" / "typical.yml"


def median(step: Callable[[], object]) -> float:
    """Milliseconds of processor time, median of ROUNDS after one warming run."""
    step()
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        step()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def main() -> int:
    """Prints the table; 1 when a budget is broken."""
    catalogue, knowledge = load(), load_law()
    facts = YAML(typ="safe").load(FACTS.read_text(encoding="utf-8"))
    taken: dict[str, list[float]] = {name: [] for name in BUDGET}
    for spec in catalogue.all():

        def make(id: str = spec.id) -> object:
            return draft(id, facts, on=date(2026, 11, 22), catalogue=catalogue, knowledge=knowledge, reviewed=False)

        document = draft(
            spec.id, facts, on=date(2026, 11, 22), catalogue=catalogue, knowledge=knowledge, reviewed=False
        )
        taken["text"].append(median(lambda make=make: render(make(), "txt")))  # type: ignore[misc]
        for format in ("docx", "pdf", "png"):
            taken[format].append(median(lambda d=document, f=format: render(d, f)))  # type: ignore[misc]
    broken = False
    for name, budget in BUDGET.items():
        middle, worst = statistics.median(taken[name]), max(taken[name])
        broken |= middle > budget
        print(f"{name:5} median {middle:6.2f} ms  slowest document {worst:6.2f} ms  budget {budget:.0f} ms")
    hundred = median(lambda: [inspect("Прошу направить меня к врачу.") for _ in range(100)])
    print(f"inspect, a sentence: {hundred / 100:.3f} ms")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
