"""The main job in Telegram, on a whole service: a story, the ways out, the report as documents, and the wipe."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.channels.telegram.fake import FakeTelegram, Person, Seen
from tests.running import Service, start

STORY = "контракт кончился в мае, не отпускают, мать инвалид 1 группы"
WAYS_OUT = re.compile(r"Вот что открыто")
PATIENCE = 90.0


@pytest.fixture(scope="module")
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as running:
        yield running


@pytest.fixture(scope="module")
def talking(telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = start(tmp_path_factory.mktemp("instance"), **telegram.env)
    yield running
    running.stop()


def new(person: Person, since: int) -> list[Seen]:
    return [seen for seen in person.heard() if seen.message_id > since]


def answer(person: Person, act: Callable[[], object], until: Callable[[list[Seen]], object] = bool) -> list[Seen]:
    """Do something, and return what the bot says to it until it is silent and ``until`` is content."""
    since = max((seen.message_id for seen in person.sees()), default=0)
    act()
    give_up, quiet, heard = time.monotonic() + PATIENCE, 0, -1
    while quiet < 8:
        assert time.monotonic() < give_up, f"heard {[seen.text for seen in new(person, since)]}"
        time.sleep(0.25)
        said = new(person, since)
        quiet = quiet + 1 if said and len(said) == heard and until(said) else 0
        heard = len(said)
    return new(person, since)


def text_of(said: list[Seen]) -> str:
    return "\n\n".join(seen.text for seen in said)


def to_the_ways_out(anna: Person) -> list[Seen]:
    said = answer(anna, lambda: anna.says(STORY))
    for words in ("не знаю", "какие есть выходы") * 4:  # whether he is asked or answered first depends on the model
        if WAYS_OUT.search(text_of(said)):
            return said
        said = answer(anna, partial(anna.says, words))
    raise AssertionError("the ways out were not shown")


def test_from_the_story_to_the_documents_and_the_wipe(talking: Service, telegram: FakeTelegram) -> None:
    anna = telegram.person(7001)
    welcome = answer(anna, lambda: anna.says("/start"))
    assert "стереть" in text_of(welcome)
    shown = to_the_ways_out(anna)
    assert "май 2026" in text_of(anna.heard())
    assert any("ход" in title for seen in shown for title in seen.buttons)

    way_out = text_of(answer(anna, lambda: anna.presses("ход")))
    assert way_out.index("рискуете") < way_out.index("Шаги")

    def has_files(said: list[Seen]) -> bool:
        return len([seen for seen in said if seen.kind != "text"]) >= 4

    report = answer(anna, lambda: anna.presses("Составить рапорт"), has_files)
    files = {seen.kind if seen.kind == "photo" else seen.file_name.rpartition(".")[2]: seen.content for seen in report}
    assert {"photo", "pdf", "docx", "txt"} <= set(files)
    assert files["pdf"].startswith(b"%PDF")
    assert files["photo"].startswith(b"\x89PNG")
    assert "прошу" in files["txt"].decode().lower()

    receipt = answer(anna, lambda: anna.says("стереть"), lambda said: "стёрто" in text_of(said).lower())
    assert "стёрто" in text_of(receipt).lower()
    give_up = time.monotonic() + PATIENCE
    while len(anna.sees()) > len(receipt):
        assert time.monotonic() < give_up, [seen.text for seen in anna.sees()]
        time.sleep(0.25)
    assert "май 2026" not in text_of(anna.sees())
    assert telegram.complaints == []


def test_what_is_not_text_gets_an_honest_sentence(talking: Service, telegram: FakeTelegram) -> None:
    boris = telegram.person(7002)
    answer(boris, lambda: boris.says("/start"))
    for kind in ("location", "photo", "voice", "sticker", "contact", "document"):
        assert text_of(answer(boris, lambda kind=kind: boris.sends(kind))), kind
    assert telegram.complaints == []


def test_nobody_is_answered_twice_when_the_part_is_killed(talking: Service, telegram: FakeTelegram) -> None:
    vera = telegram.person(7003)
    answer(vera, lambda: vera.says("/start"))
    vera.says("стоп")
    talking.kill("messengers")
    said = answer(vera, lambda: vera.says("кто ты?"))
    assert said
    texts = [seen.text for seen in vera.heard()]
    assert len(texts) == len(set(texts))


def test_english_is_spoken_to_an_english_phone(talking: Service, telegram: FakeTelegram) -> None:
    john = telegram.person(7004, "en")
    welcome = text_of(answer(john, lambda: john.says("/start")))
    assert not re.search(r"[а-яё]{4,}", welcome)


def test_the_log_of_the_service_holds_neither_words_nor_the_token(talking: Service, telegram: FakeTelegram) -> None:
    log = (talking.home / "service.log").read_text()
    assert telegram.token.partition(":")[2] not in log
    assert "инвалид" not in log


def test_over_the_webhook_people_are_answered_just_the_same(
    telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory
) -> None:
    telegram.resets()
    running = start(tmp_path_factory.mktemp("hooked"), **telegram.env, RAPORT_TELEGRAM_WEBHOOK="true")
    try:
        anna = telegram.person(7005)
        assert "стереть" in text_of(answer(anna, lambda: anna.says("/start")))
        assert text_of(answer(anna, lambda: anna.says("кто ты?")))
        assert set(telegram.state["webhook_answers"]) <= {200, 503}
        assert telegram.complaints == []
    finally:
        running.stop()
