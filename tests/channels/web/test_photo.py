"""The page for a photo: a form without a script, nothing read without a case, every refusal a sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable

import httpx
import pytest

from bot.channels.web import Limits
from bot.channels.web.messages import WebError
from bot.channels.web.upload import read_upload
from bot.photos import MOST_BYTES
from tests.channels.fake_port import FakePort
from tests.channels.web.test_plain import hidden

Clients = Callable[..., httpx.Client]
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
PHOTO = b"\xff\xd8\xff\xe0 \r\n--xx\r\n\x00 pixels"


@pytest.fixture
def talk(clients: Clients, port: FakePort) -> httpx.Client:
    """A browser in an open talk with a case that takes three more photos."""
    client = clients()
    assert client.post("/talk/begin").status_code == 303
    port.only.photos_left = 3
    return client


def send(talk: httpx.Client, photo: bytes = PHOTO, address: str = "/talk/photo", **changed: str) -> httpx.Response:
    fields = {**hidden(talk.get(address).text), **changed}
    return talk.post("/talk/photo", data=fields, files={"photo": ("Отказ командира.jpg", photo, "image/jpeg")})


def test_a_photo_is_taken_and_the_talk_is_shown(talk: httpx.Client, port: FakePort) -> None:
    page = talk.get("/talk/photo")
    assert page.status_code == 200 and "Можно прислать ещё: 3" in page.text and "<script" not in page.text
    answer = send(talk)
    assert (answer.status_code, answer.headers["location"]) == (303, "/talk#answer")
    assert list(port.only.photos.values()) == [PHOTO]


def test_who_came_from_the_page_goes_back_to_it(talk: httpx.Client) -> None:
    assert send(talk, address="/talk/photo?from=page").headers["location"] == "/"


def test_a_reload_sends_nothing_twice(talk: httpx.Client, port: FakePort) -> None:
    fields = hidden(talk.get("/talk/photo").text)
    for _ in range(2):
        assert talk.post("/talk/photo", data=fields, files={"photo": ("a.jpg", PHOTO)}).status_code == 303
    assert len(port.only.photos) == 1


def test_without_a_case_there_is_a_sentence_and_no_form_and_nothing_is_read(talk: httpx.Client, port: FakePort) -> None:
    fields = hidden(talk.get("/talk/photo").text)
    port.only.photos_left = None
    page = talk.get("/talk/photo")
    assert page.status_code == 409 and "ничего не сохранили" in page.text and 'type="file"' not in page.text
    refused = talk.post("/talk/photo", data=fields, files={"photo": ("a.jpg", PHOTO)})
    assert refused.status_code == 409 and port.only.photos == {}


def test_who_has_no_talk_at_all_reads_the_same_sentence(clients: Clients) -> None:
    page = clients().get("/talk/photo")
    assert page.status_code == 409 and "ничего не сохранили" in page.text


def test_a_full_case_says_how_many_it_has(talk: httpx.Client, port: FakePort) -> None:
    port.only.photos_left = 0
    page = talk.get("/talk/photo")
    assert page.status_code == 409 and "10 фото" in page.text and 'type="file"' not in page.text


@pytest.mark.parametrize(
    ("code", "status", "words"), [("no_picture", 422, "Это не фото"), ("too_large", 413, "слишком большой")]
)
def test_what_is_refused_is_said_over_a_form_that_can_be_sent_again(
    code: str, status: int, words: str, talk: httpx.Client, port: FakePort
) -> None:
    port.refuse_photo = code
    page = send(talk)
    assert page.status_code == status and words in page.text and 'type="file"' in page.text


def test_a_body_over_the_bound_is_refused_before_it_is_whole(talk: httpx.Client, port: FakePort) -> None:
    page = send(talk, bytes(MOST_BYTES + 100_000))
    assert page.status_code == 413 and port.only.photos == {}


def test_a_form_of_another_site_or_with_another_token_is_refused(talk: httpx.Client, port: FakePort) -> None:
    assert send(talk, token="x").status_code == 403
    fields = hidden(talk.get("/talk/photo").text)
    there = {"sec-fetch-site": "cross-site"}
    assert talk.post("/talk/photo", data=fields, files={"photo": ("a", PHOTO)}, headers=there).status_code == 403
    assert port.only.photos == {}


def test_too_many_in_a_minute_are_refused(clients: Clients, port: FakePort) -> None:
    client = clients(limits=Limits(messages_per_minute=1))
    client.post("/talk/begin")
    port.only.photos_left = 3
    assert send(client).status_code == 303
    assert send(client).status_code == 429


def test_neither_its_name_nor_its_bytes_reach_a_log(
    talk: httpx.Client, port: FakePort, caplog: pytest.LogCaptureFixture
) -> None:
    port.fail = RuntimeError("Отказ командира.jpg")
    with caplog.at_level(logging.DEBUG):
        fields = {"token": "x", "id": "y"}
        talk.post("/talk/photo", data=fields, files={"photo": ("Отказ командира.jpg", PHOTO)})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert all("Отказ" not in line and "pixels" not in line for line in ours)


def test_the_poll_tells_the_page_whether_a_photo_would_be_taken(client: httpx.Client, port: FakePort) -> None:
    assert client.get("/chat/replies?after=0").json()["photos"] is False
    port.only.photos_left = 1
    assert client.get("/chat/replies?after=0").json()["photos"] is True


def test_what_a_page_shows_is_noted_as_seen(client: httpx.Client, port: FakePort) -> None:
    client.get("/chat/replies?after=0")
    assert port.only.seen == 0  # it was sent, and nobody knows whether it was drawn
    client.get("/chat/replies?after=1")
    assert port.only.seen == 1
    port.only.say("Ещё одна строка.")
    client.get("/talk")
    assert port.only.seen == 2


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"no form at all"),
        ("multipart/form-data; boundary=x", PART * 9 + b"--x--"),
    ],
)  # fmt: skip
def test_what_is_no_upload_is_refused_by_code(kind: str, body: bytes) -> None:
    with pytest.raises(WebError):
        read_upload(kind, body)
