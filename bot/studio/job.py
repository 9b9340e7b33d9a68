"""A training beside the console: the same command an operator would type, in a process of its own, with less haste."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from bot.settings import ROOT, Settings

NICE = ("nice", "-n", "10")  # people who write come first


def begin(settings: Settings) -> None:
    """Begin to train a candidate; how far it is stands in the shelf's file of progress. It ends with the console."""
    env = {
        **os.environ,
        "RAPORT_HOME": str(settings.home),
        "RAPORT_MODEL": str(settings.model_path),
        "RAPORT_ASSISTANT_PYTHON": str(settings.assistant_python),
        "PYTHONPATH": str(ROOT),
    }
    command = [*NICE, sys.executable, "-m", "bot.cli", "train", "--force"]
    running = subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    threading.Thread(target=running.wait, daemon=True).start()
