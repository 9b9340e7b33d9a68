"""Pictures of an exam for the studio, as SVG: what is taken for what, and how far its confidence can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.assistant.nlu.score import Answer

MOST = 28  # intents in the matrix: those most often confused; with all fifty nobody could read it
BANDS = 10
INK, SOFT, ACCENT = "#22282a", "#8a8f8c", "#235c66"


def draw(found: Sequence[Answer], folder: Path) -> None:
    """Write ``confusion.svg`` and ``calibration.svg``."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams |= {
        "svg.hashsalt": "raport",
        "font.family": "DejaVu Sans",
        "text.color": INK,
        "axes.edgecolor": SOFT,
    }
    _confusion(found, folder / "confusion.svg")
    _calibration(found, folder / "calibration.svg")


def _confusion(found: Sequence[Answer], path: Path) -> None:
    from matplotlib import pyplot

    wrong = Counter((one.message.intent, one.intent) for one in found if not one.right)
    weight = Counter[str]()
    for pair, count in wrong.items():
        for name in pair:
            weight[name] += count
    names = sorted(name for name, _ in weight.most_common(MOST)) or ["-"]
    counts = [[wrong[true, taken] for taken in names] for true in names]
    figure, axes = pyplot.subplots(figsize=(9, 8.4))
    axes.imshow(counts, cmap="Reds")
    dark = max(map(max, counts)) / 2
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count:
                ink = "white" if count > dark else INK
                axes.text(column, row, count, ha="center", va="center", fontsize=8, color=ink)
    axes.set_xlabel("taken for")
    axes.set_ylabel("meant")
    _save(figure, path)


def _calibration(found: Sequence[Answer], path: Path) -> None:
    from matplotlib import pyplot

    bands: list[list[Answer]] = [[] for _ in range(BANDS)]
    for one in found:
        bands[min(int(one.ranking[0][1] * BANDS), BANDS - 1)].append(one)
    points = [
        (sum(one.ranking[0][1] for one in band) / len(band), sum(one.right for one in band) / len(band), len(band))
        for band in bands
        if band
    ]
    figure, axes = pyplot.subplots(figsize=(4.6, 4.2))
    axes.plot([0, 1], [0, 1], color=SOFT, linestyle="--", linewidth=1)
    axes.plot([x for x, _, _ in points], [y for _, y, _ in points], color=ACCENT, marker="o")
    for x, y, count in points:
        axes.annotate(str(count), (x, y), textcoords="offset points", xytext=(6, -10), fontsize=8)
    axes.set_xlim(0, 1.04)
    axes.set_ylim(0, 1.04)
    axes.set_xlabel("how sure it was")
    axes.set_ylabel("how often it was right")
    _save(figure, path)


def _save(figure: object, path: Path) -> None:
    from matplotlib import pyplot

    figure.tight_layout()  # type: ignore[attr-defined]
    figure.savefig(path, metadata={"Date": None})  # type: ignore[attr-defined]
    pyplot.close(figure)  # type: ignore[arg-type]
