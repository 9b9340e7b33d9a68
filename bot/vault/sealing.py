"""Authenticated sealing of bytes with versioned keys. Kept fit for Python 3.10: the assistant's store uses it too.

A sealed value is: one format byte, two bytes of key version, a 12-byte nonce, then AES-256-GCM ciphertext with tag.
The context (for example ``"draft:<id>"``) is bound as associated data, so a value cannot be moved to another row.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Callable, Mapping
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = 1
HEADER = struct.Struct(">BH")
NONCE_BYTES = 12
KEY_BYTES = 32
BODY = HEADER.size + NONCE_BYTES  # where the ciphertext begins


class SealError(Exception):
    """A value cannot be sealed or opened.

    ``code`` is one of ``format`` (not a sealed value), ``unknown_key`` (its key version is not held),
    ``tampered`` (wrong key, wrong context or changed bytes), ``key_size``. It never holds the value.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Ring(NamedTuple):
    """Keys by version (32 bytes each), the version for new values, and the root that tokens and hashes derive from.

    The keys are changed by a rotation; the root is not, so that an address is still found and a cookie still holds.
    """

    keys: Mapping[int, bytes]
    current: int
    root: bytes


class Sealer:
    """Seals and opens with a ring of keys; new values take the current one."""

    def __init__(
        self, keys: Mapping[int, bytes], current: int, root: bytes = b"", latest: Callable[[], Ring] | None = None
    ) -> None:
        """Take the parts of a ring (without ``root`` the current key stands for it); SealError ``key_size``.

        ``latest`` is asked before each use and gives the ring as it is now: a rotation reaches running processes.
        """
        self._set(Ring(dict(keys), current, root or keys.get(current, b"")))
        self._latest = latest

    @property
    def ring(self) -> Ring:
        """The ring as it is now."""
        if self._latest is not None:
            newest = self._latest()
            if newest is not self._ring:
                self._set(newest)
        return self._ring

    def seal(self, plain: bytes, context: str) -> bytes:
        """Return ``plain`` sealed under the current key and bound to ``context``."""
        ring = self.ring
        header = HEADER.pack(FORMAT, ring.current)
        nonce = os.urandom(NONCE_BYTES)
        box = AESGCM(ring.keys[ring.current]).encrypt(nonce, plain, header + context.encode())
        return header + nonce + box

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return the plain bytes of ``sealed``; SealError when it is not ours, not for ``context`` or was changed."""
        version = version_of(sealed)
        key = self.ring.keys.get(version)
        if key is None:
            raise SealError("unknown_key")
        header, nonce, box = sealed[: HEADER.size], sealed[HEADER.size : BODY], sealed[BODY:]
        try:
            return AESGCM(key).decrypt(nonce, box, header + context.encode())
        except InvalidTag as error:
            raise SealError("tampered") from error

    def renewed(self, sealed: bytes, context: str) -> bytes | None:
        """Return ``sealed`` under the current key, or None when it is already."""
        if version_of(sealed) == self.ring.current:
            return None
        return self.seal(self.open(sealed, context), context)

    def new_wrapped_key(self, context: str) -> bytes:
        """Return a fresh data key, wrapped under the current key. Deleting the wrap erases all it sealed."""
        return self.seal(os.urandom(KEY_BYTES), context)

    def unwrap(self, wrapped: bytes, context: str) -> Sealer:
        """Return the sealer of a data key that ``new_wrapped_key`` made with the same ``context``."""
        return Sealer({1: self.open(wrapped, context)}, 1)

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for ``purpose`` (a token, a hash key), derived by HKDF from the root."""
        return derived(self.ring.root, purpose)

    def _set(self, ring: Ring) -> None:
        if ring.current not in ring.keys or any(len(key) != KEY_BYTES for key in (*ring.keys.values(), ring.root)):
            raise SealError("key_size")
        self._ring = ring


def version_of(sealed: bytes) -> int:
    """Return the key version of a sealed value; SealError ``format`` when it is none."""
    if len(sealed) < BODY:
        raise SealError("format")
    fmt, version = HEADER.unpack(sealed[: HEADER.size])
    if fmt != FORMAT:
        raise SealError("format")
    return int(version)


def derived(secret: bytes, purpose: str) -> bytes:
    """Return 32 bytes for ``purpose`` from ``secret`` by HKDF-SHA256."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def keyed_hash(key: bytes, *parts: str) -> str:
    """Return the hex HMAC-SHA256 of ``parts``; lengths are bound, so ("ab","c") and ("a","bc") differ."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode()
        mac.update(struct.pack(">I", len(data)))
        mac.update(data)
    return mac.hexdigest()
