"""Boxes and locks: only the holder opens, only the password unlocks, a slip of the pen is noticed."""

import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import boxes
from bot.vault.sealing import SealError
from tests.vault import former

PAIR, OTHER = boxes.new_pair(), boxes.new_pair()
Seal = Callable[[bytes, bytes, str], bytes]
KINDS = pytest.mark.parametrize("seal", [boxes.seal_to, former.seal_to])
# Written by the version before boxes were those of RFC 9180, to the private key 00 01 02 …, for the context "case:1".
KEPT = bytes.fromhex(
    "023db35e7fdfd97c07ceacfd501fdb0e3dc0e6f03abc4d6be296a67b902d68972055369a52bdc4998dab0b1db8c25d36437469f7284a50bf7c"
    "41efd682117cd437a4947bfe6021971d55035add20460a14402c03b0103b907f2b611bb9"
)


def expand(secret: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """LabeledExpand of RFC 9180, section 4, for one block of SHA-256."""
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, labelled + b"\x01", "sha256")[:length]


def extract(salt: bytes, suite: bytes, label: bytes, given_: bytes) -> bytes:
    """LabeledExtract of RFC 9180, section 4."""
    return hmac.digest(salt, b"HPKE-v1" + suite + label + given_, "sha256")


def test_a_box_is_opened_by_the_letter_of_rfc_9180() -> None:
    box = boxes.seal_to(PAIR.public, b"words", "case:1")
    encapsulated, sealed = box[1:33], box[33:]
    shared = X25519PrivateKey.from_private_bytes(PAIR.private).exchange(X25519PublicKey.from_public_bytes(encapsulated))
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"  # X25519, HKDF-SHA256, AES-256-GCM
    prk = extract(b"", kem, b"eae_prk", shared)
    secret = expand(prk, kem, b"shared_secret", encapsulated + PAIR.public, 32)
    hashes = extract(b"", suite, b"psk_id_hash", b"") + extract(b"", suite, b"info_hash", b"raport box\x00case:1")
    schedule = b"\x00" + hashes
    key = extract(secret, suite, b"secret", b"")
    cipher = AESGCM(expand(key, suite, b"key", schedule, 32))
    assert cipher.decrypt(expand(key, suite, b"base_nonce", schedule, 12), sealed, b"") == b"words"


def test_a_box_of_the_version_before_still_opens() -> None:
    assert boxes.open_with(bytes(range(32)), KEPT, "case:1").decode() == "слова до перехода"
    with pytest.raises(SealError, match="tampered"):
        boxes.open_with(bytes(range(32)), KEPT, "case:2")


@KINDS
def test_a_box_is_never_taken_for_one_of_the_other_kind(seal: Seal) -> None:
    box = seal(PAIR.public, b"words", "case:1")
    for kind in range(256):
        if kind != box[0]:
            with pytest.raises(SealError):
                boxes.open_with(PAIR.private, bytes([kind]) + box[1:], "case:1")


@KINDS
@given(plain=st.binary(max_size=500), context=st.text(max_size=20))
def test_only_the_holder_opens_a_box(seal: Seal, plain: bytes, context: str) -> None:
    box = seal(PAIR.public, plain, context)
    assert boxes.open_with(PAIR.private, box, context) == plain
    with pytest.raises(SealError, match="tampered"):
        boxes.open_with(OTHER.private, box, context)
    with pytest.raises(SealError, match="tampered"):
        boxes.open_with(PAIR.private, box, context + "x")


@KINDS
@given(where=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_a_changed_box_never_opens(seal: Seal, where: int, bit: int) -> None:
    box = bytearray(seal(PAIR.public, b"words", "case:1"))
    box[where % len(box)] ^= 1 << bit
    # The highest bit of an X25519 point is not read; it is bound all the same.
    with pytest.raises(SealError):
        boxes.open_with(PAIR.private, bytes(box), "case:1")


@KINDS
@given(length=st.integers(min_value=0, max_value=60))
def test_a_cut_box_never_opens(seal: Seal, length: int) -> None:
    box = seal(PAIR.public, b"words", "case:1")
    with pytest.raises(SealError):
        boxes.open_with(PAIR.private, box[: min(length, len(box) - 1)], "case:1")


def test_only_the_password_unlocks_and_the_same_one_locks_differently_each_time() -> None:
    locked, again = (boxes.lock(PAIR.private, "верный пароль", "person:1") for _ in range(2))
    assert locked != again
    assert PAIR.private not in locked
    assert boxes.unlock(locked, "верный пароль", "person:1") == PAIR.private
    for password, context in (("неверный", "person:1"), ("верный пароль", "person:2")):
        with pytest.raises(SealError, match="tampered"):
            boxes.unlock(locked, password, context)


def test_a_changed_cost_is_refused_before_it_eats_the_machine() -> None:
    locked = bytearray(boxes.lock(PAIR.private, "пароль", "person:1"))
    locked[1 + boxes.SALT_BYTES + 4] = 0xFF
    with pytest.raises(SealError, match="format"):
        boxes.unlock(bytes(locked), "пароль", "person:1")


@given(st.binary(min_size=32, max_size=32), st.integers(min_value=0))
def test_a_printed_key_comes_back_and_a_mistyped_one_is_noticed(private: bytes, where: int) -> None:
    text = boxes.printed(private)
    assert boxes.from_printed(f"  {text.lower()} ") == private
    at = where % len(text)
    wrong = "B" if text[at] != "B" else "C"
    if text[at] == "-":
        return
    with pytest.raises(SealError, match="format"):
        boxes.from_printed(text[:at] + wrong + text[at + 1 :])


def test_a_private_key_tells_its_public_one() -> None:
    assert boxes.public_of(PAIR.private) == PAIR.public


def test_many_unlock_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MEMORY_KIB", 1024)
    monkeypatch.setattr(boxes, "ITERATIONS", 1)
    locked = boxes.lock(b"k" * 32, "a long password", "person:1")
    with ThreadPoolExecutor(12) as pool:
        keys = list(pool.map(lambda _: boxes.unlock(locked, "a long password", "person:1"), range(48)))
    assert keys == [b"k" * 32] * 48
