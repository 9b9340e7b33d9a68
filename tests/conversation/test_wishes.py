"""Wishes in the chat, over real stores and without the engine: answered at once, and nothing of them is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.bootstrap import Services
from bot.cases.messages import Incoming
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]


@pytest.fixture
def services(instance: Instance) -> Iterator[Services]:
    made = instance.services()
    yield made
    made.close()


class Person:
    """Somebody with one address who writes and reads."""

    def __init__(self, services: Services, address: str) -> None:
        self._services, self._address, self._sent = services, address, 0
        self.conversation = services.turns.open("web", address, "ru")

    def write(self, text: str) -> str:
        """Send a message and return the last line that is to be read then."""
        self._sent += 1
        self._services.turns.receive(self.conversation, f"{self._address}{self._sent}", Incoming(text=text))
        found = self._services.conversations.find("web", self._address)
        assert found
        self.conversation = found
        return self.lines[-1]

    @property
    def lines(self) -> list[str]:
        """All that stands on the screen."""
        return [line.text for line in self._services.conversations.transcript(self.conversation, 0)]


@pytest.mark.parametrize("wish", ["срок", "Когда всё сотрётся?", "countdown"])
def test_the_countdown_is_told_on_request(services: Services, wish: str) -> None:
    assert re.search("23 часа 59 минут|24 часа|23 hours 59 minutes|24 hours", Person(services, "a").write(wish))


def test_a_story_with_the_same_words_is_no_wish(services: Services) -> None:
    person = Person(services, "a")
    for story in ("срок контракта кончился", "дай код для рапорта по срокам, когда всё сотрётся", "запасное слово"):
        person.write(story)
        assert person.lines[-1] == story
    assert services.conversations.is_busy(person.conversation)


def test_a_decoy_word_leaves_a_harmless_talk_and_no_trace_of_what_was_here(
    services: Services, instance: Instance
) -> None:
    person = Person(services, "a")
    before = person.conversation
    person.write("меня зовут Канарейкин, хочу уволиться")
    assert "не скроет" in person.write("запасное слово: пирожок")
    assert "пирожок" not in " ".join(person.lines)
    last = services.conversations.state(before).last_seq
    assert "Тесто" in person.write("Пирожок")
    assert person.conversation != before
    assert services.conversations.state(person.conversation).base_seq == last
    assert len(person.lines) == 1
    for words in ("это что за бот?", "ты про рапорты?", "отвечай"):
        assert re.search("бл[ие]н", person.write(words), re.IGNORECASE)
    assert before.encode() not in instance.raw()
    assert "Стёрто" in person.write("стереть")


def test_a_code_brings_the_talk_to_another_device_and_stands_on_no_screen(services: Services) -> None:
    person, elsewhere = Person(services, "old"), Person(services, "new")
    person.write("моя история")
    told = person.write("код возврата")
    code = re.search(r"8 9\d\d \d{3}-\d\d-\d\d доб\. \d{4}", told)
    assert code
    assert "работает" in person.write(code[0])
    assert "теперь здесь" in elsewhere.write(code[0])
    assert "моя история" in elsewhere.lines
    assert services.conversations.find("web", "old") is None
    typed = [line for line in elsewhere.lines if line == code[0]]
    assert typed == []
    assert list(services.erasures.unfinished()) == []


def test_a_phone_number_that_is_no_code_is_an_ordinary_message(services: Services) -> None:
    person = Person(services, "a")
    assert person.write("8 912 345-67-89") == "8 912 345-67-89"
    assert services.conversations.is_busy(person.conversation)
