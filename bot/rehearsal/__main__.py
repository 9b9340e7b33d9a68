"""The process of a rehearsal: two sides side by side, a JSON line in, a JSON line out, nothing kept.

    python -m bot.rehearsal

The first line in: ``{"archives": [left, right], "changes": bool}``, whether the right side speaks the words that
trainers have changed. Then ``{"begin": {"lang", "on"}}``, ``{"say": text}`` or ``{"press": title}``. A line out is
``{"sides": [left, right]}`` as `stage.Side` tells, or ``{"error": kind}``. It ends with its input, after ``LONGEST``,
or at once with `BUSY` while another rehearses.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bot.rehearsal.ear import Ear
from bot.rehearsal.stage import Side
from bot.settings import Settings
from bot.studio.shelf import Shelf

LONGEST = 3600  # seconds
KINDER = 10  # to those who write to the service
BUSY = 3
MADE_UP = "здравствуйте, контракт закончился 5 мая"  # read before anybody waits: the first message costs seconds
LOCK = "rehearsal"


def main() -> None:
    """Load both sides, then answer line by line."""
    os.nice(KINDER)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not write a word to the disk
    signal.alarm(LONGEST)
    logging.disable(logging.CRITICAL)  # not even that something failed: what failed is told to who plays
    settings, told = Settings(), json.loads(sys.stdin.readline())
    try:
        with Shelf(settings.model_path).locked(LOCK, wait=False):
            _rehearse(settings, [Path(one) for one in told["archives"]], bool(told["changes"]))
    except BlockingIOError:
        sys.exit(BUSY)


def _rehearse(settings: Settings, archives: list[Path], changes: bool) -> None:
    ear = Ear(settings, archives)
    sides = [Side(settings, ear, at, changes=changes and at > 0) for at in range(len(archives))]
    for at, side in enumerate(sides):
        ear.read(at, MADE_UP, {"question": "in_zone"}, None)
        side.services.warm_to_hear()
    _print({"ready": True})
    for line in sys.stdin:
        try:
            _print({"sides": [_answer(side, json.loads(line)) for side in sides]})
        except Exception as error:  # its message may quote what was written
            _print({"error": type(error).__name__})


def _answer(side: Side, request: dict[str, Any]) -> dict[str, Any]:
    if (begin := request.get("begin")) is not None:
        return side.begin(begin["lang"], date.fromisoformat(begin["on"]) if begin.get("on") else None)
    return side.press(request["press"]) if "press" in request else side.say(request["say"])


def _print(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False, default=str), flush=True)


if __name__ == "__main__":
    main()
