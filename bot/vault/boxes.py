"""Sealing to people: key pairs, boxes that only the private key opens, private keys locked by a password.

A box is: one format byte, the sender's ephemeral X25519 public key, a nonce, AES-256-GCM ciphertext with tag. Who seals
needs the public key only and cannot open the box again. A locked key is: one format byte, a salt, the Argon2id costs,
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

from bot.vault.sealing import KEY_BYTES, NONCE_BYTES, Sealer, SealError, derived
from bot.vault.slow import slow_key

BOX, LOCK = 2, 3
BOX_HEAD = 1 + KEY_BYTES + NONCE_BYTES
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
    sender = X25519PrivateKey.generate()
    head = bytes([BOX]) + sender.public_key().public_bytes_raw() + os.urandom(NONCE_BYTES)
    shared = sender.exchange(X25519PublicKey.from_public_bytes(public))
    return head + _cipher(shared, head, public).encrypt(head[-NONCE_BYTES:], plain, context.encode())


def open_with(private: bytes, box: bytes, context: str) -> bytes:
    """Return what is in the box; SealError ``format`` or ``tampered`` (wrong key or context, changed or cut bytes)."""
    if len(box) < BOX_HEAD or box[0] != BOX:
        raise SealError("format")
    head = box[:BOX_HEAD]
    key = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(head[1 : 1 + KEY_BYTES]))
        cipher = _cipher(shared, head, key.public_key().public_bytes_raw())
        return cipher.decrypt(head[-NONCE_BYTES:], box[BOX_HEAD:], context.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: a changed public key that leads nowhere
        raise SealError("tampered") from error


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


def _cipher(shared: bytes, head: bytes, public: bytes) -> AESGCM:
    # Both public keys go into the key, so a box cannot be passed off as one for another holder.
    binding = hashlib.sha256(head[:-NONCE_BYTES] + public).hexdigest()
    return AESGCM(derived(shared, f"box:{binding}"))


def _password_sealer(head: bytes, password: str) -> Sealer:
    salt, (iterations, memory, lanes) = head[1 : 1 + SALT_BYTES], COSTS.unpack(head[1 + SALT_BYTES :])
    if iterations > 16 or memory > 1024 * 1024 or lanes > 16:  # a changed header must not eat the machine
        raise SealError("format")
    key = slow_key(password.encode(), salt=salt, iterations=iterations, memory=memory, lanes=lanes)
    return Sealer({1: key}, 1)


def _check(private: bytes) -> bytes:
    return hashlib.sha256(b"raport printed key\x00" + private).digest()[:CHECK_BYTES]
