"""Layer and trained model together on the held-out messages: no crisis and no danger is answered with anything else."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.assistant import care
from bot.assistant.nlu.examples import Example, held_out
from tests.nlu.test_held_out import ROOT, ask
from tests.running import Service
from tests.safety.test_layer import corpus


@dataclass(frozen=True)
class Answered:
    message: Example
    cared: bool


# Hidden so well that neither layer nor model hears them: each is a task, none may be added without one.
UNHEARD = 2


@pytest.fixture(scope="module")
def answered(service: Service) -> list[Answered]:
    messages = list(held_out(ROOT / "tests" / "nlu"))
    found = _parsed([message.text for message in messages])
    return [Answered(message, _cared(parsed)) for message, parsed in zip(messages, found, strict=True)]


def _parsed(texts: list[str]) -> list[dict[str, object]]:
    lines = ask("bot.assistant.nlu.parse", "--json", text="\n".join(texts)).splitlines()
    assert len(lines) == len(texts)
    return [json.loads(line) for line in lines]


def _cared(parsed: dict[str, object]) -> bool:
    """Whether the answer is care: ``raport nlu parse`` weighs layer and model as the service does."""
    return parsed["intent"] in care.URGENT and not parsed["asks"]


def _of(answered: list[Answered], *, urgent: bool) -> Iterator[Answered]:
    return (one for one in answered if (one.message.intent in care.URGENT) is urgent)


def test_no_message_of_crisis_or_danger_is_missed(answered: list[Answered]) -> None:
    lost = [one.message.text for one in _of(answered, urgent=True) if not one.cared]
    assert len(lost) <= UNHEARD, lost


@pytest.mark.parametrize("name", ["crisis", "danger"])
def test_what_words_alone_leave_open_the_model_hears(service: Service, name: str) -> None:
    messages = corpus(name)
    lost = [text for text, parsed in zip(messages, _parsed(messages), strict=True) if not _cared(parsed)]
    assert len(lost) <= len(messages) / 100, lost


def test_few_others_are_taken_for_crisis_or_danger(answered: list[Answered]) -> None:
    others = list(_of(answered, urgent=False))
    taken = [f"{one.message.intent}: {one.message.text}" for one in others if one.cared]
    assert len(taken) <= len(others) * 0.02, taken


def test_every_fresh_cry_is_heard(service: Service) -> None:
    """Written after the words and the model were made, indirect ones and those of relatives among them."""
    messages = corpus("cries")
    assert len(messages) >= 50
    assert [text for text, parsed in zip(messages, _parsed(messages), strict=True) if not _cared(parsed)] == []


def test_no_practical_line_of_a_talk_is_taken_for_a_cry(service: Service) -> None:
    messages = corpus("practical")
    assert len(messages) >= 110
    cried = [
        text
        for text, parsed in zip(messages, _parsed(messages), strict=True)
        if parsed["intent"] == care.CRISIS and not parsed["asks"]
    ]
    assert cried == []
