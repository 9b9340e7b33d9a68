"""Backup and restore. A backup holds what must outlive a broken disk and nothing else, sealed to the operator's key.

In it: the people who sign in, with their second factors, the rota and the audit log; the sealed cases with their keys;
for each case the conversation it answers to (its sealed address, not a word said in it); the instance's keys. Not in
it: what people said, drafts, answers, buttons, open sessions and invitations, and the assistant's records, which live
for a day or two anyway and must not come back after an erasure.

The file is a line of text that names the form, then one box (``bot.vault.boxes``) for the operator.
"""

from __future__ import annotations

import base64
import json
import os
import zlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection, Date, DateTime, LargeBinary, MetaData, Table, insert, select

from bot.bootstrap import build, now
from bot.cases.database import connect, migrate, move, revision, snapshot
from bot.cases.models import (
    AuditRow,
    Base,
    Case,
    CaseItem,
    CaseKey,
    CaseTag,
    Conversation,
    Duty,
    OwnShelf,
    Person,
    PersonRole,
    RecoveryCode,
    SecondFactor,
)
from bot.settings import Settings
from bot.vault import boxes, keys
from bot.vault.sealing import SealError

FORM = b"raport backup 1\n"
CONTEXT = "backup:1"
# Parents before children.
MODELS = (
    *(Person, PersonRole, SecondFactor, RecoveryCode, Duty, OwnShelf, AuditRow),
    *(Conversation, Case, CaseTag, CaseKey, CaseItem),
)
NAMES = tuple(model.__tablename__ for model in MODELS)


class BackupError(Exception):
    """``code``: no_operator_key, operator_key_exists, not_a_backup, wrong_key_or_damaged, other_version, not_empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def make_operator_key(settings: Settings) -> str:
    """Make the operator's key and return its private half printed, this once; the public half stays. BackupError."""
    pair = boxes.new_pair()
    settings.operator_key_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with settings.operator_key_path.open("x") as file:
            file.write(pair.public.hex())
    except FileExistsError as error:
        raise BackupError("operator_key_exists") from error
    return boxes.printed(pair.private)


def backup(settings: Settings, target: Path) -> dict[str, int]:
    """Write a backup to ``target``, mode 0600, and return how many rows of each table it holds. BackupError."""
    try:
        public = bytes.fromhex(settings.operator_key_path.read_text())
    except FileNotFoundError as error:
        raise BackupError("no_operator_key") from error
    content = _content(settings)
    box = boxes.seal_to(public, zlib.compress(json.dumps(content).encode()), CONTEXT)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(FORM + box)
        file.flush()
        os.fsync(file.fileno())
    settings.backup_mark_path.write_text(now().isoformat(timespec="seconds"))
    return {name: len(rows) for name, rows in content["tables"].items()}


def restore(settings: Settings, source: Path, printed_key: str) -> dict[str, int]:
    """Bring a backup into an empty instance and return how many rows of each table came. BackupError; all or nothing.

    Keys that were made for the instance are put aside: nothing is sealed under them. A backup of an earlier version is
    brought to the newest form. Cut short, it may be repeated. What was erased after the backup was made comes back with
    it, until its own time is over: so keep none for long.
    """
    content = _opened(source, printed_key)
    engine = connect(settings.database)
    try:
        migrate(engine)
        with engine.begin() as connection:
            _refuse_what_is_in_use(connection)
            _bring(connection, content)
            _take_keys(settings.key_path, content["instance_keys"])
    finally:
        engine.dispose()
    services = build(settings)
    services.audit.remember_head()
    services.close()
    return {name: len(rows) for name, rows in content["tables"].items()}


def _content(settings: Settings) -> dict[str, Any]:
    """Return all that a backup holds, as it was at one moment: the rows belong together, and the keys open them."""
    engine = connect(settings.database)
    try:
        while True:
            ring = settings.key_path.read_text()
            with snapshot(engine).connect() as connection:
                content = {"revision": revision(connection), "instance_keys": ring, "tables": _rows(connection)}
            if ring == settings.key_path.read_text():  # no rotation took a key away meanwhile
                return content
    finally:
        engine.dispose()


def _rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    tables, found = _tables(connection), {}
    for name in NAMES:
        if name in tables:
            query = select(tables[name])
            if name == Conversation.__tablename__:
                query = query.where(tables[name].c.id.in_(select(tables["case"].c.conversation_id)))
            found[name] = [_to_json(row) for row in connection.execute(query).mappings()]
    return found


def _bring(connection: Connection, content: dict[str, Any]) -> None:
    """Insert the rows in the form that they have, then bring all to the newest form."""
    newest = revision(connection)
    try:
        move(connection, content["revision"])
    except CommandError as error:
        raise BackupError("other_version") from error
    tables = _tables(connection)
    for name, rows in content["tables"].items():
        if rows:
            connection.execute(insert(tables[name]), [_from_json(tables[name], row) for row in rows])
    move(connection, newest)


def _tables(connection: Connection) -> dict[str, Table]:
    """Return the tables as they are in the database: its form may be older than the models."""
    found = MetaData()
    found.reflect(connection)
    return dict(found.tables)


def _opened(source: Path, printed_key: str) -> dict[str, Any]:
    data = source.read_bytes()
    if not data.startswith(FORM):
        raise BackupError("not_a_backup")
    try:
        plain = boxes.open_with(boxes.from_printed(printed_key), data[len(FORM) :], CONTEXT)
    except SealError as error:
        raise BackupError("wrong_key_or_damaged") from error
    content: dict[str, Any] = json.loads(zlib.decompress(plain))
    return content


def _refuse_what_is_in_use(connection: Connection) -> None:
    """An instance that keeps anything at all is not overwritten."""
    if any(connection.execute(select(table).limit(1)).first() for table in Base.metadata.sorted_tables):
        raise BackupError("not_empty")


def _take_keys(path: Path, instance_keys: str) -> None:
    """Put the backup's keys in place of those of an instance that has kept nothing yet.

    These are put aside and not destroyed: settings that lead to an empty folder by mistake must not cost a key.
    """
    if path.exists() and path.read_text() != instance_keys:
        path.replace(path.with_name(f"{path.name}.aside"))
    if not path.exists():
        keys.put(path, instance_keys)


def _to_json(row: Any) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date


def _from_json(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: _typed(row[column.name], column.type) for column in table.columns}


def _typed(value: Any, kind: Any) -> Any:
    """Return a value as its column takes it; times are kept as UTC without a zone."""
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return date.fromisoformat(value) if isinstance(kind, Date) else value
