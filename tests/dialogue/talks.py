"""The talks of the tests (`bot.studio.talks`), and the readings of their messages that are recorded beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.studio import talks as form
from bot.studio.talks import Talk

TALKS = Path(__file__).parent / "talks"
READINGS = Path(__file__).parent / "readings"


def talks() -> Iterator[Talk]:
    """Every talk of every file, in order."""
    for path in sorted(TALKS.glob("*.yml")):
        yield from form.talks(path.stem, path.read_text(encoding="utf-8"))


def readings(file: str) -> dict[str, list[Any]]:
    """The readings of the talks of a file by their names; nothing for one that was not recorded."""
    path = READINGS / f"{file}.json"
    return form.readings(path.read_text(encoding="utf-8")) if path.exists() else {}


def keep(file: str, found: dict[str, list[Any]]) -> None:
    """Write the readings of the talks of a file."""
    READINGS.mkdir(exist_ok=True)
    (READINGS / f"{file}.json").write_text(form.written(found), encoding="utf-8")
