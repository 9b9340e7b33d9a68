"""His own account in a letter: what he told stands in it, what he asked, feared or should not write does not."""

from __future__ import annotations

import pytest

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


def test_a_report_for_a_doctor_takes_what_troubles_him_and_nothing_else() -> None:
    lines = [
        "Серёга спрашивает, его в сентябре контузило и никто не записал",
        "Слушай у меня давление 180 и звон в ушах после прилёта, два раза падал. Контракт с 2023 года",
        "это тоже в рапорт?",
    ]
    told = ownwords.for_paper("vvk_referral", lines, asker="self")
    assert told == {"complaints": "У меня давление 180 и звон в ушах после прилёта, два раза падал."}
    assert ownwords.for_paper("vvk_referral", lines, asker="relative") == {}  # she would speak as he
    assert ownwords.for_paper("discharge_family", lines, asker="self") == {}


def test_the_lists_are_patterns_and_the_places_are_fields_of_their_papers() -> None:
    assert ownwords.words().wanted.keys() == {"facts", "health"}
    catalogue = load()
    for paper, place in {**ownwords.ACCOUNTS, **ownwords.COMPLAINTS}.items():
        assert place in {field.name for field in catalogue.get(paper).fields}
