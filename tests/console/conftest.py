"""The console over a real database, and people who come to it the way people do: by an invitation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyotp
import pytest

from bot.bootstrap import Services
from bot.cases.database import migrate
from bot.console.app import build
from bot.settings import Settings
from bot.studio import job
from bot.vault import keys
from tests.browser.conftest import chromium, watch  # noqa: F401  # fixtures of a real browser
from tests.channels.server import Server
from tests.conftest import Clock
from tests.console.casehelp import submitted
from tests.console.desks import advocates, claimed, desk, patience, sign_in  # noqa: F401  # and who sits at it

PASSWORD = "four random words here"


@dataclass
class Visitor:
    """Somebody at the console, with what he knows. Requests carry what a browser sends."""

    client: httpx.Client
    services: Services
    clock: Clock
    name: str = ""
    person_id: str = ""
    secret: str = ""
    password: str = PASSWORD

    def get(self, path: str, **more: object) -> httpx.Response:
        """Open a page, without following."""
        return self.client.get(path, **more)  # type: ignore[arg-type]

    def post(self, path: str, data: dict[str, object] | None = None, *, csrf: str | None = None) -> httpx.Response:
        """Send a form as a page of the console does; the token is taken from the page it stands on."""
        token = self.csrf() if csrf is None else csrf
        return self.client.post(path, data={"csrf": token, **(data or {})})

    def csrf(self) -> str:
        """The token of this browser's forms now."""
        page = self.client.get("/me" if self.person_id else "/sign-in", headers={"sec-fetch-site": "none"}).text
        found = re.search(r'name="csrf" value="(\w+)"', page)
        assert found, page
        return found[1]

    def code(self) -> str:
        """The next unused code of the generator: time moves on by a step."""
        self.clock.forward(seconds=30)
        return pyotp.TOTP(self.secret).at(self.clock())

    def sign_in(self, **changed: str) -> httpx.Response:
        """Sign in with what he knows."""
        sent = {"login": self.name, "password": self.password, "next": "/me"} | changed
        if "code" not in sent:
            sent["code"] = self.code()
        person, self.person_id = self.person_id, ""
        answer = self.post("/sign-in", sent)
        self.person_id = person
        return answer


@pytest.fixture
def services(tmp_path: Path, clock: Clock) -> Iterator[Services]:
    """An instance whose clock the test moves."""
    settings = Settings(home=tmp_path / "home", mode="local", _env_file=None)
    for path in (settings.key_path, settings.assistant_key_path):
        keys.create(path)
    made = Services(settings, clock)
    migrate(made.database)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The trainings that were begun: none of them runs here."""
    begun: list[Settings] = []
    monkeypatch.setattr(job, "begin", begun.append)
    return begun


@pytest.fixture
def console(services: Services) -> Iterator[Server]:
    """The application, running."""
    server = Server(build(services))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def nobody(console: Server, services: Services, clock: Clock) -> Iterator[Callable[[], Visitor]]:
    """A browser that nobody has signed in with."""
    opened: list[httpx.Client] = []

    def make() -> Visitor:
        headers = {"origin": console.url, "sec-fetch-site": "same-origin", "accept-language": "ru"}
        opened.append(httpx.Client(base_url=console.url, headers=headers, trust_env=False, timeout=180))
        return Visitor(opened[-1], services, clock)

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def join(nobody: Callable[[], Visitor]) -> Callable[..., Visitor]:
    """Somebody with these roles who was invited and is signed in; ``test_signing_in`` walks the pages of it."""

    def make(name: str, *roles: str) -> Visitor:
        visitor = nobody()
        visitor.name, visitor.secret = name, pyotp.random_base32()
        all_of = visitor.services
        token = all_of.invitations.invite(name, roles or ("advocate",))
        me = all_of.invitations.accept(token, PASSWORD, visitor.secret, visitor.code())
        visitor.person_id = me.person_id
        visitor.client.cookies.set("console", all_of.console_sessions.start(me, "Firefox, Android"), "127.0.0.1")
        return visitor

    return make


@pytest.fixture
def me(join: Callable[..., Visitor]) -> Visitor:
    """An advocate."""
    return join("Ласточка")


@pytest.fixture
def case(me: Visitor, services: Services) -> str:
    """A case that «Ласточка» has claimed."""
    made, _ = submitted(services)
    assert me.post(f"/cases/{made}/claim").status_code == 303
    return made
