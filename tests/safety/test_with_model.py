"""Layer and trained model together on the held-out messages: no crisis and no danger is answered with anything else."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.assistant import care
from bot.assistant.nlu.examples import Example, held_out
from tests.nlu.test_held_out import ROOT, ask
from tests.running import Service


@dataclass(frozen=True)
class Answered:
    message: Example
    cared: bool


@pytest.fixture(scope="module")
def answered(service: Service) -> list[Answered]:
    messages = list(held_out(ROOT / "tests" / "nlu"))
    lines = ask("bot.assistant.nlu.parse", "--json", text="\n".join(message.text for message in messages)).splitlines()
    assert len(lines) == len(messages)
    return [Answered(message, _cared(json.loads(line))) for message, line in zip(messages, lines, strict=True)]


def _cared(parsed: dict[str, object]) -> bool:
    """Whether the answer is care: ``raport nlu parse`` weighs layer and model as the service does."""
    return parsed["intent"] in care.URGENT and not parsed["asks"]


def _of(answered: list[Answered], *, urgent: bool) -> Iterator[Answered]:
    return (one for one in answered if (one.message.intent in care.URGENT) is urgent)


def test_no_message_of_crisis_or_danger_is_missed(answered: list[Answered]) -> None:
    lost = [one.message.text for one in _of(answered, urgent=True) if not one.cared]
    assert not lost


def test_few_others_are_taken_for_crisis_or_danger(answered: list[Answered]) -> None:
    others = list(_of(answered, urgent=False))
    taken = [f"{one.message.intent}: {one.message.text}" for one in others if one.cared]
    assert len(taken) <= len(others) * 0.02, taken
