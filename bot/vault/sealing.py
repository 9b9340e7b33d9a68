"""Authenticated sealing of bytes with versioned keys. Kept fit for Python 3.10: the assistant's store uses it too.

A sealed value is: one format byte, two bytes of key version, a 12-byte nonce, then AES-256-GCM ciphertext with tag.
The context (for example ``"draft:<id>"``) is bound as associated data, so a value cannot be moved to another row.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = 1
HEADER = struct.Struct(">BH")
NONCE_BYTES = 12
KEY_BYTES = 32


class SealError(Exception):
    """A value cannot be sealed or opened.

    ``code`` is one of ``format`` (not a sealed value), ``unknown_key`` (its key version is not held),
    ``tampered`` (wrong key, wrong context or changed bytes), ``key_size``. It never holds the value.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Sealer:
    """Seals and opens with a ring of keys; new values take the current one."""

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        """Take ``keys`` by version (32 bytes each) and the version for new values; SealError ``key_size``."""
        if current not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise SealError("key_size")
        self._keys = dict(keys)
        self.current = current

    def seal(self, plain: bytes, context: str) -> bytes:
        """Return ``plain`` sealed under the current key and bound to ``context``."""
        header = HEADER.pack(FORMAT, self.current)
        nonce = os.urandom(NONCE_BYTES)
        box = AESGCM(self._keys[self.current]).encrypt(nonce, plain, header + context.encode())
        return header + nonce + box

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return the plain bytes of ``sealed``; SealError when it is not ours, not for ``context`` or was changed."""
        if len(sealed) < HEADER.size + NONCE_BYTES:
            raise SealError("format")
        header, nonce = sealed[: HEADER.size], sealed[HEADER.size : HEADER.size + NONCE_BYTES]
        fmt, version = HEADER.unpack(header)
        if fmt != FORMAT:
            raise SealError("format")
        if version not in self._keys:
            raise SealError("unknown_key")
        try:
            box = sealed[HEADER.size + NONCE_BYTES :]
            return AESGCM(self._keys[version]).decrypt(nonce, box, header + context.encode())
        except InvalidTag as error:
            raise SealError("tampered") from error

    def new_wrapped_key(self, context: str) -> bytes:
        """Return a fresh data key, wrapped under the current key. Deleting the wrap erases all it sealed."""
        return self.seal(os.urandom(KEY_BYTES), context)

    def unwrap(self, wrapped: bytes, context: str) -> Sealer:
        """Return the sealer of a data key that ``new_wrapped_key`` made with the same ``context``."""
        return Sealer({1: self.open(wrapped, context)}, 1)

    def derive(self, purpose: str, version: int | None = None) -> bytes:
        """Return 32 bytes for ``purpose`` (a token, a hash key), derived by HKDF from a key of the ring."""
        key = self._keys[self.current if version is None else version]
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def keyed_hash(key: bytes, *parts: str) -> str:
    """Return the hex HMAC-SHA256 of ``parts``; lengths are bound, so ("ab","c") and ("a","bc") differ."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode()
        mac.update(struct.pack(">I", len(data)))
        mac.update(data)
    return mac.hexdigest()
