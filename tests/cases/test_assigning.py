"""Who holds a case: one wins a race, a second reader reads, what is left is closed behind one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.cases.conversations import Conversations
from bot.cases.people import People, Unlocked
from bot.cases.reviews import ANSWERED, ASSIGNED, CLOSED, WAITING, Item, ReviewError, Reviews
from tests.conftest import Clock

FILE = Item("file", "bot", b"{}")

Advocate = Callable[[str], Unlocked]


@pytest.fixture
def case(conversations: Conversations, reviews: Reviews, advocate: Advocate) -> str:
    """A case that waits, open to the advocates «первая» and «второй»."""
    advocate("первая"), advocate("второй")
    return reviews.submit(conversations.open("web", "address", "ru"), [FILE])[0]


def entered(people: People, login: str) -> Unlocked:
    return people.unlock(login, "длинный пароль")


def code(work: Callable[[], object]) -> str:
    try:
        work()
    except ReviewError as error:
        return error.code
    return "done"


def test_of_two_who_claim_at_once_one_has_the_case_and_the_other_is_told(
    case: str, reviews: Reviews, people: People, conversations: Conversations
) -> None:
    both = [entered(people, "первая"), entered(people, "второй")]
    for round in range(8):
        if round:
            case = reviews.submit(conversations.open("web", f"address{round}", "ru"), [FILE])[0]
        gate = Barrier(2)

        def race(me: Unlocked, case: str = case, gate: Barrier = gate) -> str:
            gate.wait()
            return code(lambda: reviews.claim(case, me))

        with ThreadPoolExecutor(2) as pool:
            ends = list(pool.map(race, both))
        assert sorted(ends) == ["done", "taken"]
        winner, loser = both if ends[0] == "done" else reversed(both)
        assert reviews.open_case(case, winner) == (FILE,)
        assert code(lambda case=case, loser=loser: reviews.open_case(case, loser)) == "no_key"  # type: ignore[misc]
        state = reviews.state(case, winner)
        assert (state.state, state.assigned_to) == (ASSIGNED, winner.person_id)


def test_claiming_twice_changes_nothing(case: str, reviews: Reviews, people: People) -> None:
    me = entered(people, "первая")
    reviews.claim(case, me)
    reviews.claim(case, me)
    assert reviews.open_case(case, me) == (FILE,)


def test_a_released_case_is_open_to_all_again_also_to_those_who_came_meanwhile(
    case: str, reviews: Reviews, people: People, advocate: Advocate
) -> None:
    me = entered(people, "первая")
    reviews.claim(case, me)
    new = advocate("новая")
    assert code(lambda: reviews.release(case, new)) == "no_key"
    reviews.release(case, me)
    for one in (me, new, entered(people, "второй")):
        assert reviews.open_case(case, one) == (FILE,)
    assert (reviews.state(case, me).state, reviews.state(case, me).assigned_to) == (WAITING, None)


def test_a_second_reader_reads_and_comments_but_decides_nothing(case: str, reviews: Reviews, people: People) -> None:
    me, second = entered(people, "первая"), entered(people, "второй")
    reviews.claim(case, me)
    reviews.share(case, me, second.person_id)
    reviews.share(case, me, second.person_id)
    assert set(reviews.readers(case, second)) == {me.person_id, second.person_id}
    comment = Item("comment", "advocate", b"{}")
    assert reviews.write(case, second, comment) == 2
    assert reviews.open_case(case, me) == (FILE, comment)
    decision = Item("decision", "advocate", b"{}")
    for refused in (
        lambda: reviews.write(case, second, decision, state=ANSWERED),
        lambda: reviews.write(case, second, FILE, based_on={"file": 1}),
        lambda: reviews.release(case, second),
        lambda: reviews.share(case, second, second.person_id),
    ):
        assert code(refused) == "not_yours"
    assert code(lambda: reviews.claim(case, second)) == "taken"


def test_who_leaves_a_hard_case_reads_it_no_more_and_all_others_can_take_it(
    case: str, reviews: Reviews, people: People, advocate: Advocate
) -> None:
    me, new = entered(people, "первая"), advocate("новая")
    reviews.claim(case, me)
    reviews.pass_on(case, me)
    assert code(lambda: reviews.open_case(case, me)) == "no_key"
    reviews.claim(case, new)
    assert reviews.open_case(case, new) == (FILE,)


def test_a_second_reader_who_leaves_takes_nothing_from_whose_case_it_is(
    case: str, reviews: Reviews, people: People
) -> None:
    me, second = entered(people, "первая"), entered(people, "второй")
    reviews.claim(case, me)
    reviews.share(case, me, second.person_id)
    reviews.pass_on(case, second)
    assert code(lambda: reviews.open_case(case, second)) == "no_key"
    assert reviews.state(case, me).assigned_to == me.person_id


def test_the_last_advocate_cannot_leave_and_the_case_stays_his(
    conversations: Conversations, reviews: Reviews, advocate: Advocate
) -> None:
    me = advocate("одна")
    case, _ = reviews.submit(conversations.open("web", "address", "ru"), [FILE])
    reviews.claim(case, me)
    assert code(lambda: reviews.pass_on(case, me)) == "nobody_to_read"
    state = reviews.state(case, me)
    assert (state.state, state.assigned_to) == (ASSIGNED, me.person_id)


def test_taking_out_who_holds_a_case_leaves_it_waiting_with_the_second_reader(
    case: str, reviews: Reviews, people: People
) -> None:
    me, second = entered(people, "первая"), entered(people, "второй")
    reviews.claim(case, me)
    reviews.share(case, me, second.person_id)
    reviews.take_out(me.person_id, second)
    reviews.claim(case, second)
    assert reviews.open_case(case, second) == (FILE,)


def test_of_two_who_save_at_once_one_is_told_that_there_is_a_newer_one(
    case: str, reviews: Reviews, people: People
) -> None:
    me = entered(people, "первая")
    reviews.claim(case, me)
    gate = Barrier(2)

    def save(text: bytes) -> str:
        gate.wait()
        return code(lambda: reviews.write(case, me, Item("file", "advocate", text), based_on={"file": 1}))

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(save, (b"one", b"other")))
    assert sorted(ends) == ["done", "newer"]
    assert [item.content for item in reviews.open_case(case, me)] == [b"{}", b"one" if ends[0] == "done" else b"other"]


def test_an_unsaved_edit_is_kept_once_and_goes_when_it_is_dropped(case: str, reviews: Reviews, people: People) -> None:
    me = entered(people, "первая")
    reviews.claim(case, me)
    first = reviews.keep_unsaved(case, me, Item("unsaved", "advocate", b"a"), ())
    second = reviews.keep_unsaved(case, me, Item("unsaved", "advocate", b"ab"), (first,))
    assert [item.content for item in reviews.open_case(case, me)] == [b"{}", b"ab"]
    reviews.keep_unsaved(case, me, None, (1,))  # what is no unsaved edit cannot be dropped by this door
    assert len(reviews.open_case(case, me)) == 2
    assert reviews.keep_unsaved(case, me, None, (second,)) == 0
    assert reviews.open_case(case, me) == (FILE,)


@pytest.mark.parametrize("state", [ANSWERED, CLOSED])
def test_a_word_of_the_person_brings_an_answered_case_back_and_one_of_the_bot_does_not(
    case: str, reviews: Reviews, people: People, state: str, clock: Clock
) -> None:
    me = entered(people, "первая")
    reviews.claim(case, me)
    reviews.write(case, me, Item("decision", "advocate", b"{}"), state=state)
    reviews.add_item(case, Item("event", "bot", b"{}"))
    assert reviews.state(case, me).state == state
    reviews.add_item(case, Item("message", "person", b"?"))
    assert reviews.state(case, me).state == ASSIGNED


def test_without_a_key_every_door_is_shut(case: str, reviews: Reviews, advocate: Advocate) -> None:
    late = advocate("новый")
    item = Item("comment", "advocate", b"")
    for door in (
        lambda: reviews.open_case(case, late),
        lambda: reviews.state(case, late),
        lambda: reviews.readers(case, late),
        lambda: reviews.claim(case, late),
        lambda: reviews.release(case, late),
        lambda: reviews.share(case, late, late.person_id),
        lambda: reviews.pass_on(case, late),
        lambda: reviews.assign(case, late, late.person_id),
        lambda: reviews.write(case, late, item),
        lambda: reviews.keep_unsaved(case, late, item, ()),
        lambda: reviews.close(case, late),
    ):
        assert code(door) == "no_key"
