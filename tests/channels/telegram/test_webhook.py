"""The webhook against a real web server: only Telegram is heard, nothing breaks it, and nothing is logged."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.channels import telegram as telegram_package
from bot.channels.telegram import build
from bot.channels.telegram.client import Client
from bot.channels.telegram.messenger import Telegram, Webhook
from bot.channels.telegram.webhook import HEADER, PATH, webhook_routes
from bot.channels.web.texts import load_texts
from bot.settings import Settings
from bot.vault import keys
from tests.channels.running_bot import Bot, FakeInbox
from tests.channels.server import Server
from tests.channels.telegram.fake import FakeTelegram
from tests.channels.telegram.test_receiving import ODD

SECRET = "s3cret-of-the-webhook"
TEXTS = Path(telegram_package.__file__).with_name("texts.yml")


class Post:
    """A gateway with the webhook, and whoever posts to it."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self.inbox = FakeInbox()
        self.telegram = telegram
        messenger = self.messenger("unused")

        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            yield
            await messenger.close()

        self.server = Server(Starlette(routes=webhook_routes(messenger, self.inbox), lifespan=lifespan))
        self.server.start()
        self.client = httpx.Client(base_url=self.server.url, trust_env=False)

    def messenger(self, url: str) -> Telegram:
        """A messenger whose updates go to ``url``."""
        return Telegram(Client(self.telegram.token, self.telegram.url), load_texts(TEXTS), Webhook(url, SECRET))

    def send(self, body: bytes, secret: str | None = SECRET) -> int:
        """The status of one post."""
        headers = {HEADER: secret} if secret is not None else {}
        return self.client.post(PATH, content=body, headers=headers).status_code

    def update(self, update: Any) -> int:
        """The status of an update in JSON."""
        return self.send(json.dumps(update).encode())


@pytest.fixture
def post(telegram: FakeTelegram) -> Iterator[Post]:
    made = Post(telegram)
    yield made
    made.client.close()
    made.server.stop()


def message(number: int, text: str) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": {"id": 7, "type": "private"}, "text": text},
    }


def test_an_update_with_the_secret_is_kept_before_it_is_acknowledged(post: Post) -> None:
    assert post.update(message(1, "слово")) == 200
    assert post.inbox.got == [("text", "7", "слово", None)]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "s3cret-of-the-webhooK"])
def test_a_forged_update_is_refused(post: Post, secret: str | None) -> None:
    assert post.send(json.dumps(message(1, "ложь")).encode(), secret) == 403
    assert post.inbox.got == []


def test_a_repeated_update_is_kept_once(post: Post) -> None:
    assert [post.update(message(1, "слово")) for _ in range(3)] == [200, 200, 200]
    assert len(post.inbox.got) == 1


def test_when_the_inbox_is_away_telegram_is_asked_to_come_again(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: str) -> None:
        raise OSError("слово")

    post.inbox.fail = fail
    assert post.update(message(1, "слово")) == 503
    post.inbox.fail = lambda _: None
    assert post.update(message(1, "слово")) == 200
    assert len(post.inbox.got) == 1
    assert "слово" not in caplog.text


@pytest.mark.parametrize("update", ODD)
def test_odd_updates_are_acknowledged_and_mean_nothing(post: Post, update: object) -> None:
    assert post.update(update) == 200
    assert post.inbox.got == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 5000, b"x" * (1024 * 1024 + 1)])
def test_what_is_no_json_is_acknowledged_and_means_nothing(post: Post, body: bytes) -> None:
    assert post.send(body) == 200
    assert post.inbox.got == []


NAMES = st.sampled_from(
    "update_id message edited_message callback_query my_chat_member chat id type text caption from language_code data "
    "message_id photo location forward_origin new_chat_member status reply_markup inline_keyboard is_bot".split()
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["private", "group", "kicked", "member", "/start", "/wipe", "\ud800", 7, 2**63, -1])
)  # fmt: skip
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=8)
)
CHATS = st.fixed_dictionaries({"id": st.integers() | LEAVES, "type": st.just("private") | LEAVES})
BODIES = st.dictionaries(NAMES, JSON, max_size=6)
MESSAGES = st.builds(lambda chat, more: {"message_id": 3, "text": "тайна", **more, "chat": chat}, CHATS, BODIES)
UPDATES = st.builds(
    lambda number, kind, body: {"update_id": number, kind: body},
    st.integers() | LEAVES,
    st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "poll"]),
    MESSAGES | st.builds(lambda body, rest: {"id": "1", "data": "t", "message": body, **rest}, MESSAGES, BODIES) | JSON,
)


@pytest.mark.parametrize("shape", ["any", "like an update"])
def test_any_json_of_any_shape_is_answered_and_never_logged(
    post: Post, shape: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(JSON if shape == "any" else UPDATES)
    def check(update: object) -> None:
        assert post.update(update) == 200

    check()
    assert caplog.text == ""


def test_a_press_is_answered_over_the_webhook_too(telegram: FakeTelegram, post: Post) -> None:
    chat = {"id": 7, "type": "private"}
    press = {"id": "9", "data": "token", "from": {"id": 7}, "message": {"message_id": 3, "chat": chat}}
    telegram.person(7)
    assert post.update({"update_id": 1, "callback_query": press}) == 200
    assert post.inbox.got == [("button", "7", "token", None)]
    wait_until(lambda: "answerCallbackQuery" in [method for method, _ in telegram.state["calls"]])


def test_telegram_is_told_the_address_and_the_secret_and_delivers_there(telegram: FakeTelegram, post: Post) -> None:
    bot = Bot(post.messenger(post.server.url + PATH))
    bot.starts()
    wait_until(lambda: telegram.state["webhook"])
    telegram.person(7).says("раз")
    telegram.person(7).says("два")
    assert [entry[2] for entry in post.inbox.waits(2)] == ["раз", "два"]
    assert set(telegram.state["webhook_answers"]) == {200}
    bot.stops()


def test_the_secret_comes_from_the_instance_key_and_is_fit_for_a_header(telegram: FakeTelegram, tmp_path: Path) -> None:
    keys.create(tmp_path / "instance.json")
    own = Settings(
        telegram_token=telegram.token, telegram_webhook=True, key_file=tmp_path / "instance.json",
        public_url="https://chat.example/",
    )  # fmt: skip
    one, two = build(own), build(own)
    assert one and two and one.webhook and two.webhook
    assert one.webhook == two.webhook
    assert one.webhook.url == "https://chat.example/telegram"
    assert len(one.webhook.secret) == 64
    assert webhook_routes(one, FakeInbox())
    polling = build(Settings(telegram_token=telegram.token))
    assert polling
    assert webhook_routes(polling, FakeInbox()) == []


def wait_until(true: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
