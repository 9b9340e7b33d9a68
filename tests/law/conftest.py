"""The packaged knowledge, loaded once, and a way to break a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.law import Knowledge, load
from bot.law.loading import PACKAGED


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The law as it ships."""
    return load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the knowledge folder to spoil."""
    folder = tmp_path / "ru"
    shutil.copytree(PACKAGED, folder)
    return folder


@pytest.fixture
def spoil(copy: Path) -> Callable[[str, str, str], Path]:
    """Replaces the first occurrence of some words in one file of the copy; fails when they are not there."""

    def spoiled(name: str, old: str, new: str) -> Path:
        path = copy / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return spoiled
