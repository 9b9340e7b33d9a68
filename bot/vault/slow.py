"""Derivations that are slow on purpose, for secrets short enough to be guessed."""

from __future__ import annotations

import threading

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

ITERATIONS, MEMORY_KIB, LANES = 2, 32 * 1024, 1  # a tenth of a second here; a guesser pays it for every guess

# OpenSSL lends a fixed number of threads to the whole process: two derivations at once fail as if memory
# were short, or wait for each other for ever. One at a time also bounds the memory that guessers can claim.
_ONE_AT_A_TIME = threading.Lock()


def slow_key(
    secret: bytes, *, salt: bytes, iterations: int, memory: int, lanes: int, key: bytes | None = None
) -> bytes:
    """Return 32 bytes of Argon2id (RFC 9106) over ``secret``; ``memory`` in KiB. May be called from any thread."""
    kdf = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory, secret=key)
    with _ONE_AT_A_TIME:
        return kdf.derive(secret)


def slow_hash(secret: str, key: bytes) -> str:
    """Return 64 hex digits of Argon2id over ``secret``; the same for the same ``key``, so that it can be looked up."""
    return slow_key(
        secret.encode(), salt=key[:16], iterations=ITERATIONS, memory=MEMORY_KIB, lanes=LANES, key=key
    ).hex()
