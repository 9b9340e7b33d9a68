#!/usr/bin/env python3
"""Finds or makes the two environments and installs the locks, whole and by hash. Standard library only.

    python3 scripts/install.py [--dev]

Runs in a second when nothing changed: each environment remembers the hash of the locks it was made from.
Uses uv where it is found (it is quicker, and it brings a Python that is missing), else venv and pip.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP, ASSISTANT = ROOT / ".venv", ROOT / ".venv-assistant"
STAMP = "raport-locks.sha256"


def find_python(versions: tuple[str, ...]) -> str | None:
    """Return an interpreter of one of ``versions`` (such as "3.11"), or None."""
    return next((found for version in versions if (found := find(f"python{version}"))), None)


def find(program: str) -> str | None:
    """Return the path of a program that runs: a version manager's shim may stand for one not installed."""
    path = shutil.which(program)
    if path and subprocess.run([path, "--version"], capture_output=True, cwd=ROOT).returncode == 0:
        return path
    return None


def fingerprint(files: list[Path]) -> str:
    """Return one hash over the contents of ``files``."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def make(env: Path, versions: tuple[str, ...], locks: list[Path], editable: bool) -> None:
    """Bring ``env`` to what ``locks`` say; exits with a clear sentence when no Python fits."""
    wanted = fingerprint([*locks, ROOT / "pyproject.toml"] if editable else locks)
    stamp = env / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        return
    uv = find("uv")
    python = find_python(versions)
    if python is None and uv is None:
        sys.exit(f"Python {' or '.join(versions)} is missing. Install it, or install uv, which brings it.")
    say(f"{env.name}: making the environment (Python {versions[0]})")
    if uv:
        run([uv, "venv", "--quiet", "--clear", "--python", python or versions[0], str(env)])
        install = [uv, "pip", "install", "--quiet", "--python", str(env / "bin" / "python")]
    else:
        run([python or "", "-m", "venv", "--clear", str(env)])
        install = [str(env / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for lock in locks:
        size = sum(1 for line in lock.read_text().splitlines() if "==" in line and not line.startswith((" ", "#")))
        say(f"{env.name}: installing {size} packages of {lock.name} (a minute or two the first time)")
        run([*install, "--no-deps", "--require-hashes", "-r", str(lock)])
    if editable:
        run([*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    stamp.write_text(wanted)
    say(f"{env.name}: ready")


def run(command: list[str]) -> None:
    """Run ``command``; exits with its code when it fails, its own words having been printed."""
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    if done.returncode:
        sys.exit(done.returncode)


def say(line: str) -> None:
    """Print one line of progress at once."""
    print(line, flush=True)


def main() -> None:
    """Make both environments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    dev = parser.parse_args().dev or (APP / "raport-dev").exists()
    locks = ROOT / "locks"
    make(APP, ("3.11", "3.12", "3.13"), [locks / "app.txt", *([locks / "dev.txt"] if dev else [])], editable=True)
    if dev:
        (APP / "raport-dev").touch()
    make(ASSISTANT, ("3.10",), [locks / "assistant.txt"], editable=False)


if __name__ == "__main__":
    main()
