"""An instance whose assistant environment is a stand-in: a model is a file that says how it does in its exam."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import examset
from bot.settings import ROOT, Settings

FIGURES = {
    "right": 0.9, "offered": 0.97, "asks": 0.1, "confidently_wrong": 0.01, "calibration_error": 0.02,
    "urgent_recall": 1.0, "urgent_false_alarms": 0.0, "refuse_recall": 1.0, "by_language": {"ru": {"right": 0.9}},
}  # fmt: skip


def exam(*, crisis: int = 0, **figures: float) -> dict[str, Any]:
    """An exam on the project's own messages."""
    safety = {"crisis": (100, crisis), "danger": (100, 0), "calm": (100, 0)}
    rows = [(f"heldout_d.yml:{at}", "ru", "greeting", "greeting", 0.9, False) for at in range(20)]
    told = FIGURES | figures
    return {"set": examset.mark(ROOT), "figures": told, "safety": safety, "answers": {"all": 0.9}, "rows": rows}


class Instance:
    """Settings with a stand-in for Rasa: ``next`` says what the next trained model does in its exam."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home, assistant_python=home / "python", _env_file=None)
        self._exam = home / "next-exam.json"
        self._count = home / "count"
        home.mkdir(exist_ok=True)
        self._count.write_text("")
        self.next()
        # The archive holds how the model will do: a line for each training so far, then the exam.
        rasa = (
            f"#!/bin/sh\necho x >> '{self._count}'\necho \"Starting to train component 'GlossClassifier'.\"\n"
            f"cat '{self._count}' '{self._exam}' > \"$5/new.tar.gz\"\n"
        )
        python = '#!/bin/sh\ntail -n 1 "$RAPORT_MODEL" > "$6/exam.json"\n'
        for name, script in (("rasa", rasa), ("python", python)):
            (home / name).write_text(script)
            (home / name).chmod(0o700)

    def next(self, **how: Any) -> None:
        """Say what the exam of the next model will hold."""
        self._exam.write_text(json.dumps(exam(**how)))

    @property
    def trainings(self) -> int:
        """How often Rasa was called."""
        return len(self._count.read_text().split())


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return Instance(tmp_path / "home")
