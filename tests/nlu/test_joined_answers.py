"""Answers as people give them, with a question or another fact joined: the value is heard all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.nlu.test_held_out import ask
from tests.running import Service

TABLE = Path(__file__).with_name("joined_answers.tsv")
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@pytest.fixture(scope="module")
def heard(service: Service) -> list[list[Any]]:
    """Act and value of each row, by the trained model."""
    found: list[list[Any]] = json.loads(ask("tests.nlu.side.hear_rows", str(TABLE), "2026-11-29"))
    return found


@pytest.mark.parametrize("at", range(len(ROWS)), ids=lambda at: f"{ROWS[at][0]}: {ROWS[at][1]}")
def test_the_value_is_heard(heard: list[list[Any]], at: int) -> None:
    act, value = heard[at]
    assert act == "answers"
    assert str(value).startswith(ROWS[at][2])
