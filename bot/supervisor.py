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
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.channels import messengers
from bot.settings import ROOT, Settings
from bot.studio.shelf import Shelf
from bot.vault import keys
from bot.vault.sealing import Sealer

FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0  # seconds between restarts of a part that keeps dying
STEADY = 60.0  # a part that ran this long is taken to be well: its next restart is quick again
READY_WITHIN = 120.0
STOP_WITHIN = 10.0
TAKE_OVER_WITHIN = 600.0  # a successor may take its time: the old part serves meanwhile
LOOK_EVERY = 1.0  # seconds between looks for another model
BESIDE = 1_300_000_000  # bytes that a second assistant takes while it starts (measured: 1.07 GB)
DRAIN = 45.0  # how long the old assistant may still answer: longer than the longest turn (`RasaEngine`)
PR_SET_PDEATHSIG = 1
# What a part lets go of is overwritten at once, whatever library let go of it: glibc fills freed memory when told to,
# and Python asks glibc for all of it. Threads keep nothing aside: that would not be filled. Elsewhere it means nothing.
CLEARED = {"PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": "glibc.malloc.perturb=85:glibc.malloc.tcache_count=0"}
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
    shared = {**CLEARED, "RAPORT_MODE": settings.mode, "PYTHONUNBUFFERED": "1"}
    secrets = tokens(sealer)
    assistant = {
        **CLEARED,
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


async def follow(settings: Settings, assistant: Part, supervisor: Supervisor, say: Callable[[str], None]) -> None:
    """Serve with the model that stands at its place, for as long as the service runs.

    When another one is promoted, an assistant with it starts beside the old one and takes over when it is ready. One
    that does not come up is put back: the old one has never ceased to serve. Without memory for two, it waits.
    """
    shelf = Shelf(settings.model_path)
    serving = shelf.serving()
    short = ""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        wanted = shelf.serving()
        if wanted in (serving, ""):
            continue
        if free_memory() < BESIDE:
            if wanted != short:
                say(f"assistant: {wanted} waits for {BESIDE / 1e9:.1f} GB of memory; a restart takes it too")
            short = wanted
            continue
        port = free_port()
        beside = replace(
            assistant,
            env={**assistant.env, "RAPORT_ASSISTANT_PORT": str(port)},
            ready_url=f"http://127.0.0.1:{port}/webhooks/raport/ready",
        )
        if await supervisor.replace(beside, lambda port=port: _tell(settings, port), DRAIN):  # type: ignore[misc]
            serving = wanted
        elif serving:
            say(f"assistant: {wanted} did not come up; {serving} serves on")
            shelf.refuse(wanted, serving, datetime.now(UTC).isoformat())


def free_memory() -> int:
    """Return the bytes of memory that could be had now; where the system does not say, as many as are wanted."""
    try:
        lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return BESIDE


def free_port() -> int:
    """Return a loopback port nobody listens on now."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tell(settings: Settings, port: int) -> None:
    """Tell every part where the assistant is now: they look with each call."""
    fresh = settings.assistant_port_path.with_suffix(".new")
    fresh.write_text(str(port))
    fresh.replace(settings.assistant_port_path)


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
        self._keepers: list[asyncio.Task[None]] = []
        self._retired: set[asyncio.subprocess.Process] = set()  # those that another one has taken over from

    def stop(self) -> None:
        """Ask all parts to end."""
        self._stopping.set()

    async def replace(self, part: Part, moved: Callable[[], None], drain: float) -> bool:
        """Let ``part`` take over from the part of the same name; False, and all stays, when it does not come up.

        It is started beside the old one, at an address of its own, and made ready. ``moved`` then tells everybody the
        new address. The old one answers what it has begun: it is ended ``drain`` seconds later.
        """
        process = await self._start(part)
        if not await self._comes_up(process, part):
            await _end(process)
            return False
        old = self._running[part.name]
        self._retired.add(old)
        self._running[part.name] = process
        self._keepers.append(asyncio.create_task(self._keep(part, process)))
        moved()
        self._say(f"{part.name}: another one has taken over")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), drain)
        await _end(old)
        return True

    async def run(self, when_ready: Callable[[], None]) -> None:
        """Run until stopped; ``when_ready`` is called once, when every part has answered."""
        self._keepers = [asyncio.create_task(self._keep(part)) for part in self._parts]
        announcer = asyncio.create_task(self._announce(when_ready))
        await self._stopping.wait()
        announcer.cancel()
        await self._end_all()
        await asyncio.gather(*self._keepers, announcer, return_exceptions=True)

    async def _keep(self, part: Part, process: asyncio.subprocess.Process | None = None) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            begun = time.monotonic()
            process = process or await self._start(part)
            self._running[part.name] = process
            code = await process.wait()
            if self._stopping.is_set() or process in self._retired:
                return
            process = None
            wait = FIRST_WAIT if time.monotonic() - begun > STEADY else min(wait * 2, LONGEST_WAIT)
            self._say(f"{part.name}: ended with {code}, starting again in {wait:.0f} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait)

    async def _start(self, part: Part) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *part.command,
            env=part.environment(os.environ),
            cwd=ROOT,
            start_new_session=True,  # one Ctrl-C reaches the supervisor alone, which ends the parts in order
            preexec_fn=_die_with_parent,
        )

    async def _comes_up(self, process: asyncio.subprocess.Process, part: Part) -> bool:
        """Wait until a part answers; False when it ends before, or takes too long, or all is to stop."""
        until = time.monotonic() + TAKE_OVER_WITHIN
        async with httpx.AsyncClient(trust_env=False, timeout=2.0) as client:
            while process.returncode is None and time.monotonic() < until and not self._stopping.is_set():
                if part.ready_url is None or await _answers(client, part.ready_url):
                    return True
                await asyncio.sleep(0.2)
        return False

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
        processes = {*self._running.values(), *self._retired}
        for process in processes:
            _signal(process, signal.SIGTERM)
        waits = [asyncio.wait_for(process.wait(), STOP_WITHIN) for process in processes]
        await asyncio.gather(*waits, return_exceptions=True)
        for process in processes:
            _signal(process, signal.SIGKILL)


async def _end(process: asyncio.subprocess.Process) -> None:
    _signal(process, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), STOP_WITHIN)
    _signal(process, signal.SIGKILL)


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        response = await client.get(url)
    except httpx.HTTPError:
        return False
    # A part may be up and yet say 503, since messages that waited through a restart are late.
    return response.status_code in (200, 503) and response.json().get("ready") is True


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
        wanted = parts(settings, sealer)
        supervisor = Supervisor(wanted, say)
        settings.assistant_port_path.unlink(missing_ok=True)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, supervisor.stop)
        succession = asyncio.create_task(follow(settings, wanted[0], supervisor, say))
        try:
            await supervisor.run(when_ready)
        finally:
            succession.cancel()
            settings.assistant_port_path.unlink(missing_ok=True)

    asyncio.run(main())
