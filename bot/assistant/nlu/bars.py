"""What the trained model must reach on the held-out messages: the one place where it is declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Figure of ``score.figures`` (a language before the dot) -> its least share, or its most where AT_MOST names it.
BARS: Mapping[str, float] = {
    "ru.right": 0.80,
    "en.right": 0.80,
    "mixed.right": 0.70,
    "uk.right": 0.70,
    "offered": 0.93,
    "confidently_wrong": 0.03,
    # 1 is the target; one cry that names nothing is still asked back (heldout_d.yml).
    "urgent_recall": 0.98,
    # Reached: 0.006. A hundred and fifty of these messages only sound urgent.
    "urgent_false_alarms": 0.01,
    "refuse_recall": 0.95,
    "calibration_error": 0.08,
}
AT_MOST = frozenset({"confidently_wrong", "urgent_false_alarms", "calibration_error"})


def value(figures: Mapping[str, Any], name: str) -> float | None:
    """The figure a bar is named after; None for a language without messages."""
    lang, _, key = name.rpartition(".")
    found: float | None = (figures["by_language"].get(lang, {}) if lang else figures).get(key)
    return found


def missed(figures: Mapping[str, Any]) -> list[str]:
    """Every bar that is missed, in words."""
    found = []
    for name, bar in BARS.items():
        reached = value(figures, name)
        if reached is not None and (reached > bar if name in AT_MOST else reached < bar):
            found.append(f"{name} is {reached}, {'at most' if name in AT_MOST else 'at least'} {bar} is wanted")
    return found
