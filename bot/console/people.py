"""The admin's pages about people: invite, roles, devices, a new generator, taking somebody out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.cases.people import ADMIN, ADVOCATE, ROLES, Member, PeopleError, Unlocked
from bot.cases.reviews import ReviewError
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import Page, form, me, page, services
from bot.console.signing_in import LONGEST_FIELD

ONLY = {ADMIN}


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/people", show_all, ONLY),
        page("POST", "/people/invite", invite, ONLY),
        page("POST", "/people/invitations/{invitation_id}/withdraw", withdraw, ONLY),
        page("GET", "/people/{person_id}", show_one, ONLY),
        page("POST", "/people/{person_id}/roles", set_roles, ONLY),
        page("POST", "/people/{person_id}/sign-out", sign_out, ONLY),
        page("POST", "/people/{person_id}/generator", renew_factor, ONLY),
        page("POST", "/people/{person_id}/take-out", take_out, ONLY),
    ]


def show_all(request: Request) -> Response:
    """List who may sign in and who is invited."""
    return _all(request, "")


def invite(request: Request) -> Response:
    """Make an invitation and show its link, this once: it is kept nowhere."""
    login, t = form(request).one("login")[:LONGEST_FIELD], pages.texts_of(request)
    try:
        token = services(request).invitations.invite(login, form(request).all("role"), me(request).person_id)
    except PeopleError as error:
        return _all(request, t["problem_" + error.code], login)
    services(request).audit.add(me(request).person_id, "invited")
    return _link(request, token, login)


def withdraw(request: Request) -> Response:
    """Make a link useless."""
    invitation_id = request.path_params["invitation_id"]
    if not services(request).invitations.withdraw(invitation_id):
        raise ConsoleError(404, "not_found")
    services(request).audit.add(me(request).person_id, "invitation_withdrawn", invitation_id)
    return pages.see("/people", "withdrawn")


def show_one(request: Request) -> Response:
    """Show one person: roles, devices (when, not which), and what can be done."""
    return _one(request, _member(request), "")


def set_roles(request: Request) -> Response:
    """Give other roles. Advocates stay advocates until they are taken out: they hold keys."""
    member, t = _member(request), pages.texts_of(request)
    try:
        services(request).people.set_roles(member.id, form(request).all("role"))
    except PeopleError as error:
        return _one(request, member, t["problem_" + error.code])
    services(request).audit.add(me(request).person_id, "roles_changed", member.id)
    # An admin who has just given up this role sees the page no more.
    return pages.see(f"/people/{member.id}" if member.id != me(request).person_id else "/", "roles_changed")


def sign_out(request: Request) -> Response:
    """End all sessions of a person, as when a device was taken."""
    member = _member(request)
    services(request).console_sessions.end_all(member.id)
    services(request).audit.add(me(request).person_id, "devices_ended", member.id)
    return pages.see(f"/people/{member.id}", "devices_ended")


def renew_factor(request: Request) -> Response:
    """Make a link by which the person sets up a new generator, with his own password."""
    member = _member(request)
    token = services(request).invitations.renew_factor(member.id, me(request).person_id)
    services(request).audit.add(me(request).person_id, "factor_link_made", member.id)
    return _link(request, token, member.name)


def take_out(request: Request) -> Response:
    """Take a person out; an advocate's cases are sealed anew by this admin or with the recovery key."""
    member, all_of, t = _member(request), services(request), pages.texts_of(request)
    if form(request).one("name").strip().casefold() != member.name.casefold():
        return _one(request, member, t.problem_name_differs)
    if all_of.people.is_last_admin(member.id):
        return _one(request, member, t.problem_last_admin)
    try:
        if ADVOCATE in member.roles:
            all_of.reviews.take_out(member.id, _opener(request))
        else:
            all_of.people.remove(member.id)
    except ReviewError as error:
        return _one(request, member, t["problem_" + error.code])
    except PeopleError:
        return _one(request, member, t.problem_wrong_recovery)
    all_of.audit.add(me(request).person_id, "person_taken_out", member.id)
    return pages.see("/people", "taken_out")


def _opener(request: Request) -> Unlocked:
    """Return who can open the cases: the recovery key when it was typed, else the admin, who may hold keys too."""
    printed = form(request).one("recovery").strip()
    return services(request).people.recovery(printed) if printed else me(request).unlocked


def _member(request: Request) -> Member:
    member = services(request).people.member(request.path_params["person_id"])
    if member is None:
        raise ConsoleError(404, "not_found")
    return member


def _all(request: Request, problem: str, login: str = "") -> Response:
    all_of = services(request)
    context = {
        "members": [(member, all_of.console_sessions.of(member.id)) for member in all_of.people.everybody()],
        "with_generator": {member.id for member in all_of.people.everybody() if all_of.factors.has(member.id)},
        "waiting": all_of.invitations.waiting(),
        "has_recovery": all_of.people.has_recovery(),
        "roles": ROLES,
        "login": login,
        "problem": problem,
    }
    return pages.render(request, "people.html", 400 if problem else 200, **context)


def _one(request: Request, member: Member, problem: str) -> Response:
    all_of = services(request)
    context = {
        "member": member,
        "sessions": all_of.console_sessions.of(member.id),
        "has_generator": all_of.factors.has(member.id),
        "has_recovery": all_of.people.has_recovery(),
        "roles": ROLES,
        "problem": problem,
    }
    return pages.render(request, "person.html", 400 if problem else 200, **context)


def _link(request: Request, token: str, name: str) -> Response:
    address = services(request).settings.console_address.rstrip("/")
    return pages.render(request, "link.html", link=f"{address}/join/{token}", name=name)
