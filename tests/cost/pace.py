"""How fast this machine is, so that a budget of the processor means the same work on each."""

from __future__ import annotations

import time

# What ``pace`` gives on the machine the budgets were measured on (two cores, nothing else running).
MEASURED = 0.03


def pace() -> float:
    """Seconds of the processor for a fixed piece of work like the readers': small strings, a dictionary, counting."""
    begun = time.process_time()
    seen: dict[str, int] = {}
    length = 0
    for number in range(120_000):
        word = str(number)
        seen[word] = number
        length += len(word)
    return time.process_time() - begun


def budget(seconds: float) -> float:
    """A budget of the measured machine on this one; never less than there."""
    return seconds * max(1.0, min(pace() for _ in range(3)) / MEASURED)
