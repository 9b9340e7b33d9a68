"""The memory of every process, looked through from outside: a little while after a turn, and after «стереть»."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.running import Service, Visitor, start

PARTS = ("assistant", "actions", "console", "gateway", "worker")
SOON = 20.0  # seconds after the last word: connections that were kept have been closed by then
LETTERS = "бвгджзклмнпрст"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    running = start(tmp_path)
    yield running
    if running.process.poll() is None:
        running.stop()


def name() -> str:
    """A surname that stands nowhere else; its letters are looked for, not its ending."""
    return "Кан" + "".join(secrets.choice(LETTERS) + "оае"[at % 3] for at in range(5))


def forms(word: str) -> set[bytes]:
    """The word as bytes may hold it: UTF-8, Python's own strings, JSON, an address."""
    written = {word, word.lower()}
    return {
        form
        for one in written
        for form in (one.encode(), one.encode("utf-16-le"), json.dumps(one)[1:-1].encode(), quote(one).encode())
    }


def found(pid: int, word: str) -> int:
    """How often the word stands in what a process may write to."""
    times = 0
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            places, rights, *_ = line.split()
            low, high = (int(place, 16) for place in places.split("-"))
            if "w" in rights:
                try:
                    memory.seek(low)
                    piece = memory.read(high - low)
                except OSError:  # a piece that is only reserved
                    continue
                times += sum(piece.count(form) for form in forms(word))
    return times


def everywhere(service: Service, word: str) -> dict[str, int]:
    """The parts whose memory holds the word, with how often."""
    counted = {part: sum(found(pid, word) for pid in service.pids(part)) for part in PARTS}
    assert all(service.pids(part) for part in PARTS)
    return {part: times for part, times in counted.items() if times}


def test_no_process_holds_a_word_for_long(service: Service) -> None:
    one, other = name(), name()
    with Visitor(service, "ru") as person:
        person.say(f"контракт кончился в мае, не отпускают, меня зовут {one}")
        person.say(f"а кто это прочитает? {one}")
        time.sleep(SOON)
        assert everywhere(service, one) == {}
        person.say(f"командир {other} рапорт не берёт")
        person.say("стереть")
        time.sleep(SOON)
    assert everywhere(service, other) == {}
    assert everywhere(service, one) == {}


def test_a_word_that_is_held_would_be_found() -> None:
    held = name()
    assert found(os.getpid(), held) >= 1
