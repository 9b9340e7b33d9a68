"""What a turn costs with the whole service: processor time of every part, by kind of message; then idle pages, memory.

Run with ``python -m bench.turns``, or ``python -m bench.turns FOLDER`` for another copy of the project, to compare two.
Processor time, since other programs on the machine do not change it much; the time a person waits is told beside it.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests import running
from tests.running import Service, Visitor, start

PARTS = ("assistant", "actions", "gateway", "worker", "console")
ROUNDS = 20
SHORT = ("какие риски", "а если откажут?", "что такое ВВК", "меня не отпускают в отпуск")
STORY = "Муж подписал контракт осенью, обещали год, а теперь не отпускают. " * 14
PAGES, SILENT = 20, 20.0
TICK = os.sysconf("SC_CLK_TCK")


def spent(service: Service) -> Counter[str]:
    """Milliseconds of the processor that each part has used."""
    found = Counter[str]()
    for part in PARTS:
        for pid in service.pids(part):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found[part] += int((int(fields[11]) + int(fields[12])) * 1000 / TICK)
    return found


def memory(service: Service) -> Counter[str]:
    """Megabytes of each part, what is shared divided among those who share it."""
    found = Counter[str]()
    for part in PARTS:
        for pid in service.pids(part):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            found[part] += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024
    return found


def told(name: str, each: Counter[str], by: float, unit: str) -> None:
    """Print one row."""
    parts = ", ".join(f"{part} {each[part] / by:.1f}" for part in PARTS if each[part])
    print(f"{name}: {sum(each.values()) / by:.1f} {unit} ({parts})", flush=True)


def measure(service: Service, name: str, act: Callable[[Visitor], object]) -> None:
    """Do it over and over in a talk of its own, and print what it cost."""
    with Visitor(service, "ru") as visitor:
        visitor.say("здравствуйте")
        act(visitor)
        before, times = spent(service), []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            act(visitor)
            times.append((time.perf_counter() - begun) * 1000)
        told(name, spent(service) - before, ROUNDS, "ms of the processor")
        print(f"    waited: median {statistics.median(times):.0f} ms", flush=True)


def first(service: Service) -> None:
    """Print what the first two messages after the start cost."""
    with Visitor(service, "ru") as visitor:
        for name in ("first", "second"):
            before = spent(service)
            visitor.say("какие риски")
            told(f"the {name} message", spent(service) - before, 1, "ms of the processor")


def press(visitor: Visitor) -> None:
    """Press the newest button, or ask for the menu where there is none."""
    if visitor.titles:
        visitor.press(visitor.titles[-1])
    else:
        visitor.say("меню")


def idle(service: Service) -> None:
    """Open silent pages and print what each costs in a second."""
    visitors = [Visitor(service, "ru").__enter__() for _ in range(PAGES)]
    before = spent(service)
    time.sleep(SILENT)
    alone = spent(service) - before
    waiting = [threading.Thread(target=visitor.wait, args=(SILENT,), daemon=True) for visitor in visitors]
    before = spent(service)
    for one in waiting:
        one.start()
    for one in waiting:
        one.join()
    told(f"{PAGES} silent pages", spent(service) - before - alone, PAGES * SILENT, "ms of the processor a second each")


def main(folder: str = "") -> None:
    """Measure and print."""
    if folder:
        running.ROOT = Path(folder).resolve()
        os.environ["PYTHONPATH"] = folder
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter()
        service = start(Path(home))
        try:
            told("start", spent(service), 1000, "s of the processor")
            print(f"    waited: {time.perf_counter() - begun:.0f} s", flush=True)
            first(service)
            texts = iter(SHORT * ROUNDS)
            measure(service, "short text", lambda visitor: visitor.say(next(texts)))
            measure(service, "button", press)
            measure(service, "story of 900 letters", lambda visitor: visitor.say(STORY))
            idle(service)
            told("memory", memory(service), 1, "MB")
        finally:
            service.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
