"""Sealed review: the server adds and never reads; who is assigned reads; who is taken out reads no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from bot.cases.conversations import ConversationNotFoundError, Conversations
from bot.cases.erasures import Erasures
from bot.cases.messages import Incoming, Outgoing
from bot.cases.people import People, PeopleError, Unlocked
from bot.cases.renewal import renew
from bot.cases.reviews import Item, ReviewError, Reviews
from bot.vault import boxes, keys
from bot.vault.sealing import Sealer, SealError
from tests.cases.conftest import PASSWORD
from tests.conftest import Clock

DRAFT = Item("draft", "bot", "рапорт Канарейкина".encode())


def submitted(conversations: Conversations, reviews: Reviews, address: str = "address") -> tuple[str, str, str]:
    """Return the case, the conversation as it goes on, and as it was."""
    before = conversations.open("web", address, "ru")
    conversations.receive(before, "u1", Incoming(text="рапорт Канарейкина"), "рапорт Канарейкина")
    conversations.keep_answer(before, "signer_name", "Канарейкин")
    return *reviews.submit(before, [DRAFT]), before


def test_every_advocate_reads_a_new_case_and_the_bot_adds_without_reading(
    conversations: Conversations, reviews: Reviews, advocate: Callable[[str], Unlocked]
) -> None:
    first, second = advocate("первая"), advocate("второй")
    case, _, _ = submitted(conversations, reviews)
    later = Item("message", "person", "и ещё вопрос".encode())
    reviews.add_item(case, later)
    assert reviews.open_case(case, first) == reviews.open_case(case, second) == (DRAFT, later)


def test_once_submitted_the_server_has_no_copy_that_it_can_open(
    conversations: Conversations, reviews: Reviews, advocate: Callable[[str], Unlocked], engine: Engine, sealer: Sealer
) -> None:
    advocate("первая")
    _, fresh, before = submitted(conversations, reviews)
    assert conversations.find("web", "address") == fresh
    with pytest.raises(ConversationNotFoundError):
        conversations.state(before)
    assert conversations.transcript(fresh, 0) == ()
    assert conversations.answers(fresh) == {}
    openable = []
    with engine.connect() as connection:
        for table in ("reply", "turn", "answer", "button", "draft"):
            openable += connection.execute(text(f"SELECT * FROM {table}")).all()
        boxes_kept = connection.execute(text("SELECT body FROM case_item UNION SELECT wrapped FROM case_key")).all()
    assert openable == []
    assert len(boxes_kept) == 2
    for (box,) in boxes_kept:
        with pytest.raises(SealError):
            sealer.open(box, "anything")


def test_assigning_seals_the_case_to_that_one_alone(
    conversations: Conversations, reviews: Reviews, advocate: Callable[[str], Unlocked], engine: Engine
) -> None:
    first, second = advocate("первая"), advocate("второй")
    case, _, _ = submitted(conversations, reviews)
    with engine.connect() as connection:
        old_key = connection.execute(
            text("SELECT wrapped FROM case_key WHERE person_id = :me"), {"me": first.person_id}
        ).scalar_one()
    kept_aside = boxes.open_with(first.private, old_key, f"case-key:{case}:{first.person_id}")
    reviews.assign(case, first, second.person_id)
    with pytest.raises(ReviewError, match="no_key"):
        reviews.open_case(case, first)
    assert reviews.open_case(case, second) == (DRAFT,)
    with engine.connect() as connection:
        body = connection.execute(text("SELECT body FROM case_item")).scalar_one()
    with pytest.raises(SealError, match="tampered"):
        boxes.open_with(kept_aside, body, f"case:{case}:1")
    assert [found.id for found in reviews.visible_to(second)] == [case]
    assert reviews.visible_to(first) == ()


def test_a_case_is_not_for_those_who_came_after_it(
    conversations: Conversations, reviews: Reviews, advocate: Callable[[str], Unlocked]
) -> None:
    advocate("первая")
    case, _, _ = submitted(conversations, reviews)
    with pytest.raises(ReviewError, match="no_key"):
        reviews.open_case(case, advocate("новый"))


def test_who_is_taken_out_reads_nothing_and_his_cases_go_on_with_the_others(
    conversations: Conversations, reviews: Reviews, people: People, advocate: Callable[[str], Unlocked]
) -> None:
    first, second = advocate("первая"), advocate("второй")
    case, _, _ = submitted(conversations, reviews)
    assert reviews.take_out(second.person_id, first) == 1
    with pytest.raises(ReviewError, match="no_key"):
        reviews.open_case(case, second)
    with pytest.raises(PeopleError, match="wrong_login"):
        people.unlock("второй", PASSWORD)
    assert reviews.open_case(case, first) == (DRAFT,)


def test_nobody_is_taken_out_while_a_case_would_be_lost_with_him_unless_the_recovery_key_saves_it(
    conversations: Conversations, reviews: Reviews, people: People, advocate: Callable[[str], Unlocked]
) -> None:
    printed = people.make_recovery()
    first, second = advocate("первая"), advocate("второй")
    case, _, _ = submitted(conversations, reviews)
    reviews.assign(case, first, second.person_id)
    with pytest.raises(ReviewError, match="still_needed"):
        reviews.take_out(second.person_id, first)
    assert reviews.open_case(case, second) == (DRAFT,)
    assert reviews.take_out(second.person_id, people.recovery(printed)) == 1
    assert reviews.open_case(case, first) == (DRAFT,)
    [state] = reviews.visible_to(first)
    assert (state.state, state.assigned_to) == ("waiting", None)


def test_the_recovery_key_is_made_once_and_a_mistyped_or_foreign_one_is_refused(
    conversations: Conversations, reviews: Reviews, people: People, advocate: Callable[[str], Unlocked]
) -> None:
    advocate("первая")
    printed = people.make_recovery()
    with pytest.raises(PeopleError, match="recovery_exists"):
        people.make_recovery()
    case, _, _ = submitted(conversations, reviews)
    assert reviews.open_case(case, people.recovery(printed)) == (DRAFT,)
    for wrong in (printed[:-1], boxes.printed(boxes.new_pair().private)):
        with pytest.raises(PeopleError, match="wrong_login"):
            people.recovery(wrong)


def test_without_an_advocate_nothing_is_submitted_and_nothing_is_lost(
    conversations: Conversations, reviews: Reviews, people: People
) -> None:
    people.make_recovery()
    conversation = conversations.open("web", "address", "ru")
    conversations.say(conversation, [Outgoing("черновик")])
    with pytest.raises(ReviewError, match="nobody_to_read"):
        reviews.submit(conversation, [DRAFT])
    assert [line.text for line in conversations.transcript(conversation, 0)] == ["черновик"]


def test_withdrawing_or_erasing_takes_the_case_and_its_keys_away(
    conversations: Conversations, reviews: Reviews, erasures: Erasures, advocate: Callable[[str], Unlocked],
    engine: Engine,
) -> None:  # fmt: skip
    me = advocate("первая")
    case, fresh, _ = submitted(conversations, reviews)
    for _ in range(2):
        with Session(engine) as session, session.begin():
            reviews.withdraw(session, fresh)
    with pytest.raises(ReviewError, match="no_case"):
        reviews.open_case(case, me)
    _, fresh, _ = submitted(conversations, reviews, "another")
    erasures.begin(fresh, "ru")
    with engine.connect() as connection:
        for table in ('"case"', "case_key", "case_item"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def test_a_case_outlives_the_silence_of_its_conversation_and_ends_with_its_own_time(
    conversations: Conversations, reviews: Reviews, erasures: Erasures, advocate: Callable[[str], Unlocked],
    clock: Clock,
) -> None:  # fmt: skip
    me = advocate("первая")
    case, fresh, _ = submitted(conversations, reviews)
    conversations.say(fresh, [Outgoing("ждём адвоката")])
    clock.forward(hours=25)
    assert list(conversations.expired()) == [fresh]
    erasures.expire(fresh)
    after = conversations.find("web", "address")
    assert after not in (None, fresh)
    assert conversations.transcript(after, 0) == ()
    found = reviews.case_of(after)
    assert found is not None
    assert found.id == case
    assert reviews.open_case(case, me) == (DRAFT,)
    assert list(conversations.expired()) == []
    clock.forward(days=30)
    assert (reviews.purge(), reviews.purge()) == (1, 0)
    for conversation in conversations.expired():
        erasures.expire(conversation)
    assert conversations.find("web", "address") is None


def test_each_step_gives_the_case_its_time_anew(
    conversations: Conversations, reviews: Reviews, advocate: Callable[[str], Unlocked], clock: Clock
) -> None:
    me = advocate("первая")
    case, fresh, _ = submitted(conversations, reviews)
    clock.forward(days=20)
    reviews.close(case, me)
    clock.forward(days=20)
    assert reviews.purge() == 0
    found = reviews.case_of(fresh)
    assert found is not None
    assert (found.state, reviews.visible_to(me)) == ("closed", ())
    clock.forward(days=11)
    assert reviews.purge() == 1


def test_a_person_is_known_by_a_pseudonym_that_the_disk_does_not_tell(
    people: People, advocate: Callable[[str], Unlocked], tmp_path: Path
) -> None:
    me = advocate("Ласточка-7731")
    assert people.name(me.person_id) == "Ласточка-7731"
    assert people.unlock(" ласточка-7731 ", PASSWORD) == me
    assert list(people.advocates()) == [me.person_id]
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("raport.db*"))
    assert not [form for form in ("Ласточка", "ласточка", "асточка") if form.encode() in raw]
    assert me.private not in raw
    assert PASSWORD not in repr(me) and repr(me.private) not in repr(me)


def test_a_changed_password_opens_the_same_cases_and_the_old_one_none(
    conversations: Conversations, reviews: Reviews, people: People, advocate: Callable[[str], Unlocked]
) -> None:
    advocate("первая")
    case, _, _ = submitted(conversations, reviews)
    people.change_password("первая", PASSWORD, "другой длинный пароль")
    assert reviews.open_case(case, people.unlock("первая", "другой длинный пароль")) == (DRAFT,)
    for login, password, code in (("первая", PASSWORD, "wrong_login"), ("нет такой", PASSWORD, "wrong_login")):
        with pytest.raises(PeopleError, match=code):
            people.unlock(login, password)
    with pytest.raises(PeopleError, match="login_taken"):
        people.add("ПЕРВАЯ", PASSWORD)
    with pytest.raises(PeopleError, match="short_password"):
        people.add("вторая", "короткий")


def test_a_rotation_of_the_instance_keys_leaves_names_and_cases_readable(
    conversations: Conversations, reviews: Reviews, people: People, advocate: Callable[[str], Unlocked],
    engine: Engine, sealer: Sealer, tmp_path: Path,
) -> None:  # fmt: skip
    me = advocate("первая")
    case, _, _ = submitted(conversations, reviews)
    path = tmp_path / "keys" / "instance.json"
    keys.add(path)
    assert renew(engine, sealer) == 2
    keys.retire(path)
    assert list(json.loads(path.read_text())["keys"]) == ["2"]
    assert people.name(me.person_id) == "первая"
    assert reviews.open_case(case, people.unlock("первая", PASSWORD)) == (DRAFT,)
