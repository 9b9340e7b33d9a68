"""What an advocate sent: shown on a screen, arrived, not yet, or gone before anybody saw it. No time is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from bot.cases.conversations import Conversations
from bot.cases.erasures import Erasures
from bot.cases.messages import Outgoing
from bot.cases.outbox import Outbox
from bot.cases.people import Unlocked
from bot.cases.resuming import Resuming
from bot.cases.reviews import Item, Reviews
from bot.cases.sight import ARRIVED, LOST, SEEN, WAITING, Sight
from bot.cases.trail import Trail
from bot.vault.sealing import Sealer
from tests.conftest import Clock

Made = Callable[[str], tuple[str, str]]


@pytest.fixture
def sight(engine: Engine) -> Sight:
    return Sight(engine)


@pytest.fixture
def me(advocate: Callable[[str], Unlocked]) -> Unlocked:
    return advocate("первая")


@pytest.fixture
def submit(me: Unlocked, reviews: Reviews, conversations: Conversations) -> Made:
    """Submit and claim a case on a channel; returns its id and that of its conversation."""

    def make(channel: str) -> tuple[str, str]:
        case, conversation = reviews.submit(conversations.open(channel, "address", "ru"), [Item("file", "bot", b"{}")])
        reviews.claim(case, me)
        return case, conversation

    return make


@pytest.fixture
def ask(me: Unlocked, reviews: Reviews, conversations: Conversations) -> Callable[[str], int]:
    """Ask a question in the chat of a case; returns the number of its item."""

    def tell(case: str) -> int:
        return reviews.write(
            case, me, Item("question", "advocate", "Когда?".encode()),
            also=lambda session, id: conversations.say_within(session, id, [Outgoing("Адвокат спрашивает.")], None),
        )  # fmt: skip

    return tell


def last(conversations: Conversations, conversation: str) -> int:
    return conversations.state(conversation).last_seq


def test_a_question_is_seen_once_a_page_has_shown_its_line(
    submit: Made, ask: Callable[[str], int], sight: Sight, conversations: Conversations
) -> None:
    case, conversation = submit("web")
    first = ask(case)
    assert sight.of_case(case) == {first: WAITING}
    sight.shown(conversation, last(conversations, conversation) - 1)
    assert sight.of_case(case) == {first: WAITING}
    sight.shown(conversation, last(conversations, conversation))
    second = ask(case)
    assert sight.of_case(case) == {first: SEEN, second: WAITING}


def test_a_page_that_claims_to_have_shown_what_was_never_said_takes_nothing_forward(
    submit: Made, ask: Callable[[str], int], sight: Sight
) -> None:
    case, conversation = submit("web")
    ask(case)
    sight.shown(conversation, 10**9)
    later = ask(case)
    assert sight.of_case(case)[later] == WAITING


def test_nothing_is_written_where_no_advocate_waits_for_it(
    submit: Made, sight: Sight, conversations: Conversations, engine: Engine
) -> None:
    case, conversation = submit("web")
    conversations.say(conversation, [Outgoing("Просто слова.")])
    sight.shown(conversation, last(conversations, conversation))
    with engine.connect() as connection:
        assert connection.execute(text('SELECT seen_seq FROM "case" WHERE id = :id'), {"id": case}).scalar() == 0


def test_a_messenger_tells_that_a_line_arrived_and_no_more(
    submit: Made, ask: Callable[[str], int], sight: Sight, conversations: Conversations, engine: Engine, clock: Clock
) -> None:
    case, conversation = submit("telegram")
    item = ask(case)
    assert sight.of_case(case) == {item: WAITING}
    outbox = Outbox(engine, conversations, Trail(engine, conversations, clock), clock)
    letter = outbox.claim(conversation)
    assert letter is not None
    outbox.arrived(letter, "1", last=True)
    assert sight.of_case(case) == {item: ARRIVED}


def test_what_retention_took_before_it_was_opened_was_never_seen(
    submit: Made,
    ask: Callable[[str], int],
    sight: Sight,
    conversations: Conversations,
    erasures: Erasures,
    clock: Clock,
) -> None:
    case, conversation = submit("web")
    seen = ask(case)
    sight.shown(conversation, last(conversations, conversation))
    missed = ask(case)
    clock.forward(days=3)
    erasures.expire(conversation)
    fresh = conversations.find("web", "address")
    assert fresh not in (None, conversation)
    sight.shown(str(fresh), last(conversations, str(fresh)))
    assert sight.of_case(case) == {seen: SEEN, missed: LOST}


def test_lines_that_moved_to_another_page_are_followed_there(
    submit: Made, ask: Callable[[str], int], sight: Sight, conversations: Conversations, erasures: Erasures,
    engine: Engine, sealer: Sealer, clock: Clock,
) -> None:  # fmt: skip
    case, conversation = submit("web")
    seen = ask(case)
    sight.shown(conversation, last(conversations, conversation))
    unseen = ask(case)
    resuming = Resuming(engine, conversations, erasures, sealer, clock)
    code = resuming.give(conversation)
    assert resuming.take(conversation, code)[0] == "confirmed"
    elsewhere = conversations.open("web", "another", "ru")
    conversations.say(elsewhere, [Outgoing("Раз."), Outgoing("Два."), Outgoing("Три.")])
    assert resuming.take(elsewhere, code) == ("resumed", conversation)
    assert sight.of_case(case) == {seen: SEEN, unseen: WAITING}
    sight.shown(conversation, 3)  # what that page has shown of its own
    assert sight.of_case(case)[unseen] == WAITING
    sight.shown(conversation, last(conversations, conversation))
    assert sight.of_case(case) == {seen: SEEN, unseen: SEEN}


def test_who_had_only_noted_something_told_nobody(submit: Made, me: Unlocked, reviews: Reviews, sight: Sight) -> None:
    case, _ = submit("web")
    reviews.write(case, me, Item("comment", "advocate", b"{}"))
    assert sight.of_case(case) == {}
