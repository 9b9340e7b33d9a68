"""What the bot hears in Telegram: each thing once, in order, through every outage, and nothing that it should not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import pytest
from aiogram.types import Update

from bot.cases.messages import Button
from bot.channels.messenger import Parcel
from bot.channels.telegram import build
from bot.settings import Settings, SettingsError
from tests.channels.running_bot import Bot
from tests.channels.telegram.fake import FakeTelegram
from tests.channels.telegram.world import KINDS, World

SECRET_WORDS = ("PHOTO-ID", "FILE-ID", "VOICE-ID", "48.01", "37.80", "+7000", "Чужой", "в/ч", "Фамилия")


def soon(true: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def test_words_arrive_with_the_chat_they_came_from_and_the_language_of_the_phone(
    telegram: FakeTelegram, bot: Bot
) -> None:
    inbox = bot.starts()
    telegram.person(7).says("контракт кончился в мае")
    telegram.person(8, "en").says("hello\x00")
    telegram.person(9, "tt").says("исәнмесез")
    assert inbox.waits(3) == [
        ("text", "7", "контракт кончился в мае", "ru"),
        ("text", "8", "hello", "en"),
        ("text", "9", "исәнмесез", "ru"),
    ]


def test_what_was_sent_while_the_bot_was_away_arrives_in_order_when_it_is_back(
    telegram: FakeTelegram, bot: Bot
) -> None:
    for number in range(250):
        telegram.person(7).says(str(number))
    assert [int(entry[2]) for entry in bot.starts().waits(250)] == list(range(250))


def test_an_update_is_confirmed_only_when_it_is_kept(telegram: FakeTelegram, bot: Bot) -> None:
    away = True

    def fail(_: str) -> None:
        if away:
            raise OSError("the database of this person is away: контракт")

    bot.inbox.fail = fail
    telegram.person(7).says("раз")
    telegram.person(8).says("два")
    bot.starts()
    time.sleep(3)
    assert telegram.state["waiting"] == 2
    away = False
    assert [entry[2] for entry in bot.inbox.waits(2)] == ["раз", "два"]
    soon(lambda: telegram.state["waiting"] == 0)


def test_one_poisonous_update_holds_up_nobody_for_long(
    telegram: FakeTelegram, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.person(7).says("яд")
    telegram.person(7).says("после яда")
    first: list[str] = []

    def fail(update_id: str) -> None:
        first.append(update_id)
        if update_id == first[0]:
            raise ValueError("яд")

    bot.inbox.fail = fail
    bot.starts()
    assert bot.inbox.waits(1) == [("text", "7", "после яда", "ru")]
    soon(lambda: telegram.state["waiting"] == 0)
    assert "яд" not in caplog.text


def test_updates_that_come_twice_and_backwards_are_kept_once(telegram: FakeTelegram, bot: Bot) -> None:
    inbox = bot.starts()
    for word in ("раз", "два", "три"):
        telegram.person(7).says(word)
    inbox.waits(3)
    telegram.replays(3)
    telegram.person(7).says("четыре")
    assert [entry[2] for entry in inbox.waits(4)] == ["раз", "два", "три", "четыре"]
    time.sleep(0.3)
    assert len(inbox.got) == 4


def test_ids_that_begin_anew_after_a_quiet_week_hide_nothing(telegram: FakeTelegram, bot: Bot) -> None:
    inbox = bot.starts()
    telegram.person(7).says("до")
    inbox.waits(1)
    soon(lambda: telegram.state["waiting"] == 0)
    message = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "после"}
    telegram.pushes({"update_id": 12, "message": message}, numbered=False)
    assert inbox.waits(2)[1] == ("text", "7", "после", None)


@pytest.mark.parametrize("how", ["429", "500", "502", "reset", "odd_after", "garbage_after"])
def test_an_outage_loses_nothing(telegram: FakeTelegram, bot: Bot, how: str) -> None:
    telegram.fails("getUpdates", how, times=2)
    telegram.person(7).says("раз")
    assert bot.starts().waits(1) == [("text", "7", "раз", "ru")]


ODD = [
    None, 0, "text", [], [[]], {}, {"message": None}, {"message": 5}, {"message": {}}, {"message": {"chat": []}},
    {"message": {"chat": {"id": "7", "type": "private"}}}, {"message": {"chat": {"id": 7, "type": ["private"]}}},
    {"message": {"chat": {"id": True, "type": "private"}, "message_id": 1, "text": "x"}},
    {"message": {"chat": {"id": 7, "type": "private"}, "message_id": 10**400, "text": "x"}},
    {"callback_query": {"id": 5, "data": {}}}, {"callback_query": {"id": "1", "data": "t", "message": None}},
    {"my_chat_member": {"chat": {"id": 7, "type": "private"}, "new_chat_member": "kicked"}},
    {"edited_message": {"chat": {"id": 7, "type": "private"}, "text": "x"}}, {"from_the_future": {"text": "x"}},
]  # fmt: skip


def test_odd_and_unknown_updates_are_passed_over(telegram: FakeTelegram, bot: Bot) -> None:
    for update in ODD:
        telegram.pushes(update, numbered=isinstance(update, dict))
    telegram.person(7).says("живой")
    assert bot.starts().waits(1) == [("text", "7", "живой", "ru")]
    soon(lambda: telegram.state["waiting"] == 0)


KINDS_HEARD = {
    "photo": "photo", "voice": "voice", "video": "video", "video_note": "video", "animation": "video",
    "audio": "file", "document": "file", "sticker": "sticker", "dice": "sticker", "location": "location",
    "venue": "location", "contact": "contact", "poll": "other",
}  # fmt: skip


def test_every_kind_of_thing_is_named_and_none_of_it_is_kept(
    telegram: FakeTelegram, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert set(KINDS_HEARD) == set(KINDS)
    for kind in KINDS_HEARD:
        telegram.person(7).sends(kind)
    heard = bot.starts().waits(len(KINDS_HEARD))
    assert heard == [("other", "7", kind, "ru") for kind in KINDS_HEARD.values()]
    assert not [word for word in SECRET_WORDS if word in str(heard) + caplog.text]


def test_words_under_a_picture_are_read_and_the_picture_is_not(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.person(7).sends("photo", caption="что мне с этим делать?")
    assert bot.starts().waits(2) == [("other", "7", "photo", "ru"), ("text", "7", "что мне с этим делать?", "ru")]


def test_pictures_that_were_sent_together_are_answered_once(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.person(7)
    anna.sends("photo", caption="что это?", media_group_id="1")
    for _ in range(3):
        anna.sends("photo", media_group_id="1")
    anna.sends("photo")
    photo = ("other", "7", "photo", "ru")
    assert bot.starts().waits(3) == [photo, ("text", "7", "что это?", "ru"), photo]


def test_forwarded_words_are_not_taken_for_the_persons_own(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.person(7).forwards("я убежал из части")
    assert bot.starts().waits(1) == [("other", "7", "forwarded", "ru")]


def test_an_edit_is_noticed_and_its_words_are_not_read(telegram: FakeTelegram, bot: Bot) -> None:
    inbox = bot.starts()
    message = telegram.person(7).says("раз")
    telegram.person(7).edits(message, "два")
    assert inbox.waits(2)[1] == ("other", "7", "edited", "ru")


def test_a_live_location_is_refused_once_and_not_each_time_it_moves(telegram: FakeTelegram, bot: Bot) -> None:
    inbox = bot.starts()
    telegram.person(7).sends("location", live_period=900)
    moved = {"message_id": 1001, "chat": {"id": 7, "type": "private"}, "location": KINDS["location"], "edit_date": 5}
    telegram.pushes({"edited_message": moved})
    telegram.person(7).says("конец")
    assert inbox.waits(2) == [("other", "7", "location", "ru"), ("text", "7", "конец", "ru")]


def test_notices_of_telegram_itself_are_no_words_of_the_person(telegram: FakeTelegram, bot: Bot) -> None:
    chat = {"id": 7, "type": "private"}
    for notice in (
        "pinned_message",
        "message_auto_delete_timer_changed",
        "chat_background_set",
        "write_access_allowed",
    ):
        telegram.pushes({"message": {"message_id": 3, "date": 1, "chat": chat, notice: {}}})
    telegram.person(7).says("слово")
    assert bot.starts().waits(1) == [("text", "7", "слово", "ru")]


def test_stopping_the_bot_and_coming_back_are_heard(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.person(7).blocks()
    telegram.person(7).returns()
    assert bot.starts().waits(2) == [("blocked", "7"), ("unblocked", "7")]


def test_the_bot_leaves_a_group_and_hears_nothing_there(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.do("group_says", chat_id=-100500, person=7, text="секрет")
    telegram.person(7).says("лично")
    assert bot.starts().waits(1) == [("text", "7", "лично", "ru")]
    soon(lambda: telegram.state["left"] == [-100500])


def test_commands_mean_words_that_the_conversation_understands(telegram: FakeTelegram, bot: Bot) -> None:
    for text in ("/start", "/start ref_123", "/menu", "/menu@spravka_test_bot", "/wipe", "/unknown", "/wipe the rest"):
        telegram.person(7).says(text)
    telegram.person(8, "en").says("/wipe")
    heard = [entry[2] for entry in bot.starts().waits(8)]
    assert heard == ["/start", "/start", "меню", "меню", "стереть", "/unknown", "стереть", "wipe"]


def test_the_menu_of_commands_is_there_in_both_languages(telegram: FakeTelegram, bot: Bot) -> None:
    bot.starts()
    soon(lambda: set(telegram.state["commands"]) == {"", "ru", "en"})
    menus = telegram.state["commands"]
    assert [c["command"] for c in menus["ru"]] == ["menu", "help", "time", "code", "wipe"]
    assert {c["description"] for c in menus["ru"]}.isdisjoint(c["description"] for c in menus["en"])


def test_a_press_is_answered_and_leaves_only_the_chosen_button_which_does_nothing_more(
    telegram: FakeTelegram, bot: Bot
) -> None:
    inbox = bot.starts()
    anna = telegram.person(7)
    buttons = (Button("Да", "token-yes"), Button("Нет", "token-no"))
    bot.do(bot.messenger.send("7", Parcel("Уверены?", buttons), "k", again=False))
    anna.presses("Нет")
    assert inbox.waits(1) == [("button", "7", "token-no", "ru")]
    soon(lambda: anna.sees()[0].buttons == ("✓ Нет",))
    anna.presses("Нет")
    soon(lambda: not telegram.state["unanswered_presses"])
    assert len(inbox.got) == 1


def test_a_double_tap_is_one_press(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.person(7)
    bot.do(
        bot.messenger.send(
            "7", Parcel("Уверены?", (Button("Да", "token-yes"), Button("Нет", "token-no"))), "k", again=False
        )
    )
    for title in ("Да", "Да", "Нет"):  # before the bot has had time to take the buttons away
        anna.presses(title)
    inbox = bot.starts()
    soon(lambda: not telegram.state["unanswered_presses"])
    assert inbox.got == [("button", "7", "token-yes", "ru"), ("button", "7", "token-no", "ru")]


def test_a_refused_token_is_told_in_the_log_without_the_token(
    telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = "42:wrong-token-of-somebody"
    messenger = build(Settings(telegram_token=token, telegram_api=telegram.url))
    assert messenger
    bot = Bot(messenger)
    bot.starts()
    soon(lambda: "token_refused" in caplog.text)
    bot.stops()
    assert "wrong-token" not in caplog.text


@pytest.mark.parametrize("token", ["x", "a:b", "12:", "12:a b"])
def test_what_is_no_token_stops_the_start_by_the_name_of_its_setting(token: str) -> None:
    with pytest.raises(SettingsError, match=r"^bad_token: RAPORT_TELEGRAM_TOKEN$"):
        build(Settings(telegram_token=token))


def test_without_a_token_there_is_no_telegram() -> None:
    assert build(Settings(telegram_token="")) is None


def test_the_fake_says_what_the_library_takes_for_updates_of_telegram() -> None:
    world = World()
    world.says(7, "слово")
    for kind in KINDS:
        world.sends(7, kind)
    world.forwards(7, "чужое")
    world.edits(7, 1001, "иначе")
    world.blocks(7)
    world.returns(7)
    for update in world.queue:
        read = Update.model_validate(update)
        assert read.event_type in ("message", "edited_message", "my_chat_member")
