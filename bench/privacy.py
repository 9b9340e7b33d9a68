"""What privacy costs: a turn's storage at the tenth and the thousandth message, an erasure, a password, a code.

Run with ``python -m bench.privacy``. Times are of this machine; no test depends on them.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot import service
from bot.assistant.records import Records
from bot.bootstrap import Services, build
from bot.cases.messages import Incoming, Outgoing
from bot.settings import Settings
from bot.vault import boxes, keys
from bot.vault.slow import slow_hash

TURNS = 1000
AROUND = 20  # turns whose median stands for "the tenth" and "the last"


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` took."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def turn(services: Services, records: Records, conversation: str, number: int) -> None:
    """Store one message, its answer and the assistant's record, as a turn does."""
    conversations = services.conversations
    conversations.receive(conversation, f"u{number}", Incoming(text="слова"), "слова")
    claimed = conversations.claim(conversation)
    assert claimed is not None
    conversations.finish(claimed, [Outgoing("ответ", (("Да", "/affirm"), ("Нет", "/deny")))], lang="ru")
    now = services.now().timestamp()
    seen, body = records.read(conversation, now) or (0, b"x" * 4000)
    records.write(conversation, seen, body, now=now, keep=3600)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), mode="local")
        service.prepare(settings, lambda _line: None)
        services = build(settings)
        records = Records(settings.tracker_database, keys.load(settings.assistant_key_path))
        conversation = services.conversations.open("web", "address", "ru")
        times = [
            milliseconds(lambda number=number: turn(services, records, conversation, number))  # type: ignore[misc]
            for number in range(TURNS)
        ]
        tenth, last = statistics.median(times[:AROUND]), statistics.median(times[-AROUND:])
        print(f"storage of a turn: tenth {tenth:.1f} ms, thousandth {last:.1f} ms, ratio {last / tenth:.2f}")
        erasing = milliseconds(lambda: services.erasure.erase(conversation, reopen_in="ru"))
        print(f"erasure of {TURNS} turns: {erasing:.0f} ms")
        pair = boxes.new_pair()
        print(f"password of an advocate: {milliseconds(lambda: boxes.lock(pair.private, 'x', 'y')):.0f} ms")
        print(f"one guess of a resume code: {milliseconds(lambda: slow_hash('9123456789', bytes(32))):.0f} ms")
        records.close()
        services.close()


if __name__ == "__main__":
    main()
