"""Coming in, on both databases: whatever is tried at once, a code, a link and an attempt count exactly once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pyotp
import pytest
from sqlalchemy import Engine

from bot.cases.console_sessions import ConsoleSessions
from bot.cases.guessing import FREE, Guessing, TooManyError
from bot.cases.invitations import InvitationError, Invitations
from bot.cases.people import People, PeopleError
from bot.cases.rota import Rota
from bot.cases.second_factors import SecondFactorError, SecondFactors
from bot.vault.sealing import Sealer
from tests.conftest import Clock

PASSWORD = "four random words here"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def people(engine: Engine, sealer: Sealer, clock: Clock) -> People:
    return People(engine, sealer, clock)


@pytest.fixture
def factors(engine: Engine, sealer: Sealer, clock: Clock) -> SecondFactors:
    return SecondFactors(engine, sealer, clock)


@pytest.fixture
def invitations(engine: Engine, people: People, factors: SecondFactors, sealer: Sealer, clock: Clock) -> Invitations:
    return Invitations(engine, people, factors, sealer, clock)


def at_once(times: int, act: Callable[[], object]) -> list[object]:
    """Do the same in several threads; return what came of each, an error as itself."""
    came: list[object] = []
    ready = threading.Barrier(times)

    def run() -> None:
        ready.wait()
        try:
            came.append(act())
        except Exception as error:
            came.append(error)

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_a_code_sent_twice_at_once_counts_once(people: People, factors: SecondFactors, clock: Clock) -> None:
    person = people.add("голубь", PASSWORD)
    factors.change(person, SECRET, pyotp.TOTP(SECRET).at(clock()))
    clock.forward(seconds=30)
    code = pyotp.TOTP(SECRET).at(clock())
    came = at_once(4, lambda: factors.spend(person, code, None))
    assert came.count("code") == 1
    assert sum(isinstance(one, SecondFactorError) for one in came) == 3


def test_a_recovery_code_sent_twice_at_once_counts_once(people: People, factors: SecondFactors) -> None:
    person = people.add("голубь", PASSWORD)
    [code, *_] = factors.new_recovery_codes(person)
    came = at_once(3, lambda: factors.spend(person, "", factors.hashed(code)))
    assert came.count("recovery") == 1
    assert factors.recovery_codes_left(person) == 9


def test_a_link_used_twice_at_once_makes_one_person(invitations: Invitations, people: People, clock: Clock) -> None:
    token = invitations.invite("голубь", ["advocate", "admin"])
    code = pyotp.TOTP(SECRET).at(clock())
    came = at_once(3, lambda: invitations.accept(token, PASSWORD, SECRET, code))
    assert sum(isinstance(one, InvitationError | PeopleError) for one in came) == 2, came
    [member] = people.everybody()
    assert member.roles == {"advocate", "admin"}


def test_attempts_made_at_once_are_all_counted(engine: Engine, clock: Clock) -> None:
    guessing = Guessing(engine, clock)
    came = at_once(12, lambda: guessing.begin("who"))
    assert sum(isinstance(one, TooManyError) for one in came) == 12 - FREE


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_a_right_attempt_ends_it(engine: Engine, clock: Clock) -> None:
    guessing, waits = Guessing(engine, clock), []
    for _ in range(FREE):
        guessing.begin("who")
    for _ in range(6):
        with pytest.raises(TooManyError) as error:
            guessing.begin("who")
        waits.append(error.value.seconds // 60)
        clock.forward(seconds=error.value.seconds)
        attempt = guessing.begin("who")
    assert waits == [1, 2, 4, 8, 15, 15]
    guessing.succeed(attempt)
    for _ in range(FREE):
        guessing.begin("who")


def test_two_admins_that_take_the_role_from_each_other_leave_one(people: People) -> None:
    first, second = (people.add(name, PASSWORD, ["admin", "editor"]) for name in ("сова", "чиж"))
    people.set_roles(first, ["editor"])
    with pytest.raises(PeopleError) as error:
        people.set_roles(second, ["editor"])
    assert error.value.code == "last_admin"
    with pytest.raises(PeopleError):
        people.remove(second)
    people.remove(first)
    assert [member.id for member in people.everybody()] == [second]


def test_roles_say_who_holds_keys(people: People) -> None:
    editor = people.add("чиж", PASSWORD, ["editor"])
    assert people.advocates() == []
    people.set_roles(editor, ["editor", "advocate"])
    assert people.advocates() == [editor]
    with pytest.raises(PeopleError) as error:
        people.set_roles(editor, ["editor"])
    assert error.value.code == "still_advocate"
    for wrong in ([], ["king"]):
        with pytest.raises(PeopleError):
            people.set_roles(editor, wrong)


def test_a_session_is_found_by_its_token_alone_and_names_its_device_to_its_person_only(
    engine: Engine, people: People, clock: Clock
) -> None:
    sessions = ConsoleSessions(engine, clock)
    people.add("голубь", PASSWORD)
    people.add("чиж", PASSWORD)
    dove, wren = people.unlock("голубь", PASSWORD), people.unlock("чиж", PASSWORD)
    token = sessions.start(dove, "Firefox, Android")
    found = sessions.find(token)
    assert found
    assert found.unlocked == dove
    assert sessions.find("A" * 43) is None
    assert [device.name for device in sessions.of(dove.person_id, dove)] == ["Firefox, Android"]
    assert [device.name for device in sessions.of(dove.person_id, wren)] == [""]
    assert not sessions.end(found.id, wren.person_id)
    assert sessions.end(found.id, dove.person_id)
    assert sessions.find(token) is None


def test_the_rota_keeps_advocates_only_and_forgets_days_gone_by(engine: Engine, people: People) -> None:
    rota, day = Rota(engine), date(2026, 11, 23)
    advocate, editor = people.add("голубь", PASSWORD), people.add("чиж", PASSWORD, ["editor"])
    rota.set([day], [advocate, editor, "nobody"])
    assert rota.on(day) == {advocate}
    rota.set([day], [])
    assert rota.on(day) == frozenset()
    rota.set([day], [advocate])
    rota.purge(date(2026, 11, 24))
    assert rota.on(day) == frozenset()
