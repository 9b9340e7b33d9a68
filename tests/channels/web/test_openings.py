"""Whoever asks for conversations without end keeps no newcomer out. The real server, asked as an attacker asks."""

from __future__ import annotations

import asyncio
import select
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from bot.channels.web import Limits, openings
from bot.channels.web.messages import WebError
from bot.channels.web.openings import Openings, seen
from tests.channels.web.conftest import SAME_ORIGIN, Clients


def opens(client: httpx.Client) -> httpx.Response:
    return client.post("/chat/session", json={"lang": "ru"})


def newcomer(url: str, patience: float = 60.0) -> float:
    """Open the page as a browser does, again when told to wait; returns after how many seconds it is open."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        with httpx.Client(base_url=url, headers=SAME_ORIGIN, trust_env=False, timeout=20) as client:
            answer = opens(client)
        if answer.status_code == 204:
            return time.monotonic() - begun
        assert answer.json() == {"code": "too_fast"}
        time.sleep(int(answer.headers["retry-after"]))
    return float("inf")


def flood(url: str, a_second: int, stop: threading.Event) -> threading.Thread:
    """Ask for ``a_second`` conversations a second, never waiting for the answers before the next."""
    address = urlsplit(url)
    host, port = str(address.hostname), int(address.port or 0)
    body = b'{"lang": "ru"}'
    request = (
        f"POST /chat/session HTTP/1.1\r\nHost: {host}:{port}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body

    def ask() -> None:
        asked: list[socket.socket] = []
        while not stop.wait(1 / a_second):
            asked.append(socket.create_connection((host, port), timeout=20))
            asked[-1].sendall(request)
            for answered in select.select(asked, [], [], 0)[0]:
                asked.remove(answered)
                answered.close()
        for one in asked:
            one.close()

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


@pytest.mark.parametrize("a_second", [10, 15])
def test_a_flood_of_openings_locks_no_newcomer_out(clients: Clients, a_second: int) -> None:
    limits = Limits(openings_per_minute=300)  # five a second: a smaller door than ours, so that it is crowded for sure
    url = str(clients(limits=limits).base_url)
    stop = threading.Event()
    thread = flood(url, a_second, stop)
    try:
        time.sleep(4)
        with ThreadPoolExecutor(8) as threads:
            waits = [one.result() for one in [threads.submit(newcomer, url) for _ in range(8)]]
    finally:
        stop.set()
        thread.join(30)
    assert sorted(waits)[3] < 60, "fewer than half of the newcomers came in within a minute"


def test_in_calm_times_nobody_waits(clients: Clients) -> None:
    url = str(clients().base_url)
    assert max(newcomer(url) for _ in range(20)) < 2


def test_who_is_sent_away_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "CROWD", 3)

    async def crowd() -> list[object]:
        door = Openings(6, 30, lambda: 0.0)  # one in ten seconds, and one at once
        await door.enter(None)
        tasks = [asyncio.create_task(door.enter("127.0.0.1")) for _ in range(5)]
        done, waiting = await asyncio.wait(tasks, timeout=0.5)
        assert len(waiting) == 3
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return [one.exception() for one in done]

    sent_away = asyncio.run(crowd())
    assert len(sent_away) == 2
    for error in sent_away:
        assert isinstance(error, WebError)
        assert (error.status, error.code) == (429, "too_fast")
        assert error.retry_after in openings.AGAIN


def test_an_address_that_is_seen_has_a_measure_of_its_own() -> None:
    now = [0.0]

    async def ask() -> None:
        door = Openings(60, 2, lambda: now[0])
        for address in ("93.184.216.34", "93.184.216.34", "93.184.216.35"):
            await door.enter(address)
        with pytest.raises(WebError, match="too_fast"):
            await door.enter("93.184.216.34")
        now[0] = 61.0
        await door.enter("93.184.216.34")

    asyncio.run(ask())


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("127.0.0.1", None), ("::1", None), ("172.17.0.1", None), ("10.0.0.7", None), (None, None), ("unix:", None),
        ("93.184.216.34", "93.184.216.34"), ("2606:2800:220:1:248:1893:25c8:1946", "2606:2800:220:1::/64"),
    ],
)  # fmt: skip
def test_who_tells_nobody_apart_is_not_seen(client: str | None, counted: str | None) -> None:
    assert seen(client) == counted
