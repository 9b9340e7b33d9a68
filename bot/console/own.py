"""What belongs to oneself: devices, password, code generator, recovery codes."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.cases import second_factors
from bot.cases.guessing import TooManyError
from bot.cases.people import SHORTEST_PASSWORD, PeopleError
from bot.cases.second_factors import SecondFactorError
from bot.cases.signing_in import SignInError
from bot.console import cookies, pages
from bot.console.errors import ConsoleError
from bot.console.joining import generator, open_secret
from bot.console.routing import EVERYBODY, Page, form, me, page, services
from bot.console.signing_in import LONGEST_FIELD


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/me", show, EVERYBODY),
        page("POST", "/me/devices/{session_id}/end", end_device, EVERYBODY),
        page("POST", "/me/other-devices/end", end_others, EVERYBODY),
        page("POST", "/me/password", change_password, EVERYBODY),
        page("GET", "/me/generator", show_generator, EVERYBODY),
        page("POST", "/me/generator", change_generator, EVERYBODY),
        page("POST", "/me/codes", new_codes, EVERYBODY),
    ]


def show(request: Request) -> Response:
    """Show all of it."""
    return _show(request, "")


def end_device(request: Request) -> Response:
    """End one session of one's own."""
    who, session_id = me(request), request.path_params["session_id"]
    if not services(request).console_sessions.end(session_id, who.person_id):
        raise ConsoleError(404, "not_found")
    services(request).audit.add(who.person_id, "device_ended", session_id)
    return pages.see("/me", "device_ended")


def end_others(request: Request) -> Response:
    """End all sessions of one's own but this one."""
    _end_others(request)
    services(request).audit.add(me(request).person_id, "other_devices_ended")
    return pages.see("/me", "device_ended")


def change_password(request: Request) -> Response:
    """Lock the same key with another password; all other devices are out."""
    who, sent, t = me(request), form(request), pages.texts_of(request)
    new = sent.one("password")[:LONGEST_FIELD]
    if new != sent.one("again")[:LONGEST_FIELD]:
        return _show(request, t.problem_passwords_differ)
    if len(new) < SHORTEST_PASSWORD:
        return _show(request, t("problem_short_password", shortest=SHORTEST_PASSWORD))
    problem = _wrong_password(request)
    if problem:
        return _show(request, problem)
    try:
        services(request).people.change_password(who.name, sent.one("old")[:LONGEST_FIELD], new)
    except PeopleError:
        return _show(request, t.problem_wrong_password)
    _end_others(request)
    services(request).audit.add(who.person_id, "password_changed")
    return pages.see("/me", "password_changed")


def show_generator(request: Request) -> Response:
    """Show a fresh secret to set up another generator."""
    return _generator(request, second_factors.new_secret(), "")


def change_generator(request: Request) -> Response:
    """Set another generator, with the password; then show recovery codes, for the earlier ones are gone too."""
    who, t = me(request), pages.texts_of(request)
    secret = open_secret(request, form(request).one("secret"), f"own:{who.person_id}")
    problem = _wrong_password(request)
    if problem:
        return _generator(request, secret, problem)
    try:
        services(request).factors.change(who.person_id, secret, form(request).one("code")[:LONGEST_FIELD])
    except SecondFactorError:
        return _generator(request, secret, t.problem_wrong_code)
    _end_others(request)
    services(request).audit.add(who.person_id, "second_factor_changed")
    return _codes(request)


def new_codes(request: Request) -> Response:
    """Make recovery codes in place of the earlier ones, with the password, and show them, this once."""
    problem = _wrong_password(request)
    if problem:
        return _show(request, problem)
    services(request).audit.add(me(request).person_id, "recovery_codes_made")
    return _codes(request)


def _codes(request: Request) -> Response:
    return pages.render(
        request, "codes.html", codes=services(request).factors.new_recovery_codes(me(request).person_id)
    )


def _wrong_password(request: Request) -> str:
    """Return what to say when the field ``old`` is not the password; each wrong one is counted like a sign-in."""
    t, old = pages.texts_of(request), form(request).one("old")[:LONGEST_FIELD]
    try:
        services(request).signing_in.unlock(me(request).name, old, cookies.device(request))
    except SignInError:
        return t.problem_wrong_password
    except TooManyError as error:
        return t("sign_in_wait", minutes=-(-error.seconds // 60))
    return ""


def _end_others(request: Request) -> None:
    who = me(request)
    services(request).console_sessions.end_all(who.person_id, but=who.session_id)


def _generator(request: Request, secret: str, problem: str) -> Response:
    who, t = me(request), pages.texts_of(request)
    parts = generator(request, secret, who.name, f"own:{who.person_id}", t.qr_label)
    return pages.render(request, "generator.html", 400 if problem else 200, problem=problem, **parts)


def _show(request: Request, problem: str) -> Response:
    who = me(request)
    context: dict[str, Any] = {
        "devices": services(request).console_sessions.of(who.person_id, who.unlocked),
        "codes_left": services(request).factors.recovery_codes_left(who.person_id),
        "has_recovery": services(request).people.has_recovery(),
        "shortest": SHORTEST_PASSWORD,
        "problem": problem,
    }
    return pages.render(request, "own.html", 400 if problem else 200, **context)
