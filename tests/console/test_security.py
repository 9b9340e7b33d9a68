"""What an attacker tries: forms from elsewhere, fixed sessions, others' ids, markup in any field, guessing, detours."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urljoin

import httpx
import pyotp
import pytest

from bot.bootstrap import Services
from bot.cases.guessing import FREE, FREE_FOR_ALL
from bot.console.app import build, routes
from bot.console.pages import own_path
from bot.console.routing import FORM_BYTES, OPEN
from tests.channels.server import Server
from tests.console.conftest import PASSWORD, Visitor

Join = Callable[..., Visitor]
Nobody = Callable[[], Visitor]
EVIL = "\"><script>alert(1)</script>{{7*7}}{% raise %}'--"


# Forms


def test_a_form_without_its_token_or_with_another_browsers_changes_nothing(join: Join) -> None:
    owl, wren = join("сова", "admin"), join("щегол", "admin")
    for csrf in ("", "0" * 64, wren.csrf()):
        assert owl.post("/people/invite", {"login": "чужой", "role": "admin"}, csrf=csrf).status_code == 403
    assert owl.services.invitations.waiting() == ()


def test_every_form_refuses_without_its_token(join: Join) -> None:
    owl = join("сова", "admin", "advocate", "editor", "trainer")
    for route in routes():
        if route.method == "POST":
            path = re.sub(r"\{[^}]+\}", owl.person_id, route.path)
            answer = owl.post(path, {"name": "x"}, csrf="0" * 64)
            assert answer.status_code in (403, 410), route.path
    assert owl.get("/me").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example", "sec-fetch-site": ""},
        {"origin": "null", "sec-fetch-site": ""},
    ],
)
def test_a_form_from_another_page_is_refused_even_with_the_token(join: Join, headers: dict[str, str]) -> None:
    owl = join("сова", "admin")
    answer = owl.client.post("/me/other-devices/end", data={"csrf": owl.csrf()}, headers=headers)
    assert answer.status_code == 403


def test_an_old_browser_that_sends_only_the_origin_may_still_work(join: Join, console: Server) -> None:
    owl = join("сова", "admin")
    csrf = owl.csrf()
    del owl.client.headers["sec-fetch-site"]
    assert owl.client.post("/me/other-devices/end", data={"csrf": csrf}).status_code == 303
    del owl.client.headers["origin"]
    assert owl.client.post("/me/other-devices/end", data={"csrf": csrf}).status_code == 403


def test_what_changes_something_cannot_be_opened_as_a_link(join: Join) -> None:
    owl = join("сова", "admin", "advocate", "editor", "trainer")
    readable = {route.path for route in routes() if route.method == "GET"}
    for route in routes():
        path = re.sub(r"\{[^}]+\}", "abc", route.path)
        if route.method == "POST" and route.path not in readable:
            assert owl.get(path).status_code in (404, 405), route.path
            assert owl.client.put(path).status_code in (404, 405), route.path
    assert owl.client.post("/me", data={"csrf": owl.csrf()}).status_code == 405


def test_a_form_too_large_or_of_another_kind_or_with_a_file_is_refused(join: Join) -> None:
    owl = join("сова", "admin")
    csrf = owl.csrf()
    assert owl.post("/people/invite", {"login": "x" * FORM_BYTES}, csrf=csrf).status_code == 413
    assert owl.client.post("/people/invite", json={"csrf": csrf}).status_code == 415
    files = {"login": ("evil.html", b"<script>", "text/html")}
    assert owl.client.post("/people/invite", data={"csrf": csrf}, files=files).status_code == 415
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for body in (b"login=%ff", b"login=\xff", b"login=a%00b", b"&".join(b"a=1" for _ in range(2000))):
        answer = owl.client.post("/people/invite", content=body + f"&csrf={csrf}".encode(), headers=kind)
        assert answer.status_code == 400, body[:20]


# Sessions


def test_a_session_is_never_one_that_the_browser_brought(join: Join, nobody: Nobody) -> None:
    dove, thief = join("голубь"), nobody()
    dove.post("/sign-out")
    thief.client.cookies.set("console", "A" * 43)
    page = thief.client.get("/sign-in")
    assert "голубь" not in page.text
    dove.client.cookies.set("console", "A" * 43)
    answer = dove.sign_in()
    assert answer.status_code == 303
    assert "A" * 43 not in str(answer.headers)
    assert thief.get("/me").status_code == 303


def test_each_sign_in_has_a_new_token_and_ends_the_session_of_this_browser(join: Join) -> None:
    dove = join("голубь")
    first = dove.client.cookies["console"]
    assert dove.client.get("/sign-in").status_code == 303
    csrf = dove.csrf()
    sent = {"csrf": csrf, "login": "голубь", "password": PASSWORD, "code": dove.code()}
    assert dove.client.post("/sign-in", data=sent).status_code == 303
    assert dove.client.cookies["console"] != first
    assert len(dove.services.console_sessions.of(dove.person_id)) == 1


def test_the_cookie_is_closed_to_scripts_and_other_sites(join: Join) -> None:
    dove = join("голубь")
    dove.post("/sign-out")
    set_cookie = "\n".join(dove.sign_in().headers.get_list("set-cookie"))
    session = next(line for line in set_cookie.splitlines() if line.startswith("console="))
    assert "HttpOnly" in session
    assert "SameSite=strict" in session
    assert "Max-Age" not in session


def test_a_session_ends_after_silence_and_at_the_latest_after_twelve_hours(join: Join) -> None:
    dove = join("голубь")
    dove.clock.forward(minutes=29)
    assert dove.get("/me").status_code == 200
    dove.clock.forward(minutes=29)
    assert dove.get("/me").status_code == 200
    dove.clock.forward(minutes=31)
    assert dove.get("/me").status_code == 303
    assert dove.sign_in().status_code == 303
    for _ in range(24):
        dove.clock.forward(minutes=29)
        dove.get("/me")
    assert dove.get("/me").status_code == 200
    dove.clock.forward(minutes=25)
    assert dove.get("/me").status_code == 303


def test_a_session_ended_from_another_device_is_over_at_once(join: Join, nobody: Nobody) -> None:
    dove, phone = join("голубь"), nobody()
    phone.name, phone.secret, phone.person_id = dove.name, dove.secret, dove.person_id
    phone.sign_in()
    page = dove.get("/me").text
    [other] = re.findall(r'action="/me/devices/(\w+)/end"', page)
    assert phone.get("/me").status_code == 200
    assert dove.post(f"/me/devices/{other}/end").status_code == 303
    assert phone.get("/me").status_code == 303
    assert dove.get("/me").status_code == 200


def test_the_disk_opens_no_session_and_holds_no_key_in_clear(join: Join) -> None:
    dove = join("голубь")
    code = dove.services.factors.new_recovery_codes(dove.person_id)[0].replace("-", "")
    me = dove.services.people.unlock("голубь", PASSWORD)
    token = dove.client.cookies["console"]
    raw = b"".join(path.read_bytes() for path in dove.services.settings.home.rglob("*") if path.is_file())
    for secret in (me.private, token.encode(), dove.secret.encode(), code.encode()):
        assert secret not in raw
    assert PASSWORD.encode() not in raw


def test_a_restart_of_the_console_signs_nobody_out_and_a_changed_row_opens_nothing(join: Join) -> None:
    dove = join("голубь")
    token = dove.client.cookies["console"]
    assert dove.services.console_sessions.find(token)
    database = dove.services.settings.home / "raport.db"
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("UPDATE console_session SET sealed_key = zeroblob(80)")
        raw.commit()
    assert dove.get("/me").status_code == 303


# Others' ids


def test_ids_of_others_open_nothing(join: Join) -> None:
    dove, wren = join("голубь", "advocate"), join("щегол", "advocate")
    [device] = wren.services.console_sessions.of(wren.person_id)
    assert dove.post(f"/me/devices/{device.id}/end").status_code == 404
    assert wren.get("/me").status_code == 200
    for path in (f"/people/{wren.person_id}", f"/people/{dove.person_id}"):
        assert dove.get(path).status_code == 403
    for act in ("roles", "sign-out", "generator", "take-out"):
        assert dove.post(f"/people/{wren.person_id}/{act}", {"role": "admin"}).status_code == 403
    assert wren.get("/me").status_code == 200


def test_ids_that_are_not_there_are_not_found_and_break_nothing(join: Join) -> None:
    owl = join("сова", "admin", "editor")
    owl.services.people.make_recovery()
    with owl.services.database.connect() as connection:
        recovery = connection.exec_driver_sql("SELECT id FROM person WHERE role = 'recovery'").scalar_one()
    bad = ["0" * 16, recovery, "%2e%2e%2f", "' OR 1=1 --", "а" * 30, "a" * 3000]
    for route in routes():
        names = re.findall(r"\{(\w+)\}", route.path)
        if not names or route.roles == OPEN:
            continue
        for value in bad:
            path = re.sub(r"\{[^}]+\}", value, route.path)
            answer = owl.get(path) if route.method == "GET" else owl.post(path)
            assert answer.status_code in (403, 404, 405), (route.path, value, answer.status_code)


# Markup


def test_markup_in_any_field_comes_back_as_text(join: Join, nobody: Nobody) -> None:
    owl = join("сова", "admin", "advocate", "editor")
    owl.post("/people/invite", {"login": EVIL[:40], "role": "editor"})
    stranger = nobody()
    answers = [
        owl.get("/people"),
        owl.post("/people/invite", {"login": EVIL[:40], "role": EVIL}),
        owl.post("/directory/peaceplea", {"entry": "  - id: peaceplea\n    name: " + EVIL}),
        owl.post("/directory/peaceplea", {"entry": EVIL}),
        stranger.post("/sign-in", {"login": EVIL, "password": EVIL, "code": EVIL, "next": EVIL, "kept": EVIL}),
        stranger.post("/people/invite", {"login": EVIL, EVIL: EVIL}),
        stranger.get(f"/sign-in?next={EVIL}&said={EVIL}"),
        owl.get(f"/rota?from={EVIL}"),
        owl.get(f"/audit?before={EVIL}"),
        owl.get(f"/law/options/age_limit?on={EVIL}"),
        owl.get(f"/{EVIL}"),
    ]
    for answer in answers:
        assert "<script>alert" not in answer.text
        assert answer.status_code < 500
    assert "&lt;script&gt;" in answers[0].text


def test_a_pseudonym_with_markup_signs_in_and_is_shown_as_text(join: Join) -> None:
    odd = join("{{7*7}}<b>i</b>", "admin", "advocate")
    for path in ("/me", "/people", "/rota", "/audit", f"/people/{odd.person_id}"):
        page = odd.get(path).text
        assert "<b>i</b>" not in page
        assert "{{7*7}}&lt;b&gt;" in page


# Headers


def test_every_answer_carries_the_safe_headers(join: Join, nobody: Nobody) -> None:
    owl, stranger = join("сова", "admin", "editor"), nobody()
    answers = [owl.get(path) for path in ("/", "/me", "/people", "/nothing", "/health", "/edits/patch", "/edits/zip")]
    answers += [stranger.get("/people"), stranger.get("/sign-in"), stranger.client.post("/sign-in", json={})]
    answers += [stranger.client.request("DELETE", "/sign-in"), stranger.get("/static/nothing.js"), owl.post("/nope")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "server" not in {name for name in answer.headers if answer.headers[name] != "uvicorn"}


def test_no_page_holds_inline_script_or_style_or_an_outside_address(join: Join) -> None:
    owl = join("сова", "admin", "advocate", "editor")
    for path in ("/me", "/me/generator", "/people", "/rota", "/audit", "/status", "/directory", "/law", "/edits"):
        page = owl.get(path).text
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", page), path
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), path


# Guessing


def test_wrong_logins_passwords_and_codes_get_one_and_the_same_answer(join: Join, nobody: Nobody) -> None:
    dove = join("голубь")
    wrong = [
        {"login": "нет такой"},
        {"password": "wrong password here"},
        {"code": "000000"},
        {"code": "aaaa-bbbb-cccc"},
    ]
    pages = []
    for changed in wrong:
        stranger = nobody()
        stranger.name, stranger.secret = dove.name, dove.secret
        answer = stranger.sign_in(**changed)
        assert answer.status_code == 401
        page = re.sub(r'(name="(csrf|login)" value=)"[^"]*"', r"\1", answer.text)
        pages.append(re.sub(r'value="[^"]*" autocomplete="username"', "", page))
    assert len(set(pages)) == 1


def test_an_unknown_login_costs_as_much_work_as_a_wrong_password(join: Join, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.cases.people import PeopleError
    from bot.vault import slow

    people, counted = join("голубь").services.people, []
    real = slow.Argon2id

    def counting(**options: object) -> object:
        counted.append((options["iterations"], options["memory_cost"]))
        return real(**options)  # type: ignore[arg-type]

    monkeypatch.setattr(slow, "Argon2id", counting)
    for login in ("голубь", "нет такой"):
        with pytest.raises(PeopleError):
            people.unlock(login, "wrong password here")
    assert len(counted) == 2 and counted[0] == counted[1]


def test_a_guesser_has_to_wait_longer_each_time_whether_the_login_exists_or_not(join: Join, nobody: Nobody) -> None:
    join("голубь")
    for login in ("голубь", "нет такой"):
        thief = nobody()
        thief.name, thief.secret = login, pyotp.random_base32()
        for _ in range(FREE):
            assert thief.sign_in().status_code == 401
        assert thief.sign_in().status_code == 429
        thief.clock.forward(minutes=2)
        assert thief.sign_in().status_code == 401
        assert thief.sign_in().status_code == 429
        thief.clock.forward(hours=2)


def test_a_guesser_is_slowed_over_all_logins_too(join: Join, nobody: Nobody) -> None:
    guessing = join("голубь").services.guessing
    for number in range(FREE_FOR_ALL):
        guessing.begin(f"who {number}")
    thief = nobody()
    thief.name, thief.secret = "ещё один", pyotp.random_base32()
    assert thief.sign_in(code="123456").status_code == 429


def test_nobody_can_lock_an_advocate_out_of_a_device_that_was_used_before(join: Join, nobody: Nobody) -> None:
    dove, thief = join("голубь"), nobody()
    dove.post("/sign-out")
    dove.sign_in()
    dove.post("/sign-out")
    thief.name, thief.secret = dove.name, pyotp.random_base32()
    while thief.sign_in(code="123456").status_code == 401:
        pass
    assert thief.sign_in(code="123456").status_code == 429
    assert dove.sign_in().status_code == 303


def test_a_stolen_device_mark_helps_with_its_own_login_only_and_is_counted(join: Join, nobody: Nobody) -> None:
    dove, thief = join("голубь"), nobody()
    dove.post("/sign-out")
    dove.sign_in()
    thief.client.cookies.set("console-device", dove.client.cookies["console-device"])
    thief.name, thief.secret = "голубь", pyotp.random_base32()
    for _ in range(FREE):
        assert thief.sign_in().status_code == 401
    assert thief.sign_in().status_code == 429


def test_a_recovery_code_lets_in_once(join: Join) -> None:
    dove = join("голубь")
    codes = dove.services.factors.new_recovery_codes(dove.person_id)
    dove.post("/sign-out")
    assert dove.sign_in(code=codes[3].upper()).status_code == 303
    dove.post("/sign-out")
    assert dove.sign_in(code=codes[3]).status_code == 401
    assert dove.services.factors.recovery_codes_left(dove.person_id) == 9


# Detours


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example", "/\\evil.example", "https://evil.example", "/a//b:c", "javascript:alert(1)", "\t//evil",
        "/%09/evil", "/..//evil.example", "people", "", "/" + "a" * 400, "/people?x=<script>", "/a\nb",
    ],
)  # fmt: skip
def test_after_sign_in_nobody_is_sent_elsewhere(path: str) -> None:
    went = own_path(path)
    assert re.fullmatch(r"/|/(?!/)[\w./~-]*(\?.*)?", went)
    assert urljoin("https://console.example/sign-in", went).startswith("https://console.example/")


def test_the_address_asked_for_is_shown_after_sign_in(join: Join) -> None:
    dove = join("голубь", "admin")
    dove.post("/sign-out")
    asked = dove.get("/audit?before=5").headers["location"]
    assert asked == "/sign-in?next=%2Faudit%3Fbefore%3D5"
    assert dove.sign_in(next="/audit?before=5").headers["location"] == "/audit?before=5"
    dove.post("/sign-out")
    assert dove.sign_in(next="//evil.example").headers["location"] == "/"


# Nothing is lost


def test_what_was_sent_after_the_session_had_ended_comes_back_after_sign_in(join: Join) -> None:
    owl = join("сова", "admin", "editor")
    csrf, entry = owl.csrf(), "  - id: peaceplea\n    # long words of mine <b>\n"
    owl.clock.forward(hours=1)
    asked = owl.post("/directory/peaceplea", {"entry": entry}, csrf=csrf)
    assert asked.status_code == 401
    kept = re.findall(r'name="kept" value="([^"]*)"', asked.text)
    assert kept[0] == "entry"
    sent = {
        "csrf": re.search(r'name="csrf" value="(\w+)"', asked.text)[1],  # type: ignore[index]
        "next": re.findall(r'name="next" value="([^"]+)"', asked.text)[-1],
        "login": owl.name, "password": PASSWORD, "code": owl.code(), "kept": ["entry", entry],
    }  # fmt: skip
    back = owl.client.post("/sign-in", data=sent)
    assert back.status_code == 200
    assert 'action="/directory/peaceplea"' in back.text
    assert "long words of mine &lt;b&gt;" in back.text
    assert re.search(r'name="csrf" value="(\w+)"', back.text)[1] == owl.csrf()  # type: ignore[index]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8081", 200),
        ("[::1]:8081", 200),
        ("Desk.example.org", 200),
        ("abcdefghijklmnop.onion", 200),
        ("evil.example", 421),
        ("desk.example.org.evil.example", 421),
        ("10.0.0.7", 421),
        ("", 421),
    ],
)
def test_the_console_answers_only_to_its_own_names(services: Services, host: str, status: int) -> None:
    named = services.settings.model_copy(update={"console_url": "https://desk.example.org/"})
    transport = httpx.ASGITransport(build(Services(named, services.now)))

    async def read() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/sign-in", headers={"host": host})

    answer = asyncio.run(read())
    assert answer.status_code == status
    assert bool(answer.content) == (status == 200)
