"""A photo from the page to the advocate's eyes: what the phone wrote into it is nowhere, a word takes it away."""

from __future__ import annotations

import asyncio

import pytest

from bot.bootstrap import Services
from bot.cases.reviews import Item
from bot.channels.chat import Chat
from bot.channels.port import PhotoRefusedError
from bot.photos import remade
from tests.photos.pictures import CANARY, jpeg
from tests.privacy.conftest import Instance

PASSWORD = "длинный пароль"


def in_a_case(services: Services) -> str:
    """Return the case of a person on the page."""
    services.people.add("ласточка", PASSWORD)
    first = services.conversations.open("web", "address", "ru")
    case, _ = services.reviews.submit(first, [Item("file", "bot", b"{}")], tags=("lang:ru",))
    services.erasure.finish(first)
    return case


def send(services: Services, photo: bytes, update_id: str = "photo 1") -> None:
    asyncio.run(Chat(services).send_photo("web", "address", update_id, photo))


def test_a_photo_is_kept_sealed_and_without_what_the_phone_wrote_into_it(instance: Instance) -> None:
    services = instance.services()
    case, photo = in_a_case(services), jpeg(comment=CANARY)
    send(services, photo)
    send(services, photo)  # the same form once more
    me = services.people.unlock("ласточка", PASSWORD)
    [kept] = services.photographs.of_case(case, me)
    assert services.photographs.one(case, me, kept.seq) == remade(photo)
    said = services.conversations.transcript(services.reviews.conversation_of(case), 0)
    assert "1 из 10" in said[-1].text and [line.text for line in said if line.author == "person"] == ["(фото)"]
    services.close()
    raw = instance.raw()
    for trace in (CANARY.encode(), photo[600:1200], remade(photo)[600:1200], b"JFIF", b"Exif"):
        assert trace not in raw, trace[:8]


def test_the_word_that_erases_takes_the_photo_with_its_case(instance: Instance) -> None:
    services = instance.services()
    case = in_a_case(services)
    send(services, jpeg())
    conversation = services.reviews.conversation_of(case)
    sealed = next(value for value in instance.values() if len(value) > 5_000)
    assert sealed[1000:1100] in instance.raw()
    services.erasure.erase(conversation, reopen_in="ru")
    services.close()
    assert [value for value in instance.values() if len(value) > 5_000] == []
    if instance.postgres is None:  # what PostgreSQL keeps until VACUUM is told in the threat model
        assert sealed[1000:1100] not in instance.raw()


@pytest.mark.parametrize("cased", [True, False])
def test_nothing_is_kept_of_what_is_refused(cased: bool, instance: Instance) -> None:
    services = instance.services()
    if cased:
        in_a_case(services)
    else:
        services.conversations.open("web", "address", "ru")
    with pytest.raises(PhotoRefusedError) as refused:
        send(services, CANARY.encode())
    assert refused.value.code == ("no_picture" if cased else "no_case")
    services.close()
    assert CANARY.encode() not in instance.raw()
