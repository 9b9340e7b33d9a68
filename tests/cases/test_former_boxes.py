"""A case that was sealed by the version before: its holders read on, and the first who writes seals it anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from bot.cases.conversations import Conversations
from bot.cases.people import People, Unlocked
from bot.cases.reviews import Item, Reviews
from bot.vault import boxes
from tests.vault import former

DRAFT = Item("draft", "bot", "рапорт".encode())
NOTE = Item("message", "advocate", "ответ".encode())


@pytest.fixture
def old_case(
    conversations: Conversations,
    reviews: Reviews,
    people: People,
    advocate: Callable[[str], Unlocked],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[str, Unlocked, Unlocked, Unlocked]:
    """A case in boxes of the former kind, and those who hold its key: two advocates and the recovery key."""
    recovery = people.recovery(people.make_recovery())
    first, second = advocate("первая"), advocate("второй")
    monkeypatch.setattr(boxes, "seal_to", former.seal_to)
    case, _ = reviews.submit(conversations.open("web", "address", "ru"), [DRAFT, DRAFT])
    monkeypatch.undo()
    return case, first, second, recovery


def kinds(engine: Engine) -> set[int]:
    """The format bytes of all boxes of cases."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT body FROM case_item UNION SELECT wrapped FROM case_key")).scalars()
        return {bytes(box)[0] for box in found}


def test_it_is_read_as_before_and_reading_changes_nothing(
    old_case: tuple[str, Unlocked, Unlocked, Unlocked], reviews: Reviews, engine: Engine
) -> None:
    case, *holders = old_case
    for holder in holders:
        assert reviews.open_case(case, holder) == (DRAFT, DRAFT)
    assert kinds(engine) == {boxes.FORMER}


def test_the_first_word_of_an_advocate_seals_all_of_it_anew_for_all_who_hold_its_key(
    old_case: tuple[str, Unlocked, Unlocked, Unlocked], reviews: Reviews, engine: Engine
) -> None:
    case, first, *others = old_case
    reviews.write(case, first, NOTE)
    assert kinds(engine) == {boxes.BOX}
    for holder in (first, *others):
        assert reviews.open_case(case, holder) == (DRAFT, DRAFT, NOTE)


def test_whoever_claims_it_seals_it_anew(
    old_case: tuple[str, Unlocked, Unlocked, Unlocked], reviews: Reviews, engine: Engine
) -> None:
    case, first, *_ = old_case
    reviews.claim(case, first)
    assert kinds(engine) == {boxes.BOX}
    assert reviews.open_case(case, first) == (DRAFT, DRAFT)


def test_what_the_bot_adds_is_of_the_new_kind_beside_the_old(
    old_case: tuple[str, Unlocked, Unlocked, Unlocked], reviews: Reviews, engine: Engine
) -> None:
    case, first, *_ = old_case
    later = Item("message", "person", "ещё".encode())
    reviews.add_item(case, later)
    assert kinds(engine) == {boxes.FORMER, boxes.BOX}
    assert reviews.open_case(case, first) == (DRAFT, DRAFT, later)
