"""The list in the threat model is the truth: every column is in it once, and what is called sealed holds bytes."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import LargeBinary, Table

from bot.assistant.records import METADATA as ASSISTANT
from bot.cases.models import Base

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "threat-model.md"
LINE = re.compile(r"^\| (\w+\.\w+) \| (clear|hash|sealed|wrapped|boxed) \| (\S.*) \|$", re.MULTILINE)
PUBLIC = {"person.public_key", "case.public_key"}  # bytes that are meant to be seen


def tables() -> list[Table]:
    return [*Base.metadata.tables.values(), *ASSISTANT.tables.values()]


def listed() -> list[tuple[str, str, str]]:
    return LINE.findall(DOCUMENT.read_text(encoding="utf-8"))


def test_every_column_is_listed_once_with_a_reason_and_no_other() -> None:
    names = [name for name, _, _ in listed()]
    assert sorted(names) == sorted(f"{table.name}.{column.name}" for table in tables() for column in table.columns)


def test_what_is_called_sealed_is_bytes_and_what_is_bytes_is_sealed() -> None:
    kept_as = {name: kind for name, kind, _ in listed()}
    for table in tables():
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            is_bytes = isinstance(column.type, LargeBinary)
            assert is_bytes == (kept_as[name] in ("sealed", "wrapped", "boxed") or name in PUBLIC), name


def test_no_column_in_clear_is_wide_enough_for_words() -> None:
    for table in tables():
        for column in table.columns:
            length = getattr(column.type, "length", None)
            assert isinstance(column.type, LargeBinary) or length is None or length <= 64, f"{table.name}.{column.name}"
