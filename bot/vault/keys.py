"""The instance key file: a small JSON ring of keys by version, readable by its owner only."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from bot.vault.sealing import KEY_BYTES, Sealer, SealError


class KeyFileError(Exception):
    """The key file is missing, readable by others or broken; ``code`` says which."""

    def __init__(self, code: str, path: Path) -> None:
        super().__init__(f"{code}: {path}")
        self.code = code
        self.path = path


def create(path: Path) -> None:
    """Write a new key file with one random key, mode 0600. KeyFileError ``exists`` when there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = json.dumps({"current": 1, "keys": {"1": base64.b64encode(os.urandom(KEY_BYTES)).decode()}})
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError("exists", path) from error
    with os.fdopen(handle, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def load(path: Path) -> Sealer:
    """Return the sealer of the key file. KeyFileError ``missing``, ``open_to_others`` or ``broken``."""
    try:
        mode = path.stat().st_mode
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KeyFileError("missing", path) from error
    if mode & 0o077:
        raise KeyFileError("open_to_others", path)
    try:
        ring = json.loads(content)
        keys = {int(version): base64.b64decode(key, validate=True) for version, key in ring["keys"].items()}
        return Sealer(keys, int(ring["current"]))
    except (ValueError, KeyError, TypeError, AttributeError, SealError) as error:
        raise KeyFileError("broken", path) from error
