"""What people write after an answer finds its record: the model's shares weighed by the talk, as the dialogue does it.

The set was written from the records' titles alone. The bars stand a little under what was reached (docs/decisions.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.nlu import asked
from bot.dialogue import Heard, State
from bot.dialogue.context import in_context
from bot.dialogue.lookups import Lookups
from tests.dialogue.hearing import found, mouth
from tests.nlu.test_held_out import ask
from tests.running import Service

TODAY = date(2026, 11, 29)
TABLE = Path(__file__).with_name("followups.tsv")
LEAST_FIRST, LEAST_OFFERED, MOST_WRONG = 0.68, 0.72, 0.08


@dataclass(frozen=True)
class FollowUp:
    """A message, the record answered before it or None, what is known of the person, and the records that answer it."""

    before: str | None
    known: dict[str, Any]
    text: str
    right: frozenset[str]


def _read(line: str) -> FollowUp:
    before, known, text, right = line.split("\t")
    facts = json.loads(known)
    facts.pop("dead", None)  # whose family is answered is decided before any record
    if facts.get("category") == "foreign_contract":
        facts["citizenship"] = "other"
    records = frozenset() if right == "-" else frozenset(right.split(","))
    return FollowUp(None if before == "-" else before, facts, text, records)


FOLLOW_UPS = [
    _read(line) for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def heard(service: Service) -> list[tuple[FollowUp, Heard]]:
    """Each with what the dialogue takes it to ask."""
    request = json.dumps({"texts": [one.text for one in FOLLOW_UPS], "on": TODAY.isoformat()})
    entries = json.loads(ask("bot.assistant.nlu.ask", text=request))
    law = mouth()
    return [(one, _weighed(one, entry, law)) for one, entry in zip(FOLLOW_UPS, entries, strict=True)]


def _weighed(one: FollowUp, entry: dict[str, Any], law: Lookups) -> Heard:
    answered = (f"short_answer:{one.before}",) if one.before else ()
    return in_context(State(TODAY, facts=one.known, answered=answered), found(one.text, entry), law)


def test_a_follow_up_finds_its_record(heard: list[tuple[FollowUp, Heard]]) -> None:
    meant = [(one, read) for one, read in heard if one.right]
    named = [(one, [read.question] if read.question else list(read.near)) for one, read in meant]
    first = sum(bool(ids) and ids[0] in one.right for one, ids in named)
    offered = sum(not one.right.isdisjoint(ids) for one, ids in named)
    print(f"follow-ups: first {first}, offered {offered} of {len(meant)}")
    assert first >= LEAST_FIRST * len(meant)
    assert offered >= LEAST_OFFERED * len(meant), [one.text for one, ids in named if one.right.isdisjoint(ids)]


def test_a_follow_up_is_seldom_answered_wrongly(heard: list[tuple[FollowUp, Heard]]) -> None:
    wrong = [f"{one.text}: {read.question}" for one, read in heard if read.question and read.question not in one.right]
    print(f"follow-ups: sure and wrong {len(wrong)} of {len(heard)}")
    assert len(wrong) <= MOST_WRONG * len(heard), wrong


def test_every_record_named_exists_and_no_message_was_taught() -> None:
    records = asked.records()
    told = [*(text for texts in records.values() for text in texts), *(row.text for row in asked.afterwards())]
    taught = {" ".join(text.lower().split()).strip(" ?!.,") for text in told}
    assert all(one.right <= set(records) for one in FOLLOW_UPS)
    assert taught.isdisjoint(" ".join(one.text.lower().split()).strip(" ?!.,") for one in FOLLOW_UPS)
