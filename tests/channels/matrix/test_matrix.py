"""Matrix against a real homeserver: rooms of two, each message once, nothing read that should not be."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nio import RoomSendError

from bot.cases.messages import FileContent
from bot.channels.matrix import build
from bot.channels.matrix.events import Said, read
from bot.channels.matrix.messenger import _failure
from bot.channels.messenger import Parcel, SendError
from bot.settings import Settings
from tests.channels.matrix.synapse import Person, Synapse
from tests.channels.running_bot import Bot

NewBot = Callable[[], Bot]


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    running = Synapse(tmp_path_factory.mktemp("synapse"))
    yield running
    running.close()


@pytest.fixture
def people(synapse: Synapse) -> Iterator[Callable[[str], Person]]:
    """Make people."""
    made: list[Person] = []

    def make(name: str) -> Person:
        made.append(synapse.person(name))
        return made[-1]

    yield make
    for person in made:
        person.close()


@pytest.fixture
def account(synapse: Synapse) -> tuple[str, str]:
    """A fresh user for the bot."""
    return synapse.register("spravka")


@pytest.fixture
def new_bot(synapse: Synapse, account: tuple[str, str], tmp_path: Path) -> Iterator[NewBot]:
    """Make a bot on the same account and folder, as after a restart; the one before is stopped."""
    made: list[Bot] = []

    def new() -> Bot:
        if made:
            made.pop().stops()
        settings = Settings(
            home=tmp_path, matrix_homeserver=synapse.url, matrix_user=account[0], matrix_token=account[1],
            public_url="https://chat.example/",
        )  # fmt: skip
        messenger = build(settings)
        assert messenger
        made.append(Bot(messenger))
        return made[-1]

    yield new
    for bot in made:
        bot.stops()


@pytest.fixture
def bot(new_bot: NewBot) -> Bot:
    return new_bot()


@pytest.fixture
def anna(people: Callable[[str], Person]) -> Person:
    return people("anna")


def soon(true: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def meet(anna: Person, bot: Bot, account: tuple[str, str], *, encrypted: bool = False) -> str:
    """Invite the bot; the room, once it is in."""
    room = anna.invites(account[0], encrypted=encrypted)
    soon(lambda: account[0] in anna.members(room))
    return room


def test_an_invitation_is_accepted_and_words_arrive_in_order(anna: Person, bot: Bot, account: tuple[str, str]) -> None:
    inbox = bot.starts()
    room = meet(anna, bot, account)
    for word in ("раз", "два", "три\x00"):
        anna.says(room, word)
    soon(lambda: len(inbox.texts) == 3)
    assert inbox.got[-3:] == [("text", room, word, None) for word in ("раз", "два", "три")]


def test_what_was_written_while_the_bot_was_away_is_all_there(
    anna: Person, new_bot: NewBot, account: tuple[str, str]
) -> None:
    first = new_bot()
    first.starts()
    room = meet(anna, first, account)
    anna.says(room, "до")
    soon(lambda: first.inbox.texts == ["до"])
    time.sleep(0.5)
    second = new_bot()  # the first is stopped; more is written than one sync holds
    for number in range(230):
        anna.says(room, str(number))
    inbox = second.starts()
    soon(lambda: len(inbox.texts) >= 230)
    assert inbox.texts == [str(number) for number in range(230)]


def test_the_position_moves_only_when_the_inbox_has_it(anna: Person, new_bot: NewBot, account: tuple[str, str]) -> None:
    first = new_bot()
    first.starts()
    room = meet(anna, first, account)

    def fail(_: str) -> None:
        raise OSError("the words: слово")

    time.sleep(0.5)
    first.inbox.fail = fail
    anna.says(room, "слово")
    time.sleep(2)
    assert first.inbox.texts == []
    inbox = new_bot().starts()
    soon(lambda: inbox.texts == ["слово"])


def test_things_that_are_no_text_are_named_and_not_read(anna: Person, bot: Bot, account: tuple[str, str]) -> None:
    inbox = bot.starts()
    room = meet(anna, bot, account)
    kinds = {
        "m.image": "photo", "m.audio": "voice", "m.video": "video", "m.location": "location", "m.file": "file",
        "com.example.new": "other",
    }  # fmt: skip
    for kind in kinds:
        anna.sends(room, {"msgtype": kind, "body": "тайна", "url": "mxc://localhost/x", "geo_uri": "geo:48.01,37.80"})
    original = anna.says(room, "раз")
    edit = {"msgtype": "m.text", "body": "* два", "m.new_content": {"msgtype": "m.text", "body": "два"}}
    anna.sends(room, edit | {"m.relates_to": {"rel_type": "m.replace", "event_id": original}})
    anna.sends(room, {"body": "s", "url": "mxc://localhost/x", "info": {}}, "m.sticker")
    anna.sends(room, {"msgtype": "m.notice", "body": "another bot"})
    anna.says(room, "конец")
    soon(lambda: "конец" in inbox.texts)
    others = [entry[2] for entry in inbox.got if entry[0] == "other"]
    assert others == [*kinds.values(), "edited", "sticker"]
    assert inbox.texts == ["раз", "конец"]
    assert "тайна" not in str(inbox.got)


def test_a_room_of_three_is_left_and_nothing_in_it_is_read(
    anna: Person, people: Callable[[str], Person], bot: Bot, account: tuple[str, str]
) -> None:
    inbox = bot.starts()
    room = meet(anna, bot, account)
    anna.says(room, "вдвоём")
    soon(lambda: inbox.texts == ["вдвоём"])
    boris = people("boris")
    anna.do("POST", f"/rooms/{room}/invite", {"user_id": boris.user})
    boris.do("POST", f"/join/{room}", {})
    anna.says(room, "втроём")
    soon(lambda: account[0] not in anna.members(room))
    assert inbox.texts == ["вдвоём"]


def test_who_leaves_has_blocked_the_bot(anna: Person, bot: Bot, account: tuple[str, str]) -> None:
    inbox = bot.starts()
    room = meet(anna, bot, account)
    anna.do("POST", f"/rooms/{room}/leave", {})
    soon(lambda: ("blocked", room) in inbox.got)
    with pytest.raises(SendError) as caught:
        soon(lambda: bot.do(bot.messenger.send(room, Parcel("x"), str(time.monotonic()), again=False)) and None)
    assert caught.value.gone


def test_an_encrypted_room_is_told_that_it_cannot_be_read_and_where_to_go(
    anna: Person, bot: Bot, account: tuple[str, str]
) -> None:
    inbox = bot.starts()
    room = meet(anna, bot, account, encrypted=True)
    anna.sends(room, {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "session_id": "s"}, "m.room.encrypted")
    soon(lambda: anna.heard(room, account[0]))
    (notice,) = anna.heard(room, account[0])
    assert "зашифрована" in notice["body"]
    assert "encrypted" in notice["body"]
    assert "https://chat.example/" in notice["body"]
    assert [entry for entry in inbox.got if entry[0] != "unblocked"] == []


def test_a_message_that_is_sent_again_with_its_key_stays_one(
    anna: Person, new_bot: NewBot, account: tuple[str, str]
) -> None:
    bot = new_bot()
    bot.starts()
    room = meet(anna, bot, account)
    ids = {bot.do(bot.messenger.send(room, Parcel("ответ"), "key-1", again=again)) for again in (False, True)}
    again = new_bot()
    ids.add(again.do(again.messenger.send(room, Parcel("ответ"), "key-1", again=True)))
    again.do(again.messenger.send(room, Parcel("другой"), "key-2", again=False))
    assert len(ids) == 1
    assert [content["body"] for content in anna.heard(room, account[0])] == ["ответ", "другой"]


def test_files_arrive_whole_and_a_picture_is_shown(anna: Person, bot: Bot, account: tuple[str, str]) -> None:
    bot.starts()
    room = meet(anna, bot, account)
    report = FileContent("raport.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)))
    page = FileContent("stranitsa.png", "image/png", b"\x89PNG\r\n\x1a\n")
    bot.do(bot.messenger.send(room, Parcel(file=report), "k1", again=False))
    bot.do(bot.messenger.send(room, Parcel(file=page, preview=True), "k2", again=False))
    one, two = anna.heard(room, account[0])
    assert (one["msgtype"], one["filename"], two["msgtype"]) == ("m.file", "raport.pdf", "m.image")
    assert anna.downloads(one["url"]) == report.content


def test_messages_are_taken_back_and_unknown_ones_are_no_error(
    anna: Person, bot: Bot, account: tuple[str, str]
) -> None:
    bot.starts()
    room = meet(anna, bot, account)
    theirs = anna.says(room, "моё")
    ours = bot.do(bot.messenger.send(room, Parcel("ответ"), "k", again=False))
    bot.do(bot.messenger.typing(room))
    bot.do(bot.messenger.delete(room, [ours, theirs, "$nothing"]))
    texts = [event["content"] for event in anna.sees(room) if event["type"] == "m.room.message"]
    assert texts == [{}, {}]


def test_a_homeserver_that_goes_away_loses_nothing(
    anna: Person, bot: Bot, account: tuple[str, str], synapse: Synapse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox = bot.starts()
    room = meet(anna, bot, account)
    anna.says(room, "раз-тайна")
    soon(lambda: len(inbox.texts) == 1)
    synapse.stop()
    with pytest.raises(SendError) as caught:
        bot.do(bot.messenger.send(room, Parcel("ответ-тайна"), "k", again=False))
    assert not caught.value.gone
    assert not caught.value.permanent
    synapse.start()
    anna.says(room, "два-тайна")
    soon(lambda: len(inbox.texts) == 2)
    bot.do(bot.messenger.send(room, Parcel("ответ-тайна"), "k", again=True))
    assert len(anna.heard(room, account[0])) == 1
    assert "тайна" not in caplog.text
    assert account[1] not in caplog.text


def test_a_refused_token_is_told_by_its_code(
    synapse: Synapse, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(
        home=tmp_path, matrix_homeserver=synapse.url, matrix_user="@nobody:localhost", matrix_token="wrong-token"
    )
    messenger = build(settings)
    assert messenger
    bot = Bot(messenger)
    bot.starts()
    soon(lambda: "token_refused" in caplog.text)
    bot.stops()
    assert "wrong-token" not in caplog.text


@pytest.mark.parametrize(
    "content", [None, [], "x", {}, {"msgtype": None}, {"msgtype": ["m.text"], "body": {}}, {"m.relates_to": []}]
)
@pytest.mark.parametrize("kind", ["m.room.message", "m.room.member", "m.sticker", ["odd"], None])
def test_odd_events_are_read_without_a_fault(kind: object, content: object) -> None:
    for event in (content, {"event_id": "$1", "type": kind, "content": content}, {"event_id": 5, "content": content}):
        found = read("!room", event, "@me")
        assert found is None or not isinstance(found[1], Said) or found[1].text is None


def test_too_many_messages_say_how_long_to_wait() -> None:
    error = _failure(RoomSendError("slow down", "M_LIMIT_EXCEEDED", 2500))
    assert (error.code, error.retry_after, error.uncertain) == ("too_fast", 2.5, False)


def test_without_a_homeserver_there_is_no_matrix() -> None:
    assert build(Settings(matrix_homeserver="")) is None
