"""The real systemd's opinion of units, which need not be installed for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.running import RAPORT, ROOT

PROGRAM = shutil.which("systemd-analyze")


def verify(units: dict[str, str], folder: Path) -> None:
    """Ask whether systemd takes the units, which may name each other; what they start is this copy of the project."""
    assert PROGRAM is not None
    for name, text in units.items():
        here = text.replace("/opt/raport/.venv/bin/raport", str(RAPORT)).replace("/opt/raport", str(ROOT))
        (folder / name).write_text(here)
    for name in units:
        command = [PROGRAM, "verify", "--man=no", "--generators=no", str(folder / name)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert [line for line in (done.stdout + done.stderr).splitlines() if "raport" in line] == []
        assert done.returncode == 0


def secure(name: str, text: str, folder: Path, at_most: float) -> None:
    """Ask systemd how much of the machine is open to a service, from 0 to 10."""
    assert PROGRAM is not None
    (folder / name).write_text(text)
    threshold = f"--threshold={at_most * 10:.0f}"
    command = [PROGRAM, "security", "--offline=true", "--no-pager", threshold, str(folder / name)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
