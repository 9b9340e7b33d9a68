"""Requests in the chat over real stores: reminders of marked days, the time zone, the phrase of proof, a clear chat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot import service
from bot.bootstrap import Services
from bot.cases.messages import Incoming, Outgoing
from bot.conversation.requests import REMIND, STOP, remind_button
from tests.channels.pocket import with_echo
from tests.conftest import Clock
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]

MOMENT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # noon in Moscow


@pytest.fixture
def services(instance: Instance, clock: Clock) -> Iterator[Services]:
    clock.time = MOMENT
    made = Services(instance.settings, clock)
    with_echo(made)
    yield made
    made.close()


class Person:
    """Somebody who writes on a channel and reads all lines."""

    def __init__(self, services: Services, channel: str = "pocket", address: str = "a") -> None:
        self.services, self.channel, self.address, self.sent = services, channel, address, 0
        services.turns.open(channel, address, "ru")

    @property
    def id(self) -> str:
        found = self.services.conversations.find(self.channel, self.address)
        assert found
        return found

    @property
    def lines(self) -> list[str]:
        return [line.text for line in self.services.conversations.transcript(self.id, 0)]

    def write(self, text: str) -> str:
        return self._send(Incoming(text=text))

    def press(self, title: str) -> str:
        lines = self.services.conversations.transcript(self.id, 0)
        token = next(b.token for line in reversed(lines) for b in line.buttons if title in b.title)
        return self._send(Incoming(button=token))

    def _send(self, message: Incoming) -> str:
        self.sent += 1
        self.services.turns.receive(self.id, f"{self.address}{self.sent}", message)
        return self.lines[-1]

    def days(self) -> list[date]:
        return [on for _, on in self.services.reminders.all(self.id)]


def utc(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def due(services: Services) -> list[datetime]:
    with services.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT due_at FROM reminder ORDER BY due_at").scalars()
        return [datetime.fromisoformat(row).replace(tzinfo=UTC) for row in rows]


@pytest.mark.parametrize(
    ("wish", "on"),
    [
        ("напомните 3 декабря", date(2026, 12, 3)),
        ("Напомнить через 10 дней", date(2026, 12, 2)),
        ("напомни мне, пожалуйста, в понедельник", date(2026, 11, 23)),
        ("remind me on December 3", date(2026, 12, 3)),
        ("remind me in two weeks about it", date(2026, 12, 6)),
        ("напомните 03.12.2026 сходить в строевую часть", date(2026, 12, 3)),
    ],
)
def test_a_day_is_marked_in_the_persons_words(services: Services, wish: str, on: date) -> None:
    person = Person(services)
    answer = person.write(wish)
    assert person.days() == [on]
    assert "строев" not in answer
    assert due(services) == [datetime.combine(on, time(7), UTC)]  # ten in Moscow


@pytest.mark.parametrize(
    "story",
    [
        "напомните, что мне говорили 3 декабря",
        "напомни что такое ВВК",
        "рапорт подал 3 декабря, напомнил командиру",
        "командир сказал 3 декабря меня отпустят и никто не напомнил про контракт который кончился",
        "я во Владивостоке",
        "стоп",
    ],
)
def test_a_story_is_no_request(services: Services, story: str) -> None:
    person = Person(services)
    assert person.write(story) == story
    assert services.conversations.is_busy(person.id)


@pytest.mark.parametrize("wish", ["напомните 31 ноября", "напомни", "напомни в декабре"])
def test_a_day_that_is_none_is_asked_for(services: Services, wish: str) -> None:
    person = Person(services)
    answer = person.write(wish)
    assert person.days() == []
    assert "Назовите день" in answer or answer == wish  # what holds no date at all is left to the dialogue


def test_the_past_and_a_fourth_day_are_refused_in_words(services: Services) -> None:
    person = Person(services)
    assert "позже" in person.write("напомните сегодня")
    for days in (2, 3, 4):
        person.write(f"напомните через {days} дня")
    assert "три" in person.write("напомните через 9 дней")
    assert len(person.days()) == 3
    assert "не будет" in person.write("не напоминайте")
    assert person.days() == []


def remind(services: Services) -> None:
    for reminder, lang in services.reminders.due():
        services.requests.remind(reminder, lang)


def test_it_is_told_neutrally_once_on_the_day_though_the_talk_was_erased_long_ago(
    services: Services, clock: Clock
) -> None:
    person = Person(services)
    person.write("мать инвалид, хочу уволиться")
    first = person.id
    person.write("напомните через 10 дней")
    clock.forward(hours=25)
    service.forget_due(services)
    assert person.id != first
    assert person.lines == []
    clock.time = MOMENT + timedelta(days=10, hours=-2, minutes=1)  # ten in Moscow
    service.forget_due(services)
    service.forget_due(services)
    assert len(person.lines) == 1
    assert "отметили" in person.lines[0]
    assert not any(word in person.lines[0].lower() for word in ("рапорт", "арм", "служб", "адвокат", "бот"))
    assert len(services.outbox.waiting()) == 1
    clock.forward(hours=25)
    service.forget_due(services)
    assert services.conversations.find("pocket", "a") is None


def test_nobody_is_woken_at_night(services: Services, clock: Clock) -> None:
    person = Person(services)
    person.write("напомните завтра")
    clock.time = MOMENT + timedelta(hours=10, minutes=1, days=1)  # 22:01 of the day in Moscow: the worker was away
    remind(services)
    assert person.lines[-1] != services.requests._say("reminder", "ru")[0].text
    clock.forward(hours=10, minutes=58)  # 8:59
    remind(services)
    assert person.days()
    clock.forward(minutes=2)
    remind(services)
    assert person.days() == []


def test_the_time_zone_is_the_persons(services: Services) -> None:
    person = Person(services)
    person.write("напомните 3 декабря")
    assert "время" in person.press("Я не в Москве")
    person.press("Владивосток")
    assert due(services) == [utc(3)]  # ten in Vladivostok is midnight UTC
    person.write("часовой пояс UTC+5")
    assert due(services) == [utc(3, 5)]
    person.write("я в Чите")
    assert due(services) == [utc(3, 1)]
    assert b"Yakutsk" not in b"".join(path.read_bytes() for path in services.settings.home.glob("raport.db*"))


def test_a_page_is_told_that_it_cannot_write_first(services: Services) -> None:
    assert "не может написать вам первой" in Person(services, "web").write("напомните 3 декабря")
    assert "Напомню 3 декабря" in Person(services, "pocket").write("напомните 3 декабря")


def offered(person: Person, *days: date) -> None:
    """What an advocate's note puts into the chat."""
    choices = (("Напомнить", remind_button(days)), ("Не надо", remind_button(())))
    person.services.conversations.say(person.id, [Outgoing("Напомнить?", choices)])


@pytest.mark.parametrize("typed", [False, True])
def test_offered_days_are_set_by_a_yes_alone_pressed_or_typed(services: Services, typed: bool) -> None:
    person = Person(services)
    offered(person, date(2026, 12, 3), date(2027, 2, 1))
    assert "не напомню" in (person.write("не надо") if typed else person.press("Не надо"))
    assert person.days() == []
    said = person.write("напомнить") if typed else person.press("Напомнить")
    assert "3 декабря" in said
    assert person.days() == [date(2026, 12, 3), date(2027, 2, 1)]


def test_offered_days_that_have_passed_or_are_too_many_are_not_promised(services: Services) -> None:
    person = Person(services)
    offered(person, date(2026, 11, 1))
    assert "уже наступил или прошёл" in person.press("Напомнить")
    for day in (3, 4, 5):
        person.write(f"напомните {day} декабря")
    offered(person, date(2026, 12, 8))
    assert "уже три напоминания" in person.press("Напомнить")
    assert len(person.days()) == 3


def test_stop_after_a_reminder_stops_the_rest(services: Services, clock: Clock) -> None:
    person = Person(services)
    person.write("напомните завтра")
    person.write("напомните через 5 дней")
    clock.time = MOMENT + timedelta(days=1)
    remind(services)
    assert len(person.days()) == 1
    assert "не будет" in person.write("Стоп")
    assert person.days() == []


def test_a_wipe_takes_the_reminders_along(services: Services) -> None:
    person = Person(services)
    person.write("напомните завтра")
    person.write("стереть")
    assert due(services) == []


def test_the_bot_proves_itself_by_the_persons_own_phrase_which_stays_on_no_screen(services: Services) -> None:
    person = Person(services)
    assert "Фразы ещё нет" in person.write("докажи, что это ты")
    person.write("Моя фраза: Снег в июле")
    assert "Снег" not in " ".join(person.lines)
    assert "Снег в июле" in person.write("Докажите, что это вы?")
    other = Person(services, address="b")
    assert "Фразы ещё нет" in other.write("докажи, что это ты")
    assert "Снег".encode() not in b"".join(path.read_bytes() for path in services.settings.home.glob("raport.db*"))


@pytest.mark.parametrize("wish", ["чего ты никогда не спросишь?", "what do you never ask?", "/never"])
def test_what_is_never_asked_is_said_on_request(services: Services, wish: str) -> None:
    assert "•" in Person(services).write(wish)


def test_messages_vanish_after_a_day_only_when_that_is_wished(services: Services, clock: Clock) -> None:
    wishing, other = Person(services, address="a"), Person(services, address="b")
    for person in (wishing, other):
        services.trail.note(person.id, "p1")
    assert "удалять" in wishing.write("удаляйте сообщения")
    clock.forward(hours=23)
    services.trail.note(wishing.id, "p2")
    assert services.trail.retire() == 0
    clock.forward(hours=2)
    assert services.trail.retire() == 1
    tasks = services.trail.due("pocket")
    assert [(task.address, task.message_ids) for task in tasks] == [("a", ("p1",))]
    assert list(services.trail.due("pocket")) == []  # held by who took it
    wishing.write("не удаляйте сообщения")
    clock.forward(hours=30)
    assert services.trail.retire() == 0


def test_no_pattern_hangs_on_a_long_hostile_line() -> None:
    for pattern in (REMIND, STOP):
        pattern.fullmatch("напомни " * 4000)
