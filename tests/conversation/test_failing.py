"""What a person hears while something is broken: danger is answered at once, nothing is lost, nobody waits for ever."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bot.bootstrap import Services
from bot.cases.messages import Incoming
from bot.conversation.engine import EngineReply, EngineUnavailableError
from bot.conversation.turns import MOST_FAILURES
from tests.conftest import Clock
from tests.conversation.chatting import Heard
from tests.privacy.conftest import Instance, either, instance

__all__ = ["either", "instance"]

DESPAIR, DANGER = "я сейчас повешусь", "меня избивают прямо сейчас"


class Engine(Heard):
    """Breaks as a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble: Exception | None = None

    def turn(self, *arguments: object) -> tuple[EngineReply, ...]:
        if self.trouble:
            raise self.trouble
        return super().turn(*arguments)  # type: ignore[arg-type]


class Person:
    """Somebody who writes in a messenger."""

    def __init__(self, services: Services) -> None:
        self.services, self.count = services, 0
        self.id = services.turns.open("pocket", "a", "ru")
        self.seen = services.conversations.state(self.id).last_seq

    def write(self, words: str) -> None:
        self.count += 1
        assert self.services.turns.receive(self.id, f"u{self.count}", Incoming(text=words))

    def work(self) -> None:
        while self.services.turns.work(self.id):
            pass

    def heard(self) -> list[str]:
        """What the bot said since it was last asked for."""
        lines = self.services.conversations.transcript(self.id, self.seen)
        self.seen = max([self.seen, *(line.seq for line in lines)])
        return [line.text for line in lines if line.author == "bot"]


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def services(either: Instance, engine: Engine, clock: Clock) -> Iterator[Services]:
    made = Services(either.settings, clock)
    made.__dict__["engine"] = engine
    yield made
    made.close()


@pytest.mark.parametrize("words", [DESPAIR, DANGER])
def test_a_cry_for_help_waits_for_no_message_before_it(services: Services, engine: Engine, words: str) -> None:
    engine.trouble = EngineUnavailableError("ConnectError")
    person = Person(services)
    person.write("как уволиться")
    person.work()
    assert len(person.heard()) == 1  # that it takes longer
    person.write(words)
    [care] = person.heard()
    assert "112" in care or "103" in care or "8-800" in care or "8 800" in care
    engine.trouble = None
    person.work()
    assert person.heard() == ["понял"]
    assert "как уволиться" in engine.texts[0]


def test_despair_is_answered_before_any_worker_has_it_and_closes_the_form_when_one_does(
    services: Services, engine: Engine
) -> None:
    person = Person(services)
    person.write(DESPAIR)
    assert len(person.heard()) == 1
    assert engine.texts == []
    person.work()
    assert person.heard() == []
    assert engine.texts == ["/crisis_suicide"]
    assert DESPAIR not in str(engine.texts)


def test_despair_that_came_twice_is_answered_once(services: Services) -> None:
    person = Person(services)
    for _ in range(2):
        services.turns.receive(person.id, "same", Incoming(text=DESPAIR))
    assert len(person.heard()) == 1


def test_a_message_that_breaks_us_each_time_is_given_up_and_the_next_is_answered(
    services: Services, engine: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person(services)
    engine.trouble = ValueError("тайные слова")
    person.write("тайные слова")
    person.write("второе")
    for _ in range(MOST_FAILURES - 1):
        with pytest.raises(ValueError, match="тайные"):
            services.turns.work(person.id)
        clock.forward(seconds=13)
    assert person.heard() == []
    assert services.turns.work(person.id)
    assert len(person.heard()) == 1
    engine.trouble = None
    person.work()
    assert person.heard() == ["понял"]
    assert "тайные" not in caplog.text


def test_an_outage_uses_up_no_messages_tries_and_is_logged_once_for_each(
    services: Services, engine: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person(services)
    engine.trouble = EngineUnavailableError("hangs")
    person.write("слово")
    for _ in range(5 * MOST_FAILURES):
        assert not services.turns.work(person.id)
    assert len(person.heard()) == 1
    assert caplog.text.count("engine unavailable") == 1
    engine.trouble = EngineUnavailableError("http_500")
    assert not services.turns.work(person.id)
    engine.trouble = None
    person.work()
    assert person.heard() == ["понял"]


def test_a_database_that_fails_makes_no_message_be_given_up(services: Services, engine: Engine, clock: Clock) -> None:
    person = Person(services)
    engine.trouble = OperationalError("SELECT", {}, Exception("disk full"))
    person.write("слово")
    for _ in range(2 * MOST_FAILURES):
        with pytest.raises(OperationalError):
            services.turns.work(person.id)
        clock.forward(seconds=13)
    engine.trouble = None
    person.work()
    assert person.heard() == ["понял"]


def test_a_clock_put_back_keeps_nobody_waiting(services: Services, engine: Engine, clock: Clock) -> None:
    person = Person(services)
    for number in range(41):
        person.write(f"слово {number}")
        clock.forward(seconds=2)
    assert services.conversations.claim(person.id)  # by a worker that dies now
    clock.forward(hours=-3)
    assert list(services.conversations.waiting()) == [person.id]
    person.work()
    assert len(person.heard()) == 41
    person.write("и сейчас")
    person.work()
    assert person.heard() == ["понял"]
    sent = 0
    while letter := services.outbox.claim(person.id):
        sent += 1
        services.outbox.arrived(letter, f"m{sent}", last=True)
    assert sent > 42
    assert list(services.outbox.due("pocket")) == []


def full(services: Services) -> None:
    """Let the database have no more pages than it has, as on a full disk."""

    @event.listens_for(services.database, "begin")
    def no_more(connection: object) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()  # type: ignore[attr-defined]
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]


def test_on_a_full_disk_nothing_is_half_stored_and_what_was_refused_is_taken_later(
    instance: Instance, clock: Clock, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    tight = Services(instance.settings, clock)
    tight.__dict__["engine"] = engine
    person = Person(tight)
    full(tight)
    refused = 0
    for number in range(40):
        before = tight.conversations.state(person.id)
        try:
            tight.turns.receive(person.id, f"u{number}", Incoming(text=f"слово {number} " + "х" * 900))
        except OperationalError:
            refused += 1
            assert tight.conversations.state(person.id) == before
        clock.forward(seconds=2)
    assert refused
    tight.close()
    roomy = Services(instance.settings, clock)
    roomy.__dict__["engine"] = engine
    for number in range(40):
        roomy.turns.receive(person.id, f"u{number}", Incoming(text=f"слово {number} " + "х" * 900))
        clock.forward(seconds=2)
    while roomy.turns.work(person.id):
        pass
    lines = roomy.conversations.transcript(person.id, 0)
    assert sorted(int(line.text.split()[1]) for line in lines if line.author == "person") == list(range(40))
    assert [line.text for line in lines if line.author == "bot"].count("понял") == 40
    assert "слово" not in caplog.text
    roomy.close()


def test_a_database_that_is_locked_refuses_and_takes_the_same_message_later(
    instance: Instance, clock: Clock, engine: Engine
) -> None:
    services, other = Services(instance.settings, clock), instance.services()
    services.__dict__["engine"] = engine
    person = Person(services)

    @event.listens_for(services.database, "connect")
    def impatient(connection: object, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]

    services.database.dispose()
    with other.database.begin() as held:
        held.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="locked"):
            services.turns.receive(person.id, "u1", Incoming(text="слово"))
        assert len(services.conversations.transcript(person.id, person.seen)) == 0  # reading goes on
    assert services.turns.receive(person.id, "u1", Incoming(text="слово"))
    person.work()
    assert person.heard() == ["понял"]
    services.close()
