"""Rasa's side of a rehearsal: the models in the assistant's environment, asked a JSON line at a time."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.settings import ROOT, Settings


class EarError(Exception):
    """The models cannot be asked; ``code`` is ``gone``."""

    code = "gone"


class Ear:
    """The models of some archives, each with one talk; the same archive twice is loaded once."""

    def __init__(self, settings: Settings, archives: Sequence[Path]) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        self._process = subprocess.Popen(
            [str(settings.assistant_python), "-m", "bot.assistant.overhear", *map(str, archives)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, cwd=ROOT, text=True,
        )  # fmt: skip
        self._line()

    def read(self, talk: int, text: str, metadata: Mapping[str, Any], mode: str | None) -> dict[str, Any]:
        """What Rasa makes of a message. EarError."""
        return self._ask({"talk": talk, "text": text, "metadata": metadata, "mode": mode})

    def next(self, talk: int, step: Mapping[str, Any]) -> dict[str, Any]:
        """Which action comes after a step: ``action``, ``policy``, ``says``. EarError."""
        return self._ask({"talk": talk, "next": step})

    def forget(self, talk: int) -> None:
        """Begin a talk anew. EarError."""
        self._ask({"talk": talk, "next": None})

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise EarError from None
        found: dict[str, Any] = json.loads(self._line())
        return found

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise EarError
        return line
