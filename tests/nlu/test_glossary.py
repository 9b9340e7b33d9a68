"""The lexicon puts people's words into the encoder's English."""

import pytest

from bot.assistant.nlu import glossary, words
from bot.assistant.nlu.glossary import Entry, Glossary


def gloss(text: str) -> str:
    return glossary.load().gloss(words.read(text)).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("без вести", "missing in action"),
        ("я пятисотый", "i soldier who refuses to fight"),
        ("сидит в яме", "illegal detention pit"),
        ("контракт закончился", "the contract has expired"),
        ("контракта закончились", "the contract has expired"),
        ("хотят обнулить", "want execute own soldier"),
        ("не отпускают", "they do not let go"),
        ("svo", "war"),
        ("мене не відпускають", "i they do not let go"),
    ],
)
def test_a_phrase_goes_before_its_words(text: str, expected: str) -> None:
    assert gloss(text) == expected


def test_english_stays_and_its_slang_is_spelled_out() -> None:
    assert gloss("my commander refuses vvk") == "my commander refuses military medical commission"


def test_a_word_of_the_same_stem_stands_in() -> None:
    assert "treatment" in gloss("недолечиться")
    assert gloss("избранием") == "elected"


def test_an_unknown_word_is_told_and_left_out() -> None:
    found = glossary.load().gloss(words.read("мой фырмык пропал без вести"))
    assert found.unknown == ("фырмык",)
    assert found.text == "my missing in action"


def test_a_message_of_unknown_words_keeps_their_letters() -> None:
    assert gloss("фырмык хыртыр") == "fyrmyk khyrtyr" or gloss("фырмык хыртыр") == "fyrmyk hyrtyr"


def test_a_form_goes_before_a_lemma_and_exact_phrases_are_exact() -> None:
    table = Glossary(
        [
            Entry("a", 1, "есть", "is"),
            Entry("a", 2, "быть", "be"),
            Entry("a", 3, "=всего доброго", "goodbye"),
            Entry("a", 4, "все", "all"),
            Entry("a", 5, "добрый", "good"),
        ]
    )
    assert table.gloss(words.read("есть")).text == "is"
    assert table.gloss(words.read("был")).text == "be"
    assert table.gloss(words.read("всего доброго")).text == "goodbye"
    assert table.gloss(words.read("все добрые")).text == "all good"


def test_ukrainian_has_its_own_meanings() -> None:
    assert gloss("який час, що робити") != gloss("какой час, что делать")
    assert "time" in gloss("в який час прийти, що казати")


def test_the_lexicon_is_as_large_as_the_field() -> None:
    assert sum(1 for _ in glossary.entries()) > 6000
