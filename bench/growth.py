"""A conversation of a thousand turns with the whole service: what a turn costs at the tenth and at the thousandth.

Run with ``python -m bench.growth``. Everything is real (safety layer, assistant, actions, both stores) but the clock of
the chat's side, which goes on two seconds a message: nobody may write a thousand messages faster than that. Times are
of this machine; no test depends on them.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from bot.bootstrap import Services, now
from bot.cases.messages import Incoming
from bot.settings import Settings
from tests.running import Service, start

TURNS = 1000
STEP = timedelta(seconds=2)
PATIENCE = 120.0
# One round of a talk that comes back to where it began.
ROUND = (
    "здравствуйте",
    "муж подписал контракт, хочу чтобы он уволился",
    "мать инвалид 1 группы, ухаживать некому",
    "какие риски",
    "а если откажут?",
    "нужен рапорт на увольнение по уходу за матерью",
    "назад",
    "меню",
    "что такое ВВК",
    "спасибо",
)
COMPARED = 3 * len(ROUND)


class Talk:
    """One person's talk with the running service."""

    def __init__(self, service: Service, address: str) -> None:
        port = {name: int(service.env[f"RAPORT_{name.upper()}"]) for name in ("assistant_port", "actions_port")}
        settings = Settings(home=service.home, mode="local", **port)  # type: ignore[arg-type]
        self._time = now()
        self.services = Services(settings, self._clock)
        self._conversation = self.services.turns.open("web", address, "ru")

    def say(self, number: int, text: str) -> float:
        """Say it, wait until it is answered, and return the seconds it took."""
        self._time += STEP
        turns, conversations = self.services.turns, self.services.conversations
        before = conversations.state(self._conversation).last_seq
        begun = time.perf_counter()
        turns.receive(self._conversation, f"u{number}", Incoming(text=text))
        while conversations.is_busy(self._conversation):  # the service's own worker may have taken it
            turns.work(self._conversation)
            assert time.perf_counter() < begun + PATIENCE, "no answer in time"
        lines = conversations.transcript(self._conversation, before)
        took = time.perf_counter() - begun
        assert any(line.author == "bot" for line in lines), f"no answer at turn {number}"
        return took

    def _clock(self) -> datetime:
        return self._time


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        service = start(Path(home))
        try:
            old, young = Talk(service, "old"), Talk(service, "young")
            texts = list(itertools.islice(itertools.cycle(ROUND), TURNS))
            for at, text in enumerate(texts[:-COMPARED]):
                old.say(at, text)
            # Side by side, so that what else the machine does weighs on both alike.
            times = [(young.say(at, text), old.say(-at, text)) for at, text in enumerate(texts[-COMPARED:], 1)]
            for talk in (old, young):
                talk.services.close()
        finally:
            service.stop()
    for name, of in (("median", statistics.median), ("mean", statistics.mean)):
        first, last = (of(side) * 1000 for side in zip(*times, strict=True))
        print(f"{name} of a turn: 1st to {COMPARED}th {first:.0f} ms, to {TURNS}th {last:.0f} ms, {last / first:.2f}")


if __name__ == "__main__":
    main()
