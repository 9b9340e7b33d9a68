"""Backups: only the operator's key opens them, they hold cases and no words, and a restore is all or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyotp
import pytest

from bot import service
from bot.cases.reviews import Item
from bot.operations.backup import BackupError, backup, make_operator_key, restore
from bot.vault import boxes
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]

WORDS = "слова одного человека"
PASSWORD = "длинный пароль"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DRAFT = Item("draft", "bot", WORDS.encode())


@pytest.fixture
def saved(instance: Instance, tmp_path: Path) -> tuple[Path, str, str]:
    """A backup of an instance with a case and another conversation: the file, the printed key, the case."""
    first = instance.talk("one", WORDS)
    instance.talk("two", WORDS)
    services = instance.services()
    person = services.people.add("ласточка", PASSWORD, ["advocate", "admin"])
    services.factors.change(person, SECRET, pyotp.TOTP(SECRET).at(services.now()))
    services.rota.set([date(2026, 11, 23)], [person])
    services.audit.add(person, "joined")
    case, _ = services.reviews.submit(first, [DRAFT])
    services.close()
    key = make_operator_key(instance.settings)
    rows = backup(instance.settings, tmp_path / "backup")
    people = {"person": 1, "person_role": 1, "second_factor": 1, "duty": 1, "audit": 1}
    assert {name: count for name, count in rows.items() if count} == people | {
        "conversation": 1, "case": 1, "case_key": 1, "case_item": 1,
    }  # fmt: skip
    return tmp_path / "backup", key, case


def test_a_restored_instance_has_its_people_cases_and_addresses(saved: tuple[Path, str, str], tmp_path: Path) -> None:
    file, key, case = saved
    fresh = Instance(tmp_path / "fresh")
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


def test_the_file_tells_nothing_to_who_has_no_key(instance: Instance, saved: tuple[Path, str, str]) -> None:
    file, _, case = saved
    raw = file.read_bytes()
    assert raw.startswith(b"raport backup 1\n")
    for secret in (WORDS, case, "ласточка", '"tables"', instance.settings.key_path.read_text()[20:60]):
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
    saved: tuple[Path, str, str], tmp_path: Path, damage: object, code: str
) -> None:
    file, key, _ = saved
    broken = tmp_path / "broken"
    broken.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    fresh = Instance(tmp_path / "fresh")
    with pytest.raises(BackupError, match=code):
        restore(fresh.settings, broken, key)
    assert not fresh.home.exists()


def test_another_key_opens_nothing(saved: tuple[Path, str, str], tmp_path: Path) -> None:
    file, key, _ = saved
    for wrong in (boxes.printed(boxes.new_pair().private), key[:-1], ""):
        with pytest.raises(BackupError, match="wrong_key_or_damaged"):
            restore(Instance(tmp_path / "fresh").settings, file, wrong)


def test_an_instance_in_use_is_never_overwritten(instance: Instance, saved: tuple[Path, str, str]) -> None:
    file, key, _ = saved
    before = instance.settings.key_path.read_bytes()
    with pytest.raises(BackupError, match="not_empty"):
        restore(instance.settings, file, key)
    assert instance.settings.key_path.read_bytes() == before


def test_without_an_operators_key_there_is_no_backup_and_it_is_made_once(instance: Instance, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no_operator_key"):
        backup(instance.settings, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    make_operator_key(instance.settings)
    with pytest.raises(BackupError, match="operator_key_exists"):
        make_operator_key(instance.settings)
    backup(instance.settings, tmp_path / "backup")
    with pytest.raises(FileExistsError):
        backup(instance.settings, tmp_path / "backup")
