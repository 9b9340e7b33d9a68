"""Signs that nobody sees, and letters of another script that look alike, do not change what is understood."""

import re
from datetime import date

import pytest

from bot import signs
from bot.assistant import facts
from bot.assistant.nlu import words

TODAY = date(2026, 11, 29)
STORIES = (
    "Я контрактник, подписал контракт 3 марта 2024, рапорт подал 5 числа прошлого месяца, отказали вчера",
    "мобилизован в сентябре 2022, рядовой, ввк дала категорию Б, двое детей",
    "I am mobilised, private, signed nothing, left the unit 5 days ago",
    "мій син мобілізований у вересні 2022, хвора дружина",
)
INSIDE = ("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\u034f", "\ufeff", "\u0301", "\u0336", "\u0335")


def told(text: str) -> list[tuple[str, str | int]]:
    return [(fact.name, fact.value) for fact in facts.read(text, TODAY)]


@pytest.mark.parametrize("text", STORIES)
@pytest.mark.parametrize("sign", INSIDE)
def test_a_sign_inside_every_word_changes_no_fact(text: str, sign: str) -> None:
    assert told(text)
    assert told(re.sub(r"(?<=\w)(?=\w)", sign, text)) == told(text)


@pytest.mark.parametrize("text", STORIES)
@pytest.mark.parametrize("sign", INSIDE[:7])
def test_a_sign_beside_words_changes_no_fact(text: str, sign: str) -> None:
    assert told(text.replace(" ", f"{sign} ")) == told(text)
    assert told(f"{sign}{text}{sign}") == told(text)


def test_latin_letters_that_look_alike_change_no_fact() -> None:
    disguised = STORIES[1].translate(str.maketrans("аоес", "aoec"))
    assert told(disguised) == told(STORIES[1])


def test_letters_of_two_signs_are_put_together_and_not_stripped() -> None:
    assert words.read("мои\u0306 е\u0308ж и\u0306").plain()[0] == "мой еж й"
    assert signs.seen("моя\u0301 ї\u0301") == ("моя ї", [0, 1, 2, 4, 5])


def test_a_word_remembers_where_it_stood_with_its_signs() -> None:
    text = "мой отп\u00adуск, \u200bкон\u2060чился"
    for word in words.read(text).words:
        assert word.text == text[word.start : word.end]
    assert [word.form for word in words.read(text).words] == ["мой", "отпуск", "кончился"]


def test_a_blank_of_no_width_parts_words_that_exist_and_joins_pieces() -> None:
    assert words.read("я\u200bхочу\u200bуволиться").plain()[0] == "я хочу уволиться"
    assert words.read("уво\u200bлиться").plain()[0] == "уволиться"
