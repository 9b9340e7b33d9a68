"""One side of a rehearsal: the service over a database in memory, under keys that live as long as the process."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot import law
from bot.bootstrap import Services
from bot.cases.database import connect, migrate
from bot.cases.messages import Incoming, Reply
from bot.cases.reserve import Reserve
from bot.live import Live
from bot.rehearsal.engine import Reads, Rehearsed, Turn, shown
from bot.settings import ROOT, Settings
from bot.studio.talks import GATEWAY
from bot.studio.workspace import Workspace
from bot.vault.sealing import KEY_BYTES, Sealer

CHANNEL = "web"
A_TURN = timedelta(minutes=1)  # so long a person takes: nobody writes too fast here


class Clock:
    """The time of a talk: it stands still but for a minute a turn."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at

    def set(self, on: date | None) -> None:
        """Begin at noon of a day, or now."""
        self.at = datetime.combine(on, time(12), UTC) if on else datetime.now(UTC)


@dataclass(frozen=True)
class OnStage(Services):
    """The services, of which nothing reaches a disk; with ``changes`` the trainers' words are spoken."""

    changes: bool = False

    @cached_property
    def sealer(self) -> Sealer:
        """Keys made for the occasion."""
        return Sealer({1: os.urandom(KEY_BYTES)}, 1)

    @cached_property
    def database(self) -> Engine:
        """A database in memory."""
        return connect("sqlite://")

    @cached_property
    def reserve(self) -> Reserve:
        """No room on any disk is needed, and none is given back."""
        return Reserve(Path(os.devnull) / "none")

    @cached_property
    def live(self) -> Live:
        """What is live on the instance, or what would be if the trainers' changes were approved."""
        approved = Workspace(ROOT, self.settings.approved_path)
        trained = Workspace(ROOT, self.settings.studio_path) if self.changes else None
        return Live(self.settings.live_path, approved, trained)

    @cached_property
    def knowledge(self) -> law.Knowledge:
        """The law as it is said on this side."""
        return self.live.law()


class Side:
    """One talk on one side; ``begin`` comes first."""

    def __init__(self, settings: Settings, ear: Reads, talk: int = 0, *, changes: bool = False) -> None:
        self._clock = Clock()
        self.services = OnStage(settings, self._clock, changes)
        self.engine = Rehearsed(lambda: self.services.guide, ear, talk)
        self.services.__dict__["engine"] = self.engine
        migrate(self.services.database)
        self._lang = "ru"
        self._address = ""
        self._seen = 0
        self._messages = 0
        self._pressable: dict[str, str] = {}

    def begin(self, lang: str, on: date | None = None) -> dict[str, Any]:
        """Begin a talk on a day, or today: what is said first."""
        if conversation := self._conversation():
            self.services.erasure.erase(conversation)
        self._clock.set(on)
        self._lang, self._address, self._seen = lang, secrets.token_hex(16), 0
        self.services.turns.open(CHANNEL, self._address, lang)
        return self._answered(None, pressed=False)

    def say(self, text: str) -> dict[str, Any]:
        """Say something: what is answered, and why."""
        return self._turn(Incoming(text=text), pressed=False)

    def press(self, title: str) -> dict[str, Any]:
        """Press a button whose title holds this; where there is none its words are said."""
        token = self._pressable.get(title) or next(
            (token for words, token in self._pressable.items() if title in words), None
        )
        return self._turn(Incoming(text=title) if token is None else Incoming(button=token), pressed=token is not None)

    def _turn(self, message: Incoming, *, pressed: bool) -> dict[str, Any]:
        self._clock.at += A_TURN
        heard, self._messages = len(self.engine.turns), self._messages + 1
        conversation = self.services.turns.open(CHANNEL, self._address, self._lang)  # an erased one begins anew
        self.services.turns.receive(conversation, f"{self._address}-{self._messages}", message)
        while self.services.turns.work(conversation):
            pass
        new = self.engine.turns[heard:]
        return self._answered(new[-1] if new else None, pressed=pressed)

    def _answered(self, turn: Turn | None, *, pressed: bool) -> dict[str, Any]:
        lines = self._new_lines()
        buttons = {button.title: button.token for line in lines for button in line.buttons}
        self._pressable |= buttons
        return {
            "bubbles": [
                {
                    "text": line.text,
                    "buttons": [button.title for button in line.buttons],
                    "files": [file.name for file in line.files],
                }
                for line in lines
            ],
            "pressed": pressed,
            "day": self.services.today().isoformat(),
            **_why(turn),
        }

    def _new_lines(self) -> list[Reply]:
        conversation = self._conversation()
        if conversation is None:
            return []
        new = self.services.conversations.transcript(conversation, self._seen)
        self._seen = max([self._seen, *(line.seq for line in new)])
        return [line for line in new if line.author == "bot"]

    def _conversation(self) -> str | None:
        return self.services.conversations.find(CHANNEL, self._address) if self._address else None


def _why(turn: Turn | None) -> Mapping[str, Any]:
    """A turn as plain data; one that no engine was asked about is the gateway's."""
    if turn is None:
        return {"rule": GATEWAY, "reading": None}
    return {
        "rule": turn.rule,
        "reading": turn.reading,
        "chosen": [list(one) for one in turn.chosen],
        "said": list(turn.said),
        "before": shown(turn.before),
        "after": shown(turn.after),
        "known": turn.after.known,
        "facts": {name: value for name, value in turn.after.known.items() if turn.before.known.get(name) != value},
        "asks": turn.after.open,
        "mood": turn.after.mood,
        "stage": turn.after.stage,
    }
