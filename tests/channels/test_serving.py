"""Nobody holds the server by sending slowly, not at all or by not reading; a real server and raw sockets."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.channels import serving
from tests.channels.server import Server

HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body() or b"served")


async def _poll(_request: Request) -> PlainTextResponse:
    await asyncio.sleep(3)
    return PlainTextResponse("polled")


async def _long(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("x" * 20_000_000)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that waits a second for a head, two for a whole request and three for a reader."""
    for name, seconds in (("HEAD_WITHIN", 1.0), ("WHOLE_WITHIN", 2.0), ("TAKEN_WITHIN", 3.0)):
        monkeypatch.setattr(serving, name, seconds)
    pages = (("/", _echo, ["GET", "POST"]), ("/poll", _poll, ["GET"]), ("/long", _long, ["GET"]))
    made = Server(Starlette(routes=[Route(path, page, methods=methods) for path, page, methods in pages]))
    made.start()
    yield made
    made.stop()


def connect(server: Server, sent: bytes = b"") -> socket.socket:
    made = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    made.sendall(sent)
    return made


def ends_within(one: socket.socket, seconds: float) -> bool:
    """Whether the server ends the connection in time; what it says before is read."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        one.settimeout(left)
        try:
            if not one.recv(65536):
                return True
        except TimeoutError:
            return False
        except ConnectionResetError:
            return True
    return False


@pytest.mark.parametrize("sent", [b"", b"GET", HALF])
def test_a_request_whose_head_does_not_end_is_ended(server: Server, sent: bytes) -> None:
    begun = time.monotonic()
    with connect(server, sent) as one:
        assert ends_within(one, 8)
        assert time.monotonic() - begun > 0.8


def test_a_head_that_comes_letter_by_letter_is_ended_as_well(server: Server) -> None:
    with connect(server, HALF) as one, pytest.raises(OSError, match=r".*"):
        for _ in range(80):
            time.sleep(0.1)
            one.sendall(b"a")


def test_a_body_that_does_not_come_is_ended(server: Server) -> None:
    with connect(server, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab") as one:
        assert ends_within(one, 10)


def test_the_second_request_of_a_connection_has_to_end_too(server: Server) -> None:
    with connect(server, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") as one:
        answer = b""
        while not answer.endswith(b"served"):  # head and body may come apart
            answer += one.recv(65536)
        one.sendall(HALF)
        assert ends_within(one, 8)


def test_a_poll_may_take_longer_than_a_head(server: Server) -> None:
    assert httpx.get(f"{server.url}/poll", timeout=20, trust_env=False).text == "polled"


def test_an_answer_that_nobody_reads_is_cut(server: Server) -> None:
    with connect(server, b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n") as one:
        time.sleep(6)
        assert ends_within(one, 10)
    slow = httpx.get(f"{server.url}/long", timeout=30, trust_env=False)
    assert len(slow.content) == 20_000_000, "a reader that reads is cut as well"


def test_more_half_open_requests_than_descriptors_keep_nobody_out(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "HEAD_WITHIN", 60.0)
    monkeypatch.setattr(serving.PatientProtocol, "most", 100)
    with ExitStack() as open_ones, httpx.Client(base_url=server.url, trust_env=False) as reader:
        half = [open_ones.enter_context(connect(server, HALF)) for _ in range(300)]
        begun = time.monotonic()
        assert [reader.get("/").text for _ in range(3)] == ["served"] * 3
        assert time.monotonic() - begun < 5
        assert ends_within(half[0], 5), "the oldest did not make room"
        assert not ends_within(half[-1], 0.3), "the newest had to go before the oldest"


def test_who_is_being_answered_is_not_cut_for_a_newcomer(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving.PatientProtocol, "most", 3)
    poll = b"GET /poll HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with ExitStack() as open_ones:
        polls = [open_ones.enter_context(connect(server, poll)) for _ in range(3)]
        time.sleep(0.5)
        with connect(server) as newcomer:
            assert ends_within(newcomer, 5)
        for one in polls:
            answer = b"".join(iter(lambda one=one: one.recv(65536), b""))  # type: ignore[misc]
            assert answer.endswith(b"polled")


def test_the_limit_of_descriptors_is_raised_as_far_as_the_system_gives() -> None:
    assert serving.raise_limit() >= min(
        serving.DESCRIPTORS, serving.resource.getrlimit(serving.resource.RLIMIT_NOFILE)[1]
    )
