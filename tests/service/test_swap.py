"""Another model is promoted under people who talk: every message is answered once, by a whole model.

Real are the assistant, the actions, the supervisor and the client that the gateway calls the assistant with.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import service as commands
from bot import supervisor
from bot.bootstrap import Services
from bot.conversation.engine import EngineUnavailableError
from bot.settings import Settings
from bot.studio.shelf import Shelf
from tests.running import MODEL, Service, free_ports

TALKERS = 8
PAUSE = 60 * TALKERS / 200  # seconds between the messages of one: two hundred a minute together
PATIENCE = 300.0
QUESTIONS = ("привет", "кто ты?", "спасибо", "как проходит ВВК?", "что будет за самовольный уход из части?")


@dataclass
class Heard:
    """What came of all turns: answers by question, turns that had to be tried again, and the slowest one."""

    answers: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: {text: set() for text in QUESTIONS})
    turns: int = 0
    again: int = 0
    slowest: float = 0.0


@pytest.fixture
def settings(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An instance of its own with the trained model, which ``service`` has seen to."""
    folder = tmp_path / "models"
    folder.mkdir()
    for path in (MODEL, MODEL.with_suffix(".made-from")):
        shutil.copyfile(path, folder / path.name)
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    made = Settings()
    commands.prepare(made, lambda _line: None)
    return made


def environment(home: Path) -> dict[str, str]:
    """The settings as the parts of the service read them."""
    ports = dict(zip(("PORT", "CONSOLE_PORT", "ASSISTANT_PORT", "ACTIONS_PORT"), map(str, free_ports(4)), strict=True))
    place = {"HOME": str(home), "MODE": "local", "MODEL": str(home / "models" / MODEL.name)}
    return {f"RAPORT_{name}": value for name, value in (ports | place).items()}


def two_models(settings: Settings) -> tuple[str, str]:
    """The name of the model that serves, and of the same once more in another archive: both answer alike."""
    shelf = Shelf(settings.model_path)
    shelf.adopt("2026-01-01T00:00:00", "code")
    first, again = shelf.serving(), shelf.folder / "again.tar.gz"
    with gzip.open(shelf.path(first)) as packed, gzip.GzipFile(again, "wb", compresslevel=1, mtime=1) as other:
        shutil.copyfileobj(packed, other)
    return first, shelf.add(again, "2026-01-02T00:00:00", made_from=shelf.made_from, code="code").name


def talk(services: Services, number: int, over: threading.Event, heard: Heard, lock: threading.Lock) -> None:
    """Ask one question after the other, and the same message again when the assistant could not be had.

    Each in a talk of its own: within one an answer owes to what was said before it.
    """
    questions: Iterator[str] = itertools.islice(itertools.cycle(QUESTIONS), number, None)
    for count, text in enumerate(questions):
        if over.is_set():
            return
        metadata = {"lang": "ru", "today": services.today().isoformat(), "message": f"{number}-{count}"}
        conversation = services.conversations.open("web", f"talker {number}-{count}", "ru")
        begun = time.monotonic()
        while True:
            try:
                said = services.engine.turn(conversation, metadata["message"], text, metadata)
                break
            except EngineUnavailableError:
                with lock:
                    heard.again += 1
                time.sleep(1)
        with lock:
            heard.turns += 1
            heard.slowest = max(heard.slowest, time.monotonic() - begun)
            heard.answers[text].add(tuple(reply.text for reply in said))
        time.sleep(PAUSE)


async def until(condition: object) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # type: ignore[operator]
            await asyncio.sleep(0.2)


async def story(settings: Settings, services: Services, heard: Heard) -> list[str]:
    """Promote the second model and go back, while all talk; returns what the supervisor said."""
    lines: list[str] = []
    first, second = two_models(settings)
    shelf, ready, over, lock = Shelf(settings.model_path), asyncio.Event(), threading.Event(), threading.Lock()
    parts = supervisor.parts(settings, services.sealer)[:2]
    keeper = supervisor.Supervisor(parts, lines.append)
    running = asyncio.create_task(keeper.run(ready.set))
    following = asyncio.create_task(supervisor.follow(settings, parts[0], keeper, lines.append))
    try:
        async with asyncio.timeout(PATIENCE):
            await ready.wait()
        with ThreadPoolExecutor(TALKERS) as pool:
            loop = asyncio.get_running_loop()
            talks = [loop.run_in_executor(pool, talk, services, n, over, heard, lock) for n in range(TALKERS)]
            try:
                for name, times in ((second, 1), (first, 2)):
                    await asyncio.sleep(4)
                    shelf.promote(name, "2026-01-03T00:00:00", "owl")
                    await until(lambda times=times: sum("taken over" in line for line in lines) == times)  # type: ignore[misc]
                await asyncio.sleep(8)
            finally:
                over.set()
                await asyncio.gather(*talks)
    finally:
        keeper.stop()
        await running
        following.cancel()
    return lines


def test_no_turn_is_lost_or_answered_by_half_a_model_while_another_takes_over(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "DRAIN", 5.0)  # the old one answers in time; the test need not wait for the slowest
    services, heard = Services(settings), Heard()
    try:
        lines = asyncio.run(story(settings, services, heard))
    finally:
        services.close()
    print(f"{heard.turns} turns, {heard.again} tried again, the slowest {heard.slowest:.1f} s; {lines}")
    assert sum("taken over" in line for line in lines) == 2
    assert not any("ended with" in line or "did not come up" in line for line in lines)
    assert {text: len(found) for text, found in heard.answers.items()} == dict.fromkeys(QUESTIONS, 1)
    assert heard.turns >= 30
    assert heard.again == 0
