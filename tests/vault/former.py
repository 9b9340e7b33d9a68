"""Boxes as they were sealed before RFC 9180: nothing makes them any more, and what lies in them must still open."""

from __future__ import annotations

import hashlib
import os

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.vault.sealing import derived


def seal_to(public: bytes, plain: bytes, context: str) -> bytes:
    """Return ``plain`` in a box of the former kind."""
    sender = X25519PrivateKey.generate()
    head, nonce = b"\x02" + sender.public_key().public_bytes_raw(), os.urandom(12)
    shared = sender.exchange(X25519PublicKey.from_public_bytes(public))
    binding = hashlib.sha256(head + public).hexdigest()
    return head + nonce + AESGCM(derived(shared, f"box:{binding}")).encrypt(nonce, plain, context.encode())
