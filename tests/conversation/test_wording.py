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


@pytest.mark.parametrize(
    "text", ["задолбали вопросы", "хватит меня спрашивать!", "too many questions", "Показывай", "ok what is open?"]
)
def test_who_has_had_enough_is_shown_the_ways(text: str) -> None:
    assert wording.move(text) == '/inform{"show": "options"}'


@pytest.mark.parametrize(
    "text", ["что дальше?", "А потом что", "ладно. что можно сделать?", "не знаю, что делать", "what then?", "що далі"]
)
def test_what_comes_next_may_be_asked_in_many_words(text: str) -> None:
    assert wording.move(text) == '/inform{"show": "do"}'


def test_an_answer_is_told_from_a_choice_of_what_to_see() -> None:
    assert wording.answers_a_question('/inform{"in_zone": "unknown"}')
    assert not wording.answers_a_question('/inform{"show": "options"}')
    assert not wording.answers_a_question('/inform{"fact": "category"}')
    assert not wording.answers_a_question("/contacts_ngo")


def test_a_place_is_taken_only_in_a_list_of_answers_or_topics() -> None:
    agencies = ['/inform{"agency": "mod"}', '/inform{"agency": "fsb"}', '/correct_or_back{"move": "skip"}']
    assert wording.nth(agencies, 2) == '/inform{"agency": "fsb"}'
    assert wording.nth(agencies, 3) is None
    assert wording.nth(["/vvk_procedure", "/transfer"], 1) == "/vvk_procedure"
    assert wording.nth(['/inform{"in_zone": "yes"}', '/inform{"in_zone": "no"}'], 2) is None
    assert wording.nth(["/draft_report", '/inform{"show": "more"}'], 1) is None
    assert wording.nth(['/correct_or_back{"move": "skip"}'], 1) is None
    assert (wording.place("второй"), wording.place("3"), wording.place("вдвоём")) == (2, 3, None)


@pytest.mark.parametrize(
    ("text", "mends"),
    [
        ("нет, до июля", True),
        ("ой нет, с марта 2021", True),
        ("no, until March 2027", True),
        ("нет, в понедельник увозят", False),
        ("до июля", False),
        ("нет", False),
    ],
)
def test_a_date_taken_back_is_seen(text: str, mends: bool) -> None:
    assert wording.mends_a_date(text) is mends
