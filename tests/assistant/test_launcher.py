"""The start of the assistant: what is wrong with its model is one sentence, so that the log of the service tells it."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.vault import keys
from tests.running import ROOT, free_ports

UNREAD = (
    "assistant: the model cannot be read: `raport rollback` brings back the one before, "
    "`raport train --force` makes a new one"
)


def spoilt(path: Path) -> None:
    path.write_bytes(b"this was a model once" * 100)


def cut(path: Path) -> None:
    with tarfile.open(path, "w:gz") as packed:
        packed.add(ROOT / "domain.yml", "domain.yml")
    path.write_bytes(path.read_bytes()[:1000])


def another_archive(path: Path) -> None:
    with tarfile.open(path, "w:gz") as packed:
        packed.add(ROOT / "domain.yml", "domain.yml")


def another_form(path: Path) -> None:
    told = b'{"predict_schema": []}'
    with tarfile.open(path, "w:gz") as packed:
        about = tarfile.TarInfo("metadata.json")
        about.size = len(told)
        packed.addfile(about, io.BytesIO(told))


@pytest.mark.parametrize("make", [spoilt, cut, another_archive, another_form])
def test_a_model_that_cannot_be_read_is_one_sentence(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "model.tar.gz")
    keys.create(tmp_path / "assistant.json")
    port, actions = free_ports(2)
    own = {
        "ASSISTANT_PORT": str(port), "ASSISTANT_TOKEN": "a", "ACTIONS_TOKEN": "b", "TRACKER_HOURS": "24",
        "ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook", "TRACKER_URL": f"sqlite:///{tmp_path}/assistant.db",
        "TRACKER_KEY_FILE": str(tmp_path / "assistant.json"), "MODEL": str(tmp_path / "model.tar.gz"),
    }  # fmt: skip
    env = {**os.environ, **{f"RAPORT_{name}": value for name, value in own.items()}, "PYTHONPATH": str(ROOT)}
    command = [str(Settings().assistant_python), "-m", "bot.assistant.launcher"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stderr.strip() == UNREAD
    assert done.returncode != 0
