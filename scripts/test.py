#!/usr/bin/env python3
"""Every check in order, or with ``--checks`` only the quick ones. Stops at the first that fails.

Programs that some tests need may be missing: their tests are left out and named; under CI=true that fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
MODEL = ROOT / "tests" / "artifacts" / "model" / "current.tar.gz"  # as tests/running.py names it
CODE = ("bot", "actions", "tests", "scripts", "bench")
CHECKS = (
    ("style", ["ruff", "check", *CODE]),
    ("format", ["ruff", "format", "--check", "--quiet", *CODE]),
    ("types", ["mypy"]),
    ("walls between the rooms", ["lint-imports", "--no-cache"]),
)
# What measures by the clock, kills or floods has the machine to itself; all else shares it, a file a worker.
ALONE = ("tests/cost", "tests/channels/test_polls.py", "tests/channels/test_serving.py",
         "tests/channels/web/test_openings.py", "tests/service")  # fmt: skip
WORKERS = "2"
NEEDED = {"chromium": "the browser tests", "soffice": "the test of DOCX files", "pdftotext": "the test of PDF text",
          "nginx": "the tests of the front door", "tor": "the test of the onion configuration"}  # fmt: skip


def step(name: str, command: list[str], **more_env: str) -> None:
    """Run one check; exit with its code when it fails."""
    print(f"== {name}", flush=True)
    env = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", **more_env}
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=env)
    if done.returncode:
        sys.exit(done.returncode)


def every_test() -> None:
    """Make the model that the tests talk to, then run what may run side by side, then what may not."""
    with tempfile.TemporaryDirectory() as home:  # two workers that both miss it would train it twice
        step("the tests' model", ["raport", "train"], RAPORT_MODEL=str(MODEL), RAPORT_HOME=home)
    pytest = ["python", "-m", "pytest", "--durations=40"]
    step("tests, side by side", [*pytest, "-n", WORKERS, "--dist", "loadfile", *(f"--ignore={path}" for path in ALONE)])
    step("tests, alone", [*pytest, *ALONE])


def main() -> None:
    """Run the checks, then the tests."""
    for name, command in CHECKS:
        step(name, command)
    if "--checks" in sys.argv:
        return
    missing = {program: what for program, what in NEEDED.items() if shutil.which(program) is None}
    if missing and os.environ.get("CI") == "true":
        sys.exit(f"missing: {', '.join(missing)}; under CI=true nothing may be left out")
    if sys.argv[1:]:
        step("tests", ["python", "-m", "pytest", *sys.argv[1:]])
    else:
        every_test()
    for program, what in missing.items():
        print(f"left out: {what} ({program} is not installed)")


if __name__ == "__main__":
    main()
