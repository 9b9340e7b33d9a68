"""What an operator reads when a file of the instance is missing, damaged, full or foreign: one sentence, with a way."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError

from bot.vault import sqlite
from bot.vault.keys import KeyFileError


class DamagedError(Exception):
    """A database does not hold together; ``code``: damaged."""

    code = "damaged"


KEY_FILE = {
    "missing": "this key file is missing. Put it back; without it nothing that is stored can be opened.",
    "broken": "this is no key file, or it is damaged. Put your copy back; without it nothing that is stored opens.",
    "open_to_others": "others on this machine can read this key file. Mend it with chmod 600; see docs/operator.md.",
    "exists": "this key file is there already.",
    "foreign": "this key opens nothing that is stored here: it is older or another instance's. Put the right one back.",
}
DATABASE = {
    "full": "The disk is full. Make room; nothing is lost, and people can still erase themselves.",
    "shut": "The database cannot be written: its disk is read-only, or its folder is missing or another user's.",
    "damaged": (
        "The database is damaged. Stop the service, put the file aside and start anew, or restore a backup; "
        "see docs/operator.md."
    ),
    "no_tables": "There is no instance here yet, or RAPORT_HOME leads elsewhere: start it once.",
}
DISK = {errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EROFS: "shut"}


def sentence(error: BaseException) -> str | None:
    """Return what is wrong in words for the operator, None for what no file of the instance is to blame for."""
    if isinstance(error, KeyFileError):
        return f"{error.path}: {KEY_FILE[error.code]}"
    if isinstance(error, DBAPIError):
        code = sqlite.fault(error.orig)
        return DATABASE[code] if code else None
    if isinstance(error, DamagedError):
        return DATABASE[error.code]
    if isinstance(error, OSError) and error.errno in DISK:
        return DATABASE[DISK[error.errno]]
    if isinstance(error, PermissionError):
        return f"{error.filename}: this belongs to another user. Run the command as the service's own user."
    return None
