"""Short messages whose meaning needs no model."""

import pytest

from bot.bootstrap import Services
from bot.cases.messages import Incoming, Outgoing
from bot.cases.people import Unlocked
from bot.conversation import wording
from bot.conversation.said import Said
from tests.conversation.chatting import Chat, Heard


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


def test_what_a_button_is_to_the_eye(advocated: Services) -> None:
    def kinds(question: Said) -> dict[str, str]:
        return {title: wording.kind(sent) for title, sent in question.choices}

    guide, today = advocated.guide, advocated.today()
    assert kinds(guide.question("vvk_category", "ru", today, "self")) == {
        "А (годен)": "answer",
        "Б (годен с ограничениями)": "answer",
        "В (ограниченно годен)": "answer",
        "Г (временно не годен)": "answer",
        "Д (не годен)": "answer",
        "Комиссии не было": "answer",
        "Назад": "move",
    }
    motives = kinds(guide.question("motives", "ru", today, "self"))
    assert list(motives.values()) == ["several"] * 4 + ["move"] * 2
    way = kinds(guide.option("own_wish", {"category": "contract"}, "ru", today, "self")[0])
    assert way["Составить рапорт"] == ""
    assert way["Подробнее"] == way["Какие есть выходы"] == way["Кто поможет"] == "topic"


NO, BELIEFS, MORAL = '/inform{"motives": "no_consent"}', '/inform{"motives": "moral_beliefs"}', '/inform{"vvk_on": "x"}'


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ([("Раз", NO), ("Два", BELIEFS)], ("Раз, Два", '/inform{"motives": ["no_consent", "moral_beliefs"]}')),
        ([("Раз", NO), None], None),
        ([("Раз", NO), ("Стереть", '/inform{"show": "erase"}')], None),
        ([("Раз", NO), ("Дата", MORAL)], None),
        ([("Раз", NO), ("Не знаю", '/inform{"motives": "unknown"}')], None),
    ],
)
def test_only_answers_to_one_question_go_together(
    chosen: list[tuple[str, str] | None], said: tuple[str, str] | None
) -> None:
    assert wording.together(chosen) == said


def test_several_answers_reach_the_engine_as_one_message(chat: Chat, heard: Heard) -> None:
    guide = chat.services.guide
    question = guide.question("motives", "ru", chat.services.today(), "self")
    chat.services.conversations.say(chat.id, [Outgoing(question.text, question.choices)])
    buttons = chat.lines[-1].buttons
    assert [button.kind for button in buttons] == ["several"] * 4 + ["move"] * 2
    tokens = ",".join(button.token for button in (buttons[1], buttons[2], buttons[1]))
    chat.services.turns.receive(chat.id, "u1", Incoming(button=tokens))
    while chat.services.turns.work(chat.id):
        pass
    assert heard.texts == ['/inform{"motives": ["moral_beliefs", "no_consent"]}']
    said = next(line.text for line in chat.lines if line.author == "person")
    assert said == "Не позволяют убеждения, Не давал согласия на СВО"


def test_the_words_of_buttons_are_plain_mean_one_thing_and_name_captions_there_are(advocated: Services) -> None:
    words = wording.button_words()
    every = [said for spoken in (*words.buttons.values(), words.files) for said in spoken]
    assert len(every) == len(set(every)) > 60
    assert all(said == wording.plain(said) for said in every)
    for code in words.buttons:
        assert {advocated.guide.word("actions", code, lang) for lang in ("ru", "en")}
    assert not [said for said in every if wording.move(said)]


@pytest.mark.parametrize("said", ["покажите адвокату", "Хочу, чтобы проверил адвокат!", "Show it to an advocate"])
def test_an_advocate_can_be_asked_for_in_words(chat: Chat, heard: Heard, advocate: Unlocked, said: str) -> None:
    chat.draft()
    chat.write(said)
    assert heard.texts == []
    assert chat.lines[-1].buttons[0].title in {
        chat.services.guide.word("actions", "review_yes", lang) for lang in ("ru", "en")
    }


@pytest.mark.parametrize("said", ["пришлите файлом", "Распечатать", "крупнее", "send it as a file"])
def test_the_last_paper_comes_once_more_as_files(chat: Chat, heard: Heard, said: str) -> None:
    chat.draft()
    before = chat.lines[-1].files
    assert len(before) > 2
    chat.write(said)
    assert heard.texts == []
    assert chat.lines[-1].files == before
    assert "PDF" in chat.last


@pytest.mark.parametrize("said", ["пришлите файлом", "покажите адвокату"])
def test_without_a_paper_such_words_are_a_message_like_any_other(chat: Chat, heard: Heard, said: str) -> None:
    assert chat.write(said) == "понял"
    assert heard.texts == [said]
