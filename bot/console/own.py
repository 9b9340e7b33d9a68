"""What belongs to oneself: devices, password, second factor, recovery codes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import EVERYBODY, Page, me, page, services


def routes() -> list[Page]:
    """Return the pages of this module."""
    return [
        page("GET", "/me", show, EVERYBODY),
        page("POST", "/me/devices/{session_id}/end", end_device, EVERYBODY),
        page("POST", "/me/devices/end-others", end_others, EVERYBODY),
    ]


def show(request: Request) -> Response:
    """Show all of it."""
    return _show(request)


def end_device(request: Request) -> Response:
    """End one session of one's own."""
    who = me(request)
    if not services(request).console_sessions.end(request.path_params["session_id"], who.person_id):
        raise ConsoleError(404, "not_found")
    services(request).audit.add(who.person_id, "device_ended", request.path_params["session_id"])
    return pages.see("/me", "device_ended")


def end_others(request: Request) -> Response:
    """End all sessions of one's own but this one."""
    who = me(request)
    services(request).console_sessions.end_all(who.person_id, but=who.session_id)
    services(request).audit.add(who.person_id, "other_devices_ended")
    return pages.see("/me", "device_ended")


def _show(request: Request, status: int = 200, **context: object) -> Response:
    who = me(request)
    return pages.render(
        request,
        "own.html",
        status,
        devices=services(request).console_sessions.of(who.person_id, who.unlocked),
        codes_left=services(request).factors.recovery_codes_left(who.person_id),
        problem=context.get("problem", ""),
    )
