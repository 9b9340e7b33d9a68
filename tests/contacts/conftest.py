"""A small directory in a temporary file, and a way to break it."""

from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = """\
topics:
  general:
    title: {ru: "Общее", en: "General"}
  leaving:
    title: {ru: "Увольнение", en: "Leaving"}
    covers: [contract_expiry]
contacts:
  - id: helper
    name: {ru: "Помощник", en: "Helper"}
    kind: ngo
    offered: dialogue
    helps: {ru: "Помогает.", en: "Helps."}
    helps_with: [general, leaving]
    for_whom: [self, relative]
    languages: [ru]
    channels:
      - {kind: phone, value: "100"}
    sources:
      - {url: "example.org/page", origin: own_page}
    status: {legal: none_known, as_of: 2026-01-01}
    sure: medium
    risk: {ru: "Риск.", en: "Risk."}
    checked_on: 2026-11-22
    recheck_by: 2026-12-22
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes the good directory with `old` replaced by `new` and gives its path."""

    def _write(old: str = "", new: str = "", tail: str = "") -> Path:
        assert old in GOOD
        file = tmp_path / "directory.yml"
        file.write_text(GOOD.replace(old, new) + tail if old else GOOD + tail, encoding="utf-8")
        return file

    return _write
