"""Many polls cost one look a second together, and one page's polls keep no other reader waiting. The real gateway."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from bot.bootstrap import Services
from bot.cases.messages import Outgoing
from bot.channels import chat as chats
from bot.channels.gateway import build as build_gateway
from tests.channels.pocket import with_echo
from tests.channels.server import Server
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def services(instance: Instance) -> Services:
    made = instance.services()
    with_echo(made)
    return made


@pytest.fixture
def gateway(services: Services) -> Iterator[Server]:
    server = Server(build_gateway(services))
    server.start()
    yield server
    server.stop()


@contextmanager
def visitor(server: Server) -> Iterator[httpx.Client]:
    """A page that has been opened."""
    with httpx.Client(base_url=server.url, headers=SAME_ORIGIN, timeout=60, trust_env=False) as client:
        client.post("/chat/session", json={"lang": "ru"}).raise_for_status()
        yield client


def last(client: httpx.Client) -> int:
    return int(client.get("/chat/replies?after=0").json()["items"][-1]["seq"])


def poll(client: httpx.Client, after: int, wait: int = 20) -> httpx.Response:
    return client.get(f"/chat/replies?after={after}&wait={wait}")


def test_of_many_polls_of_one_page_the_oldest_end_at_once_and_the_newest_still_hear(gateway: Server) -> None:
    with visitor(gateway) as greedy, ThreadPoolExecutor(20) as threads:
        seen, begun = last(greedy), time.monotonic()
        polls = [threads.submit(poll, greedy, seen) for _ in range(20)]
        while sum(one.done() for one in polls) < 20 - chats.POLLS:
            assert time.monotonic() - begun < 15, "the oldest polls were held"
            time.sleep(0.05)
        greedy.post("/chat/messages", json={"id": str(uuid.uuid4()), "text": "слышно?"}).raise_for_status()
        answers = [one.result() for one in polls]
        assert {one.status_code for one in answers} == {200}
        assert sum(bool(one.json()["items"]) for one in answers) == chats.POLLS


def test_a_page_that_asks_without_pause_is_told_to_wait(gateway: Server) -> None:
    with visitor(gateway) as greedy:
        seen = last(greedy)
        codes = [poll(greedy, seen, wait=0).status_code for _ in range(260)]
        assert codes.count(200) == 239  # one went for `last`
        refused = poll(greedy, seen, wait=0)
        assert (refused.status_code, refused.json()) == (429, {"code": "too_fast"})


def test_nine_hundred_polls_keep_no_other_reader_waiting(gateway: Server) -> None:
    async def crowd(cookies: httpx.Cookies, after: int, ready: threading.Event, done: asyncio.Event) -> None:
        limits = httpx.Limits(max_connections=900)
        async with httpx.AsyncClient(
            base_url=gateway.url, headers=SAME_ORIGIN, cookies=cookies, timeout=90, trust_env=False, limits=limits
        ) as client:
            asked = [asyncio.ensure_future(client.get(f"/chat/replies?after={after}&wait=20")) for _ in range(900)]
            while sum(one.done() for one in asked) < 900 - chats.POLLS:
                await asyncio.sleep(0.1)  # the storm of their coming is this process's own work, not the polls'
            ready.set()
            await done.wait()
            for one in asked:
                one.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

    with visitor(gateway) as greedy, visitor(gateway) as reader:
        calm = timed(reader)
        loop, ready, done = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
        thread = threading.Thread(
            target=loop.run_until_complete, args=(crowd(greedy.cookies, last(greedy), ready, done),)
        )
        thread.start()
        assert ready.wait(60)
        crowded = timed(reader)
        loop.call_soon_threadsafe(done.set)
        thread.join(60)
        loop.close()
    assert crowded < 1 + 2 * calm, f"{crowded:.2f} s instead of {calm:.2f}"


def timed(client: httpx.Client) -> float:
    """The seconds of the slowest of five looks."""
    spent = []
    for _ in range(5):
        begun = time.monotonic()
        client.get("/chat/replies?after=0").raise_for_status()
        spent.append(time.monotonic() - begun)
    return max(spent)


def test_what_another_process_says_is_heard_by_every_poll(gateway: Server, services: Services) -> None:
    with visitor(gateway) as one, visitor(gateway) as other, ThreadPoolExecutor(4) as threads:
        seen = {client: last(client) for client in (one, other)}
        polls = [threads.submit(poll, client, seen[client]) for client in (one, other, one, other)]
        time.sleep(2.5)
        for conversation in all_of(services):
            services.conversations.say(conversation, [Outgoing("от другого процесса")])
        for answer in polls:
            assert [item["text"] for item in answer.result().json()["items"]] == ["от другого процесса"]


def test_the_looks_of_a_second_are_one_whatever_the_polls(
    gateway: Server, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    heads, glance = services.conversations.heads, services.conversations.glance
    monkeypatch.setattr(services.conversations, "heads", lambda ids: (looks.append(len(ids)), heads(ids))[1])
    read: list[str] = []
    monkeypatch.setattr(services.conversations, "glance", lambda *who: (read.append(who[1]), glance(*who))[1])
    with ExitStack() as stack, ThreadPoolExecutor(12) as threads:
        pages = [stack.enter_context(visitor(gateway)) for _ in range(6)]
        seen = [last(page) for page in pages]
        read.clear()
        polls = [
            threads.submit(poll, page, after, 5) for page, after in zip(pages, seen, strict=True) for _ in range(2)
        ]
        assert all(one.result().json()["items"] == [] for one in polls)
    assert len(read) == len(polls), "polls looked again though nothing had changed"
    assert max(looks) == len(pages)


def all_of(services: Services) -> list[str]:
    from sqlalchemy import select

    from bot.cases.database import connect
    from bot.cases.models import Conversation

    engine = connect(services.settings.database)
    with engine.connect() as connection:
        found = list(connection.scalars(select(Conversation.id)))
    engine.dispose()
    return found
