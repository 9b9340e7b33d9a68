"""The rehearsal beside the console: one process at a time, with an end, and what was said in it, in memory alone.

It is forgotten when it is ended, when nobody has looked for it for a while, and when the console ends.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.settings import ROOT, Settings
from bot.studio.talks import Talk

LOADING, READY, OVER, BUSY = "loading", "ready", "over", "busy"
PATIENCE = 60.0  # seconds of a turn on both sides; it takes less than two
LEFT = 180.0  # a page that looked for it and looks no more was closed; one behind others looks once a minute
IDLE = 900.0  # a page without JavaScript does not look
_TAKEN = 3  # the code of the process when another rehearses (`bot.rehearsal.__main__`)
_LOOK = 5.0


@dataclass(frozen=True)
class Exchange:
    """What was said, as a turn of a talk, and what each side made of it."""

    said: Mapping[str, str]
    sides: Sequence[Mapping[str, Any]]

    def __repr__(self) -> str:
        return "Exchange()"


@dataclass
class Rehearsal:
    """A talk under way, its owner, and the models of its sides by name."""

    who: str
    models: Sequence[str]
    lang: str
    changes: bool
    process: subprocess.Popen[str]
    exchanges: list[Exchange] = field(default_factory=list, repr=False)
    talk: Talk | None = field(default=None, repr=False)  # the stored talk that was played, if one was
    state: str = LOADING
    looked: float = 0.0
    looks: bool = False
    pipe: Any = field(default_factory=threading.Lock, repr=False)  # one asks at a time


class RehearsalError(Exception):
    """``code``: taken (somebody else rehearses), over (there is none any more), slow, failed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Rehearsing:
    """The one rehearsal of a console, a process of ``module``. Methods may be called from any thread."""

    def __init__(self, settings: Settings, module: str = "bot.rehearsal") -> None:
        self._settings = settings
        self._module = module
        self._lock = threading.Lock()
        self._now: Rehearsal | None = None

    def of(self, who: str) -> Rehearsal | None:
        """The rehearsal of somebody, or None."""
        found = self._now
        return found if found is not None and found.who == who else None

    def taken(self, who: str) -> bool:
        """Whether somebody else rehearses here."""
        return self._now is not None and self._now.who != who

    def look(self, who: str, *, by_itself: bool) -> Rehearsal | None:
        """As ``of``; the page is still open, and says so ``by_itself`` over and over where it can."""
        found = self.of(who)
        if found is not None:
            found.looked, found.looks = time.monotonic(), found.looks or by_itself
        return found

    def start(self, who: str, models: Sequence[tuple[str, Path]], lang: str, *, changes: bool) -> Rehearsal:
        """Begin to load the models of both sides, of which ``models`` gives the archives. RehearsalError taken."""
        with self._lock:
            if self.taken(who):
                raise RehearsalError("taken")
            self._end()
            made = Rehearsal(who, [name for name, _ in models], lang, changes, self._process(), looked=time.monotonic())
            self._now = made
        self._tell(made, {"archives": [str(path.resolve()) for _, path in models], "changes": changes})
        threading.Thread(target=self._load, args=(made,), name="rehearsal", daemon=True).start()
        threading.Thread(target=self._watch, args=(made,), name="rehearsal-end", daemon=True).start()
        return made

    def begin(self, who: str, lang: str, talk: Talk | None = None) -> None:
        """Begin the talk anew, as a stored one begins. RehearsalError."""
        found = self._ready(who)
        on = talk.on.isoformat() if talk else ""
        found.lang, found.talk = lang, talk
        found.exchanges = [Exchange({}, self._ask(found, {"begin": {"lang": lang, "on": on}}))]

    def turn(self, who: str, said: Mapping[str, str]) -> Exchange:
        """Say or press something on both sides. RehearsalError."""
        found = self._ready(who)
        made = Exchange(said, self._ask(found, said))
        found.exchanges.append(made)
        return made

    def end(self, who: str) -> None:
        """End somebody's rehearsal and forget it."""
        with self._lock:
            if self.of(who) is not None:
                self._end()

    def _ready(self, who: str) -> Rehearsal:
        found = self.look(who, by_itself=False)
        if found is None or found.state != READY:
            raise RehearsalError("over")
        return found

    def _ask(self, rehearsal: Rehearsal, request: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        with rehearsal.pipe:
            limit = threading.Timer(PATIENCE, _kill, (rehearsal.process,))
            limit.start()
            try:
                self._tell(rehearsal, request)
                answer = self._line(rehearsal)
            finally:
                limit.cancel()
        if answer is None:
            rehearsal.state = OVER
            raise RehearsalError("slow")
        if "sides" not in answer:
            raise RehearsalError("failed")
        rehearsal.looked = time.monotonic()
        sides: Sequence[Mapping[str, Any]] = answer["sides"]
        return sides

    def _process(self) -> subprocess.Popen[str]:
        settings = self._settings
        env = {
            **os.environ,
            "RAPORT_HOME": str(settings.home),
            "RAPORT_MODEL": str(settings.model_path),
            "RAPORT_ASSISTANT_PYTHON": str(settings.assistant_python),
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.Popen(
            [sys.executable, "-m", self._module], cwd=ROOT, env=env, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _load(self, rehearsal: Rehearsal) -> None:
        """Wait until both sides can be spoken to, and hear what they say first."""
        with rehearsal.pipe:
            ready = self._line(rehearsal)
        if ready is None:
            rehearsal.state = BUSY if rehearsal.process.wait() == _TAKEN else OVER
            return
        with suppress(RehearsalError):
            first = Exchange({}, self._ask(rehearsal, {"begin": {"lang": rehearsal.lang, "on": ""}}))
            rehearsal.exchanges, rehearsal.state = [first], READY

    def _watch(self, rehearsal: Rehearsal) -> None:
        """End what nobody looks at any more."""
        while self._now is rehearsal:
            time.sleep(_LOOK)
            if time.monotonic() - rehearsal.looked > (LEFT if rehearsal.looks else IDLE):
                with self._lock:
                    if self._now is rehearsal:
                        self._end()

    def _end(self) -> None:
        """Forget the rehearsal; its process ends with it."""
        found, self._now = self._now, None
        if found is None:
            return
        found.exchanges.clear()
        found.talk = None
        _kill(found.process)
        with found.pipe:  # who waits for an answer hears that there is none
            for pipe in (found.process.stdin, found.process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()

    @staticmethod
    def _tell(rehearsal: Rehearsal, request: Mapping[str, Any]) -> None:
        assert rehearsal.process.stdin
        with suppress(OSError, ValueError):  # it is over, which its silence tells
            rehearsal.process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
            rehearsal.process.stdin.flush()

    @staticmethod
    def _line(rehearsal: Rehearsal) -> dict[str, Any] | None:
        assert rehearsal.process.stdout
        line = "" if rehearsal.process.stdout.closed else rehearsal.process.stdout.readline()
        found: dict[str, Any] | None = json.loads(line) if line else None
        return found


def _kill(process: subprocess.Popen[str]) -> None:
    """End a process and the one that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
