"""Turns of whole talks, as people write them, find the record that answers: first, or among the three nearest.

Their writers had read the titles of the records alone, and nobody learns from these lines. A turn of a talk is harder
than a question alone: a story, a feeling and a detail stand beside it. The bars stand a little under what was reached.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.nlu import asked, examples
from bot.reading.followups import follow_ups
from tests.nlu.test_held_out import ask
from tests.running import Service

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("talk_turns.tsv")
ON = "2026-11-29"
LEAST_FIRST, LEAST_OFFERED, OFFERED = 0.50, 0.65, 3
# What says no question of its own, and how many of them at most are surely taken for one.
NO_QUESTION, MOST_TAKEN = frozenset({"tells", "thanks", "command"}), 0.15


@dataclass(frozen=True)
class TurnOfTalk:
    """A message and the records that answer it, or what else it is (``tells``, ``thanks``, ``paper`` and so on)."""

    text: str
    right: frozenset[str]


TURNS = [
    TurnOfTalk(fields[1], frozenset(fields[2].split(",")))
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#") and (fields := line.split("\t"))
]


@pytest.fixture(scope="module")
def found(service: Service) -> dict[str, dict[str, Any]]:
    """By message what the trained model finds."""
    request = json.dumps({"texts": [one.text for one in TURNS], "on": ON})
    return dict(zip([one.text for one in TURNS], json.loads(ask("bot.assistant.nlu.ask", text=request)), strict=True))


def test_the_record_that_answers_a_turn_is_near(found: dict[str, dict[str, Any]]) -> None:
    asks = [one for one in TURNS if one.right & set(asked.records())]
    first = [one for one in asks if one.right.isdisjoint([*found[one.text]["scores"]][:1])]
    near = [one for one in asks if one.right.isdisjoint([*found[one.text]["scores"]][:OFFERED])]
    assert len(first) <= (1 - LEAST_FIRST) * len(asks), [one.text for one in first]
    assert len(near) <= (1 - LEAST_OFFERED) * len(asks), [one.text for one in near]


def test_what_asks_nothing_is_seldom_surely_taken_for_a_question(found: dict[str, dict[str, Any]]) -> None:
    said = [one for one in TURNS if one.right & NO_QUESTION]
    taken = [one.text for one in said if found[one.text]["question"] is not None]
    assert len(taken) <= MOST_TAKEN * len(said), taken


def test_no_turn_was_taught() -> None:
    taught = {_words(text) for texts in asked.records().values() for text in texts}
    taught |= {_words(example.text) for example in examples.training(ROOT / "data" / "nlu")}
    taught |= {_words(one.text) for one in follow_ups()}
    assert taught.isdisjoint(_words(one.text) for one in TURNS)


def _words(text: str) -> str:
    return " ".join(text.lower().split())
