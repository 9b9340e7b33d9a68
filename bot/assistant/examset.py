"""The messages that models are examined on, and one hash over them: two exams are alike only on the same messages."""

from __future__ import annotations

import hashlib
from pathlib import Path

HELD_OUT, CORPORA = Path("tests/nlu"), Path("tests/safety/corpora")
CRIES, CALM = ("crisis", "danger"), "calm"


def mark(root: Path) -> str:
    """One hash over all messages under the project in ``root``."""
    files = [*sorted((root / HELD_OUT).glob("heldout_*.yml")), *(root / CORPORA / f"{n}.txt" for n in (*CRIES, CALM))]
    digest = hashlib.sha256()
    for path in files:
        if path.exists():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def corpus(root: Path, name: str) -> list[str]:
    """The messages of a corpus of the safety layer, one a line."""
    lines = (root / CORPORA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
