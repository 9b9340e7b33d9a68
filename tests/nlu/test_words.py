"""Words are repaired and keep their places."""

import pytest

from bot.assistant.nlu import spelling, words


def forms(text: str) -> list[str]:
    return [word.form for word in words.read(text).words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Кантракт КОНЧИЛСЯ", ["контракт", "кончился"]),
        ("menya mobilizovali", ["меня", "мобилизовали"]),
        ("ya v soch", ["я", "в", "соч"]),
        ("rjynhfrn pfrjyxbkcz", ["контракт", "закончился"]),
        ("мождноли уволица", ["можно ли", "уволиться"]),
        ("ооочень страаашно", ["очень", "страшно"]),
        ("коmандир", ["командир"]),
        ("неотпускают", ["не отпускают"]),
        ("ёлка", ["елка"]),
        ("в/ч 12345", ["в/ч", "12345"]),
    ],
)
def test_a_word_is_mended(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


@pytest.mark.parametrize("word", ["контракт", "рота", "суда", "петренко", "звільнення", "росгвардия", "бердянск"])
def test_a_word_that_may_be_right_is_left_alone(word: str) -> None:
    assert spelling.correct(word) == word


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("контракт кончился", "ru"),
        ("kontrakt zakonchilsya v mae", "ru"),
        ("my contract ended in May", "en"),
        ("контракт закінчився, що робити", "uk"),
        ("contract закончился, what do I do", "mixed"),
        ("can my son leave", "en"),
    ],
)
def test_the_language_is_told(text: str, lang: str) -> None:
    assert words.read(text).lang == lang


@pytest.mark.parametrize(
    "text", ["talk to a lawyer", "on the way to my unit", "guard hit me, jail?", "I am in a big trouble"]
)
def test_english_is_not_taken_for_transliteration(text: str) -> None:
    assert all(form.isascii() for form in forms(text))


def test_every_word_keeps_its_place() -> None:
    text = "Menya ne otpuskayut, ПОМОГИТЕ!!! мождноли?"
    for word in words.read(text).words:
        assert text[word.start : word.end] == word.text


def test_a_wrong_layout_is_told() -> None:
    assert words.read("rfr edjkbnmcz").wrong_layout
    assert not words.read("how to leave").wrong_layout
