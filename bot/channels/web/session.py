"""The web session: a random address minted by the server, carried in a cookie that the server signed.

The signature keeps an address from being chosen by the client: only what `mint` made is ever handed on.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.port import NoConversationError

# 32 bytes: an address is also the secret that opens the conversation, so it must not be guessable.
_ADDRESS_BYTES = 32
_COOKIE_CHARS = 200
_PURPOSE = b"raport web session 1\x00"
_FORM = b"raport web form 1\x00"


def mint(key: bytes) -> tuple[str, str]:
    """A new address and the cookie value that proves it."""
    address = secrets.token_urlsafe(_ADDRESS_BYTES)
    return address, f"{address}.{_signature(address, key)}"


def address_of(cookie: str | None, key: bytes) -> str | None:
    """The address in a cookie value, or None when there is none or this server did not sign it."""
    if not cookie or len(cookie) > _COOKIE_CHARS or not cookie.isascii():
        return None
    address, _, signature = cookie.partition(".")
    return address if hmac.compare_digest(signature, _signature(address, key)) else None


def _signature(address: str, key: bytes) -> str:
    digest = hmac.digest(key, _PURPOSE + address.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class Sessions:
    """The sessions of one server: reads their cookies from requests, sets them on answers; ``secure`` behind https."""

    def __init__(self, key: bytes, secure: bool) -> None:
        self._key = key
        self._secure = secure

    def begin(self, request: Request) -> tuple[str, str, bool]:
        """Return (address, cookie, whether it is new) for who opens the page."""
        cookie = self.cookie_of(request)
        address = address_of(cookie, self._key)
        if cookie is None or address is None:
            return (*mint(self._key), True)
        return address, cookie, False

    def known(self, request: Request) -> str | None:
        """Return the address that the request proves, None without one."""
        return address_of(self.cookie_of(request), self._key)

    def address(self, request: Request) -> str:
        """Return the address that the request proves; NoConversationError."""
        address = self.known(request)
        if address is None:
            raise NoConversationError
        return address

    def form_token(self, address: str) -> str:
        """Return what a form of this session carries, so that no other site can send one in its name."""
        digest = hmac.digest(self._key, _FORM + address.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def is_secure(self, request: Request) -> bool:
        """Whether cookies of this request are for https only. An onion address is plain http inside Tor's own lock:
        a browser that does not know that would drop a secure cookie, and with it the conversation."""
        host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        return self._secure and not host.lower().endswith(".onion")

    def cookie_of(self, request: Request) -> str | None:
        """Return the value of the session's cookie."""
        return request.cookies.get(self._name(request))

    def set(self, request: Request, response: Response, value: str, max_age: int | None) -> None:
        """Set the session's cookie; 0 drops it, None drops it with the browser."""
        name, secure = self._name(request), self.is_secure(request)
        response.set_cookie(name, value, max_age=max_age, path="/", secure=secure, httponly=True, samesite="strict")

    def _name(self, request: Request) -> str:
        # The prefix makes browsers refuse the cookie from anywhere but this very host over https.
        return "__Host-chat" if self.is_secure(request) else "chat"
