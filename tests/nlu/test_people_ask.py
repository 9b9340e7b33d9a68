"""What people really ask finds the record that answers it: first, among those offered, seldom wrong when sure.

The bars stand a little under what the model reached when they were written; each miss is named.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.nlu import asked, examples
from tests.nlu.test_held_out import ask
from tests.running import Service

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("people_ask.tsv")
ON = "2026-11-29"


@dataclass(frozen=True)
class Asked:
    """One message of a set and the records that answer it."""

    set: str
    lang: str
    text: str
    right: frozenset[str]


MESSAGES = [
    Asked(fields[0], fields[1], fields[2], frozenset(fields[3].split()))
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#") and (fields := line.split("\t"))
]
# By set: the shares that are offered the right record at least, and are sure of a wrong one at most.
BARS = {"seen": (0.93, 0.03), "unseen": (0.83, 0.05)}


@pytest.fixture(scope="module")
def found(service: Service) -> dict[str, dict[str, Any]]:
    """By message what the trained model finds."""
    request = json.dumps({"texts": [one.text for one in MESSAGES], "on": ON})
    entries = json.loads(ask("bot.assistant.nlu.ask", text=request))
    return {one.text: entry for one, entry in zip(MESSAGES, entries, strict=True)}


@pytest.mark.parametrize("name", BARS)
def test_the_record_that_answers_is_found(name: str, found: dict[str, dict[str, Any]]) -> None:
    least, most = BARS[name]
    messages = [one for one in MESSAGES if one.set == name]
    missed = [f"{one.text}: {_offered(found[one.text])}" for one in messages if not _answered(one, found[one.text])]
    wrong = [f"{one.text}: {entry['question']}" for one in messages if _wrong(one, entry := found[one.text])]
    assert len(missed) <= (1 - least) * len(messages), missed
    assert len(wrong) <= most * len(messages), wrong


def test_every_record_named_exists_and_no_message_was_taught() -> None:
    records = asked.records()
    taught = {_words(text) for texts in records.values() for text in texts}
    taught |= {_words(example.text) for example in examples.training(ROOT / "data" / "nlu")}
    assert all(one.right and one.right <= set(records) for one in MESSAGES)
    assert taught.isdisjoint(_words(one.text) for one in MESSAGES)


def _offered(entry: dict[str, Any]) -> list[str]:
    return [entry["question"]] if entry["question"] else entry["others"]


def _answered(one: Asked, entry: dict[str, Any]) -> bool:
    return not one.right.isdisjoint(_offered(entry))


def _wrong(one: Asked, entry: dict[str, Any]) -> bool:
    return entry["question"] is not None and entry["question"] not in one.right


def _words(text: str) -> str:
    return " ".join(text.lower().split()).strip(" ?!.,")
