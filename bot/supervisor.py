"""Starts the parts of the service and restarts what dies; stops all on one Ctrl-C.

Says in one line each what is up. A taken port stops the start with the setting that moves it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from bot.channels import messengers
from bot.settings import ROOT, Settings
from bot.vault import keys
from bot.vault.sealing import Sealer

FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0  # seconds between restarts of a part that keeps dying
STEADY = 60.0  # a part that ran this long is taken to be well: its next restart is quick again
READY_WITHIN = 120.0
STOP_WITHIN = 10.0
PR_SET_PDEATHSIG = 1
SECRETS = frozenset({"RAPORT_TELEGRAM_TOKEN", "RAPORT_MATRIX_TOKEN"})


class PortTakenError(Exception):
    """A port is in use; ``setting`` names the variable that moves it."""

    code = "port_taken"

    def __init__(self, port: int, setting: str) -> None:
        super().__init__(f"{setting}={port}")
        self.port = port
        self.setting = setting


@dataclass(frozen=True)
class Part:
    """One process: what runs, with which additions to the environment, and where it says that it is ready.

    ``secrets`` are the secret settings it may see; all others are taken out of its environment.
    """

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    ready_url: str | None
    secrets: frozenset[str] = frozenset()

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """Return the environment it runs in."""
        kept = {name: value for name, value in inherited.items() if name not in SECRETS - self.secrets}
        return kept | dict(self.env)


def tokens(sealer: Sealer) -> dict[str, str]:
    """Return the secrets the parts know each other by, derived from the instance key."""
    return {
        "RAPORT_ASSISTANT_TOKEN": sealer.derive("assistant-token").hex(),
        "RAPORT_ACTIONS_TOKEN": sealer.derive("actions-token").hex(),
    }


def parts(settings: Settings, sealer: Sealer) -> tuple[Part, ...]:
    """Return the parts of the service in the order of start."""
    shared = {"RAPORT_MODE": settings.mode, "PYTHONUNBUFFERED": "1"}
    secrets = tokens(sealer)
    assistant = {
        **secrets,
        "RAPORT_ASSISTANT_PORT": str(settings.assistant_port),
        "RAPORT_ACTIONS_URL": settings.actions_url,
        "RAPORT_TRACKER_URL": settings.tracker_database,
        "RAPORT_TRACKER_KEY_FILE": str(settings.assistant_key_path),
        "RAPORT_TRACKER_HOURS": str(settings.idle_hours),
        "RAPORT_MODEL": str(settings.model_path),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }
    own = (sys.executable, "-m", "bot.cli", "serve")
    ready = "http://127.0.0.1:{}{}"
    in_gateway = frozenset({"RAPORT_TELEGRAM_TOKEN"}) if settings.telegram_webhook else frozenset[str]()
    wanted = (
        Part(
            "assistant",
            (str(settings.assistant_python), "-m", "bot.assistant.launcher"),
            assistant,
            ready.format(settings.assistant_port, "/webhooks/raport/ready"),
        ),
        Part("actions", (*own, "actions"), shared, ready.format(settings.actions_port, "/health")),
        Part("console", (*own, "console"), shared, f"http://{settings.console_host}:{settings.console_port}/health"),
        Part("gateway", (*own, "gateway"), shared, f"http://{settings.host}:{settings.port}/health", in_gateway),
        Part("worker", (*own, "worker"), shared, None),
    )
    if not messengers.configured(settings):
        return wanted
    return (*wanted, Part("messengers", (*own, "messengers"), shared, None, SECRETS))


def check_ports(settings: Settings) -> None:
    """Raise PortTakenError for the first port that somebody else listens on."""
    wanted = (
        (settings.host, settings.port, "RAPORT_PORT"),
        (settings.console_host, settings.console_port, "RAPORT_CONSOLE_PORT"),
        ("127.0.0.1", settings.assistant_port, "RAPORT_ASSISTANT_PORT"),
        ("127.0.0.1", settings.actions_port, "RAPORT_ACTIONS_PORT"),
    )
    for host, port, setting in wanted:
        with contextlib.closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise PortTakenError(port, setting) from error


class Supervisor:
    """Keeps the parts running until ``stop``; ``say`` gets one line about each change."""

    def __init__(self, wanted: tuple[Part, ...], say: Callable[[str], None]) -> None:
        self._parts = wanted
        self._say = say
        self._stopping = asyncio.Event()
        self._running: dict[str, asyncio.subprocess.Process] = {}

    def stop(self) -> None:
        """Ask all parts to end."""
        self._stopping.set()

    async def run(self, when_ready: Callable[[], None]) -> None:
        """Run until stopped; ``when_ready`` is called once, when every part has answered."""
        keepers = [asyncio.create_task(self._keep(part)) for part in self._parts]
        announcer = asyncio.create_task(self._announce(when_ready))
        await self._stopping.wait()
        announcer.cancel()
        await self._end_all()
        await asyncio.gather(*keepers, announcer, return_exceptions=True)

    async def _keep(self, part: Part) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            begun = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                *part.command,
                env=part.environment(os.environ),
                cwd=ROOT,
                start_new_session=True,  # one Ctrl-C reaches the supervisor alone, which ends the parts in order
                preexec_fn=_die_with_parent,
            )
            self._running[part.name] = process
            code = await process.wait()
            if self._stopping.is_set():
                return
            wait = FIRST_WAIT if time.monotonic() - begun > STEADY else min(wait * 2, LONGEST_WAIT)
            self._say(f"{part.name}: ended with {code}, starting again in {wait:.0f} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait)

    async def _announce(self, when_ready: Callable[[], None]) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=2.0) as client:
            await asyncio.gather(*(self._await_part(client, part) for part in self._parts))
        when_ready()

    async def _await_part(self, client: httpx.AsyncClient, part: Part) -> None:
        begun = time.monotonic()
        told = False
        while part.ready_url and not await _answers(client, part.ready_url):
            if not told and time.monotonic() - begun > READY_WITHIN:
                self._say(f"{part.name}: not ready after {READY_WITHIN:.0f} s, still trying")
                told = True
            await asyncio.sleep(0.2)
        self._say(f"{part.name}: up")

    async def _end_all(self) -> None:
        for process in self._running.values():
            _signal(process, signal.SIGTERM)
        waits = [asyncio.wait_for(process.wait(), STOP_WITHIN) for process in self._running.values()]
        await asyncio.gather(*waits, return_exceptions=True)
        for process in self._running.values():
            _signal(process, signal.SIGKILL)


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        response = await client.get(url)
    except httpx.HTTPError:
        return False
    return response.status_code == 200 and response.json().get("ready") is True


def _signal(process: asyncio.subprocess.Process, number: int) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _die_with_parent() -> None:
    """Ask Linux to end this process when the supervisor is killed, so no part is left behind holding a port."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def serve(settings: Settings, say: Callable[[str], None], when_ready: Callable[[], None]) -> None:
    """Run the whole service until Ctrl-C or SIGTERM; PortTakenError before anything starts."""
    check_ports(settings)
    sealer = keys.load(settings.key_path)

    async def main() -> None:
        supervisor = Supervisor(parts(settings, sealer), say)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, supervisor.stop)
        await supervisor.run(when_ready)

    asyncio.run(main())
