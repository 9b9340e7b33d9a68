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
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Date, Engine, LargeBinary, insert, select, text

from bot.bootstrap import build, now
from bot.cases.database import connect, migrate
from bot.cases.models import (
    AuditRow,
    Base,
    Case,
    CaseItem,
    CaseKey,
    CaseTag,
    Conversation,
    Duty,
    Person,
    PersonRole,
    RecoveryCode,
    SecondFactor,
    UtcDateTime,
)
from bot.settings import Settings
from bot.vault import boxes, keys
from bot.vault.sealing import SealError

FORM = b"raport backup 1\n"
CONTEXT = "backup:1"
# Parents before children.
TABLES = (
    *(Person, PersonRole, SecondFactor, RecoveryCode, Duty, AuditRow),
    *(Conversation, Case, CaseTag, CaseKey, CaseItem),
)


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
    engine = connect(settings.database)
    try:
        content = _content(engine, settings)
    finally:
        engine.dispose()
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

    What was erased after the backup was made comes back with it, until its own time is over: so keep none for long.
    """
    content = _opened(source, printed_key)
    engine = connect(settings.database)
    try:
        migrate(engine)
        if content["revision"] != _revision(engine):
            raise BackupError("other_version")
        _refuse_what_is_in_use(engine, settings)
        with engine.begin() as connection:
            for model in TABLES:
                rows = [_from_json(model, row) for row in content["tables"][model.__tablename__]]
                if rows:
                    connection.execute(insert(model), rows)
            keys.put(settings.key_path, content["instance_keys"])
    finally:
        engine.dispose()
    services = build(settings)
    services.audit.remember_head()
    services.close()
    return {name: len(rows) for name, rows in content["tables"].items()}


def _content(engine: Engine, settings: Settings) -> dict[str, Any]:
    with engine.connect() as connection:
        with_case = select(Case.conversation_id)
        tables = {}
        for model in TABLES:
            query = select(model.__table__)
            if model is Conversation:
                query = query.where(Conversation.id.in_(with_case))
            tables[model.__tablename__] = [_to_json(row) for row in connection.execute(query).mappings()]
    return {"revision": _revision(engine), "instance_keys": settings.key_path.read_text(), "tables": tables}


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


def _refuse_what_is_in_use(engine: Engine, settings: Settings) -> None:
    """An instance that knows anybody, or has other keys, is not overwritten."""
    with engine.connect() as connection:
        used = any(connection.execute(select(model.__table__).limit(1)).first() for model in TABLES)
    if used or settings.key_path.exists():
        raise BackupError("not_empty")


def _revision(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _to_json(row: Any) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date


def _from_json(model: type[Base], row: dict[str, Any]) -> dict[str, Any]:
    return {column.key: _typed(row[column.key], column.type) for column in _columns(model)}


def _columns(model: type[Base]) -> Iterable[Any]:
    return model.__table__.columns


def _typed(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if isinstance(kind, UtcDateTime) else value
