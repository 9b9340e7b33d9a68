"""Sealing: what is sealed opens only with its key, in its place, unchanged."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import keys
from bot.vault.sealing import Sealer, SealError, keyed_hash

RING = {1: bytes(32), 2: bytes(range(32))}


@given(st.binary(max_size=2000), st.text(max_size=40))
def test_what_is_sealed_comes_back_whole(plain: bytes, context: str) -> None:
    sealer = Sealer(RING, 2)
    assert sealer.open(sealer.seal(plain, context), context) == plain


@given(st.binary(min_size=1, max_size=64), st.integers(min_value=0))
def test_one_changed_bit_anywhere_is_noticed(plain: bytes, where: int) -> None:
    sealer = Sealer(RING, 1)
    sealed = bytearray(sealer.seal(plain, "row"))
    sealed[where % len(sealed)] ^= 1
    with pytest.raises(SealError):
        sealer.open(bytes(sealed), "row")


def test_a_value_cannot_be_moved_to_another_row() -> None:
    sealer = Sealer(RING, 1)
    with pytest.raises(SealError, match="tampered"):
        sealer.open(sealer.seal(b"x", "draft:1"), "draft:2")


def test_an_old_key_still_opens_what_it_sealed() -> None:
    old = Sealer({1: RING[1]}, 1).seal(b"x", "row")
    assert Sealer(RING, 2).open(old, "row") == b"x"


def test_an_unknown_key_version_says_so() -> None:
    new = Sealer(RING, 2).seal(b"x", "row")
    with pytest.raises(SealError, match="unknown_key"):
        Sealer({1: RING[1]}, 1).open(new, "row")


def test_bytes_that_are_not_sealed_say_so() -> None:
    with pytest.raises(SealError, match="format"):
        Sealer(RING, 1).open(b"plain words", "row")


def test_a_data_key_opens_only_in_its_own_context() -> None:
    sealer = Sealer(RING, 1)
    wrapped = sealer.new_wrapped_key("conversation:a")
    sealed = sealer.unwrap(wrapped, "conversation:a").seal(b"x", "row")
    assert sealer.unwrap(wrapped, "conversation:a").open(sealed, "row") == b"x"
    with pytest.raises(SealError):
        sealer.unwrap(wrapped, "conversation:b")


@given(st.text(), st.text(), st.text())
def test_parts_of_a_hash_do_not_run_together(a: str, b: str, c: str) -> None:
    assert keyed_hash(b"k", a + b, c) != keyed_hash(b"k", a, b + c) or b == ""


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "instance.json"
    keys.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(keys.KeyFileError, match="open_to_others"):
        keys.load(path)


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"
    keys.create(path)
    before = path.read_bytes()
    with pytest.raises(keys.KeyFileError, match="exists"):
        keys.create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "{}", '{"current": 1, "keys": {"1": "short"}}', '{"current": 2, "keys": {}}'])
def test_a_broken_key_file_says_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "instance.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(keys.KeyFileError, match="broken"):
        keys.load(path)
