"""The web chat over HTTP without a browser: a real server, and a client that behaves like our page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.web import Limits, load_texts, routes
from tests.channels.fake_port import FakePort
from tests.channels.server import Server

KEY = b"k" * 32
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
Clients = Callable[..., httpx.Client]


@pytest.fixture
def port() -> FakePort:
    """The conversation behind the routes."""
    return FakePort()


@pytest.fixture
def clients(port: FakePort) -> Iterator[Clients]:
    """Make a client: a browser of its own, on our page; `key`, `secure`, `limits`, `clock` as the routes take them."""
    with ExitStack() as stack:

        def make(
            *,
            key: bytes = KEY,
            secure: bool = False,
            limits: Limits | None = None,
            origins: tuple[str, ...] = (),
            clock: Callable[[], float] = lambda: 0.0,
        ) -> httpx.Client:
            web = routes(
                port,
                texts=load_texts(),
                session_key=key,
                secure_cookies=secure,
                limits=limits,
                origins=origins,
                clock=clock,
            )
            server = Server(Starlette(routes=web))
            server.start()
            stack.callback(server.stop)
            return stack.enter_context(closing(httpx.Client(base_url=server.url, headers=SAME_ORIGIN, trust_env=False)))

        yield make


@pytest.fixture
def client(clients: Clients) -> httpx.Client:
    """A client with an open conversation."""
    client = clients()
    assert client.post("/chat/session", json={"lang": "ru"}).status_code == 204
    return client
