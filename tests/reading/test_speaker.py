"""Who writes, and whose case a sentence tells."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML

from bot.reading import speaker


@pytest.mark.parametrize(
    "text",
    [
        "я про себя", "сам служу", "не он, а я", "я и есть тот солдат", "это я, не муж", "служу я",
        "я мобилизованный",
        "меня не отпускают", "мне дали Б", "я подписал контракт", "это не про мужа, это я служу",
        "нет, я не мать, я сам солдат",
        "телефон жены, а служу я", "я девушка, служу по контракту",
        "мы с братом оба служим, меня не увольняют",
        "i am the soldier, not he", "це я, не він",
        "не про сына, про себя",
    ],
)  # fmt: skip
def test_a_serviceman_says_that_it_is_he(text: str) -> None:
    assert speaker.speaker(text) == "self"
    assert not speaker.speaks_of_another(text)


@pytest.mark.parametrize(
    "text",
    [
        "это жена пишет", "ой это я жена пишу с его телефона", "я его сестра", "пишет мать", "это мать",
        "мы родители",
        "я мама солдата", "я как мать написала всем", "жена пишет: он устал", "спрашиваю за мужа",
        "i am his wife",
        "я вообще не служу, я сестра солдата", "я дружина",
        "бабушка! это я его бабушка",
    ],
)  # fmt: skip
def test_a_relative_says_who_she_is(text: str) -> None:
    assert speaker.speaker(text) == "relative"
    assert speaker.speaks_of_another(text)


@pytest.mark.parametrize(
    "text",
    [
        "I let my husband in. Is it a crime for me?",
        "он сказал я мобилизованный", "я папа четырёх дочек", "сын служит",
        "командир рапорт не берёт",
    ],
)  # fmt: skip
def test_who_does_not_say_it_is_not_guessed(text: str) -> None:
    assert speaker.speaker(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "брат, подскажи как быть", "братан как уволиться", "мужики подскажите", "пацаны говорят что уволят",
        "мы втроём",
        "друг рядом", "брат телефон дал на пять минут", "спасибо брат", "сынок, подскажи куда идти",
        "ёшкин кот, твою мать",
        "ротный нам как отец родной", "bro how can i leave", "братику, підкажи",
        "брааат помоги",
    ],
)  # fmt: skip
def test_a_comrade_who_is_called_or_sits_near_is_nobodys_relative(text: str) -> None:
    assert not speaker.speaks_of_another(text)


@pytest.mark.parametrize(
    "text",
    [
        "брат мобилизован",
        "брат подписал контракт",
        "сын пишет что не хочет жить",
        "он говорит что застрелится",
        "муж в яме",
        "сына везут на штурм",
        "чоловік у зоні",
        "my son is there",
    ],
)
def test_a_brother_who_serves_is_still_a_brother(text: str) -> None:
    assert speaker.speaks_of_another(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("у друга Д, а у меня Б", "а у меня Б"),
        ("сослуживец сбежал из части", ""),
        ("правда что мобилизованных с погибшим братом отпускают", ""),
        ("срочников могут на границу?", "?"),
        ("мне 40. контрактников по возрасту увольняют?", "мне 40. ?"),
        ("нас мобилизованных гонят на штурм", "нас мобилизованных гонят на штурм"),
        ("сослуживец сказал что мой муж двухсотый", "сослуживец сказал что мой муж двухсотый"),
        ("товарищ моего отца видел его", "товарищ моего отца видел его"),
        ("товарищ майор рвёт рапорт", "товарищ майор рвёт рапорт"),
        ("если у меня мать инвалид, отпустят?", "если у меня мать инвалид, отпустят?"),
    ],
)
def test_of_a_message_stays_what_it_says_of_the_man_served(text: str, left: str) -> None:
    kept = speaker.his_case(text)
    assert len(kept) == len(text)
    assert re.sub(r"[\s,]+", " ", kept).strip() == re.sub(r"[\s,]+", " ", left).strip()


@pytest.mark.parametrize("text", ["", " ", "?" * 500, "у друга " * 400, "я " * 2000, "İ" * 40, "\u200b\n"])
def test_no_message_is_too_odd_to_say_whose_it_is(text: str) -> None:
    assert len(speaker.his_case(text)) == len(text)
    speaker.speaks_of_another(text)


def test_the_words_are_small_letters_without_yo_and_every_list_is_used() -> None:
    data = YAML(typ="safe").load(speaker.WORDS.read_text(encoding="utf-8"))
    lists = data.pop("lists")
    written = [one for said in data.values() for one in ([said] if isinstance(said, str) else said)]
    assert all(isinstance(one, str) for one in [*written, *lists.values()])
    assert not [one for one in [*written, *lists.values()] if re.search(r"[ёА-Я]", one)]
    used = set(re.findall(r"\{([a-z_]+)\}", " ".join([*written, *lists.values()])))
    assert used | {"kinsman"} == set(lists)
    assert speaker.words()
