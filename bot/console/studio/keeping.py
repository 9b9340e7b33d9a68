"""A talk that was played becomes a test: its lines, what must hold after each, and what was heard in each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.console.studio.rehearsing import Rehearsal
from bot.studio import checks, talks
from bot.studio.talks import Talk
from bot.studio.workspace import TALKS as ROOMS
from bot.studio.workspace import Workspace

TALKS = ROOMS[0].rstrip("/")
STEM = "played"
TALKS_FILE, READINGS_FILE = f"{ROOMS[0]}{STEM}.yml", f"{ROOMS[1]}{STEM}.json"
LONGEST_NAME = 100


class KeepError(Exception):
    """``code``: over, empty (nothing was said), own (a card answered by itself), name_taken, identifies (``line`` could
    tell who somebody is)."""

    def __init__(self, code: str, line: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.line = line


def made(rehearsal: Rehearsal, side: int, name: str, today: date) -> tuple[Talk, list[Any]]:
    """The talk as one side went, and what was heard in it. KeepError."""
    exchanges = rehearsal.exchanges[1:]
    if not exchanges:
        raise KeepError("empty")
    turns, heard = [], []
    for one in exchanges:
        told = one.sides[side]
        if told["reading"] == {}:
            raise KeepError("own")
        said = {"press": one.said["press"]} if told["pressed"] else {"say": next(iter(one.said.values()))}
        for fault in checks.anywhere(next(iter(said.values()))):
            raise KeepError("identifies", fault.line[:80])
        turns.append(talks.turn(said, told))
        heard.append(told["reading"])
    first = str(next(iter(exchanges[0].said.values())))
    title = " ".join((name or first).split())[:LONGEST_NAME]
    on = rehearsal.talk.on if rehearsal.talk else date.fromisoformat(exchanges[0].sides[side].get("day", str(today)))
    return Talk(STEM, title, rehearsal.lang, turns, on), heard


def added(space: Workspace, talk: Talk, heard: Sequence[Any]) -> dict[str, str]:
    """The files of kept talks with this one at their ends. KeepError."""
    readings = talks.readings(space.read(READINGS_FILE))
    try:
        text = talks.with_talk(space.read(TALKS_FILE), talk)
    except ValueError:
        raise KeepError("name_taken", talk.name) from None
    return {TALKS_FILE: text, READINGS_FILE: talks.written({**readings, talk.name: list(heard)})}
