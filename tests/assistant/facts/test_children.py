"""How many children an answer names, and agencies named alone: the words trainers edit are read and linted."""

import re

import pytest
from ruamel.yaml import YAML

from bot.assistant.facts import children, service


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("трое", 3), ("двое детей", 2), ("детей трое", 3), ("сын и дочь", 2), ("мальчик и две девочки", 3),
        ("двойня", 2),
        ("двойня и еще сын", 3), ("тройняшки", 3), ("у него две девочки", 2), ("один сын, 5 лет", 1), ("дочке 3", 1),
        ("сыну 5 дочке 7", 2), ("пацан 8 лет и девчонка 3", 2), ("трое, один взрослый", 2), ("двое, старшему 19", 1),
        ("двое, третий на подходе", 2), ("жена беременна", 0), ("one on the way", 0),
        ("один ребенок и ждем второго", 1),
        ("нет детей", 0), ("ни одного", 0), ("бездетный", 0), ("two kids", 2),
        ("he has two boys and i have one girl", 2),
        ("двоє діточок", 2), ("5", 5),
    ],
)  # fmt: skip
def test_an_answer_names_a_number_of_children(text: str, number: int) -> None:
    assert children.of_answer(text) == number


@pytest.mark.parametrize(
    "text", ["дети есть", "нас трое в семье", "сын служит", "девочки", "рапорт не берут", "сын " * 30]
)
def test_what_names_no_number_is_left_to_be_asked(text: str) -> None:
    assert children.of_answer(text) is None


@pytest.mark.parametrize("file", [children.WORDS, service.AGENCY])
def test_the_words_are_small_letters_without_yo(file: object) -> None:
    written = YAML(typ="safe").load(file.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    assert not re.search(r"[ёА-Я]", str(written))
    assert children.words()
    assert service.agency_words()
