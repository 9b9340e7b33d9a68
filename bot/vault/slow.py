"""A hash that is slow on purpose, for secrets short enough to be guessed."""

from __future__ import annotations

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

ITERATIONS, MEMORY_KIB, LANES = 2, 32 * 1024, 1  # a tenth of a second here; a guesser pays it for every guess


def slow_hash(secret: str, key: bytes) -> str:
    """Return 64 hex digits of Argon2id over ``secret``; the same for the same ``key``, so that it can be looked up."""
    kdf = Argon2id(salt=key[:16], length=32, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB, secret=key)
    return kdf.derive(secret.encode()).hex()
