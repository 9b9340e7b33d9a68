"""A Telegram of one's own for tests: start it, be its persons, break it, look at their screens.

with FakeTelegram() as telegram:
    # give a service telegram.env, then
    anna = telegram.person(1001)
    anna.says("/start")
    anna.hears("Здравствуйте")
    anna.presses("Составить рапорт")
    assert telegram.complaints == []
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from tests.channels.telegram.server import TOKEN
from tests.running import ROOT, free_ports

PATIENCE = 30.0


@dataclass(frozen=True)
class Seen:
    """One message on a person's screen. ``author`` is ``bot`` or ``person``; ``edits`` counts changes."""

    message_id: int
    author: str
    kind: str
    text: str
    buttons: tuple[str, ...]
    tokens: tuple[str, ...] = field(repr=False)
    file_name: str
    media_type: str
    content: bytes = field(repr=False)
    edits: int


class Person:
    """Someone who talks to the bot; every act is an update for it. Acts return when Telegram has them."""

    def __init__(self, telegram: FakeTelegram, id_: int) -> None:
        self.id = id_
        self._telegram = telegram

    def says(self, text: str) -> int:
        """Write a text; the id of the message."""
        return int(self._do("says", text=text))

    def sends(self, kind: str, caption: str = "", **more: Any) -> int:
        """Send a photo, voice, sticker, location …: the kinds of ``world.KINDS``."""
        return int(self._do("sends", kind=kind, caption=caption, **more))

    def forwards(self, text: str) -> int:
        """Pass on another's words."""
        return int(self._do("forwards", text=text))

    def edits(self, message_id: int, text: str) -> None:
        """Change an own text."""
        self._do("edits", message_id=message_id, text=text)

    def presses(self, title: str) -> str:
        """Press the newest button whose title holds ``title``; LookupError when there is none."""
        return str(self._do("presses", title=title))

    def blocks(self) -> None:
        """Stop the bot."""
        self._do("blocks")

    def returns(self) -> None:
        """Let the bot write again."""
        self._do("returns")

    def vanishes(self) -> None:
        """Delete the account."""
        self._do("vanishes")

    def sees(self) -> list[Seen]:
        """The whole screen, oldest first; what was deleted is gone from it."""
        rows = self._do("sees")
        return [
            Seen(**{
                **row, "buttons": tuple(row["buttons"]), "tokens": tuple(row["tokens"]),
                "content": bytes.fromhex(row["content"]),
            })
            for row in rows
        ]  # fmt: skip

    def heard(self) -> list[Seen]:
        """What the bot said, oldest first."""
        return [seen for seen in self.sees() if seen.author == "bot"]

    def hears(self, text: str, patience: float = PATIENCE) -> Seen:
        """Wait until the bot has said something that holds ``text``; the newest such message."""
        until = time.monotonic() + patience
        while True:
            found = [seen for seen in self.heard() if text in seen.text]
            if found:
                return found[-1]
            assert time.monotonic() < until, f"{text!r} was not said; heard {[seen.text for seen in self.heard()]}"
            time.sleep(0.05)

    def _do(self, act: str, **more: Any) -> Any:
        return self._telegram.do(act, person=self.id, **more)


class FakeTelegram:
    """The server in its own process. ``env`` are the settings of a service that is to use it."""

    def __init__(self) -> None:
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        self.token = TOKEN
        self.env = {"RAPORT_TELEGRAM_TOKEN": TOKEN, "RAPORT_TELEGRAM_API": self.url}
        self._client = httpx.Client(trust_env=False, timeout=30)
        self._process = subprocess.Popen(
            [sys.executable, "-m", Path(__file__).with_name("server.py").relative_to(ROOT).with_suffix("").as_posix()
             .replace("/", "."), str(self.port)],
            cwd=ROOT,
        )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.do("state")
                return
            except httpx.TransportError:
                assert self._process.poll() is None, "the fake Telegram did not start"
                assert time.monotonic() < until, "the fake Telegram did not answer"
                time.sleep(0.05)

    def __enter__(self) -> FakeTelegram:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End it."""
        self._client.close()
        self._process.terminate()
        self._process.wait(10)

    def person(self, id_: int, lang: str = "ru") -> Person:
        """A person with this id, whose Telegram speaks ``lang``."""
        self.do("open", person=id_, lang=lang)
        return Person(self, id_)

    def fails(self, method: str, how: str, times: int = 1, **more: Any) -> None:
        """Let the next ``times`` calls of ``method`` (or ``*``) fail; with ``person`` only those to him.

        ``429`` (with ``retry_after``), ``500``, ``502`` (HTML), ``hang`` (``seconds``), ``reset``: not carried out.
        ``502_after``, ``hang_after``, ``reset_after``, ``odd_after``, ``garbage_after``: carried out all the same.
        """
        self.do("fail", method=method, how=how, times=times, **more)

    def heals(self) -> None:
        """Take back every fault."""
        self.do("heal")

    def replays(self, last: int) -> None:
        """Deliver the last updates again, newest first."""
        self.do("replay", last=last)

    def pushes(self, update: Any, *, numbered: bool = True) -> None:
        """Deliver any JSON as an update; ``numbered`` puts the next update id on it."""
        self.do("push", update=update, numbered=numbered)

    def lets_pass(self, hours: float) -> None:
        """Let time pass there."""
        self.do("forward", hours=hours)

    def limits(self, per_minute: int) -> None:
        """Keep the limit of messages to one chat in a minute."""
        self.do("limit", per_minute=per_minute)

    def resets(self) -> None:
        """Forget everybody and everything."""
        self.do("reset")

    @property
    def state(self) -> dict[str, Any]:
        """``complaints``, ``commands``, ``webhook``, ``left``, ``unanswered_presses``, ``waiting``, ``calls``…"""
        return dict(self.do("state"))

    @property
    def complaints(self) -> list[str]:
        """Every request that the published contract does not allow."""
        return list(self.state["complaints"])

    def do(self, what: str, **more: Any) -> Any:
        """One order to the server; LookupError when it says so."""
        answer = self._client.post(f"{self.url}/control", json={"do": what, **more}).raise_for_status().json()
        if "error" in answer:
            raise LookupError(answer["error"])
        return answer["result"]
