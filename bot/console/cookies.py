"""The console's cookies: the session, the form's secret before sign-in, the known device, the language."""

from __future__ import annotations

import re
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

SESSION, FORM, DEVICE, LANG = "console", "console-form", "console-device", "lang"
DEVICE_DAYS = 60
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{10,120}")


def session(request: Request) -> str:
    """Return the session's token, empty without one."""
    return _read(request, SESSION)


def form_secret(request: Request) -> str:
    """Return the secret of forms that are shown before sign-in, empty without one."""
    return _read(request, FORM)


def device(request: Request) -> str:
    """Return the proof that somebody has signed in on this device before, empty without one."""
    return _read(request, DEVICE)


def put(request: Request, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie that no script reads and no other site sends; without ``max_age`` it goes with the browser."""
    response.set_cookie(
        _full(request, name),
        value,
        max_age=max_age,
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="strict",
    )


def drop(request: Request, response: Response, name: str) -> None:
    """Remove a cookie."""
    put(request, response, name, "", 0)


def _read(request: Request, name: str) -> str:
    value = request.cookies.get(_full(request, name), "")
    return value if _TOKEN.fullmatch(value) else ""


def _full(request: Request, name: str) -> str:
    # The prefix makes browsers refuse the cookie from anywhere but this very host over https.
    return f"__Host-{name}" if _secure(request) else name


def _secure(request: Request) -> bool:
    """Whether cookies of this request are for https only. An onion address is plain http inside Tor's own lock."""
    onion = (request.url.hostname or "").lower().endswith(".onion")
    return cast(bool, request.app.state.secure) and not onion
