"""The supervisor: what dies comes back, one signal ends all, a taken port is named."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot import supervisor
from bot.settings import Settings

WRITES_ITS_PID = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
IGNORES_THE_SIGNAL = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


# Answers that it is ready, with its own name, once a file is there; ends with 3 when it is told to fail.
ANSWERS = """
import http.server, json, os, pathlib, sys
name, port, fails = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "fails"
if fails:
    sys.exit(3)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"ready": True, "model": name}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def served(name: str, *, fails: bool = False) -> supervisor.Part:
    port = supervisor.free_port()
    code = (sys.executable, "-c", ANSWERS, name, str(port), "fails" if fails else "")
    return supervisor.Part("assistant", code, {}, f"http://127.0.0.1:{port}/")


def test_another_part_takes_over_when_it_is_ready_and_the_old_one_ends_its_work_first() -> None:
    lines: list[str] = []

    async def story() -> None:
        ready, moved = asyncio.Event(), asyncio.Event()
        old, new = served("old"), served("new")
        keeper = supervisor.Supervisor((old,), lines.append)
        running = asyncio.create_task(keeper.run(ready.set))
        async with asyncio.timeout(20), httpx.AsyncClient(trust_env=False) as client:
            await ready.wait()
            taking_over = asyncio.create_task(keeper.replace(new, moved.set, drain=1.0))
            await moved.wait()
            assert old.ready_url and new.ready_url
            for url, name in ((old.ready_url, "old"), (new.ready_url, "new")):
                assert (await client.get(url)).json()["model"] == name
            assert await taking_over
            with pytest.raises(httpx.ConnectError):
                await client.get(old.ready_url)
            await asyncio.sleep(supervisor.FIRST_WAIT * 2)  # time enough to start it again, if anybody wished to
            assert not any("ended with" in line for line in lines)
            os.kill(keeper._running["assistant"].pid, signal.SIGKILL)
            await until(lambda: any("ended with -9" in line for line in lines))
            while not await supervisor._answers(client, new.ready_url):
                await asyncio.sleep(0.05)
        keeper.stop()
        await running

    asyncio.run(story())
    assert sum("ended with" in line for line in lines) == 1


def test_whoever_stops_all_ends_the_one_that_still_ends_its_work_too() -> None:
    async def story() -> None:
        ready, moved = asyncio.Event(), asyncio.Event()
        keeper = supervisor.Supervisor((served("old"),), lambda line: None)
        running = asyncio.create_task(keeper.run(ready.set))
        async with asyncio.timeout(20):
            await ready.wait()
            old = keeper._running["assistant"]
            taking_over = asyncio.create_task(keeper.replace(served("new"), moved.set, drain=60.0))
            await moved.wait()
            taking_over.cancel()
            keeper.stop()
            await running
        assert old.returncode is not None

    asyncio.run(story())


def test_a_part_that_does_not_come_up_takes_nothing_over() -> None:
    async def story() -> None:
        ready = asyncio.Event()
        old = served("old")
        keeper = supervisor.Supervisor((old,), lambda line: None)
        running = asyncio.create_task(keeper.run(ready.set))
        async with asyncio.timeout(20), httpx.AsyncClient(trust_env=False) as client:
            await ready.wait()
            assert not await keeper.replace(served("new", fails=True), ready.clear, drain=0.0)
            assert ready.is_set()
            assert old.ready_url
            assert (await client.get(old.ready_url)).json()["model"] == "old"
        keeper.stop()
        await running

    asyncio.run(story())


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
