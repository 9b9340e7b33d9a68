"""The page an invitation leads to: one's own password and second factor, then the recovery codes, shown once."""

from __future__ import annotations

import base64
import re

from starlette.requests import Request
from starlette.responses import Response

from bot.cases import second_factors
from bot.cases.guessing import TooManyError
from bot.cases.invitations import InvitationError, Invited
from bot.cases.people import SHORTEST_PASSWORD, PeopleError, Unlocked
from bot.cases.second_factors import SecondFactorError
from bot.cases.signing_in import SignInError
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.qr import qr_svg
from bot.console.routing import OPEN, Page, form, page, services
from bot.console.signing_in import LONGEST_FIELD, begin, signed_in
from bot.vault.sealing import SealError

ISSUER = "Notes"  # what the generator on an advocate's phone shows: no word of what this is


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [page("GET", "/join/{token}", show, OPEN), page("POST", "/join/{token}", join, OPEN)]


def show(request: Request) -> Response:
    """Show the form with a fresh secret for the generator."""
    invited = _invited(request)
    return _form(request, invited, second_factors.new_secret(), "")


def join(request: Request) -> Response:
    """Make the person, or the new second factor of one who is known, and go on signed in."""
    invited, sent, t = _invited(request), form(request), pages.texts_of(request)
    secret = open_secret(request, sent.one("secret"), f"join:{invited.id}")
    if invited.person_id is None and sent.one("password") != sent.one("again"):
        return _form(request, invited, secret, t.problem_passwords_differ)
    try:
        unlocked = _accept(request, invited, secret)
    except PeopleError as error:
        return _form(request, invited, secret, t("problem_" + error.code, shortest=SHORTEST_PASSWORD))
    except SignInError:
        return _form(request, invited, secret, t.problem_wrong_password)
    except TooManyError as error:
        return _form(request, invited, secret, t("sign_in_wait", minutes=-(-error.seconds // 60)))
    except SecondFactorError:
        return _form(request, invited, secret, t.problem_wrong_code)
    except InvitationError as error:
        raise ConsoleError(410, "invitation_gone") from error
    known = invited.person_id is not None
    if known:
        services(request).console_sessions.end_all(unlocked.person_id)
    services(request).audit.add(unlocked.person_id, "second_factor_changed" if known else "joined")
    codes = services(request).factors.new_recovery_codes(unlocked.person_id)
    begin(request, unlocked)
    return signed_in(request, pages.render(request, "codes.html", codes=codes), invited.name)


def _accept(request: Request, invited: Invited, secret: str) -> Unlocked:
    sent, all_of, token = form(request), services(request), request.path_params["token"]
    password, code = sent.one("password")[:LONGEST_FIELD], sent.one("code")[:LONGEST_FIELD]
    if invited.person_id is not None:
        me = all_of.signing_in.unlock(invited.name, password)
        all_of.invitations.accept_factor(token, me, secret, code)
        return me
    return all_of.invitations.accept(token, password, secret, code)


def _invited(request: Request) -> Invited:
    token = request.path_params["token"]
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", token):
        raise ConsoleError(410, "invitation_gone")
    try:
        return services(request).invitations.find(token)
    except InvitationError:
        raise ConsoleError(410, "invitation_gone") from None


def _form(request: Request, invited: Invited, secret: str, problem: str) -> Response:
    t = pages.texts_of(request)
    return pages.render(
        request,
        "join.html",
        400 if problem else 200,
        invited=invited,
        problem=problem,
        shortest=SHORTEST_PASSWORD,
        **generator(request, secret, invited.name, f"join:{invited.id}", t.qr_label),
    )


def generator(request: Request, secret: str, name: str, context: str, label: str) -> dict[str, object]:
    """Return what a page needs to set up a generator: picture, letters to type, and the secret sealed for the form."""
    sealed = services(request).sealer.seal(secret.encode(), context)
    return {
        "qr": qr_svg(second_factors.address(secret, name, ISSUER), label),
        "letters": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "sealed_secret": base64.urlsafe_b64encode(sealed).decode(),
    }


def open_secret(request: Request, sealed: str, context: str) -> str:
    """Return the secret that this console put into the form; ConsoleError for any other."""
    try:
        return services(request).sealer.open(base64.urlsafe_b64decode(sealed), context).decode()
    except (ValueError, SealError):
        raise ConsoleError(400, "bad_form") from None
