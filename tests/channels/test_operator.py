"""What an operator and a visitor are told of messengers: the commands, the doctor, the page of what is never asked."""

from __future__ import annotations

import asyncio
import os
import threading
from datetime import date, timedelta

import httpx
import pytest
from typer.testing import CliRunner

from bot import service
from bot.bootstrap import Services
from bot.cases.messages import Incoming
from bot.channels.gateway import build as build_gateway
from bot.cli import app
from bot.doctor import examine
from bot.settings import Settings
from bot.supervisor import parts
from tests.channels.pocket import with_echo
from tests.channels.telegram.fake import FakeTelegram
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]


@pytest.fixture
def raport(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("RAPORT_HOME", str(instance.home))
    monkeypatch.setenv("RAPORT_MODE", "local")
    return CliRunner()


def test_the_outbox_is_shown_without_words_or_addresses_and_what_is_given_up_is_tried_or_dropped(
    raport: CliRunner, instance: Instance
) -> None:
    services = instance.services()
    services.turns.open("telegram", "100500", "ru")
    (conversation,) = services.outbox.due("telegram")
    letter = services.outbox.claim(conversation)
    assert letter
    services.outbox.give_up(letter, "Bad Request: стереть 100500")
    told = raport.invoke(app, ["outbox", "list"]).output
    assert "dead" in told
    assert "given up: 1" in told
    assert "100500" not in told
    assert "стереть" not in told
    assert conversation not in told
    assert raport.invoke(app, ["outbox", "retry", "999"]).output == "tried again: 0\n"
    assert raport.invoke(app, ["outbox", "retry"]).output == "tried again: 1\n"
    again = services.outbox.claim(conversation)
    assert again
    assert again.again, "it may have been delivered before it was given up"
    services.outbox.give_up(again, "refused")
    assert raport.invoke(app, ["outbox", "drop", str(again.id)]).output == "dropped: 1\n"
    assert "waiting: 0; given up: 0" in raport.invoke(app, ["outbox", "list"]).output
    services.close()


def test_trust_names_the_page_the_bot_and_a_fingerprint_that_outlives_a_rotation(
    raport: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeTelegram() as telegram:
        monkeypatch.setenv("RAPORT_TELEGRAM_TOKEN", telegram.token)
        monkeypatch.setenv("RAPORT_TELEGRAM_API", telegram.url)
        told = raport.invoke(app, ["trust"]).output
    assert "page: http://127.0.0.1:8080/" in told
    assert "telegram: @" in told
    fingerprint = told.partition("fingerprint: ")[2]
    assert len(fingerprint.split()) == 10
    assert raport.invoke(app, ["vault", "rotate"]).exit_code == 0
    after = raport.invoke(app, ["trust"]).output
    assert after.partition("fingerprint: ")[2] == fingerprint
    assert "telegram: not reachable now" in after


def test_only_the_part_that_sends_sees_the_messengers_secrets(instance: Instance) -> None:
    settings = Settings(home=instance.home, mode="local", telegram_token="42:secret", matrix_token="other")
    inherited = {"RAPORT_TELEGRAM_TOKEN": "42:secret", "RAPORT_MATRIX_TOKEN": "other", "PATH": "/bin"}
    services = instance.services()
    seen = {
        part.name: {"42:secret", "other"} & set(part.environment(inherited).values())
        for part in parts(settings, services.sealer)
    }
    assert seen.pop("messengers") == {"42:secret", "other"}
    assert "assistant" in seen
    assert not any(seen.values())
    quiet = Settings(home=instance.home, mode="local")
    assert "messengers" not in {part.name for part in parts(quiet, services.sealer)}
    services.close()


def test_the_doctor_tells_of_messages_that_do_not_arrive(instance: Instance) -> None:
    settings = Settings(home=instance.home, mode="local", telegram_token="42:secret")
    services = instance.services()

    def findings() -> dict[str, bool]:
        return {one.what: one.ok for one in examine(settings, services.today())}

    assert findings()["messages arrive"]
    earlier = Services(settings, lambda: services.now() - timedelta(minutes=6))
    earlier.turns.open("telegram", "1", "ru")
    assert not findings()["messages arrive"]
    assert findings()["messengers: telegram"]
    earlier.close()
    services.close()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("Chat.example.org", 200),
        ("mirror.example.org", 200),
        ("second.example.org:8443", 200),
        ("abcdefghijklmnop.onion", 200),
        ("evil.example", 421),
        ("chat.example.org.evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("onion", 421),
        ("10.0.0.7", 421),
        ("[", 421),
        ("", 421),
    ],
)
def test_the_page_answers_only_to_its_own_names(instance: Instance, host: str, status: int) -> None:
    named = {"public_url": "https://chat.example.org/", "chat_hosts": "mirror.example.org, Second.example.org"}
    plain = instance.services()
    services = Services(plain.settings.model_copy(update=named), plain.now)
    transport = httpx.ASGITransport(build_gateway(services))

    async def read(path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path, headers={"host": host})

    for path in ("/", "/chat/replies", "/health"):
        answer = asyncio.run(read(path))
        assert (answer.status_code == 421) == (status == 421)
        assert status != 421 or answer.content == b""
    services.close()
    plain.close()


def test_a_visitor_reads_what_is_never_asked_in_his_language(instance: Instance) -> None:
    services = instance.services()
    with_echo(services)
    transport = httpx.ASGITransport(build_gateway(services))

    async def read(path: str, lang: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path, headers={"accept-language": lang})

    russian, english = asyncio.run(read("/never", "ru")), asyncio.run(read("/never", "en"))
    assert 'href="/never"' in asyncio.run(read("/", "ru")).text
    assert "никогда не просит" in russian.text
    assert "never asks" in english.text
    assert "default-src 'none'" in russian.headers["content-security-policy"]
    services.close()


def test_the_cookie_of_who_waits_for_a_reminder_lives_as_long_and_nobody_elses_does(instance: Instance) -> None:
    services = instance.services()
    with_echo(services)

    async def cookies() -> tuple[str, str]:
        transport = httpx.ASGITransport(build_gateway(services))
        headers = {"origin": "http://localhost"}
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
            await client.post("/chat/session", json={"lang": "ru"})
            before = await client.get("/chat/replies")
            message = {"id": "11111111-2222-3333-4444-555555555555", "text": "напомните через 20 дней"}
            assert (await client.post("/chat/messages", json=message)).status_code == 202
            after = await client.get("/chat/replies")
            return before.headers.get("set-cookie", ""), after.headers.get("set-cookie", "")

    before, after = asyncio.run(cookies())
    assert before == ""
    age = int(after.partition("Max-Age=")[2].partition(";")[0])
    assert 19 * 86400 < age < 22 * 86400
    services.close()


def test_a_second_sender_of_the_same_instance_waits_for_the_end_of_the_first(
    instance: Instance, caplog: pytest.LogCaptureFixture
) -> None:
    path, second = instance.home / "messengers.lock", list[int]()
    first = service._alone(path)
    waiting = threading.Thread(target=lambda: second.append(service._alone(path)))
    waiting.start()
    while "waiting for its end" not in caplog.text:
        assert waiting.is_alive()
        waiting.join(0.01)
    assert second == []
    os.close(first)  # as its death does
    waiting.join(30)
    os.close(second[0])


def test_health_tells_when_a_message_has_waited_too_long(instance: Instance) -> None:
    plain = instance.services()
    services = Services(plain.settings.model_copy(update={"late_seconds": 60}), plain.now)

    async def ask(now: Services) -> httpx.Response:
        transport = httpx.ASGITransport(build_gateway(now))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/health")

    assert asyncio.run(ask(services)).json() == {"ready": True, "late": False}
    conversation = services.conversations.open("web", "someone", "ru")
    services.conversations.receive(conversation, "1", Incoming(text="рапорт не приняли"), "рапорт не приняли", ())
    assert asyncio.run(ask(services)).status_code == 200
    later = Services(services.settings, lambda: plain.now() + timedelta(seconds=61))
    late = asyncio.run(ask(later))
    assert (late.status_code, late.json()) == (503, {"ready": True, "late": True})
    for one in (later, services, plain):
        one.close()


def test_the_doctor_tells_what_will_go_stale_in_sixty_days_and_what_then_no_longer_works(instance: Instance) -> None:
    settings = Settings(home=instance.home, mode="local")
    soon = {one.what: one.mend for one in examine(settings, date(2026, 11, 29)) if one.soon and one.ok}
    assert "what it shuts stays shut" in soon["partial_mobilisation is known until 2026-12-25"]
    assert "calendar/2027.yml" in soon["working days are known until 2026-12-31"]
    (contacts,) = (mend for what, mend in soon.items() if what.endswith("contacts are checked until 2026-12-22"))
    assert "no case can be sent on" in contacts
    past = {one.what for one in examine(settings, date(2027, 1, 10)) if not one.ok}
    assert "partial_mobilisation is known until 2026-12-25" in past
