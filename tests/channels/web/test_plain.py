"""The talk without JavaScript over HTTP: forms with a token, no word in an address, the same conversation."""

from __future__ import annotations

import html
import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.channels.port import Button, FileContent, FileRef
from bot.channels.web import Limits
from tests.channels.fake_port import FakePort, token_of

CANARY = "КАНАРЕЙКА-7319"
Clients = Callable[..., httpx.Client]


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the first form that has a token."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if 'name="token"' in one)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def said(page: str) -> list[str]:
    """The lines of the talk without their markup."""
    lines = re.findall(r'<div class="line [^>]*>(.*?)</div>\s*(?=<div class="line|<p role|<form method="post" action="/talk/say" id)', page, re.S)  # noqa: E501  # fmt: skip
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", line)).split()) for line in lines]


@pytest.fixture
def talk(clients: Clients) -> httpx.Client:
    """A browser without JavaScript in an open talk."""
    client = clients()
    client.follow_redirects = True
    assert client.post("/talk/begin").status_code == 200
    return client


def send(talk: httpx.Client, **fields: Any) -> httpx.Response:
    return talk.post("/talk/say", data={**hidden(talk.get("/talk").text), **fields})


def test_looking_begins_nothing_and_one_press_does(clients: Clients, port: FakePort) -> None:
    client = clients()
    page = client.get("/talk")
    assert page.status_code == 200
    assert "Начать разговор" in page.text
    assert port.calls == []
    begun = client.post("/talk/begin")
    assert (begun.status_code, begun.headers["location"]) == (303, "/talk#answer")
    assert client.post("/talk/begin").status_code == 303
    assert len(port.conversations) == 1
    assert said(client.get("/talk").text) == ["Бот: Здравствуйте."]


def test_what_is_written_is_taken_and_its_answer_is_on_the_next_page(talk: httpx.Client, port: FakePort) -> None:
    port.delay = 0.3
    answer = send(talk, text="контракт кончился\r\nмать инвалид")
    assert answer.url.path == "/talk"
    assert said(answer.text)[1:] == [
        "Вы: контракт кончился мать инвалид",
        "Бот: Вы написали: контракт кончился мать инвалид",
    ]
    assert port.only.received[0][1] == "контракт кончился\nмать инвалид"
    assert "refresh" not in answer.text


def test_a_page_whose_answer_takes_long_looks_again_by_itself(
    talk: httpx.Client, port: FakePort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.web.plain.ANSWER_WITHIN", 0.1)
    port.delay = 0.6
    page = send(talk, text="раз").text
    assert '<meta http-equiv="refresh" content="4;url=/talk#answer">' in page
    assert "Бот готовит ответ" in page
    time.sleep(0.8)
    assert "refresh" not in talk.get("/talk").text


def test_the_same_form_sent_twice_is_one_message_and_changed_it_is_another(talk: httpx.Client, port: FakePort) -> None:
    fields = hidden(talk.get("/talk").text)
    for text in ("раз", "раз", "два"):
        assert talk.post("/talk/say", data={**fields, "text": text}).status_code == 200
    assert [text for _, text, _ in port.only.received] == ["раз", "два"]


def test_buttons_boxes_and_moves_are_plain_forms(talk: httpx.Client, port: FakePort) -> None:
    kinds = {"Раз": "several", "Два": "several", "Назад": "move", "Рапорт": "", "Подробнее": "topic"}
    port.answer = lambda conversation, _: conversation.say(
        "Почему?", *(Button(title, token_of(title), kind) for title, kind in kinds.items())
    )
    page = send(talk, text="мотивы").text
    assert re.findall(r'checkbox" name="(\w+)" value="([^"]+)"', page) == [
        ("button", token_of("Раз")),
        ("button", token_of("Два")),
    ]
    send(talk, button=[token_of("Раз"), token_of("Два")])
    send(talk, button=[token_of("Раз")], move=token_of("Назад"))
    assert [button for _, _, button in port.only.received][1:] == [
        f"{token_of('Раз')},{token_of('Два')}",
        token_of("Назад"),
    ]
    old, new = re.findall(r'<form method="post" action="/talk/say" class="choices".*?</form>', talk.get("/talk").text, re.S)[-2:]  # noqa: E501  # fmt: skip
    assert re.findall(r"lang=\"ru\">([^<]+)", old) == ["Подробнее"], "of an old line only what is read can be pressed"
    assert "Готово" in new


def test_a_paper_is_a_card_with_files_to_take(talk: httpx.Client, port: FakePort) -> None:
    port.files["f1"] = FileContent("dokument-1.pdf", "application/pdf", b"%PDF")
    files = (
        FileRef("p1", "dokument-1.png", "image/png", True, 100),
        FileRef("f1", "dokument-1.pdf", "application/pdf", False, 38_211),
    )
    port.answer = lambda conversation, _: conversation.say("Прошу уволить.", files=files, paper=True)
    page = send(talk, text="рапорт").text
    assert '<img class="page" src="/chat/files/p1"' in page
    assert "<summary>Текст документа</summary>" in page
    assert "Для печати" in page
    assert "PDF, 37 КБ" in page
    assert talk.get("/chat/files/f1").content == b"%PDF"


@pytest.mark.parametrize(
    ("text", "status", "word"),
    [("", 422, "Сначала напишите"), (" \n", 422, "Сначала напишите"), ("я" * 4001, 422, "4001 знаков, можно 4000")],
)
def test_what_cannot_be_taken_is_said_and_stays_in_the_box(
    talk: httpx.Client, port: FakePort, text: str, status: int, word: str
) -> None:
    answer = send(talk, text=text)
    assert answer.status_code == status
    assert word in answer.text
    assert f"\n{text}</textarea>" in answer.text
    assert port.only.received == []


def test_a_flood_is_told_to_wait_and_keeps_its_words(clients: Clients, port: FakePort) -> None:
    talk = clients(limits=Limits(messages_per_minute=1))
    talk.follow_redirects = True
    talk.post("/talk/begin")
    send(talk, text="раз")
    answer = send(talk, text="два")
    assert answer.status_code == 429
    assert "Подождите минуту" in answer.text
    assert "\nдва</textarea>" in answer.text
    assert len(port.only.received) == 1


@pytest.mark.parametrize("path", ["/talk/say", "/talk/erase"])
@pytest.mark.parametrize(
    ("headers", "changed"),
    [
        ({"sec-fetch-site": "cross-site"}, {}),
        ({"sec-fetch-site": "same-site"}, {}),
        ({"sec-fetch-site": "none"}, {}),
        ({}, {"token": "x" * 43}),
        ({}, {"token": ""}),
        ({}, {"token": "ж"}),
    ],
)
def test_a_form_must_be_ours(
    talk: httpx.Client, port: FakePort, path: str, headers: dict[str, str], changed: dict[str, str]
) -> None:
    fields = {**hidden(talk.get("/talk").text), "text": "а", **changed}
    before = len(port.calls)
    answer = talk.post(path, data=fields, headers=headers)
    assert answer.status_code == 403
    assert [call for call, _, _ in port.calls[before:] if call in ("receive", "erase")] == []


def test_a_token_of_another_session_opens_nothing(talk: httpx.Client, clients: Clients, port: FakePort) -> None:
    other = clients()
    other.follow_redirects = True
    other.post("/talk/begin")
    fields = {**hidden(talk.get("/talk").text), "text": "а"}
    assert other.post("/talk/say", data=fields).status_code == 403


def test_a_browser_that_does_not_say_where_a_form_comes_from_is_known_by_the_token(talk: httpx.Client) -> None:
    del talk.headers["sec-fetch-site"]
    assert "Вы написали: раз" in send(talk, text="раз").text


@pytest.mark.parametrize("body", [b"\xff=1", b"a=1&" * 40, b"id=x&text=a", b""])
def test_nonsense_is_refused(talk: httpx.Client, port: FakePort, body: bytes) -> None:
    token = hidden(talk.get("/talk").text)["token"].encode()
    answer = talk.post(
        "/talk/say",
        content=b"token=" + token + b"&" + body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code in (400, 422)
    assert port.only.received == []


def test_erasing_asks_first_and_leaves_nothing(talk: httpx.Client, port: FakePort) -> None:
    (address,) = port.conversations
    question = talk.get("/talk/erase").text
    assert "Стереть всё?" in question
    assert port.erased == []
    answer = talk.post("/talk/erase", data=hidden(question))
    assert "Всё стёрто" in answer.text
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert port.erased == [address]
    assert not talk.cookies
    assert "Начать разговор" in talk.get("/talk").text


def test_after_the_exit_the_address_of_the_talk_shows_nothing_until_the_front_page_was_opened(
    talk: httpx.Client, port: FakePort
) -> None:
    send(talk, text="тайна")
    answer = talk.post("/talk/leave")
    assert answer.url.path == "/blank"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    left = talk.get("/talk").text
    assert "<body" not in left
    assert "тайна" not in left
    talk.get("/")
    assert "тайна" in talk.get("/talk").text
    assert len(port.conversations) == 1


def test_a_closed_conversation_is_named_and_can_be_begun_anew(talk: httpx.Client, port: FakePort) -> None:
    page = talk.get("/talk").text
    port.conversations.clear()
    for answer in (talk.get("/talk"), talk.post("/talk/say", data={**hidden(page), "text": "а"})):
        assert answer.status_code == 401
        assert "Переписка закрыта" in answer.text
    assert "Здравствуйте" in talk.post("/talk/begin").text


def test_the_language_can_be_changed(talk: httpx.Client) -> None:
    assert '<html lang="en">' in talk.get("/talk?lang=en").text
    assert "Send</button>" in talk.get("/talk").text
    assert '<html lang="en">' in talk.get("/talk?lang=de").text


def test_markup_is_shown_as_it_was_written(talk: httpx.Client, port: FakePort) -> None:
    nasty = "<script>alert(1)</script>\"'</textarea>"
    port.answer = lambda conversation, text: conversation.say(text, text, files=(FileRef("a/b", nasty, "x/y"),))
    page = send(talk, text=nasty).text
    assert "<script" not in page
    assert page.count("</textarea>") == 1
    assert "/chat/files/a/b" in page


def test_every_page_is_private_runs_no_script_and_sends_forms_only_here(talk: httpx.Client, port: FakePort) -> None:
    for answer in (
        talk.get("/talk"),
        talk.get("/talk/erase"),
        talk.post("/talk/say", data={}),
        talk.post("/talk/begin", headers={"sec-fetch-site": "cross-site"}),
        talk.post("/talk/say", data={"text": "а" * 80_000}),
    ):
        policy = answer.headers["content-security-policy"]
        assert "script-src" not in policy
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert not re.search(r"<script|\son\w+=|\sstyle=", answer.text)
        assert 'class="exit"' in answer.text


def test_what_goes_wrong_is_said_and_logged_without_anybodys_words(
    talk: httpx.Client, port: FakePort, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fields = {**hidden(talk.get("/talk").text), "text": CANARY, "id": str(uuid.uuid4())}
    port.fail = RuntimeError(f"INSERT … VALUES ('{CANARY}')")
    answer = talk.post("/talk/say", data=fields)
    assert answer.status_code == 503
    assert "Сервер сейчас не отвечает" in answer.text
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert ours == ["plain page: say failed: RuntimeError"]
    assert CANARY not in caplog.text
