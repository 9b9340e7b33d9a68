"""What one message costs the gateway in transactions, counted over the real turns and a page that polls."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event

from bot.bootstrap import Services
from bot.channels.chat import Chat
from tests.channels.pocket import with_echo
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]
READS, CLAIMS, WRITES = "raport_reading", "raport_passing", "waits for the disk"
MOST = 8
IN_THE_BACKGROUND = frozenset(("waiting", "heads"))  # one a second of each, whatever is said


@pytest.fixture
def services(instance: Instance) -> Services:
    made = instance.services()
    with_echo(made)
    return made


@pytest.fixture
def begun(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """The transactions by kind, without those of the looks that come every second."""
    found: Counter[str] = Counter()

    def note(connection: Connection) -> None:
        options = connection.get_execution_options()
        found[next((one for one in (READS, CLAIMS) if options.get(one)), WRITES)] += 1

    for name in IN_THE_BACKGROUND:
        monkeypatch.setattr(services.conversations, name, lambda *_: {})
    event.listen(services.database, "begin", note)
    yield found
    event.remove(services.database, "begin", note)


def test_a_message_and_the_page_that_waits_for_its_answer_take_eight_transactions(
    services: Services, begun: Counter[str]
) -> None:
    async def story() -> Counter[str]:
        chat = Chat(services)
        async with chat.run():
            await chat.open("web", "address", "ru")
            seen = (await chat.replies("web", "address", after=0, wait=0)).items[-1].seq
            begun.clear()
            await chat.receive("web", "address", "u1", text="меня не отпускают в отпуск", button=None)
            said: list[str] = []
            typing = True
            while typing or "bot" not in said:
                found = await chat.replies("web", "address", after=seen, wait=20)
                said += [line.author for line in found.items]
                seen, typing = (found.items[-1].seq if found.items else seen), found.typing
            return Counter(begun)

    spent = asyncio.run(story())
    assert spent.total() <= MOST, spent
    assert spent[WRITES] == 2, "the message and its answer wait for the disk, and nothing else does"
    assert spent[CLAIMS] == 1


def test_a_silent_page_reads_once_when_it_comes_and_not_when_its_time_is_over(
    services: Services, begun: Counter[str]
) -> None:
    async def story() -> None:
        chat = Chat(services)
        async with chat.run():
            await chat.open("web", "address", "ru")
            seen = (await chat.replies("web", "address", after=0, wait=0)).items[-1].seq
            begun.clear()
            assert (await chat.replies("web", "address", after=seen, wait=0.5)).items == ()

    asyncio.run(story())
    assert begun == {READS: 1}
