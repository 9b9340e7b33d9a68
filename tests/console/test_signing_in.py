"""Coming in: by an invitation once, by password and code ever after; what is one's own can be changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pyotp
import pytest

from bot.cases.invitations import InvitationError
from bot.cases.people import PeopleError
from tests.console.conftest import PASSWORD, Visitor

Join = Callable[..., Visitor]
Nobody = Callable[[], Visitor]


def field(page: httpx.Response, name: str) -> str:
    """The last hidden value of a name on a page."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page.text)[-1]


def letters(page: httpx.Response) -> str:
    """The secret for the generator, as it is typed by hand."""
    return re.findall(r'<code class="letters">([^<]+)', page.text)[0].replace(" ", "")


def fill(visitor: Visitor, path: str, **changed: str) -> httpx.Response:
    """Open the form of an invitation and send it filled in."""
    page = visitor.client.get(path)
    secret = letters(page)
    visitor.clock.forward(seconds=30)
    sent = {
        "csrf": field(page, "csrf"),
        "secret": field(page, "secret"),
        "password": PASSWORD,
        "again": PASSWORD,
        "code": pyotp.TOTP(secret).at(visitor.clock()),
    }
    answer = visitor.client.post(path, data=sent | changed)
    if answer.status_code == 200:
        visitor.secret = secret
    return answer


def test_an_invitation_makes_a_person_with_password_generator_and_ten_recovery_codes(nobody: Nobody) -> None:
    dove = nobody()
    token = dove.services.invitations.invite("голубь", ["advocate", "admin"])
    done = fill(dove, f"/join/{token}")
    codes = re.findall(r"<li><code>([^<]+)", done.text)
    assert len(set(codes)) == 10
    assert "голубь" in dove.get("/me").text
    dove.name, dove.person_id = "голубь", dove.services.people.find("голубь") or ""
    dove.post("/sign-out")
    assert dove.sign_in().status_code == 303
    dove.post("/sign-out")
    assert dove.sign_in(code=codes[0]).status_code == 303


def test_an_invitation_works_once_and_for_two_days(nobody: Nobody) -> None:
    dove = nobody()
    token = dove.services.invitations.invite("голубь", ["advocate"])
    dove.clock.forward(hours=47)
    assert fill(dove, f"/join/{token}").status_code == 200
    assert nobody().get(f"/join/{token}").status_code == 410
    late = dove.services.invitations.invite("щегол", ["advocate"])
    dove.clock.forward(hours=48)
    assert nobody().get(f"/join/{late}").status_code == 410
    assert nobody().get("/join/" + "A" * 43).status_code == 410


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "short", "again": "short"},
        {"again": "four other words here"},
        {"code": "000000"},
        {"code": ""},
    ],
)
def test_an_invitation_filled_in_wrongly_makes_nobody_and_keeps_its_secret(
    nobody: Nobody, changed: dict[str, str]
) -> None:
    dove = nobody()
    token = dove.services.invitations.invite("голубь", ["advocate"])
    answer = fill(dove, f"/join/{token}", **changed)
    assert answer.status_code == 400
    assert dove.services.people.everybody() == ()
    assert field(answer, "csrf")
    secret = letters(answer)
    sent = {"csrf": field(answer, "csrf"), "secret": field(answer, "secret"), "password": PASSWORD, "again": PASSWORD}
    dove.clock.forward(seconds=30)
    again = dove.client.post(f"/join/{token}", data=sent | {"code": pyotp.TOTP(secret).at(dove.clock())})
    assert again.status_code == 200


def test_a_secret_that_the_console_did_not_make_is_refused(nobody: Nobody) -> None:
    dove = nobody()
    token = dove.services.invitations.invite("голубь", ["advocate"])
    other = dove.client.get(f"/join/{dove.services.invitations.invite('щегол', ['advocate'])}")
    for secret in ("", "AAAA", "!!", field(other, "secret")):
        assert fill(dove, f"/join/{token}", secret=secret).status_code == 400
    assert dove.services.people.everybody() == ()


def test_a_new_invitation_of_a_pseudonym_ends_the_earlier_one_and_a_withdrawn_one_is_gone(join: Join) -> None:
    owl = join("сова", "admin")
    first = owl.services.invitations.invite("голубь", ["editor"])
    shown = owl.post("/people/invite", {"login": "Голубь", "role": "advocate"})
    second = re.findall(r"/join/([\w-]{43})", shown.text)[0]
    assert second not in owl.get("/people").text
    with pytest.raises(InvitationError):
        owl.services.invitations.find(first)
    [waiting] = owl.services.invitations.waiting()
    assert owl.post(f"/people/invitations/{waiting.id}/withdraw").status_code == 303
    with pytest.raises(InvitationError):
        owl.services.invitations.find(second)


def test_password_and_code_let_in_and_the_same_code_does_not_twice(join: Join) -> None:
    dove = join("голубь")
    dove.post("/sign-out")
    code = dove.code()
    assert dove.sign_in(code=code).status_code == 303
    assert dove.get("/me").status_code == 200
    dove.post("/sign-out")
    assert dove.sign_in(code=code).status_code == 401


def test_an_older_code_does_not_work_after_a_newer_one(join: Join) -> None:
    dove = join("голубь")
    dove.post("/sign-out")
    older = dove.code()
    newer = pyotp.TOTP(dove.secret).at(dove.clock() + timedelta(seconds=30))
    assert dove.services.factors.spend(dove.person_id, newer, None) == "code"
    assert dove.sign_in(code=older).status_code == 401


def test_a_changed_password_opens_the_same_key_and_ends_the_other_devices(join: Join, nobody: Nobody) -> None:
    dove, phone = join("голубь"), nobody()
    phone.name, phone.secret, phone.person_id = dove.name, dove.secret, dove.person_id
    phone.sign_in()
    before = dove.services.people.unlock("голубь", PASSWORD).private
    new = {"password": "five other random words", "again": "five other random words"}
    assert dove.post("/me/password", {"old": "wrong password here", **new}).status_code == 400
    assert dove.post("/me/password", {"old": PASSWORD, "password": "short", "again": "short"}).status_code == 400
    assert dove.post("/me/password", {"old": PASSWORD, **new, "again": "other"}).status_code == 400
    assert dove.post("/me/password", {"old": PASSWORD, **new}).status_code == 303
    assert dove.services.people.unlock("голубь", "five other random words").private == before
    with pytest.raises(PeopleError):
        dove.services.people.unlock("голубь", PASSWORD)
    assert phone.get("/me").status_code == 303
    assert dove.get("/me").status_code == 200


def test_a_new_generator_takes_the_password_and_ends_the_old_generator_and_its_codes(join: Join) -> None:
    dove = join("голубь")
    old_codes = dove.services.factors.new_recovery_codes(dove.person_id)
    assert fill(dove, "/me/generator", old="wrong password here").status_code == 400
    assert fill(dove, "/me/generator", old=PASSWORD, code="000000").status_code == 400
    old_secret = dove.secret
    assert fill(dove, "/me/generator", old=PASSWORD).status_code == 200
    dove.post("/sign-out")
    dove.clock.forward(minutes=5)
    assert dove.sign_in(code=pyotp.TOTP(old_secret).at(dove.clock())).status_code == 401
    assert dove.sign_in(code=old_codes[0]).status_code == 401
    assert dove.sign_in().status_code == 303


def test_who_lost_the_generator_sets_up_a_new_one_by_a_link_and_the_password(join: Join, nobody: Nobody) -> None:
    owl, dove = join("сова", "admin"), join("голубь")
    shown = owl.post(f"/people/{dove.person_id}/generator")
    token = re.findall(r"/join/([\w-]{43})", shown.text)[0]
    thief, person = nobody(), nobody()
    assert fill(thief, f"/join/{token}", password="wrong password here").status_code == 400
    assert fill(person, f"/join/{token}").status_code == 200
    assert dove.get("/me").status_code == 303  # the sessions of before are over
    assert person.get("/me").status_code == 200


def test_a_guesser_at_such_a_link_has_to_wait(join: Join, nobody: Nobody) -> None:
    dove, thief = join("голубь"), nobody()
    token = dove.services.invitations.renew_factor(dove.person_id)
    answers = [fill(thief, f"/join/{token}", password=f"wrong password {n}").text for n in range(6)]
    assert "Слишком много попыток" in answers[-1]


def test_new_recovery_codes_take_the_password_and_end_the_old_ones(join: Join) -> None:
    dove = join("голубь")
    old = dove.services.factors.new_recovery_codes(dove.person_id)
    for wrong in ({}, {"old": "wrong password here"}):
        refused = dove.post("/me/codes", wrong)
        assert refused.status_code == 400
        assert "Пароль не подходит" in refused.text
        assert "<ol" not in refused.text
    dove.post("/sign-out")
    assert dove.sign_in(code=old[0]).status_code == 303
    assert dove.post("/me/codes", {"old": PASSWORD}).status_code == 200
    dove.post("/sign-out")
    assert dove.sign_in(code=old[1]).status_code == 401


def test_who_guesses_the_password_at_the_codes_has_to_wait(join: Join) -> None:
    dove = join("голубь")
    answers = [dove.post("/me/codes", {"old": f"wrong password {n}"}).text for n in range(6)]
    assert "Слишком много попыток" in answers[-1]


def test_the_mark_of_a_device_outlives_a_sign_out_and_goes_with_it_on_request(join: Join) -> None:
    dove = join("голубь")
    dove.post("/sign-out")
    dove.sign_in()
    dove.post("/language", {"lang": "ru", "next": "/me"})
    dove.post("/sign-out")
    assert "console-device" in dove.client.cookies
    dove.sign_in()
    assert 'name="forget" value="yes"' in dove.get("/me").text
    left = dove.post("/sign-out", {"forget": "yes"})
    assert left.headers["location"] == "/sign-in?said=forgotten"
    assert set(dove.client.cookies) == set()
    assert "больше нет" in dove.get(left.headers["location"]).text


def test_the_language_is_chosen_and_kept(nobody: Nobody) -> None:
    visitor = nobody()
    assert "Вход" in visitor.get("/sign-in").text
    assert visitor.post("/language", {"lang": "en", "next": "/sign-in"}).headers["location"] == "/sign-in"
    assert "Sign in" in visitor.get("/sign-in").text
    visitor.post("/language", {"lang": "xx", "next": "/sign-in"})
    assert "Sign in" in visitor.get("/sign-in").text
