"""The part of a message that answers, where more is said with it."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML

from bot.reading import joined


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("минобороны вроде. так уволят?", ["минобороны вроде"]),
        ("никого. двое детей но они здоровые", ["никого", "двое детей но они здоровые", "двое детей", "они здоровые"]),
        ("как уволиться? я в отпуске", ["я в отпуске"]),
        ("в зоне", []),
        ("отпустят?", []),
        ("мотострелки, какое тут ведомство", ["мотострелки"]),
        ("yes zone. can i go home?", ["yes zone"]),
    ],
)
def test_what_asks_nothing_may_answer(text: str, parts: list[str]) -> None:
    assert joined.parts(text) == parts


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("дали В, потом переделали на Б", "Б"),
        ("не третьего, а тринадцатого", "тринадцатого"),
        ("не маме а мачехе", "мачехе"),
        ("в апреле, ой, в мае", "в мае"),
        ("поменяли на В", "В"),
        ("not 3 but 13", "13"),
        ("в зоне", "в зоне"),
    ],
)
def test_what_stands_behind_a_turn_is_meant(text: str, meant: str) -> None:
    assert joined.latest(text) == meant


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("а если до сентября подписан?", True),
        ("если подам рапорт?", True), ("да, подписан до сентября", False), ("если надо", False),
    ],
)  # fmt: skip
def test_what_is_only_supposed_is_no_answer(text: str, only: bool) -> None:
    assert joined.only_supposed(text) is only


def test_the_words_are_small_letters_without_yo() -> None:
    data = YAML(typ="safe").load(joined.WORDS.read_text(encoding="utf-8"))
    assert set(data) == set(joined.Words._fields)
    assert not [one for said in data.values() for one in said if re.search(r"[ёА-ЯA-Z]", one)]
    assert joined.words()
