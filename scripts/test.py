#!/usr/bin/env python3
"""Every check in order, or with ``--checks`` only the quick ones. Stops at the first that fails.

Programs that some tests need may be missing: their tests are left out and named; under CI=true that fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CODE = ("bot", "actions", "tests", "scripts", "bench")
CHECKS = (
    ("style", ["ruff", "check", *CODE]),
    ("format", ["ruff", "format", "--check", "--quiet", *CODE]),
    ("types", ["mypy"]),
    ("walls between the rooms", ["lint-imports", "--no-cache"]),
)
NEEDED = {"chromium": "the browser tests", "soffice": "the test of DOCX files", "pdftotext": "the test of PDF text"}


def step(name: str, command: list[str]) -> None:
    """Run one check; exit with its code when it fails."""
    print(f"== {name}", flush=True)
    env = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=env)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    """Run the checks, then the tests."""
    for name, command in CHECKS:
        step(name, command)
    if "--checks" in sys.argv:
        return
    missing = {program: what for program, what in NEEDED.items() if shutil.which(program) is None}
    if missing and os.environ.get("CI") == "true":
        sys.exit(f"missing: {', '.join(missing)}; under CI=true nothing may be left out")
    step("tests", ["python", "-m", "pytest", *sys.argv[1:]])
    for program, what in missing.items():
        print(f"left out: {what} ({program} is not installed)")


if __name__ == "__main__":
    main()
