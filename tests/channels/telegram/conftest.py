"""A Telegram of one's own and a bot connected to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.channels.telegram import build
from bot.settings import Settings
from tests.channels.running_bot import Bot
from tests.channels.telegram.fake import FakeTelegram


@pytest.fixture(scope="session")
def one_telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as telegram:
        yield telegram


@pytest.fixture
def telegram(one_telegram: FakeTelegram) -> Iterator[FakeTelegram]:
    """An empty Telegram; whatever a test does to it, the bot must have kept the published contract."""
    one_telegram.resets()
    yield one_telegram
    assert one_telegram.complaints == []


@pytest.fixture
def settings(telegram: FakeTelegram) -> Settings:
    return Settings(telegram_token=telegram.token, telegram_api=telegram.url)


@pytest.fixture
def new_bot(settings: Settings) -> Iterator[Callable[[], Bot]]:
    """Make a bot; each knows nothing of the others, as after a restart."""
    made: list[Bot] = []

    def new() -> Bot:
        messenger = build(settings)
        assert messenger
        made.append(Bot(messenger))
        return made[-1]

    yield new
    for bot in made:
        bot.stops()


@pytest.fixture
def bot(new_bot: Callable[[], Bot]) -> Bot:
    return new_bot()
