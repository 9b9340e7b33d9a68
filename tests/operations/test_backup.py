"""Backups: only the operator's key opens them, they hold cases and no words, and a restore is all or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest
from sqlalchemy import Connection

from bot import service
from bot.cases.database import connect, downgrade
from bot.cases.reviews import Item
from bot.operations.backup import BackupError, backup, make_operator_key, restore
from bot.operations.backup import _rows as read_rows
from bot.operations.rotation import rotate
from bot.vault import boxes, keys
from tests.privacy.conftest import Instance, either, instance

__all__ = ["either", "instance"]

WORDS = "слова одного человека"
PASSWORD = "длинный пароль"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DRAFT = Item("draft", "bot", WORDS.encode())


@pytest.fixture
def saved(either: Instance, tmp_path: Path) -> tuple[Path, str, str]:
    """A backup of an instance with a case and another conversation: the file, the printed key, the case."""
    first = either.talk("one", WORDS)
    either.talk("two", WORDS)
    services = either.services()
    person = services.people.add("ласточка", PASSWORD, ["advocate", "admin"])
    services.factors.change(person, SECRET, pyotp.TOTP(SECRET).at(services.now()))
    services.rota.set([date(2026, 11, 23)], [person])
    services.audit.add(person, "joined")
    case, _ = services.reviews.submit(first, [DRAFT])
    services.close()
    key = make_operator_key(either.settings)
    rows = backup(either.settings, tmp_path / "backup")
    people = {"person": 1, "person_role": 1, "second_factor": 1, "duty": 1, "audit": 1}
    assert {name: count for name, count in rows.items() if count} == people | {
        "conversation": 1, "case": 1, "case_key": 1, "case_item": 1,
    }  # fmt: skip
    return tmp_path / "backup", key, case


def test_a_restored_instance_has_its_people_cases_and_addresses(
    either: Instance, saved: tuple[Path, str, str], tmp_path: Path
) -> None:
    file, key, case = saved
    fresh = either.another(tmp_path / "fresh")
    restore(fresh.settings, file, key.lower())
    service.prepare(fresh.settings, lambda _line: None)
    services = fresh.services()
    me = services.people.unlock("ласточка", PASSWORD)
    assert services.people.name(me.person_id) == "ласточка"
    assert services.people.member(me.person_id).roles == {"advocate", "admin"}
    assert services.factors.has(me.person_id)
    assert services.rota.on(date(2026, 11, 23)) == {me.person_id}
    assert services.audit.check() == []
    assert services.reviews.open_case(case, me) == (DRAFT,)
    conversation = services.conversations.find("web", "one")
    assert conversation is not None
    found = services.reviews.case_of(conversation)
    assert found is not None
    assert found.id == case
    assert services.conversations.find("web", "two") is None
    assert services.conversations.transcript(conversation, 0) == ()
    services.close()


def test_the_file_tells_nothing_to_who_has_no_key(either: Instance, saved: tuple[Path, str, str]) -> None:
    file, _, case = saved
    raw = file.read_bytes()
    assert raw.startswith(b"raport backup 1\n")
    for secret in (WORDS, case, "ласточка", '"tables"', either.settings.key_path.read_text()[20:60]):
        assert secret.encode() not in raw
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda data: data[:-1], "wrong_key_or_damaged"),
        (lambda data: data[:40], "wrong_key_or_damaged"),
        (lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:], "wrong_key_or_damaged"),
        (lambda data: b"x" + data, "not_a_backup"),
        (lambda data: b"", "not_a_backup"),
    ],
)
def test_a_damaged_file_is_refused_and_changes_nothing(
    either: Instance, saved: tuple[Path, str, str], tmp_path: Path, damage: object, code: str
) -> None:
    file, key, _ = saved
    broken = tmp_path / "broken"
    broken.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    fresh = either.another(tmp_path / "fresh")
    with pytest.raises(BackupError, match=code):
        restore(fresh.settings, broken, key)
    assert not fresh.home.exists()


def test_another_key_opens_nothing(either: Instance, saved: tuple[Path, str, str], tmp_path: Path) -> None:
    file, key, _ = saved
    for wrong in (boxes.printed(boxes.new_pair().private), key[:-1], ""):
        with pytest.raises(BackupError, match="wrong_key_or_damaged"):
            restore(either.another(tmp_path / "fresh").settings, file, wrong)


def test_an_instance_in_use_is_never_overwritten(either: Instance, saved: tuple[Path, str, str]) -> None:
    file, key, _ = saved
    before = either.settings.key_path.read_bytes()
    with pytest.raises(BackupError, match="not_empty"):
        restore(either.settings, file, key)
    assert either.settings.key_path.read_bytes() == before


def test_a_fresh_instance_with_keys_of_its_own_takes_those_of_the_backup_and_puts_its_own_aside(
    either: Instance, saved: tuple[Path, str, str], tmp_path: Path
) -> None:
    file, key, case = saved
    fresh = either.another(tmp_path / "fresh")
    for path in (fresh.settings.key_path, fresh.settings.assistant_key_path):
        keys.create(path)
    own = fresh.settings.key_path.read_text()
    service.prepare(fresh.settings, lambda _line: None)
    restore(fresh.settings, file, key)
    services = fresh.services()
    assert services.reviews.open_case(case, services.people.unlock("ласточка", PASSWORD)) == (DRAFT,)
    assert fresh.settings.key_path.read_text() == either.settings.key_path.read_text()
    assert fresh.settings.key_path.with_name("instance.json.aside").read_text() == own


@pytest.mark.parametrize("kept", ["an invitation", "a talk"])
def test_an_instance_that_keeps_anything_at_all_keeps_its_keys(
    either: Instance, saved: tuple[Path, str, str], tmp_path: Path, kept: str
) -> None:
    file, key, _ = saved
    fresh = either.another(tmp_path / "fresh")
    keys.create(fresh.settings.key_path)
    service.prepare(fresh.settings, lambda _line: None)
    services = fresh.services()
    if kept == "a talk":
        services.conversations.open("web", "one", "ru")
    else:
        services.invitations.invite("голубь", ["advocate"])
    services.close()
    own = fresh.settings.key_path.read_text()
    with pytest.raises(BackupError, match="not_empty"):
        restore(fresh.settings, file, key)
    assert fresh.settings.key_path.read_text() == own


def test_without_an_operators_key_there_is_no_backup_and_it_is_made_once(either: Instance, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no_operator_key"):
        backup(either.settings, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    make_operator_key(either.settings)
    with pytest.raises(BackupError, match="operator_key_exists"):
        make_operator_key(either.settings)
    backup(either.settings, tmp_path / "backup")
    with pytest.raises(FileExistsError):
        backup(either.settings, tmp_path / "backup")


def test_a_backup_of_an_earlier_version_is_brought_to_the_newest_form(
    either: Instance, saved: tuple[Path, str, str], tmp_path: Path
) -> None:
    _, key, case = saved
    engine = connect(either.settings.database)
    downgrade(engine, "0007")
    engine.dispose()
    backup(either.settings, tmp_path / "old")
    fresh = either.another(tmp_path / "fresh")
    assert restore(fresh.settings, tmp_path / "old", key)["case"] == 1
    services = fresh.services()
    me = services.people.unlock("ласточка", PASSWORD)
    assert services.reviews.open_case(case, me) == (DRAFT,)
    assert services.audit.check() == []


def test_a_backup_of_a_later_version_is_refused_and_changes_nothing(
    either: Instance, saved: tuple[Path, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key, _ = saved
    monkeypatch.setattr("bot.operations.backup.revision", lambda _connection: "9999")
    backup(either.settings, tmp_path / "late")
    monkeypatch.undo()
    fresh = either.another(tmp_path / "fresh")
    with pytest.raises(BackupError, match="other_version"):
        restore(fresh.settings, tmp_path / "late", key)
    assert not fresh.settings.key_path.exists()
    restore(fresh.settings, file, key)


def test_a_restore_that_was_cut_short_after_the_keys_came_is_repeated(
    either: Instance, saved: tuple[Path, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key, case = saved
    fresh = either.another(tmp_path / "fresh")

    def put_and_die(path: Path, content: str) -> None:
        keys.put(path, content)
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.operations.backup.keys", SimpleNamespace(put=put_and_die))
    with pytest.raises(KeyboardInterrupt):
        restore(fresh.settings, file, key)
    monkeypatch.undo()
    assert fresh.settings.key_path.exists()
    restore(fresh.settings, file, key)
    services = fresh.services()
    assert services.reviews.open_case(case, services.people.unlock("ласточка", PASSWORD)) == (DRAFT,)


def test_a_backup_made_while_keys_rotate_holds_keys_that_open_it(
    either: Instance, saved: tuple[Path, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key, _ = saved
    rotated: list[int] = []

    def rows_then_rotate(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        found = read_rows(connection)
        if not rotated:
            rotated.append(rotate(either.settings, lambda _seconds: None))
        return found

    monkeypatch.setattr("bot.operations.backup._rows", rows_then_rotate)
    backup(either.settings, tmp_path / "amid")
    fresh = either.another(tmp_path / "fresh")
    restore(fresh.settings, tmp_path / "amid", key)
    services = fresh.services()
    conversation = services.conversations.find("web", "one")
    assert conversation
    assert services.conversations.address(conversation) == "one"
    assert services.people.name(services.people.unlock("ласточка", PASSWORD).person_id) == "ласточка"
