"""The console as a process of its own: killed and started again, it knows who was signed in, and who is out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyotp
import pytest

from bot.bootstrap import Services, now
from bot.service import prepare
from bot.settings import Settings
from tests.running import ROOT, free_ports

PASSWORD = "four random words here"


class Running:
    """``raport serve console`` over a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.port = free_ports(1)[0]
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = Settings(home=home, mode="local", console_port=self.port, _env_file=None)
        prepare(self.settings, lambda _line: None)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        env = {**os.environ, "RAPORT_HOME": str(self.settings.home), "RAPORT_MODE": "local"}
        command = [sys.executable, "-m", "bot.cli", "serve", "console"]
        self.process = subprocess.Popen(command, env={**env, "RAPORT_CONSOLE_PORT": str(self.port)}, cwd=ROOT)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.url}/health", trust_env=False).json() == {"ready": True}:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError("the console did not come up")

    def kill(self) -> None:
        assert self.process
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path / "home")
    made.start()
    yield made
    made.kill()


def test_a_killed_console_knows_its_sessions_again_and_forgets_those_that_were_ended(running: Running) -> None:
    services = Services(running.settings)
    secret = pyotp.random_base32()
    token = services.invitations.invite("голубь", ["advocate"])
    me = services.invitations.accept(token, PASSWORD, secret, pyotp.TOTP(secret).at(now()))
    session, other = (services.console_sessions.start(me, "") for _ in range(2))
    services.close()

    def opens(cookie: str) -> int:
        return httpx.get(f"{running.url}/me", cookies={"console": cookie}, trust_env=False).status_code

    assert (opens(session), opens(other)) == (200, 200)
    running.kill()
    running.start()
    assert opens(session) == 200
    services = Services(running.settings)
    services.console_sessions.end_all(me.person_id)
    services.close()
    assert (opens(session), opens(other)) == (303, 303)
