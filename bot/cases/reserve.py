"""Room on the disk that is kept for erasing: to delete takes a few pages of log first, and a full disk has none."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

ROOM = 4_000_000  # bytes: what the logs of both databases take for a long conversation, many times over


class Reserve:
    """A file of nothing beside the databases, given back to the disk when an erasure needs the room."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self) -> None:
        """Take the room, unless it is held already or the disk has not got it now."""
        if self._path.exists():
            return
        fresh = self._path.with_suffix(".new")
        try:
            with fresh.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, ROOM)
            fresh.replace(self._path)
        except OSError:
            with suppress(OSError):
                fresh.unlink()

    def spend(self) -> bool:
        """Give the room back; False when there was none to give."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
