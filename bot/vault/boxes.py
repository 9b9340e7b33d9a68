"""Sealing to people: key pairs, boxes that only the private key opens, private keys locked by a password.

A box is: one format byte, then HPKE (RFC 9180, base mode, X25519, HKDF-SHA256, AES-256-GCM): the encapsulated key,
the ciphertext with tag. Who seals needs the public key only and cannot open the box again. Boxes of the former kind,
whose sealing was our own, are opened and no longer made. A locked key is: one format byte, a salt, the Argon2id costs,
then a sealed value.
"""

from __future__ import annotations

import base64
import hashlib
import os
import struct
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from bot.vault.sealing import KEY_BYTES, NONCE_BYTES, Sealer, SealError, derived
from bot.vault.slow import slow_key

FORMER, LOCK, BOX = 2, 3, 4  # the format bytes
FORMER_HEAD = 1 + KEY_BYTES + NONCE_BYTES
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
COSTS = struct.Struct(">III")
SALT_BYTES = 16
ITERATIONS, MEMORY_KIB, LANES = 3, 64 * 1024, 4  # RFC 9106, the choice for machines with little memory
CHECK_BYTES = 3


class Pair(NamedTuple):
    """A private key and its public key, 32 bytes each."""

    private: bytes
    public: bytes


def new_pair() -> Pair:
    """Return a fresh key pair."""
    key = X25519PrivateKey.generate()
    return Pair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


def public_of(private: bytes) -> bytes:
    """Return the public key of a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, plain: bytes, context: str) -> bytes:
    """Return ``plain`` in a box for the holder of the private key, bound to ``context``."""
    return bytes([BOX]) + SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), _info(context))


def open_with(private: bytes, box: bytes, context: str) -> bytes:
    """Return what is in the box; SealError ``format`` or ``tampered`` (wrong key or context, changed or cut bytes)."""
    key = X25519PrivateKey.from_private_bytes(private)
    try:
        if box[:1] == bytes([BOX]):
            return SUITE.decrypt(box[1:], key, _info(context))
        if box[:1] == bytes([FORMER]) and len(box) >= FORMER_HEAD:
            return _open_former(key, box, context)
    except (InvalidTag, ValueError) as error:  # ValueError: a changed public key that leads nowhere
        raise SealError("tampered") from error
    raise SealError("format")


def lock(private: bytes, password: str, context: str) -> bytes:
    """Return a private key that only the password opens."""
    head = bytes([LOCK]) + os.urandom(SALT_BYTES) + COSTS.pack(ITERATIONS, MEMORY_KIB, LANES)
    return head + _password_sealer(head, password).seal(private, context)


def unlock(locked: bytes, password: str, context: str) -> bytes:
    """Return the private key; SealError ``format`` or ``tampered`` (a wrong password looks the same)."""
    end = 1 + SALT_BYTES + COSTS.size
    if len(locked) < end or locked[0] != LOCK:
        raise SealError("format")
    return _password_sealer(locked[:end], password).open(locked[end:], context)


def blank_lock() -> bytes:
    """Return a locked key that no password opens. To try one on it takes as long as on any other."""
    head = bytes([LOCK]) + os.urandom(SALT_BYTES) + COSTS.pack(ITERATIONS, MEMORY_KIB, LANES)
    return head + Sealer({1: os.urandom(KEY_BYTES)}, 1).seal(bytes(KEY_BYTES), "")


def printed(private: bytes) -> str:
    """Return a private key as words of letters and digits to write down, with a check against slips of the pen."""
    text = base64.b32encode(private + _check(private)).decode().rstrip("=")
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def from_printed(text: str) -> bytes:
    """Return the private key that ``printed`` wrote; SealError ``format`` when it was mistyped."""
    bare = "".join(text.upper().split()).replace("-", "")
    try:
        data = base64.b32decode(bare + "=" * (-len(bare) % 8))
    except ValueError as error:
        raise SealError("format") from error
    private, check = data[:KEY_BYTES], data[KEY_BYTES:]
    if len(private) != KEY_BYTES or check != _check(private):
        raise SealError("format")
    return private


def _info(context: str) -> bytes:
    return b"raport box\x00" + context.encode()


def _open_former(key: X25519PrivateKey, box: bytes, context: str) -> bytes:
    """Open a box of the former kind: the sender's ephemeral public key, a nonce, AES-256-GCM ciphertext with tag."""
    sender, nonce, sealed = box[1 : 1 + KEY_BYTES], box[1 + KEY_BYTES : FORMER_HEAD], box[FORMER_HEAD:]
    shared = key.exchange(X25519PublicKey.from_public_bytes(sender))
    # Both public keys went into the key, so a box cannot be passed off as one for another holder.
    binding = hashlib.sha256(box[: 1 + KEY_BYTES] + key.public_key().public_bytes_raw()).hexdigest()
    return AESGCM(derived(shared, f"box:{binding}")).decrypt(nonce, sealed, context.encode())


def _password_sealer(head: bytes, password: str) -> Sealer:
    salt, (iterations, memory, lanes) = head[1 : 1 + SALT_BYTES], COSTS.unpack(head[1 + SALT_BYTES :])
    if iterations > 16 or memory > 1024 * 1024 or lanes > 16:  # a changed header must not eat the machine
        raise SealError("format")
    key = slow_key(password.encode(), salt=salt, iterations=iterations, memory=memory, lanes=lanes)
    return Sealer({1: key}, 1)


def _check(private: bytes) -> bytes:
    return hashlib.sha256(b"raport printed key\x00" + private).digest()[:CHECK_BYTES]
