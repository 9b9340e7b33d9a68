"""How many turns a second the whole service takes and how long people wait when many write at once.

Run with ``python -m bench.talkers [FOLDER [TALKERS …]]``; a folder is another copy of the project, to compare two: run
both at once where other programs share the machine. Everybody writes again as soon as he is answered, which is more
than people do. The talkers' own part of the processor is not counted, yet they share the machine with the service.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path

from bench.turns import SHORT, spent, told
from tests import running
from tests.running import Service, Visitor, start

TALKERS = (20, 50, 100)
MESSAGES = 4  # of each


def one(service: Service, ready: threading.Barrier, first: int, waited: list[float]) -> None:
    """Talk, and note how many milliseconds each answer took."""
    texts = cycle(SHORT)
    for _ in range(first % len(SHORT)):
        next(texts)
    with Visitor(service, "ru") as visitor:
        ready.wait()
        for _ in range(MESSAGES):
            begun = time.perf_counter()
            visitor.say(next(texts))
            waited.append((time.perf_counter() - begun) * 1000)


def measure(service: Service, talkers: int) -> None:
    """Let so many talk at once, and print."""
    waited: list[float] = []
    ready = threading.Barrier(talkers + 1)
    threads = [threading.Thread(target=one, args=(service, ready, number, waited)) for number in range(talkers)]
    for thread in threads:
        thread.start()
    ready.wait()
    before, begun = spent(service), time.perf_counter()
    for thread in threads:
        thread.join()
    took, each = time.perf_counter() - begun, spent(service) - before
    told(f"{talkers} talkers", each, len(waited), "ms of the processor a turn")
    late = sorted(waited)[int(len(waited) * 0.95)]
    print(f"    {len(waited) / took:.1f} turns a second; 95 % waited less than {late / 1000:.1f} s", flush=True)


def main(folder: str = "", *talkers: str) -> None:
    """Measure and print."""
    if folder:
        running.ROOT = Path(folder).resolve()
        os.environ["PYTHONPATH"] = folder
    with tempfile.TemporaryDirectory() as home:
        service = start(Path(home))
        try:
            for number in map(int, talkers or TALKERS):
                measure(service, number)
        finally:
            service.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
