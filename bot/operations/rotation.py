"""Key rotation, while the service runs: a new key is added, all is wrapped anew, then the old key is destroyed.

Cut short anywhere, the next call goes on with the rotation that was begun; until it has ended the old key still opens.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bot.assistant.records import Records
from bot.cases.database import connect, overwrite
from bot.cases.renewal import renew
from bot.settings import Settings
from bot.vault import keys

SETTLE = 2.0  # seconds: a transaction that took the old key just before the new one came has ended by then


def rotate(settings: Settings, pause: Callable[[float], None] = time.sleep) -> int:
    """Rotate the keys of both stores and return how many wrapped keys were renewed. KeyFileError, SealError.

    A value that the ring cannot open stops it: then the old key stays, and nothing is lost.
    """
    database = connect(settings.database)
    records = Records(settings.tracker_database, keys.load(settings.assistant_key_path))
    try:
        sealer = keys.load(settings.key_path)
        renewed = _rotate(settings.key_path, lambda: renew(database, sealer), pause)
        renewed += _rotate(settings.assistant_key_path, records.renew, pause)
        overwrite(database)
        records.overwrite()
    finally:
        database.dispose()
        records.close()
    return renewed


def _rotate(path: Path, renew_all: Callable[[], int], pause: Callable[[float], None]) -> int:
    if len(keys.load(path).ring.keys) == 1:
        keys.add(path)
    renewed = _until_none(renew_all)
    pause(SETTLE)
    renewed += _until_none(renew_all)
    keys.retire(path)
    return renewed


def _until_none(renew_all: Callable[[], int]) -> int:
    total = 0
    while done := renew_all():
        total += done
    return total
