#!/usr/bin/env python3
"""Every check in order, or with ``--checks`` only the quick ones. Stops at the first that fails.

Programs that some tests need may be missing: their tests are left out and named; under CI=true that fails.
"""

from __future__ import annotations

import json
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
         "tests/channels/web/test_openings.py", "tests/deploy/test_install.py", "tests/service")  # fmt: skip
PYTEST = ["python", "-m", "pytest"]
WORKERS = "2"
MOST_AGAIN = 5  # tests that may fail beside others and are run once more
FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
NEEDED = {"chromium": "the browser tests", "soffice": "the test of DOCX files", "pdftotext": "the test of PDF text",
          "nginx": "the tests of the front door", "tor": "the test of the onion configuration",
          "systemd-analyze": "the tests of the units"}  # fmt: skip


def run(name: str, command: list[str], **more_env: str) -> int:
    """Run one check and return its code."""
    print(f"== {name}", flush=True)
    env = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", **more_env}
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=env).returncode


def step(name: str, command: list[str], **more_env: str) -> None:
    """Run one check; exit with its code when it fails."""
    if code := run(name, command, **more_env):
        sys.exit(code)


def suite(name: str, arguments: list[str], *shared: str) -> None:
    """Run tests; what failed is run once more, alone, and must pass then. It is named either way.

    A browser beside a training waits longer than its test does. A test that fails twice is no accident, and many that
    fail are none either: those are not run again.
    """
    code = run(name, [*PYTEST, *arguments, *shared, f"--maxfail={MOST_AGAIN + 1}"])
    failed = json.loads(FAILED.read_text()) if code == 1 and FAILED.exists() else {}
    if code and not 0 < len(failed) <= MOST_AGAIN:
        sys.exit(code)
    if code:
        print("failed, and once more alone: " + ", ".join(failed), flush=True)
        step(f"{name}, what failed once more", [*PYTEST, "--last-failed", "--last-failed-no-failures=none"])


def every_test() -> None:
    """Make the model that the tests talk to, then run what may run side by side, then what may not."""
    with tempfile.TemporaryDirectory() as home:  # two workers that both miss it would train it twice
        step("the tests' model", ["raport", "train"], RAPORT_MODEL=str(MODEL), RAPORT_HOME=home)
    beside = [f"--ignore={path}" for path in ALONE]
    suite("tests, side by side", ["--durations=40", *beside], "-n", WORKERS, "--dist", "loadfile")
    suite("tests, alone", ["--durations=40", *ALONE])


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
        step("tests", [*PYTEST, *sys.argv[1:]])
    else:
        every_test()
    for program, what in missing.items():
        print(f"left out: {what} ({program} is not installed)")


if __name__ == "__main__":
    main()
