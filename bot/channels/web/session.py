"""The web session: a random address minted by the server, carried in a cookie that the server signed.

The signature keeps an address from being chosen by the client: only what `mint` made is ever handed on.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

# 32 bytes: an address is also the secret that opens the conversation, so it must not be guessable.
_ADDRESS_BYTES = 32
_COOKIE_CHARS = 200
_PURPOSE = b"raport web session 1\x00"


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
