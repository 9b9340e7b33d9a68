"""Telegram over the real stores, with a bot that is ended at random and a Telegram that fails at random."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import pytest

from bot.bootstrap import Services
from bot.channels import messengers
from bot.channels.telegram import build
from bot.conversation.engine import EngineReply
from bot.settings import Settings
from tests.channels.pocket import EchoEngine, with_echo
from tests.channels.telegram.fake import FakeTelegram, Person
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]
T = TypeVar("T")
FAULTS = ("429", "500", "502", "reset", "502_after", "reset_after", "odd_after", "garbage_after")
METHODS = ("sendMessage", "getUpdates", "editMessageText", "deleteMessages", "answerCallbackQuery")


@pytest.fixture
def services(instance: Instance) -> Iterator[Services]:
    made = instance.services()
    yield made
    made.close()


@pytest.fixture
def engine(services: Services) -> EchoEngine:
    return with_echo(services)


@asynccontextmanager
async def running(services: Services, settings: Settings) -> AsyncIterator[None]:
    """The part, with a messenger that knows nothing of the one before."""
    messenger = build(settings)
    assert messenger
    task = asyncio.create_task(messengers.run(services, [messenger]))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def see(what: Callable[[], T]) -> T:
    return await asyncio.to_thread(what)


async def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not await see(true):
            await asyncio.sleep(0.1)


def echoes(person: Person) -> list[str]:
    return [seen.text.removeprefix("эхо: ") for seen in person.heard() if seen.text.startswith("эхо: ")]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_fails_every_message_is_answered_once_and_in_order(
    services: Services, engine: EchoEngine, telegram: FakeTelegram, settings: Settings, seed: int
) -> None:
    dice = random.Random(seed)
    people = [telegram.person(100 + number) for number in range(4)]
    said: dict[int, list[str]] = {person.id: [] for person in people}

    async def story() -> None:
        for leg in range(4):
            async with running(services, settings):
                for step in range(6):
                    person = dice.choice(people)
                    said[person.id].append(f"слово {leg}.{step}")
                    await see(lambda person=person: person.says(said[person.id][-1]))
                    fault = (dice.choice(METHODS), dice.choice(FAULTS))
                    await see(lambda fault=fault: telegram.fails(*fault, retry_after=1))
                    await asyncio.sleep(dice.uniform(0, 0.6))
        await see(telegram.heals)
        async with running(services, settings):
            await until(lambda: all(len(echoes(person)) >= len(said[person.id]) for person in people))
            await asyncio.sleep(1)

    asyncio.run(story())
    for person in people:
        assert echoes(person) == said[person.id]
        assert {seen.edits for seen in person.heard()} <= {0}


def test_the_wipe_word_empties_the_chat_of_both_sides(
    services: Services, engine: EchoEngine, telegram: FakeTelegram, settings: Settings
) -> None:
    anna = telegram.person(7)

    async def story() -> None:
        async with running(services, settings):
            await see(lambda: anna.says("/start"))
            await until(anna.heard)
            for number in range(3):
                await see(lambda number=number: anna.says(f"тайна {number}"))
            await see(lambda: anna.sends("photo"))
            await until(lambda: len(echoes(anna)) == 3)
            await see(lambda: anna.says("/wipe"))
            await until(lambda: [seen for seen in anna.heard() if "стёрт" in seen.text.lower()])
            await until(lambda: all(seen.author == "bot" for seen in anna.sees()))

    asyncio.run(story())
    assert not [seen for seen in anna.sees() if "тайна" in seen.text or seen.author == "person"]


def test_who_is_blocked_is_not_written_to_and_comes_back_to_what_was_said(
    services: Services, engine: EchoEngine, telegram: FakeTelegram, settings: Settings
) -> None:
    anna = telegram.person(7)

    async def story() -> None:
        async with running(services, settings):
            await see(lambda: anna.says("раз"))
            await until(lambda: echoes(anna) == ["раз"])
            await see(anna.blocks)
            await asyncio.sleep(0.5)
            await see(anna.returns)
            await see(lambda: anna.says("два"))
            await until(lambda: echoes(anna) == ["раз", "два"])

    asyncio.run(story())


def test_a_pressed_button_means_its_choice_and_pressing_on_means_nothing(
    services: Services, engine: EchoEngine, telegram: FakeTelegram, settings: Settings
) -> None:
    offer = EngineReply("Уверены?", choices=(("Да", "/affirm"), ("Нет", "/deny")))
    engine.answer = lambda text: (EngineReply(f"эхо: {text}"),) if text.startswith("/") else (offer,)
    anna = telegram.person(7)

    async def story() -> None:
        async with running(services, settings):
            await see(lambda: anna.says("хочу"))
            await until(lambda: any("Нет" in seen.buttons for seen in anna.heard()))
            await see(lambda: anna.presses("Нет"))
            await until(lambda: echoes(anna) == ["/deny"])
            await until(lambda: ("✓ Нет",) in [seen.buttons for seen in anna.heard()])
            await see(lambda: anna.presses("✓ Нет"))
            await asyncio.sleep(0.5)

    asyncio.run(story())
    assert echoes(anna) == ["/deny"]
