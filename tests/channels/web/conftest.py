"""The web chat over HTTP without a browser: Starlette's test client as a page of ours, over the port in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.web import Limits, load_texts, routes
from tests.channels.fake_port import FakePort

KEY = b"k" * 32
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
Clients = Callable[..., TestClient]


@pytest.fixture
def port() -> FakePort:
    """The conversation behind the routes."""
    return FakePort()


@pytest.fixture
def clients(port: FakePort) -> Iterator[Clients]:
    """Make a client: a browser of its own, on our page; `key`, `secure`, `limits`, `clock` as the routes take them."""
    made: list[TestClient] = []

    def make(
        *,
        key: bytes = KEY,
        secure: bool = False,
        limits: Limits | None = None,
        origins: tuple[str, ...] = (),
        clock: Callable[[], float] = lambda: 0.0,
    ) -> TestClient:
        web = routes(
            port, texts=load_texts(), session_key=key, secure_cookies=secure, limits=limits, origins=origins, clock=clock
        )
        base = "https://testserver" if secure else "http://testserver"
        client = TestClient(Starlette(routes=web), base_url=base, headers=SAME_ORIGIN, raise_server_exceptions=True)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(clients: Clients) -> TestClient:
    """A client with an open conversation."""
    client = clients()
    assert client.post("/chat/session", json={"lang": "ru"}).status_code == 204
    return client
