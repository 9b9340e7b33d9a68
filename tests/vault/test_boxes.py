"""Boxes and locks: only the holder opens, only the password unlocks, a slip of the pen is noticed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import boxes
from bot.vault.sealing import SealError

PAIR, OTHER = boxes.new_pair(), boxes.new_pair()


@given(st.binary(max_size=500), st.text(max_size=20))
def test_only_the_holder_opens_a_box(plain: bytes, context: str) -> None:
    box = boxes.seal_to(PAIR.public, plain, context)
    assert boxes.open_with(PAIR.private, box, context) == plain
    with pytest.raises(SealError, match="tampered"):
        boxes.open_with(OTHER.private, box, context)
    with pytest.raises(SealError, match="tampered"):
        boxes.open_with(PAIR.private, box, context + "x")


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_a_changed_box_never_opens(where: int, bit: int) -> None:
    box = bytearray(boxes.seal_to(PAIR.public, b"words", "case:1"))
    box[where % len(box)] ^= 1 << bit
    # The highest bit of an X25519 point is not read; it is bound all the same.
    with pytest.raises(SealError):
        boxes.open_with(PAIR.private, bytes(box), "case:1")


@given(st.integers(min_value=0, max_value=60))
def test_a_cut_box_never_opens(length: int) -> None:
    box = boxes.seal_to(PAIR.public, b"words", "case:1")
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
