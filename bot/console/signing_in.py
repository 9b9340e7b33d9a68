"""Pages to come in and to go: sign-in, sign-out, the language."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.guessing import TooManyError
from bot.cases.people import Unlocked
from bot.cases.signing_in import SignInError
from bot.console import cookies, pages
from bot.console.devices import device_name
from bot.console.routing import EVERYBODY, OPEN, Page, SignedIn, form, me, page, services
from bot.console.texts import LANGUAGES

LONGEST_FIELD = 200  # of a login, a password, a code


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/sign-in", show, OPEN),
        page("POST", "/sign-in", sign_in, OPEN),
        page("POST", "/sign-out", sign_out, EVERYBODY),
        page("POST", "/language", language, OPEN, form_bytes=4096),
    ]


def show(request: Request) -> Response:
    """Show the form; who is signed in already goes on."""
    next_path = pages.own_path(request.query_params.get("next", "/"))
    if request.state.me is not None:
        return pages.see(next_path)
    return pages.render(request, "sign_in.html", problem="", login="", next=next_path, kept=[], ended=False)


def sign_in(request: Request) -> Response:
    """Take login, password and code together; nothing in the answer tells which was wrong."""
    sent, t, all_of = form(request), pages.texts_of(request), services(request)
    login, next_path, kept = sent.one("login")[:LONGEST_FIELD], pages.own_path(sent.one("next")), _kept(request)
    password, code = (sent.one(name)[:LONGEST_FIELD] for name in ("password", "code"))
    try:
        done = all_of.signing_in.sign_in(login, password, code, cookies.device(request))
    except (SignInError, TooManyError) as error:
        minutes = -(-error.seconds // 60) if isinstance(error, TooManyError) else 0
        if not minutes:
            all_of.audit.add("", "sign_in_refused")
        problem = t("sign_in_wait", minutes=minutes) if minutes else t.sign_in_wrong
        context = {"problem": problem, "login": login, "next": next_path, "kept": kept, "ended": False}
        return pages.render(request, "sign_in.html", 429 if minutes else 401, **context)
    begin(request, done.unlocked)
    all_of.audit.add(done.unlocked.person_id, "signed_in_by_recovery_code" if done.by_recovery else "signed_in")
    if kept:
        response = pages.render(request, "kept.html", kept=kept, next=next_path)
    else:
        response = pages.see("/me?said=recovery_used" if done.by_recovery else next_path)
    return signed_in(request, response, login)


def begin(request: Request, unlocked: Unlocked) -> None:
    """Begin a session under a new token, whatever token the browser came with; the earlier session ends."""
    all_of = services(request)
    if request.state.me is not None:
        all_of.console_sessions.end(request.state.me.session_id, request.state.me.person_id)
    name = device_name(request.headers.get("user-agent", ""))
    request.state.token = all_of.console_sessions.start(unlocked, name)
    found, member = all_of.console_sessions.find(request.state.token), all_of.people.member(unlocked.person_id)
    assert found
    assert member
    lang = pages.language(request)
    request.state.me = SignedIn(member.id, member.name, member.roles, lang, unlocked, found.id)


def signed_in(request: Request, response: Response, login: str) -> Response:
    """Put the session's cookie on an answer, and the one by which the device is known next time."""
    cookies.put(request, response, cookies.SESSION, request.state.token)
    proof = services(request).signing_in.device_proof(login, secrets.token_urlsafe(12))
    cookies.put(request, response, cookies.DEVICE, proof, cookies.DEVICE_DAYS * 86400)
    cookies.drop(request, response, cookies.FORM)
    return response


def sign_out(request: Request) -> Response:
    """End the session and leave nothing of it in the browser; on request not even that it was ever used here."""
    who, forget = me(request), form(request).one("forget") == "yes"
    services(request).console_sessions.end(who.session_id, who.person_id)
    services(request).audit.add(who.person_id, "signed_out")
    response = pages.see("/sign-in", "forgotten" if forget else "signed_out")
    for name in (cookies.SESSION, cookies.DEVICE, cookies.LANG) if forget else (cookies.SESSION,):
        cookies.drop(request, response, name)
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


def language(request: Request) -> Response:
    """Change the language of the pages in this browser."""
    lang = form(request).one("lang")
    response = pages.see(pages.own_path(form(request).one("next")))
    if lang in LANGUAGES:
        cookies.put(request, response, cookies.LANG, lang, 365 * 86400)
    return response


def _kept(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form that was sent after the session had ended: names and values by turns."""
    flat = form(request).all("kept")
    return list(zip(flat[::2], flat[1::2], strict=False))
