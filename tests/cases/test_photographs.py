"""Photos in a case: counted, sealed, opened one at a time by who may read it, gone with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.cases.conversations import Conversations
from bot.cases.people import Unlocked
from bot.cases.photographs import MOST, Photographs
from bot.cases.reviews import Item, ReviewError, Reviews

PHOTO = b"\xff\xd8 the pixels of a refusal"


@pytest.fixture
def photographs(engine: Engine, reviews: Reviews) -> Photographs:
    return Photographs(engine, reviews)


@pytest.fixture
def me(advocate: Callable[[str], Unlocked]) -> Unlocked:
    return advocate("первая")


@pytest.fixture
def case(me: Unlocked, reviews: Reviews, conversations: Conversations) -> tuple[str, str]:
    return reviews.submit(conversations.open("web", "address", "ru"), [Item("file", "bot", b"{}")])


def add(engine: Engine, photographs: Photographs, case: str, photo: bytes = PHOTO) -> None:
    with Session(engine) as session, session.begin():
        photographs.adding(case, photo)(session)


def test_a_photo_is_opened_by_itself_and_by_who_holds_the_key(
    case: tuple[str, str], me: Unlocked, reviews: Reviews, photographs: Photographs, engine: Engine,
    advocate: Callable[[str], Unlocked],
) -> None:  # fmt: skip
    add(engine, photographs, case[0])
    add(engine, photographs, case[0], b"another")
    first, second = photographs.of_case(case[0], me)
    assert photographs.one(case[0], me, first.seq) == PHOTO
    assert photographs.one(case[0], me, second.seq) == b"another"
    stranger = advocate("вторая")  # came after the case
    for ask in (lambda: photographs.of_case(case[0], stranger), lambda: photographs.one(case[0], stranger, first.seq)):
        with pytest.raises(ReviewError, match="no_key"):
            ask()


def test_a_case_that_is_looked_into_leaves_its_photos_shut(
    case: tuple[str, str], me: Unlocked, reviews: Reviews, photographs: Photographs, engine: Engine
) -> None:
    add(engine, photographs, case[0])
    assert [item.kind for item in reviews.open_case(case[0], me)] == ["file"]
    assert reviews.state(case[0], me).items == 2


def test_no_other_item_is_given_out_as_a_photo(case: tuple[str, str], me: Unlocked, photographs: Photographs) -> None:
    with pytest.raises(ReviewError, match="no_case"):
        photographs.one(case[0], me, 1)


def test_a_case_takes_so_many_and_no_more(
    case: tuple[str, str], me: Unlocked, photographs: Photographs, engine: Engine
) -> None:
    assert photographs.left(case[1]) == MOST
    for _ in range(MOST):
        add(engine, photographs, case[0])
    assert photographs.left(case[1]) == 0
    with pytest.raises(ReviewError, match="too_many"):
        add(engine, photographs, case[0])
    assert len(photographs.of_case(case[0], me)) == MOST


def test_without_a_case_none_is_taken(photographs: Photographs, conversations: Conversations) -> None:
    assert photographs.left(conversations.open("web", "somebody", "ru")) is None


def test_a_new_key_of_the_case_opens_its_photos_too(
    case: tuple[str, str], me: Unlocked, reviews: Reviews, photographs: Photographs, engine: Engine,
    advocate: Callable[[str], Unlocked],
) -> None:  # fmt: skip
    add(engine, photographs, case[0])
    other = advocate("вторая")
    reviews.claim(case[0], me)
    reviews.assign(case[0], me, other.person_id)
    [photo] = photographs.of_case(case[0], other)
    assert photographs.one(case[0], other, photo.seq) == PHOTO
    with pytest.raises(ReviewError, match="no_key"):
        photographs.one(case[0], me, photo.seq)
