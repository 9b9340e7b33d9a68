"""The queue: haste first, then age; filtered by what the disk does not tell; a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from bot import law
from bot.cases.conversations import Conversations
from bot.cases.people import Unlocked
from bot.cases.queue import Filters, Queue
from bot.cases.reviews import ANSWERED, Item, Reviews
from bot.cases.urgency import CRISIS, DETAINED, TERM, Urgency, urgency
from tests.conftest import Clock

FILE = Item("file", "bot", b"{}")
ON = date(2026, 11, 22)


@pytest.fixture
def queue(engine: Engine, reviews: Reviews) -> Queue:
    return Queue(engine, reviews, {"category": ("contract", "mobilised"), "option": ("own_wish", "family_care")})


@pytest.fixture
def submit(conversations: Conversations, reviews: Reviews, clock: Clock) -> Callable[..., str]:
    """Submit a case with these reasons and tags, a minute after the one before."""
    made = 0

    def make(*reasons: str, tags: tuple[str, ...] = (), due_on: date | None = None) -> str:
        nonlocal made
        made += 1
        clock.forward(minutes=1)
        conversation = conversations.open("web", f"address{made}", "ru")
        return reviews.submit(conversation, [FILE], tags=tags, urgency=Urgency(frozenset(reasons), due_on))[0]

    return make


def test_haste_comes_first_and_then_age_with_the_reasons_named(
    queue: Queue, submit: Callable[..., str], advocate: Callable[[str], Unlocked]
) -> None:
    me = advocate("первая")
    old, new = submit(), submit()
    crisis, both = submit(CRISIS), submit(DETAINED, TERM)
    rows = queue.page(me, Filters()).rows
    assert [row.id for row in rows] == [both, crisis, old, new]
    assert [row.reasons for row in rows] == [(DETAINED, TERM), (CRISIS,), (), ()]


def test_a_filter_finds_by_what_the_disk_does_not_tell(
    queue: Queue, submit: Callable[..., str], advocate: Callable[[str], Unlocked], engine: Engine, reviews: Reviews
) -> None:
    me = advocate("первая")
    wanted = submit(tags=("category:mobilised", "option:family_care", "lang:en"))
    other = submit(tags=("category:mobilised", "option:own_wish", "lang:ru"))
    [row] = queue.page(me, Filters(category="mobilised", option="family_care", lang="en")).rows
    assert (row.id, row.category, row.option, row.lang) == (wanted, "mobilised", "family_care", "en")
    assert queue.page(me, Filters(category="contract")).rows == ()
    reviews.claim(other, me)
    reviews.write(other, me, Item("decision", "advocate", b"{}"), state=ANSWERED)
    assert [row.id for row in queue.page(me, Filters(state=ANSWERED)).rows] == [other]
    assert queue.counts(me) == {"waiting": 1, "assigned": 0, "answered": 1, "closed": 0}
    with engine.connect() as connection:
        kept = " ".join(connection.execute(text("SELECT tag FROM case_tag")).scalars())
    assert len(kept.split()) == 6
    for word in ("mobilised", "family", "en:", "lang"):
        assert word not in kept


def test_nobody_sees_what_he_has_no_key_for(
    queue: Queue, submit: Callable[..., str], advocate: Callable[[str], Unlocked], reviews: Reviews
) -> None:
    first, second = advocate("первая"), advocate("второй")
    case = submit()
    reviews.claim(case, first)
    late = advocate("новый")
    assert [row.mine for row in queue.page(first, Filters()).rows] == [True]
    for other in (second, late):
        assert queue.page(other, Filters()).rows == ()
        assert queue.row(case, other) is None
        assert sum(queue.counts(other).values()) == 0


def test_a_word_of_the_person_shows_until_it_is_answered(
    queue: Queue, submit: Callable[..., str], advocate: Callable[[str], Unlocked], reviews: Reviews
) -> None:
    me = advocate("первая")
    case = submit()
    reviews.claim(case, me)

    def spoke() -> bool:
        row = queue.row(case, me)
        assert row is not None
        return row.spoke

    assert not spoke()
    reviews.add_item(case, Item("message", "person", b"?"))
    assert spoke()
    reviews.write(case, me, Item("question", "advocate", b"?"))
    assert not spoke()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reasons=st.lists(st.sets(st.sampled_from((DETAINED, TERM, CRISIS))), max_size=12), size=st.integers(1, 5))
def test_page_by_page_every_case_comes_once_in_the_order_of_the_whole(
    queue: Queue, submit: Callable[..., str], advocate: Callable[[str], Unlocked], engine: Engine,
    reasons: list[set[str]], size: int,
) -> None:  # fmt: skip
    with engine.begin() as connection:
        connection.execute(text('DELETE FROM "case"'))
        connection.execute(text("DELETE FROM person"))
    me = advocate("первая")
    for why in reasons:
        submit(*why)
    whole = [row.id for row in queue.page(me, Filters(), size=100).rows]
    seen: list[str] = []
    mark: str | None = None
    while True:
        page = queue.page(me, Filters(), mark, size)
        seen += [row.id for row in page.rows]
        mark = page.next
        if mark is None:
            break
    assert seen == whole
    assert len(whole) == len(reasons)


@pytest.mark.parametrize(
    "mark", ["", "x", "1_2_3", "1_2026-01-01_a", "9999999999999999999999_2026-01-01T00:00:00+00:00_a"]
)
def test_a_mark_that_is_none_begins_at_the_top(
    mark: str, queue: Queue, submit: Callable[..., str], advocate: Callable[[str], Unlocked]
) -> None:
    me = advocate("первая")
    submit()
    assert len(queue.page(me, Filters(), mark).rows) == 1


def test_a_case_becomes_urgent_by_itself_when_its_term_comes_near(
    queue: Queue, submit: Callable[..., str], advocate: Callable[[str], Unlocked], reviews: Reviews, clock: Clock
) -> None:
    me = advocate("первая")
    calm = submit()
    soon = submit(due_on=date(2026, 11, 26))
    assert reviews.hasten() == 0
    clock.forward(days=2)
    assert (reviews.hasten(), reviews.hasten()) == (1, 0)
    rows = queue.page(me, Filters()).rows
    assert [(row.id, row.reasons) for row in rows] == [(soon, (TERM,)), (calm, ())]


def test_haste_is_being_held_a_term_within_two_days_or_a_crisis() -> None:
    knowledge = law.load()
    assert urgency({}, ON, knowledge) == Urgency()
    held = urgency({"location": "detained"}, ON, knowledge, crisis=True)
    assert held.reasons == {DETAINED, CRISIS}
    for refused, why in (("2026-08-22", {TERM}), ("2026-08-24", {TERM}), ("2026-08-25", set())):
        found = urgency({"report_refused_on": refused}, ON, knowledge)
        assert found.due_on == date(2026, 11, int(refused[-2:]))
        assert found.reasons == why
    assert urgency({"report_refused_on": "2026-08-21"}, ON, knowledge).reasons == set()
    away = urgency({"category": "contract", "absent_since": "2026-11-21"}, ON, knowledge)
    assert TERM in away.reasons


def test_it_is_my_turn_until_i_ask_or_decide_and_again_when_he_answers(
    queue: Queue, submit: Callable[..., str], advocate: Callable[[str], Unlocked], reviews: Reviews
) -> None:
    me, other = advocate("первая"), advocate("вторая")
    case, waiting = submit(), submit()

    def turns(who: Unlocked) -> list[str]:
        rows = [row.id for row in queue.page(who, Filters(turn="mine")).rows]
        assert queue.my_turn(who) == len(rows)
        return rows

    assert turns(me) == []
    reviews.claim(case, me)
    assert turns(me) == [case]
    reviews.share(case, me, other.person_id)
    assert turns(other) == []
    reviews.write(case, me, Item("question", "advocate", b"?"))
    assert turns(me) == []
    reviews.add_item(case, Item("message", "person", b"!"))
    assert turns(me) == [case]
    reviews.write(case, me, Item("decision", "advocate", b"{}"), state=ANSWERED)
    assert turns(me) == []
    reviews.add_item(case, Item("message", "person", b"!"))
    assert turns(me) == [case]
    assert waiting not in turns(me)


def test_a_case_is_rated_anew_and_a_crisis_that_was_seen_stays(
    queue: Queue, submit: Callable[..., str], advocate: Callable[[str], Unlocked], reviews: Reviews, clock: Clock
) -> None:
    me = advocate("первая")
    case = submit(CRISIS, DETAINED)
    reviews.claim(case, me)
    reviews.rate(case, me, Urgency(frozenset({TERM}), clock().date()))
    row = queue.row(case, me)
    assert row is not None
    assert (row.reasons, row.urgency) == ((TERM, CRISIS), 2)
    reviews.rate(case, me, Urgency(frozenset(), clock().date() + timedelta(days=5)))
    row = queue.row(case, me)
    assert row is not None
    assert (row.reasons, row.urgency) == ((CRISIS,), 1)
    clock.forward(days=4)
    assert reviews.hasten() == 1
