"""The kill switch: everything about everybody is erased, and when nothing runs any more the keys and files go too."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot import supervisor
from bot.bootstrap import Services
from bot.cases.models import Base
from bot.settings import Settings
from bot.vault import keys, postgresql, sqlite

TRIES = 5  # a database under load may refuse for a while, or choose this one to end a deadlock
TERMINAL_FOLDERS = "chat-*"  # files that `raport chat` handed out

logger = logging.getLogger(__name__)


def wipe(services: Services, say: Callable[[str], None], farewell: str = "") -> None:
    """Erase all people, cases and conversations, in both databases and on the disk; safe to repeat and to cut short.

    With a ``farewell`` the keys stay and whoever comes sees that text and nothing else. Without one, and when the
    service is stopped, the keys and the databases are destroyed: then also what a stolen copy holds opens no more.
    """
    settings = services.settings
    settings.farewell_path.unlink(missing_ok=True)
    settings.audit_head_path.unlink(missing_ok=True)
    if farewell:
        settings.farewell_path.write_text(farewell, encoding="utf-8")
    services.reserve.spend()  # to empty a table takes room, and the disk may be full
    try:
        _empty(services)
        say("erased: conversations, drafts, cases, people, and the assistant's records")
    except OperationalError as error:
        if sqlite.fault(error.orig) != "full" or farewell or _runs(settings):
            raise
        say("the disk is full: the databases go as they are")
    for folder in settings.home.glob(TERMINAL_FOLDERS):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(settings.edits_path, ignore_errors=True)
    if farewell:
        say("whoever comes now reads the farewell; to end that too: raport erase --all")
    elif _runs(settings):
        say("the service still runs: stop it and repeat this, and the keys are destroyed too")
    else:
        _destroy(services)
        say("destroyed: the keys and the databases; a database server keeps its own, empty")


def _empty(services: Services) -> None:
    for step in (lambda: _empty_tables(services), services.records.drop_all):
        _insist(step)
    services.erasures.overwrite()
    services.records.overwrite()


def _empty_tables(services: Services) -> None:
    # All tables, the ones of tomorrow too; children before parents.
    with services.database.begin() as connection:
        postgresql.empty(connection, Base.metadata.sorted_tables[::-1])


def _insist(step: Callable[[], None]) -> None:
    for left in reversed(range(TRIES)):
        try:
            step()
            return
        except OperationalError:
            if not left:
                raise
            logger.warning("the database is busy; tried again")


def _runs(settings: Settings) -> bool:
    try:
        supervisor.check_ports(settings)
    except supervisor.PortTakenError:
        return True
    return False


def _destroy(services: Services) -> None:
    """Destroy the keys and the files. A database server keeps its databases, which are empty."""
    settings = services.settings
    services.close()
    keys.destroy(settings.key_path)
    keys.destroy(settings.assistant_key_path)
    for address in map(make_url, (settings.database, settings.tracker_database)):
        if address.get_backend_name() == "sqlite" and address.database:
            for end in ("-wal", "-shm", ""):
                _remove(Path(address.database + end))


def _remove(path: Path) -> None:
    """Overwrite a file before it goes; its rows are zeros already."""
    if path.exists():
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
        path.unlink()
