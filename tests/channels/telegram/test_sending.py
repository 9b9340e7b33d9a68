"""What a person gets in Telegram: every parcel, once where that can be known, and never a wrong text."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cases.messages import Button, FileContent
from bot.channels import telegram as package
from bot.channels.messenger import Parcel, SendError
from bot.channels.telegram import build
from bot.channels.telegram.client import Client
from bot.channels.telegram.messenger import Telegram
from bot.channels.web.texts import load_texts
from bot.settings import Settings
from tests.channels.running_bot import Bot
from tests.channels.telegram.fake import FakeTelegram

PNG = bytes.fromhex("89504e470d0a1a0a") + b"not much of a picture"
CHOICE = Parcel("Уверены?", (Button("Да", "y" * 24), Button("Нет", "n" * 24)))
REPORT = Parcel(file=FileContent("raport.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256))))
PICTURE = Parcel(file=FileContent("stranitsa.png", "image/png", PNG), preview=True)
PARCELS = {"text": Parcel("Здравствуйте."), "buttons": CHOICE, "file": REPORT, "picture": PICTURE}
NewBot = Callable[[], Bot]


@pytest.fixture(params=PARCELS)
def parcel(request: pytest.FixtureRequest) -> Parcel:
    return PARCELS[request.param]


def send(bot: Bot, parcel: Parcel, key: str = "k", *, again: bool = False, after: str | None = None) -> str:
    return bot.do(bot.messenger.send("7", parcel, key, again=again, after=(after,) if after else ()))


def refused(bot: Bot, parcel: Parcel, **more: object) -> SendError:
    with pytest.raises(SendError) as caught:
        send(bot, parcel, **more)  # type: ignore[arg-type]
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


def test_text_buttons_files_and_pictures_arrive_as_they_are(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.person(7)
    ids = [send(bot, parcel) for parcel in PARCELS.values()]
    text, choice, report, picture = anna.sees()
    assert [str(seen.message_id) for seen in anna.sees()] == ids
    assert text.text == "Здравствуйте."
    assert (choice.buttons, choice.tokens) == (("Да", "Нет"), ("y" * 24, "n" * 24))
    assert (report.kind, report.file_name, report.content) == ("document", "raport.pdf", REPORT.file.content)
    assert (picture.kind, picture.content) == ("photo", PNG)


def test_words_that_look_like_markup_stay_words(telegram: FakeTelegram, bot: Bot) -> None:
    words = "<b>ст. 51</b> *пункт* _7_ https://example.org [x](y)"
    telegram.person(7)
    send(bot, Parcel(words))
    assert telegram.person(7).sees()[0].text == words
    (call,) = telegram.state["calls"]
    assert "parse_mode" not in call[1]
    assert '"is_disabled": true' in call[1]["link_preview_options"]


def test_a_picture_that_telegram_will_not_show_comes_as_a_file(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.person(7)
    send(bot, Parcel(file=FileContent("stranitsa.png", "image/png", b"no picture"), preview=True))
    assert telegram.person(7).sees()[0].kind == "document"


def test_a_text_of_the_longest_length_passes_and_a_longer_one_is_never_sent(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.person(7)
    send(bot, Parcel("😀" * 2048))
    for parcel in (Parcel("😀" * 2048 + "x"), Parcel("x" * 1025, file=REPORT.file), Parcel(" \n")):
        assert refused(bot, parcel).permanent
    assert refused(bot, Parcel("x", (Button("Да", "t" * 65),))).permanent
    assert len(telegram.state["calls"]) == 1


@pytest.mark.parametrize(
    ("how", "code", "flags"),
    [
        ("429", "too_fast", {"retry_after": 7.0}),
        ("500", "server_error", {"uncertain": True}),
        ("502", "odd_answer", {"uncertain": True}),
        ("reset", "cut_off", {"uncertain": True}),
        ("odd_after", "odd_answer", {"uncertain": True}),
        ("garbage_after", "odd_answer", {"uncertain": True}),
    ],
)
def test_each_failure_says_what_it_means(
    telegram: FakeTelegram, bot: Bot, how: str, code: str, flags: dict[str, object]
) -> None:
    telegram.person(7)
    telegram.fails("sendMessage", how, retry_after=7)
    error = refused(bot, Parcel("секрет"))
    assert error.code == code
    silent = {"gone": False, "permanent": False, "retry_after": None, "uncertain": False}
    assert {name: getattr(error, name) for name in silent} == silent | flags


def test_people_who_cannot_be_reached_are_gone(telegram: FakeTelegram, bot: Bot) -> None:
    assert refused(bot, Parcel("x")).gone
    telegram.person(7).blocks()
    assert refused(bot, Parcel("x")).gone
    telegram.person(7).vanishes()
    assert refused(bot, Parcel("x")).gone
    with pytest.raises(SendError) as caught:
        bot.do(bot.messenger.send("no number", Parcel("x"), "k", again=False))
    assert caught.value.gone


def test_without_a_connection_nothing_was_sent_for_certain() -> None:
    messenger = build(Settings(telegram_token="42:token", telegram_api="http://127.0.0.1:1"))
    assert messenger
    bot = Bot(messenger)
    error = refused(bot, Parcel("x"))
    assert (error.code, error.uncertain, error.permanent) == ("unreachable", False, False)
    bot.stops()


@pytest.mark.parametrize("how", ["502_after", "reset_after", "odd_after", "garbage_after"])
def test_a_message_whose_answer_was_lost_is_found_and_not_sent_twice(
    telegram: FakeTelegram, new_bot: NewBot, parcel: Parcel, how: str
) -> None:
    anna, bot = telegram.person(7), new_bot()
    before = send(bot, Parcel("раньше"), "before")
    telegram.fails("*", how)
    assert refused(bot, parcel).uncertain
    anna.says("слово между делом")
    arrived = anna.heard()[-1].message_id
    fresh = new_bot()  # it knows nothing, as after a kill
    assert send(fresh, parcel, again=True, after=before) == str(arrived)
    assert len(anna.heard()) == 2
    assert [seen.edits for seen in anna.sees()] == [0, 0, 0]


def test_it_is_found_however_much_others_had_said_since_this_chat_was_last_heard(
    telegram: FakeTelegram, new_bot: NewBot, parcel: Parcel
) -> None:
    anna, bot = telegram.person(7), new_bot()
    send(bot, Parcel("вчера"), "yesterday")
    bot.starts()
    for number in range(300):
        telegram.person(1000 + number).says("привет")
    bot.inbox.waits(300)
    newest = bot.messenger.newest()
    telegram.fails("*", "reset_after", person=7)  # the bot asks for updates meanwhile
    assert refused(bot, parcel).uncertain
    send(new_bot(), parcel, again=True, after=newest)
    assert len(anna.heard()) == 2


@pytest.mark.parametrize("how", ["hang", "hang_after"])
def test_a_telegram_that_never_answers_is_given_up_and_asked_again(telegram: FakeTelegram, how: str) -> None:
    anna, texts = telegram.person(7), load_texts(Path(package.__file__).with_name("texts.yml"))
    bot = Bot(Telegram(Client(telegram.token, telegram.url, timeout=1.0), texts))
    before = send(bot, Parcel("раньше"), "before")
    telegram.fails("sendMessage", how, seconds=30)
    error = refused(bot, CHOICE)
    assert (error.code, error.uncertain) == ("cut_off", True)
    send(bot, CHOICE, again=True, after=before)
    assert len(anna.heard()) == 2
    bot.stops()


def test_a_message_that_never_arrived_is_sent(telegram: FakeTelegram, bot: Bot, parcel: Parcel) -> None:
    telegram.person(7)
    before = send(bot, Parcel("раньше"), "before")
    telegram.fails("*", "reset")
    assert refused(bot, parcel).uncertain
    send(bot, parcel, again=True, after=before)
    assert len(telegram.person(7).heard()) == 2


def test_messages_of_others_in_between_hide_nothing(telegram: FakeTelegram, new_bot: NewBot) -> None:
    anna, bot = telegram.person(7), new_bot()
    before = send(bot, Parcel("раньше"), "before")
    for number in range(60):
        telegram.person(1000 + number).says("привет")
    telegram.fails("sendMessage", "reset_after")
    assert refused(bot, CHOICE).uncertain
    fresh = new_bot()
    fresh.starts().waits(60)
    send(fresh, CHOICE, again=True, after=before)
    assert len(anna.heard()) == 2


def test_a_message_whose_button_was_pressed_meanwhile_is_found_as_well(telegram: FakeTelegram, new_bot: NewBot) -> None:
    anna, bot = telegram.person(7), new_bot()
    before = send(bot, Parcel("раньше"), "before")
    telegram.fails("sendMessage", "reset_after")
    assert refused(bot, CHOICE).uncertain
    bot.starts()
    anna.presses("Да")
    bot.inbox.waits(1)
    assert send(new_bot(), CHOICE, again=True, after=before) == str(anna.heard()[-1].message_id)
    assert len(anna.heard()) == 2


def test_looking_never_touches_what_was_said_before(telegram: FakeTelegram, new_bot: NewBot) -> None:
    anna, bot = telegram.person(7), new_bot()
    old = [send(bot, Parcel(f"раньше {number}"), f"k{number}") for number in range(5)]
    anna.says("слово")
    send(new_bot(), Parcel("новое"), again=True, after=old[-1])
    send(new_bot(), Parcel("ещё"), again=True)
    said = [seen.text for seen in anna.heard()]
    assert said == [f"раньше {number}" for number in range(5)] + ["новое", "ещё"]
    assert {seen.edits for seen in anna.sees()} == {0}


@pytest.mark.parametrize("how", ["429", "500", "502", "reset", "odd_after", "garbage_after"])
def test_a_look_that_fails_is_taken_up_again_and_loses_no_message(telegram: FakeTelegram, bot: Bot, how: str) -> None:
    anna = telegram.person(7)
    before = send(bot, Parcel("раньше"), "before")
    telegram.fails("sendMessage", "reset")
    assert refused(bot, Parcel("важное")).uncertain
    telegram.fails("editMessageText", how, times=200)
    for _ in range(10):
        try:
            send(bot, Parcel("важное"), again=True, after=before)
        except SendError as error:
            assert error.uncertain
            assert not error.permanent
    assert [seen.text for seen in anna.heard()][:2] == ["раньше", "важное"]


@pytest.mark.parametrize("how", ["429", "500", "502", "reset"])
def test_a_look_that_fails_once_doubles_nothing(telegram: FakeTelegram, bot: Bot, how: str) -> None:
    anna = telegram.person(7)
    before = send(bot, Parcel("раньше"), "before")
    telegram.fails("sendMessage", "reset_after")
    assert refused(bot, Parcel("важное")).uncertain
    telegram.fails("editMessageText", how)
    assert refused(bot, Parcel("важное"), again=True, after=before).uncertain
    send(bot, Parcel("важное"), again=True, after=before)
    assert [seen.text for seen in anna.heard()] == ["раньше", "важное"]


def test_what_was_looked_for_in_vain_is_not_looked_for_again_until_it_may_have_been_sent(
    telegram: FakeTelegram, bot: Bot
) -> None:
    telegram.person(7)
    before = send(bot, Parcel("раньше"), "before")
    telegram.fails("sendMessage", "429", times=2)
    for _ in range(2):
        assert refused(bot, Parcel("важное"), again=True, after=before).code == "too_fast"
    looks = [method for method, _ in telegram.state["calls"]].count("editMessageText")
    telegram.fails("sendMessage", "reset_after")
    assert refused(bot, Parcel("важное"), again=True, after=before).uncertain
    assert [method for method, _ in telegram.state["calls"]].count("editMessageText") == looks
    send(bot, Parcel("важное"), again=True, after=before)
    assert len(telegram.person(7).heard()) == 2


def test_both_sides_messages_are_taken_back(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.person(7)
    ids = [str(anna.says(str(number))) for number in range(120)]
    ids += [send(bot, Parcel("ответ"))]
    bot.do(bot.messenger.delete("7", [*ids, "99999999", "no id"]))
    assert anna.sees() == []


def test_what_is_too_old_stays_and_holds_back_nothing_else(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.person(7)
    old = send(bot, Parcel("старое"))
    telegram.lets_pass(hours=49)
    young = send(bot, Parcel("новое"))
    bot.do(bot.messenger.delete("7", [old, young]))
    assert [seen.text for seen in anna.sees()] == ["старое"]


def test_taking_back_says_when_it_was_not_possible_now(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.person(7)
    telegram.fails("deleteMessages", "429", retry_after=3)
    with pytest.raises(SendError) as caught:
        bot.do(bot.messenger.delete("7", ["5"]))
    assert caught.value.retry_after == 3.0


def test_typing_is_shown_and_its_failure_is_nobodys_concern(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.person(7)
    bot.do(bot.messenger.typing("7"))
    assert telegram.state["people"]["7"]["typing"] == 1
    for how in ("429", "502", "reset", "garbage_after"):
        telegram.fails("sendChatAction", how)
        bot.do(bot.messenger.typing("7"))
    bot.do(bot.messenger.typing("nobody"))


@pytest.mark.parametrize("how", ["429", "500", "502", "reset", "garbage_after"])
def test_no_log_line_holds_the_token_or_a_word(
    telegram: FakeTelegram, bot: Bot, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], how: str
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.person(7).says("слово-тайна")
    telegram.fails("*", how, times=3)
    bot.starts()
    error = None
    for _ in range(5):
        try:
            send(bot, Parcel("ответ-тайна"))
        except SendError as caught:
            error = repr(caught) + str(caught)
    bot.inbox.waits(1)
    seen = caplog.text + "".join(capfd.readouterr()) + str(error)
    assert error is not None
    for secret in (telegram.token, telegram.token.partition(":")[2], "тайна", "Фамилия"):
        assert secret not in seen
