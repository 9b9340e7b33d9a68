"""The law's own checks over records that a trainer changes: what they refuse is never kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bot import law
from bot.law.checking import check
from bot.law.errors import LawError
from bot.studio.checks import Fault
from bot.studio.workspace import LAW, Workspace


def faults(workspace: Workspace, changed: Mapping[str, str], record: str, on: date) -> list[Fault]:
    """What the law's loader refuses in the changed files, else what its lint says of this record and did not before."""
    try:
        with folder(workspace, changed) as after:
            found = [one for one in check(law.load(after), on) if record in one.about]
        if not found:
            return []  # the law as it was need not be read
        with folder(workspace, {}) as before:
            known = {(one.code, one.detail) for one in check(law.load(before), on) if record in one.about}
    except LawError as error:
        return [Fault("law", str(error))]
    return [
        Fault("law_lint", f"{one.code}: {one.detail}", blocks=one.level == "error")
        for one in found
        if (one.code, one.detail) not in known
    ]


@contextmanager
def folder(workspace: Workspace, changed: Mapping[str, str]) -> Iterator[Path]:
    """A copy of the law's files with the trainers' changes and these on top."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "ru"
        shutil.copytree(workspace.root / LAW, target)
        for name in workspace.changes():
            if name.startswith(LAW):
                shutil.copyfile(workspace.folder / name, target / name.removeprefix(LAW))
        for name, text in changed.items():
            (target / name.removeprefix(LAW)).write_text(text, encoding="utf-8")
        yield target
