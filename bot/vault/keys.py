"""Key files: a small JSON ring of keys by version, readable by its owner only. Fit for Python 3.10.

There are two in an instance: the app's own and the assistant's, so that the assistant never holds the app's keys.
A rotation writes the file anew; running processes see that and go on with the new ring.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from bot.vault.sealing import KEY_BYTES, Ring, Sealer, SealError


class KeyFileError(Exception):
    """The key file is missing, readable by others or broken; ``code`` says which."""

    def __init__(self, code: str, path: Path) -> None:
        super().__init__(f"{code}: {path}")
        self.code = code
        self.path = path


def create(path: Path) -> None:
    """Write a new key file with one random key, mode 0600. KeyFileError ``exists`` when there is one already."""
    put(path, _dump(Ring({1: os.urandom(KEY_BYTES)}, 1, os.urandom(KEY_BYTES))))


def put(path: Path, content: str) -> None:
    """Write a key file whose content is given (a restored one); KeyFileError ``exists``."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        _write(path, content)
    except FileExistsError as error:
        raise KeyFileError("exists", path) from error


def load(path: Path) -> Sealer:
    """Return the sealer of the key file. KeyFileError ``missing``, ``open_to_others`` or ``broken``.

    The sealer follows the file: a ring written later is taken over at its next use. A file that is gone or cannot be
    read later changes nothing, so an operator may take the key away once the service runs.
    """
    ring = _read(path)
    return Sealer(ring.keys, ring.current, ring.root, _follow(path, ring))


def add(path: Path) -> int:
    """Put a new random key on the ring, make it the current one and return its version. Old ones still open."""
    ring = _read(path)
    version = max(ring.keys) + 1
    _replace(path, Ring({**ring.keys, version: os.urandom(KEY_BYTES)}, version, ring.root))
    return version


def retire(path: Path) -> None:
    """Drop all keys but the current one: what is still sealed under them can never be opened again."""
    ring = _read(path)
    _replace(path, Ring({ring.current: ring.keys[ring.current]}, ring.current, ring.root))


def destroy(path: Path) -> None:
    """Overwrite and remove the key file; a missing one is no error. Everything sealed under it is lost for good."""
    if path.exists():
        with path.open("r+b") as file:
            path.unlink()
            _overwrite(file)


def _follow(path: Path, first: Ring) -> Callable[[], Ring]:
    seen, ring = _stamp(path), first

    def latest() -> Ring:
        nonlocal seen, ring
        now = _stamp(path)
        if now not in (seen, None):
            try:
                ring = _read(path)
            except KeyFileError:
                return ring
            seen = now
        return ring

    return latest


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _read(path: Path) -> Ring:
    try:
        mode = path.stat().st_mode
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KeyFileError("missing", path) from error
    if mode & 0o077:
        raise KeyFileError("open_to_others", path)
    try:
        found = json.loads(content)
        keys = {int(version): base64.b64decode(key, validate=True) for version, key in found["keys"].items()}
        # Files of the first version have no root: there everything derived from key 1.
        root = base64.b64decode(found["root"], validate=True) if "root" in found else keys[1]
        ring = Ring(keys, int(found["current"]), root)
        Sealer(*ring)
    except (ValueError, KeyError, TypeError, AttributeError, SealError) as error:
        raise KeyFileError("broken", path) from error
    return ring


def _dump(ring: Ring) -> str:
    keys = {str(version): base64.b64encode(key).decode() for version, key in ring.keys.items()}
    return json.dumps({"current": ring.current, "keys": keys, "root": base64.b64encode(ring.root).decode()})


def _replace(path: Path, ring: Ring) -> None:
    """Put the new content in place at once: a cut in between leaves the old file or the new one, never half of one."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    _write(fresh, _dump(ring))
    with path.open("r+b") as old:
        fresh.replace(path)
        _overwrite(old)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _overwrite(file: BinaryIO) -> None:
    """Write over the bytes of a file that no name leads to any more. A disk that moves blocks may still have them."""
    file.write(os.urandom(os.fstat(file.fileno()).st_size))
    file.flush()
    os.fsync(file.fileno())


def _write(path: Path, content: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
