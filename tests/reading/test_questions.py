"""The parts of a message that ask."""

from __future__ import annotations

import pytest

from bot.assistant.nlu import clauses
from bot.reading import joined


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("положена ли ему ввк и выплата за ранение?", ["положена ли ему ввк?", "выплата за ранение?"]),
        ("Мне сколько дадут? Можно ли вернуться без суда?", ["Мне сколько дадут?", "Можно ли вернуться без суда?"]),
        ("мать болеет и отец старый. сколько ждать ответа", ["сколько ждать ответа"]),
        ("служу давно, рапорт не берут", []),
    ],
)
def test_each_part_that_asks_is_found_as_it_was_written(text: str, parts: list[str]) -> None:
    assert joined.questions(text, clauses.split) == parts
