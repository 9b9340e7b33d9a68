"""The operator's commands, typed as he types them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.cases.reviews import Item
from bot.cli import LATER, Later, app
from tests.privacy.conftest import Instance, either, instance

__all__ = ["either", "instance"]


@pytest.fixture(autouse=True)
def home(either: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    play(either, monkeypatch)


def play(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type the next commands at this instance."""
    for name, value in instance.environment.items():
        monkeypatch.setenv(name, value)


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def test_keys_are_made_once_and_rotated(either: Instance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("bot.operations.rotation.SETTLE", 0.0)
    assert "new" in run("vault", "rotate").output
    again = run("vault", "create")
    assert again.exit_code == 2
    play(either.another(tmp_path / "other"), monkeypatch)
    assert run("vault", "create").exit_code == 0
    assert (tmp_path / "other" / "keys" / "assistant.json").exists()


def test_somebody_is_invited_by_a_link_and_the_recovery_key_is_printed_once(either: Instance) -> None:
    added = run("people", "add", "ласточка", "--role", "admin", "--role", "advocate")
    token = added.output.splitlines()[0].rpartition("/join/")[2]
    invited = either.services().invitations.find(token)
    assert (invited.name, invited.roles) == ("ласточка", {"admin", "advocate"})
    assert run("people", "add", "чиж", "--role", "king").exit_code == 2
    assert run("people", "add", " ").exit_code == 2
    printed = run("people", "recovery").output.split()[-1]
    assert either.services().people.recovery(printed).private
    assert run("people", "recovery").exit_code == 2


def test_who_lost_the_generator_gets_a_link_for_a_new_one(either: Instance) -> None:
    person = either.services().people.add("ласточка", "длинный пароль", ["editor"])
    assert "no code generator" in run("people", "list").output
    token = run("people", "link", "ласточка").output.strip().rpartition("/join/")[2]
    assert either.services().invitations.find(token).person_id == person
    assert run("people", "link", "нет такой").exit_code == 2
    assert run("people", "add", "Ласточка").exit_code == 2


def test_staff_are_taken_out_without_the_recovery_key_but_not_the_only_admin(either: Instance) -> None:
    either.services().people.add("сова", "длинный пароль", ["admin"])
    either.services().people.add("щегол", "длинный пароль", ["editor", "trainer"])
    assert "taken out" in run("people", "remove", "щегол").output
    assert run("people", "remove", "сова").exit_code == 2
    assert [member.name for member in either.services().people.everybody()] == ["сова"]


def test_the_audit_log_is_checked(either: Instance) -> None:
    run("people", "add", "ласточка")
    assert "whole; rows up to 1" in run("audit", "check").output
    with either.services().database.begin() as connection:
        connection.execute(text("UPDATE audit SET action = 'joined'"))
    changed = run("audit", "check")
    assert changed.exit_code == 1
    assert "row 1: changed" in changed.output


def test_an_advocate_is_taken_out_with_the_recovery_key_and_the_cases_stay(either: Instance) -> None:
    key = run("people", "recovery").output.split()[-1]
    for login in ("ласточка", "чиж"):
        either.services().people.add(login, "длинный пароль")
    services = either.services()
    case, _ = services.reviews.submit(either.talk("one", "слова"), [Item("draft", "bot", b"words")])
    assert run("people", "remove", "ласточка", typed="wrong\n").exit_code == 2
    assert run("people", "remove", "нет такой", typed=f"{key}\n").exit_code == 2
    assert "sealed anew: 1" in run("people", "remove", "ласточка", typed=f"{key}\n").output
    assert services.people.find("ласточка") is None
    chizh = services.people.unlock("чиж", "длинный пароль")
    assert services.reviews.open_case(case, chizh)[0].content == b"words"
    # Also the last one: whose device was taken must be out at once; the recovery key still opens the case.
    assert "sealed anew: 1" in run("people", "remove", "чиж", typed=f"{key}\n").output
    assert services.reviews.open_case(case, services.people.recovery(key))[0].content == b"words"
    services.close()


def test_a_backup_is_made_and_restored(either: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    either.services().people.add("ласточка", "длинный пароль")
    made = run("backup", "--make-key", str(tmp_path / "backup"))
    assert made.exit_code == 0
    assert "no words of conversations" in made.output
    key = made.output.splitlines()[1]
    assert run("restore", str(tmp_path / "backup"), typed=f"{key}\n").exit_code == 2
    play(either.another(tmp_path / "fresh"), monkeypatch)
    assert run("restore", str(tmp_path / "backup"), typed="wrong\n").exit_code == 2
    assert "restored" in run("restore", str(tmp_path / "backup"), typed=f"{key}\n").output


def test_erasing_everything_must_be_said(either: Instance, tmp_path: Path) -> None:
    assert run("erase").exit_code == 2
    assert either.settings.key_path.exists()
    farewell = tmp_path / "farewell.txt"
    farewell.write_text("Мы закрылись.")
    assert run("erase", "--all", "--farewell", str(farewell)).exit_code == 0
    assert either.settings.farewell_path.read_text() == "Мы закрылись."
    assert run("erase", "--all").exit_code == 0
    assert not either.settings.key_path.exists()


def test_what_is_read_later_is_listed_as_its_own_help_says() -> None:
    for name, (place, line) in LATER.items():
        own = " ".join((Later(name, place, line).real().help or "").split())
        assert line == own, name


def test_the_list_of_commands_reads_no_room() -> None:
    code = (
        "import sys; sys.argv = ['raport', '--help']\nimport bot.cli\ntry: bot.cli.main()\nfinally: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    read = set(done.stdout.splitlines()[-1].split())
    assert "bot.operations.cli" in read
    assert not read & {"bot.law", "bot.reports", "bot.contacts", "bot.bootstrap", "pydantic", "sqlalchemy", "aiogram"}


def test_no_library_of_a_messenger_is_read_where_none_is_set_up() -> None:
    code = (
        "import sys\nfrom bot.settings import Settings\nfrom bot.channels import gateway, messengers\n"
        "assert messengers.configured(Settings()) == []\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"aiogram", "aiohttp", "nio", "alembic"}
