"""A whole service, as ``make run`` brings it up, in a folder of its own on free ports. The model is trained once."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
RAPORT = Path(sys.executable).with_name("raport")
MODEL = ROOT / "tests" / "artifacts" / "model" / "current.tar.gz"
FIRST_PORT, PORTS = 20000, 2000
START_WITHIN = 1800.0  # the first start on a fresh machine trains the model; on a busy one that takes ten minutes


def free_ports(count: int) -> list[int]:
    """Return ports nobody listens on now, of this worker's own range: below those that clients are given."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    sockets: list[socket.socket] = []
    for port in random.sample(range(FIRST_PORT + worker * PORTS, FIRST_PORT + (worker + 1) * PORTS), PORTS):
        one = socket.socket()
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            one.close()
            continue
        sockets.append(one)
        if len(sockets) == count:
            break
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@dataclass
class Service:
    """The running service: its folder, its address, and the environment its commands need."""

    home: Path
    env: dict[str, str]
    url: str
    process: subprocess.Popen[str]

    def pids(self, part: str) -> list[int]:
        """Return the process ids of a part: ``assistant``, ``gateway``, ``actions`` or ``worker``."""
        wanted = "bot.assistant.launcher" if part == "assistant" else f"bot.cli\0serve\0{part}"
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_text()
                home = f"RAPORT_HOME={self.home}" in (entry / "environ").read_text(errors="replace")
            except OSError:
                continue
            if wanted in command and home:
                found.append(int(entry.name))
        return found

    def kill(self, part: str) -> None:
        """Kill a part as hard as can be."""
        pids = self.pids(part)
        assert pids, f"no {part} is running"
        for pid in pids:
            os.kill(pid, signal.SIGKILL)

    def chat(self, lang: str = "ru") -> Terminal:
        """Return a new terminal conversation."""
        return Terminal(self, lang)

    def stop(self) -> int:
        """End the service as one Ctrl-C does; returns its exit code."""
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


class Terminal:
    """``raport chat --json``, a line in and a line out."""

    def __init__(self, service: Service, lang: str) -> None:
        self._process = subprocess.Popen(
            [str(RAPORT), "chat", "--json", "--lang", lang],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=service.env,
            cwd=ROOT,
            text=True,
        )
        self.last: list[dict[str, Any]] = []

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send text; return the replies."""
        return self._ask({"text": text})

    def press(self, title: str) -> list[dict[str, Any]]:
        """Press the newest button whose title holds ``title``; return the replies."""
        for reply in reversed(self.last):
            for button in reply["buttons"]:
                if title in button["title"]:
                    return self._ask({"button": button["token"]})
        raise AssertionError(f"no button {title!r} among {self.titles}")

    @property
    def titles(self) -> list[str]:
        """The titles of the buttons last offered."""
        return [button["title"] for reply in self.last for button in reply["buttons"]]

    @property
    def text(self) -> str:
        """All that was said last."""
        return "\n\n".join(reply["text"] for reply in self.last)

    def close(self) -> None:
        """Hang up."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(20)
        assert self._process.stdout
        self._process.stdout.close()

    def _ask(self, line: dict[str, Any]) -> list[dict[str, Any]]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the terminal chat ended"
        self.last = json.loads(answer)["replies"]
        return self.last


def start(home: Path, **more_env: str) -> Service:
    """Start a service in ``home`` and wait until it prints its chat address; ``more_env`` are further settings."""
    port, console, assistant, actions = free_ports(4)
    env = {
        **os.environ,
        "RAPORT_HOME": str(home),
        "RAPORT_PORT": str(port),
        "RAPORT_CONSOLE_PORT": str(console),
        "RAPORT_ASSISTANT_PORT": str(assistant),
        "RAPORT_ACTIONS_PORT": str(actions),
        "RAPORT_MODEL": str(MODEL),
        "PYTHONUNBUFFERED": "1",
        **more_env,
    }
    log = home / "service.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(RAPORT), "run"], env=env, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, text=True
        )
    service = Service(home, env, f"http://127.0.0.1:{port}/", process)
    until = time.monotonic() + START_WITHIN
    while "\nchat: " not in "\n" + log.read_text():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            process.wait()
            raise AssertionError(f"the service did not come up: {log.read_text()[-2000:]}")
        time.sleep(0.1)
    return service


class Visitor:
    """A person on the chat page, without the browser: the page's own HTTP calls."""

    def __init__(self, service: Service, lang: str) -> None:
        origin = service.url.rstrip("/")
        self._client = httpx.Client(base_url=origin, headers={"Origin": origin}, timeout=60, trust_env=False)
        self._lang = lang
        self._seq = 0
        self.buttons: list[dict[str, str]] = []
        self.files: list[dict[str, str]] = []

    def __enter__(self) -> Visitor:
        self._client.post("/chat/session", json={"lang": self._lang}).raise_for_status()
        self.hear()
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @property
    def titles(self) -> list[str]:
        """The titles of the buttons under the newest answer that has any."""
        return [button["title"] for button in self.buttons]

    def say(self, text: str) -> str:
        """Send text; return all that was answered."""
        return self._send({"text": text})

    def press(self, title: str) -> str:
        """Press a button whose title holds ``title``; return all that was answered."""
        token = next((b["token"] for b in self.buttons if title in b["title"]), None)
        assert token, f"no button {title!r} among {self.titles}"
        return self._send({"button": token})

    def _send(self, message: dict[str, str]) -> str:
        self._client.post("/chat/messages", json={"id": str(uuid.uuid4()), **message}).raise_for_status()
        return self.hear()

    def take(self, file: dict[str, str]) -> bytes:
        """Download a file that was offered."""
        return self._client.get(f"/chat/files/{file['id']}").raise_for_status().content

    def hear(self) -> str:
        """Wait for what the bot says next; return all of it."""
        said: list[str] = []
        self.buttons, self.files = [], []
        until = time.monotonic() + 90
        while time.monotonic() < until:
            answer = self._client.get("/chat/replies", params={"after": self._seq, "wait": 20}).json()
            for item in answer["items"]:
                self._seq = item["seq"]
                if item["author"] == "bot":
                    said.append(item["text"])
                    self.buttons = item["buttons"] or self.buttons
                    self.files += item["files"]
            if said and not answer["typing"]:
                return "\n\n".join(said)
        raise AssertionError(f"no answer in time; heard {said}")

    def screen(self) -> str:
        """All that the bot has said on this page, as it is shown again after a reload."""
        items = self._client.get("/chat/replies", params={"after": 0, "wait": 0}).json()["items"]
        return "\n\n".join(item["text"] for item in items if item["author"] == "bot")

    def wait(self, seconds: float) -> None:
        """Stay on the page and say nothing."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._client.get("/chat/replies", params={"after": self._seq, "wait": min(left, 20)}).raise_for_status()
