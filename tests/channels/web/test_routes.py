"""The HTTP contract of the web chat: what is taken, what is refused by which code, what every answer carries."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.channels.port import FileContent, FileRef
from bot.channels.web import Limits
from tests.channels.fake_port import FakePort

CANARY = "КАНАРЕЙКА-7319"


def message(**fields: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), **fields}


def everything(client: httpx.Client, after: int = 0) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/chat/replies?after={after}&wait=2").json()
    return answer


def test_a_message_is_taken_once_and_answered(client: httpx.Client, port: FakePort) -> None:
    sent = message(text="контракт кончился")
    assert [client.post("/chat/messages", json=sent).status_code for _ in range(3)] == [202, 202, 202]
    assert [text for _, text, _ in port.only.received] == ["контракт кончился"]
    lines: list[Any] = []
    while len(lines) < 3:
        lines = everything(client)["items"]
    assert [(line["author"], line["text"]) for line in lines] == [
        ("bot", "Здравствуйте."),
        ("person", "контракт кончился"),
        ("bot", "Вы написали: контракт кончился"),
    ]
    assert lines[1]["id"] == sent["id"]


def test_a_button_goes_to_the_port_as_its_token(client: httpx.Client, port: FakePort) -> None:
    token = "t-" + "Да".encode().hex()
    assert client.post("/chat/messages", json=message(button=token)).status_code == 202
    assert [(text, button) for _, text, button in port.only.received] == [(None, token)]


def test_replies_carry_buttons_files_and_what_was_erased(client: httpx.Client, port: FakePort) -> None:
    conversation = port.only
    conversation.say("Готово", "Дальше", files=(FileRef("f1", "dokument-1.pdf", "application/pdf", False, 2048),))
    conversation.kept_from = 2
    answer = everything(client, after=1)
    assert answer["kept_from"] == 2
    assert answer["typing"] is False
    (line,) = answer["items"]
    assert line["buttons"] == [{"title": "Дальше", "token": conversation.lines[-1].buttons[0].token}]
    assert line["files"] == [
        {"id": "f1", "name": "dokument-1.pdf", "type": "application/pdf", "preview": False, "size": 2048}
    ]
    assert line["at"] == "2026-11-22T12:00:00+00:00"


def test_a_poll_waits_for_a_line_and_no_longer_than_allowed(
    clients: Callable[..., httpx.Client], port: FakePort
) -> None:
    client = clients(limits=Limits(wait_seconds=0.2))
    client.post("/chat/session", json={})
    asked: list[float] = []
    original = port.replies

    async def replies(channel: str, address: str, *, after: int, wait: float) -> Any:
        asked.append(wait)
        return await original(channel, address, after=after, wait=wait)

    port.replies = replies  # type: ignore[method-assign]
    assert client.get("/chat/replies?after=1&wait=9999").json()["items"] == []
    assert client.get("/chat/replies?after=0&wait=0.1").json()["items"]
    assert asked == [0.2, 0.1]


@pytest.mark.parametrize("query", ["after=x", "after=-1", "wait=-1", "wait=nan", "after=1e3", f"after={2**63}"])
def test_a_nonsense_poll_is_refused_by_name(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/chat/replies?{query}")
    assert (answer.status_code, answer.json()) == (422, {"code": "bad_query"})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (message(text=""), 422, "empty"),
        (message(text=" \n\t\x00 "), 422, "empty"),
        (message(text="я" * 4001), 422, "too_long"),
        (message(text="я" * 10_000), 422, "too_long"),
        (message(text=7), 422, "bad_message"),
        (message(text="a", button="b"), 422, "bad_message"),
        (message(), 422, "bad_message"),
        (message(button=""), 422, "bad_message"),
        (message(button="x" * 201), 422, "bad_message"),
        ({"id": "1", "text": "a"}, 422, "bad_message"),
        ({"id": None, "text": "a"}, 422, "bad_message"),
        ({"text": "a"}, 422, "bad_message"),
        ([], 400, "bad_json"),
        ("text", 400, "bad_json"),
    ],
)
def test_a_message_that_cannot_be_taken_is_refused_by_name(
    client: httpx.Client, port: FakePort, body: Any, status: int, code: str
) -> None:
    answer = client.post("/chat/messages", json=body)
    assert (answer.status_code, answer.json()) == (status, {"code": code})
    assert port.only.received == []


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 50_000, b""])
def test_broken_json_is_refused_without_quoting_it(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/chat/messages", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"code": "bad_json"})


def test_a_huge_body_is_refused_before_it_is_read_whole(client: httpx.Client) -> None:
    answer = client.post("/chat/messages", json=message(text="a" * 100_000))
    assert (answer.status_code, answer.json()) == (413, {"code": "too_long"})


def test_the_longest_message_is_counted_in_characters_not_bytes(client: httpx.Client, port: FakePort) -> None:
    for character in ("я", "😀"):
        assert client.post("/chat/messages", json=message(text=character * 4000)).status_code == 202
    assert [len(text or "") for _, text, _ in port.only.received] == [4000, 4000]


def test_what_cannot_be_stored_is_taken_out_of_a_text(client: httpx.Client, port: FakePort) -> None:
    body = f'{{"id":"{uuid.uuid4()}","text":" a\\u0000b\\ud800c\\r\\nd\\te\\u001b "}}'
    answer = client.post("/chat/messages", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 202
    assert [text for _, text, _ in port.only.received] == ["ab\ufffdc\nd\te"]


# Who may ask


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/session", "/chat/erase"])
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {},
    ],
)
def test_writing_needs_our_own_page(client: httpx.Client, port: FakePort, path: str, headers: dict[str, str]) -> None:
    del client.headers["sec-fetch-site"]
    before = list(port.calls)
    answer = client.post(path, json=message(text="a"), headers=headers)
    assert (answer.status_code, answer.json()) == (403, {"code": "bad_origin"})
    assert port.calls == before


def test_an_old_browser_proves_itself_by_origin(clients: Callable[..., httpx.Client]) -> None:
    client = clients(origins=("https://mirror.example/",))
    del client.headers["sec-fetch-site"]
    for origin in (str(client.base_url).rstrip("/"), "https://mirror.example"):
        assert client.post("/chat/session", json={}, headers={"origin": origin}).status_code == 204


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/session", "/chat/erase"])
def test_a_plain_form_cannot_write(client: httpx.Client, path: str) -> None:
    answer = client.post(path, content=b"{}", headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()) == (415, {"code": "bad_type"})


@pytest.mark.parametrize("path", ["/chat/replies", "/chat/files/f1"])
def test_another_site_cannot_read(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, answer.json()) == (403, {"code": "bad_origin"})


def test_nobody_chooses_his_own_address(clients: Callable[..., httpx.Client], port: FakePort) -> None:
    client = clients()
    for forged in ("a" * 43, "a" * 43 + "." + "b" * 43, "x.y", "", "é.b", "." * 300):
        client.cookies.clear()
        headers = {b"cookie": f"chat={forged}".encode()}
        assert client.get("/chat/replies", headers=headers).status_code == 401
        assert client.post("/chat/messages", json=message(text="a"), headers=headers).status_code == 401
        client.post("/chat/session", json={}, headers=headers)
    addresses = {address for _, _, address in port.calls}
    assert len(addresses) == 6
    assert addresses.isdisjoint({"a" * 43, "x", "", "é"})


def test_a_cookie_of_another_server_is_not_ours(clients: Callable[..., httpx.Client]) -> None:
    theirs, ours = clients(key=b"other" * 8), clients()
    theirs.post("/chat/session", json={})
    ours.cookies.update(theirs.cookies)
    assert ours.get("/chat/replies").status_code == 401


def test_the_session_goes_on_over_a_reload_and_a_restart(clients: Callable[..., httpx.Client], port: FakePort) -> None:
    client, restarted = clients(), clients()
    client.post("/chat/session", json={"lang": "en"})
    client.post("/chat/session", json={"lang": "ru"})
    restarted.cookies.update(client.cookies)
    restarted.post("/chat/session", json={})
    assert len(port.conversations) == 1
    assert port.only.lang == "en"


@pytest.mark.parametrize("lang", ["de", 7, None, ["ru"]])
def test_an_unknown_language_is_left_to_the_conversation(
    clients: Callable[..., httpx.Client], port: FakePort, lang: object
) -> None:
    if isinstance(lang, list):
        lang = "ru,en"
    assert clients().post("/chat/session", json={"lang": lang}).status_code == 204
    assert port.only.lang is None


def test_the_cookie_is_strict_and_secure_behind_https(clients: Callable[..., httpx.Client]) -> None:
    cookie = clients(secure=True, limits=Limits(session_hours=5)).post("/chat/session", json={}).headers["set-cookie"]
    name, attributes = cookie.split("=", 1)[0], {part.strip().lower() for part in cookie.split(";")[1:]}
    assert name == "__Host-chat"
    assert attributes == {"httponly", "samesite=strict", "secure", "path=/", "max-age=18000"}


ONION = "a" * 56 + ".onion"


@pytest.mark.parametrize("host", [ONION, f"{ONION}:8080", ONION.upper()])
def test_over_an_onion_address_the_cookie_is_one_that_plain_http_may_carry(
    clients: Callable[..., httpx.Client], host: str
) -> None:
    client = clients(secure=True)
    origin = {"host": host, "origin": f"http://{host}"}
    del client.headers["sec-fetch-site"]  # sent by no browser that takes an onion address for insecure
    cookie = client.post("/chat/session", json={}, headers=origin).headers["set-cookie"]
    name, attributes = cookie.split("=", 1)[0], {part.strip().lower() for part in cookie.split(";")[1:]}
    assert name == "chat"
    assert {"httponly", "samesite=strict"} <= attributes
    assert "secure" not in attributes
    value = cookie.split(";")[0]
    assert client.get("/chat/replies", headers={"host": host, "cookie": value}).status_code == 200
    # Over https it opens nothing: there only the cookie that is bound to the host counts.
    assert client.get("/chat/replies", headers={"cookie": value}).status_code == 401


@pytest.mark.parametrize(
    "host", ["mirror.example", "xn--80ak6aa92e.example:8443", "[::1]:8080", "onion", "a.onion.example"]
)
def test_under_any_name_of_a_mirror_the_page_works_without_being_told(
    clients: Callable[..., httpx.Client], host: str
) -> None:
    client = clients(secure=True)
    for headers in ({"host": host, "sec-fetch-site": "same-origin"}, {"host": host, "origin": f"https://{host}"}):
        answer = client.post("/chat/session", json={}, headers=headers)
        assert answer.status_code == 204
        assert answer.headers["set-cookie"].startswith("__Host-chat=")


def test_a_cookie_may_end_with_the_browser(clients: Callable[..., httpx.Client]) -> None:
    cookie = clients(limits=Limits(session_hours=0)).post("/chat/session", json={}).headers["set-cookie"]
    assert "max-age" not in cookie.lower()
    assert "secure" not in cookie.lower()


def test_a_flood_is_slowed_and_told_when_to_come_back(clients: Callable[..., httpx.Client], port: FakePort) -> None:
    now = [100.0]
    client = clients(limits=Limits(messages_per_minute=3), clock=lambda: now[0])
    other = clients(limits=Limits(messages_per_minute=3), clock=lambda: now[0])
    client.post("/chat/session", json={})
    other.post("/chat/session", json={})
    assert [client.post("/chat/messages", json=message(text="a")).status_code for _ in range(3)] == [202] * 3
    now[0] += 20
    refused = client.post("/chat/messages", json=message(text="a"))
    assert (refused.status_code, refused.json(), refused.headers["retry-after"]) == (429, {"code": "too_fast"}, "40")
    assert other.post("/chat/messages", json=message(text="a")).status_code == 202
    now[0] += 40.1
    assert client.post("/chat/messages", json=message(text="a")).status_code == 202


# Erasing


def test_erasing_leaves_nothing_here_or_in_the_browser(client: httpx.Client, port: FakePort) -> None:
    (address,) = port.conversations
    answer = client.post("/chat/erase", json={})
    assert answer.status_code == 204
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert port.erased == [address]
    assert not client.cookies
    assert client.get("/chat/replies").json() == {"code": "no_conversation"}
    assert client.post("/chat/erase", json={}).status_code == 204
    client.post("/chat/session", json={})
    assert list(port.conversations) != [address]


def test_a_failed_erasure_is_not_called_done(client: httpx.Client, port: FakePort) -> None:
    port.fail = RuntimeError("database")
    answer = client.post("/chat/erase", json={})
    assert (answer.status_code, answer.json()) == (503, {"code": "unavailable"})
    assert client.cookies
    assert "clear-site-data" not in answer.headers


# Files


@pytest.mark.parametrize(
    ("name", "media_type", "served"),
    [
        ("dokument-1.pdf", "application/pdf", "application/pdf"),
        ("dokument-1.txt", "text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("page.html", "text/html", "application/octet-stream"),
        ("a.svg", "image/svg+xml", "application/octet-stream"),
        ('до"к\r\nx: y/../.txt', "text/plain", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_is_a_download_and_never_a_page(
    client: httpx.Client, port: FakePort, name: str, media_type: str, served: str
) -> None:
    port.files["f1"] = FileContent(name, media_type, b"<script>1</script>")
    answer = client.get("/chat/files/f1")
    assert answer.content == b"<script>1</script>"
    assert answer.headers["content-type"] == served
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert set(answer.headers["content-disposition"].removeprefix("attachment; filename*=UTF-8''")) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEF0123456789%.-"
    )
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"
    assert "x" not in answer.headers


def test_a_file_of_another_or_none_is_not_found(client: httpx.Client, clients: Callable[..., httpx.Client]) -> None:
    assert client.get("/chat/files/nope").status_code == 404
    assert clients().get("/chat/files/f1").status_code == 401


# What every answer carries


def test_every_answer_is_private_and_closed(client: httpx.Client, port: FakePort) -> None:
    port.files["f1"] = FileContent("a.pdf", "application/pdf", b"x")
    answers = [
        client.get("/"),
        client.get("/blank"),
        client.get("/chat/replies"),
        client.get("/chat/replies?after=x"),
        client.get("/chat/files/f1"),
        client.get("/static/nope.js"),
        client.get("/worker.js"),
        client.get("/app.webmanifest"),
        client.post("/chat/session", json={}),
        client.post("/chat/messages", json=message(text="a")),
        client.post("/chat/messages", json={}),
        client.post("/chat/erase", json={}),
    ]
    for answer in answers:
        headers = answer.headers
        assert headers["cache-control"] == "no-store", answer.url
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "geolocation=()" in headers["permissions-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
    policy = dict(part.split(" ", 1) for part in answers[0].headers["content-security-policy"].split("; "))
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["img-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"


def test_what_goes_wrong_is_logged_without_anybodys_words(
    client: httpx.Client, port: FakePort, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    port.fail = RuntimeError(f"INSERT … VALUES ('{CANARY}')")
    (address,) = port.conversations
    answer = client.post("/chat/messages", json=message(text=CANARY))
    assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (503, {"code": "unavailable"}, "2")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert ours == ["web chat: receive failed: RuntimeError"]
    assert CANARY not in caplog.text
    assert address not in caplog.text


def test_a_message_sent_while_the_store_is_down_is_taken_later(client: httpx.Client, port: FakePort) -> None:
    sent = message(text="не потеряй")
    port.fail = OSError()
    assert client.post("/chat/messages", json=sent).status_code == 503
    port.fail = None
    assert client.post("/chat/messages", json=sent).status_code == 202
    deadline = time.monotonic() + 5
    while len(port.only.lines) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [line.text for line in port.only.lines[1:]] == ["не потеряй", "Вы написали: не потеряй"]
