"""Neighbours that harm when they are taken for each other, on messages that are in no training data."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.assistant.nlu import asked, examples
from bot.dialogue.context import in_context
from bot.dialogue.lookups import Lookups
from tests.dialogue import hearing
from tests.nlu.test_held_out import ask
from tests.running import Service

ROOT = Path(__file__).resolve().parents[2]
GROUPS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("confusions.yml").read_text(encoding="utf-8"))
ON = date(2026, 11, 29).isoformat()
# Of the messages of a group so many find a right record, plain or offered; reached are nine of ten or more.
FOUND = 0.8


@pytest.fixture(scope="module")
def understood(service: Service) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """By message the intent and the question that the trained model finds and the dialogue takes it for."""
    texts = [text for group in GROUPS for text in group["texts"]]
    parsed = ask("bot.assistant.nlu.parse", "--json", text="\n".join(texts)).splitlines()
    found = json.loads(ask("bot.assistant.nlu.ask", text=json.dumps({"texts": texts, "on": ON})))
    law = hearing.mouth()
    return {
        text: (json.loads(line), _taken(text, one, law)) for text, line, one in zip(texts, parsed, found, strict=True)
    }


def _taken(text: str, found: dict[str, Any], law: Lookups) -> dict[str, Any]:
    taken = in_context(hearing.state(), hearing.found(text, found), law)
    return {"question": taken.question, "others": list(taken.near)}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["about"].replace(" ", "-"))
def test_no_message_is_taken_for_a_neighbour_that_harms(
    group: dict[str, Any], understood: dict[str, tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    assert len(group["texts"]) >= 10
    never, wrong, right = group["never"], [], 0
    for text in group["texts"]:
        intent, found = understood[text]
        if (not intent["asks"] and intent["intent"] in never["intents"]) or found["question"] in never["questions"]:
            wrong.append(f"{text}: {intent['intent']}, {found['question']}")
        offered = [found["question"]] if found["question"] else found["others"]
        right += not set(offered).isdisjoint(group["right"])
    assert not wrong
    assert right >= FOUND * len(group["texts"])


def test_none_of_them_is_in_the_training_data() -> None:
    held = {_words(example.text) for example in examples.training(ROOT / "data" / "nlu")}
    held |= {_words(text) for texts in asked.records().values() for text in texts}
    assert held.isdisjoint(_words(text) for group in GROUPS for text in group["texts"])


def test_every_record_they_name_exists() -> None:
    named = {id for group in GROUPS for id in (*group["right"], *group["never"]["questions"])}
    assert named <= set(asked.records())


def test_a_report_without_an_answer_finds_its_record(service: Service) -> None:
    """Found by meaning, not by its very words, which the record holds."""
    texts = [
        "подавал рапорт 20 октября, никакого ответа, сколько ещё ждать",
        "рапорт от 20 октября, тишина. сколько ждать ответ",
    ]
    found = json.loads(ask("bot.assistant.nlu.ask", text=json.dumps({"texts": texts, "on": ON})))
    assert [one["question"] for one in found] == ["waiting_no_answer"] * 2
    assert {one["facts"]["report_filed_on"] for one in found} == {"2026-10-20"}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
