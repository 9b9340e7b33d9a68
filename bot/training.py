"""Trains the model when what it is made from has changed, and puts it where the assistant looks."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.assistant.nlu import AFTER_TRAINING
from bot.settings import ROOT, Settings

# All that a model depends on. The assistant's lock is among them: a model belongs to the versions that made it.
SOURCES = ("config.yml", "domain.yml", "locks/assistant.txt")
FOLDERS = ("data", "bot/assistant/nlu", "bot/assistant/facts")
SUFFIXES = {".yml", ".yaml", ".py", ".tsv", ".json"}


class TrainingError(Exception):
    """Training failed; the log Rasa wrote is at ``log``."""

    code = "training_failed"

    def __init__(self, log: Path) -> None:
        super().__init__(str(log))
        self.log = log


def fingerprint() -> str:
    """Return one hash over everything a model is made from."""
    files = [ROOT / name for name in SOURCES]
    for folder in FOLDERS:
        files += sorted(p for p in (ROOT / folder).rglob("*") if p.suffix in SUFFIXES and "__pycache__" not in p.parts)
    digest = hashlib.sha256()
    for file in files:
        if file.parent.name == "nlu" and file.name in AFTER_TRAINING:
            continue
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(settings: Settings) -> bool:
    """Tell whether the model at its place was made from what stands in the tree now."""
    mark = _mark(settings)
    return settings.model_path.exists() and mark.exists() and mark.read_text() == fingerprint()


def train(settings: Settings, say: Callable[[str], None]) -> None:
    """Train and put the model in place, in one step, so that a broken run leaves the old one. TrainingError."""
    made_from = fingerprint()
    folder = settings.model_path.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = settings.home / "train.log"
    say("model: training (three to four minutes; the log is var/train.log)")
    with tempfile.TemporaryDirectory(dir=folder) as scratch, log.open("w") as output:
        command = [
            str(settings.assistant_python.with_name("rasa")),
            *("train", "--fixed-model-name", "new", "--out", scratch, "--quiet"),
        ]
        env = {
            **os.environ,
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "-1",
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)
        made = Path(scratch) / "new.tar.gz"
        if done.returncode or not made.exists():
            raise TrainingError(log)
        made.replace(settings.model_path)
    _mark(settings).write_text(made_from)
    say("model: trained")


def _mark(settings: Settings) -> Path:
    return settings.model_path.with_suffix(".made-from")
