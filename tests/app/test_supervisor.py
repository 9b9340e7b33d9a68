"""The supervisor: what dies comes back, one signal ends all, a taken port is named."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import supervisor
from bot.settings import Settings

WRITES_ITS_PID = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
IGNORES_THE_SIGNAL = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def part(name: str, code: str, *arguments: str) -> supervisor.Part:
    return supervisor.Part(name, (sys.executable, "-c", code, *arguments), {}, None)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


def pids(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def test_a_killed_part_is_started_again_and_said(tmp_path: Path) -> None:
    file, lines = tmp_path / "pids", []

    async def story() -> None:
        keeper = supervisor.Supervisor((part("worker", WRITES_ITS_PID, str(file)),), lines.append)
        running = asyncio.create_task(keeper.run(lambda: None))
        await until(lambda: len(pids(file)) == 1)
        os.kill(pids(file)[0], signal.SIGKILL)
        await until(lambda: len(pids(file)) == 2)
        keeper.stop()
        await running

    asyncio.run(story())
    assert any(line.startswith("worker: ended with -9") for line in lines)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids(file))


def test_a_part_that_does_not_listen_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STOP_WITHIN", 0.3)

    async def story() -> None:
        ready = asyncio.Event()
        keeper = supervisor.Supervisor((part("worker", IGNORES_THE_SIGNAL),), lambda line: None)
        running = asyncio.create_task(keeper.run(ready.set))
        await ready.wait()
        keeper.stop()
        async with asyncio.timeout(10):
            await running

    asyncio.run(story())


def test_a_taken_port_is_named_with_the_setting_that_moves_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(supervisor.PortTakenError) as caught:
            supervisor.check_ports(Settings(port=port))
    assert (caught.value.port, caught.value.setting) == (port, "RAPORT_PORT")
