"""His own account in a letter: what he told stands in it, what he asked, feared or should not write does not."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML

from bot.conversation import ownwords
from bot.conversation.ownwords import MOST, account
from bot.reports import load


def test_a_mothers_story_becomes_the_account() -> None:
    told = account([
        "Сын мобилизован в сентябре 22-го. Положено мне его вернуть или нет",
        "диализ три раза в неделю, инвалид первой группы, живу одна",
        "Напишите тогда от меня уполномоченному",
    ])  # fmt: skip
    assert told == "Сын мобилизован в сентябре 22-го. Диализ три раза в неделю, инвалид первой группы, живу одна."


@pytest.mark.parametrize("said", [
    "Он же отказался идти на задание в ноябре",  # would be held against him
    "Муж ушёл из части 14 ноября и сидит дома",
    "Если его 5 декабря отправят на штурм",  # no fact
    "Мама боится что контракт подпишут силой",
    "У соседки Гали сын так же служил на контракте",  # another's
    "Как ему получить справку о ранении?",
    "как ему получить справку о ранении",
    "Составьте жалобу, что сын в госпитале без лечения",  # said to us
    "He is in hospital since 2 November with a wound",  # the letter is Russian
    "Він у госпіталі з 2 листопада, осколок у нозі",
    "эти твари держат сына в подвале второй день",
    "жив здоров и весел вполне",  # holds no fact
])  # fmt: skip
def test_what_is_no_account_stays_out(said: str) -> None:
    assert account([said]) == ""


def test_it_is_short_and_nothing_stands_twice() -> None:
    line = "Сын лежит в госпитале {} неделю, комиссии никакой не было."
    told = account([*(line.format(f"{number}-ю") for number in range(2, 40)), line.format("2-ю")])
    assert len(told.split()) <= MOST
    assert len(set(told.split(". "))) == len(told.split(". "))


def test_the_lists_are_patterns_and_the_places_are_fields_of_their_papers() -> None:
    data = YAML(typ="safe").load(ownwords.WORDS.read_text(encoding="utf-8"))
    assert all(re.compile(one) for kind in data.values() for one in kind)
    catalogue = load()
    for paper, places in ownwords.PLACES.items():
        assert set(places) <= {field.name for field in catalogue.get(paper).fields}
