"""What every answer of the console carries and what every form must prove."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from starlette.requests import Request

from bot.channels.headers import SAFE
from bot.console import cookies
from bot.console.errors import ConsoleError
from bot.vault.sealing import keyed_hash

# Nothing but this server's own files; Trusted Types make a browser refuse any text that would become markup.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = SAFE | {
    "content-security-policy": _POLICY,
    # Not no-referrer: that would make browsers send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
}


def headers(secure: bool) -> dict[str, str]:
    """Return the headers of the console's answers; ``secure`` when it is opened over https."""
    # Ignored, with a line in the browser's console, unless the page came over https.
    return _HEADERS | ({"cross-origin-opener-policy": "same-origin"} if secure else {})


def require_own_page(request: Request) -> None:
    """A form must come from a page of this console; ConsoleError."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    known = {request.headers.get("host"), request.app.state.host}
    ours = origin is not None and urlsplit(origin).netloc in known
    if not (ours if site is None else site == "same-origin"):
        raise ConsoleError(403, "bad_origin")


def csrf(request: Request) -> str:
    """Return the value that forms of this session, or of this browser before sign-in, must send back."""
    secret = session_token(request) if request.state.me else form_secret(request)
    return keyed_hash(request.app.state.csrf_key, secret)


def session_token(request: Request) -> str:
    """Return the token of the session in use: the one that this very answer begins, or the cookie's."""
    return getattr(request.state, "token", "") or cookies.session(request)


def require_csrf(request: Request, value: str) -> None:
    """Compare what a form sent; ConsoleError."""
    if not secrets.compare_digest(csrf(request).encode(), value.encode()):
        raise ConsoleError(403, "bad_csrf")


def form_secret(request: Request) -> str:
    """Return the secret of this browser's forms before sign-in, made now when there is none (``pages`` sets it)."""
    if not hasattr(request.state, "form_secret"):
        request.state.form_secret = cookies.form_secret(request) or secrets.token_urlsafe(24)
    return str(request.state.form_secret)
