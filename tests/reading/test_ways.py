"""The natural answers of each question: their form, their breadth, and what is refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.dialogue.facts import FACTS
from bot.law.profile import CODES, RELATIONS
from bot.reading.ways import ACTS, WaysError, ways
from bot.settings import ROOT

FOLDER = ROOT / "data" / "answers"
ALL = ways(FOLDER)
QUESTIONS = sorted({way.question for way in ALL})


# What is asked outside the questions on facts: papers, ways, names, consent, care.
OTHERS = {
    "addressee_name", "addressee_rank", "crisis_check", "document", "option", "signer_name", "signer_rank",
    "want_names", "wipe_confirm",
}  # fmt: skip


def test_every_fact_that_is_asked_has_its_answers() -> None:
    assert set(FACTS) | OTHERS == set(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_not_knowing_not_saying_and_asking_back_are_ways_to_answer_too(question: str) -> None:
    counted = Counter(way.kind for way in ALL if way.question == question)
    for act in ("unsure", "refuses", "asks", "new_topic"):
        assert counted[act] >= 15, act


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_value_is_said_in_many_ways(question: str) -> None:
    counted = Counter(way.kind for way in ALL if way.question == question and way.kind not in ACTS)
    assert counted
    least = 8 if question.endswith("_rank") else 12  # a rank has few names
    assert min(counted.values()) >= least, counted


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_text_is_said_to_mean_two_things(question: str) -> None:
    meant: dict[str, set[str]] = {}
    for way in ALL:
        if way.question == question:
            meant.setdefault(way.text.casefold().strip(" .!?"), set()).add(way.kind)
    assert [text for text, kinds in meant.items() if len(kinds) > 1] == []


@pytest.mark.parametrize("question", sorted(set(QUESTIONS) & set(CODES)))
def test_the_values_are_codes_of_the_profile(question: str) -> None:
    values = {way.kind for way in ALL if way.question == question} - set(ACTS)
    assert values <= {*CODES[question], "none"}


def test_relations_are_those_of_the_profile() -> None:
    assert {way.kind for way in ALL if way.question == "dependant_relation"} - set(ACTS) <= {*RELATIONS, "none"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("fact: in_zone\nvalues: [", "not_yaml"),
        ("fact: in_zone\n", "shape"),
        ("fact: sex\nvalues: {}\n", "fact"),
        ('fact: in_zone\nvalues:\n  "yes": {ru: "да"}\n', "shape"),
        ('fact: in_zone\nvalues:\n  "yes": {ru: ["да", " "]}\n', "shape"),
        ('fact: in_zone\nvalues:\n  "yes": {ru: ["да"]}\nrelative:\n  "no": ["нет"]\n', "shape"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(tmp_path: Path, written: str, code: str) -> None:
    (tmp_path / "in_zone.yml").write_text(written, encoding="utf-8")
    with pytest.raises(WaysError) as refused:
        ways(tmp_path)
    assert refused.value.code == code
    assert "in_zone.yml" in str(refused.value)
