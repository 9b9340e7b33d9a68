"""Every Russian reply as it is sent, law and contacts included, is read by a tired person at once."""

import re
from collections.abc import Callable

import pytest

from bot import replies

Render = Callable[..., str]
STEMS = replies.load().topics
LEAST_WORDS = 30  # of less, an average says nothing
VOWELS = re.compile("[аеёиоуыэюя]", re.IGNORECASE)


def read_aloud(text: str) -> str:
    """The text without what nobody reads aloud: sources, places of the law in brackets."""
    lines = [line for line in text.splitlines() if not line.startswith(("Источники", "Сайт", "Адрес"))]
    return re.sub(r"\([^)]*\)", "", "\n".join(lines))


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?…:;])\s+|\n+|• ", text) if re.search(r"\w", part)]


@pytest.mark.parametrize("asker", ["self", "relative"])
@pytest.mark.parametrize("stem", STEMS)
def test_no_sentence_is_longer_than_twenty_words(render: Render, stem: str, asker: str) -> None:
    long = [one for one in sentences(read_aloud(render(stem, "ru", asker))) if len(re.findall(r"\w+", one)) > 20]
    assert not long


@pytest.mark.parametrize("asker", ["self", "relative"])
@pytest.mark.parametrize("stem", STEMS)
def test_the_words_are_simple(render: Render, stem: str, asker: str) -> None:
    """Flesch's reading ease with Oborneva's numbers for Russian: 50 and more is read by schoolchildren."""
    text = read_aloud(render(stem, "ru", asker))
    words = re.findall("[а-яё]+", text, re.IGNORECASE)
    syllables = sum(len(VOWELS.findall(word)) for word in words) / max(len(words), 1)
    assert len(words) < LEAST_WORDS or 206.835 - 1.3 * len(words) / len(sentences(text)) - 60.1 * syllables >= 50
