"""Short messages whose meaning needs no model."""

import pytest

from bot.conversation import wording


@pytest.mark.parametrize(
    ("text", "move"),
    [("назад", "back"), ("Назад!", "back"), ("Пропустить", "skip"), ("skip", "skip"), ("сначала", "restart"),
     ("Start over.", "restart"), ("нет, не так", "correct"), ("Нет, неправильно!", "correct"), ("that's wrong", None)],
)  # fmt: skip
def test_a_whole_message_is_a_move(text: str, move: str | None) -> None:
    found = wording.move(text)
    assert (found is None) == (move is None)
    assert move is None or f'"{move}"' in str(found)


def test_enough_means_show_what_is_known() -> None:
    assert wording.move("стоп, хватит") == '/inform{"show": "options"}'


@pytest.mark.parametrize("text", ["назад пути нет", "хочу вернуться назад домой", "не так давно служу", "нет", "да"])
def test_a_sentence_with_such_a_word_is_no_move(text: str) -> None:
    assert wording.move(text) is None


def test_a_button_is_meant_by_its_words_its_number_or_its_place() -> None:
    names = wording.names_of("2. Врач: осмотр и лечение")
    assert {"врач осмотр и лечение", "2", "второй", "second"} <= names
    assert "3" not in names
    assert wording.names_of("Минобороны") == {"минобороны"}


@pytest.mark.parametrize(
    "text",
    ["сын пишет что не хочет жить", "мужа везут на штурм", "он говорит что застрелится", "my brother wants to die"],
)
def test_a_message_about_somebody_else_is_seen(text: str) -> None:
    assert wording.speaks_of_another(text)


@pytest.mark.parametrize("text", ["я не хочу жить", "меня везут на штурм", "командир сказал что он меня обнулит"])
def test_a_message_about_oneself_is_not_about_another(text: str) -> None:
    assert not wording.speaks_of_another(text)
