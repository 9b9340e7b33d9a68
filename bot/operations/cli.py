"""The operator's commands. Each only reads its arguments, calls one thing and says in plain words what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

people_app = typer.Typer(no_args_is_help=True, help="Those who review: add, recovery.")
vault_app = typer.Typer(no_args_is_help=True, help="The instance's keys: create, rotate.")


@vault_app.command()
def create() -> None:
    """Make the key files of a new instance, where the settings say. An existing one is never touched."""
    from bot.service import read_settings, stop
    from bot.vault import keys

    settings = read_settings()
    for path in (settings.key_path, settings.assistant_key_path):
        try:
            keys.create(path)
        except keys.KeyFileError:
            stop(f"{path} is there already. A new key in its place would make everything unreadable.")
        typer.echo(f"made: {path}")


@vault_app.command()
def rotate() -> None:
    """Give the instance new keys while it runs. The old ones open everything until that is done."""
    from bot.operations.rotation import rotate as rotate_keys
    from bot.service import read_settings, stop
    from bot.vault.keys import KeyFileError
    from bot.vault.sealing import SealError

    try:
        renewed = rotate_keys(read_settings())
    except KeyFileError as error:
        stop(f"{error.path}: {error.code.replace('_', ' ')}.")
    except SealError as error:
        stop(
            f"A stored key cannot be opened ({error.code}). Nothing was lost; the old keys stay. See docs/operator.md."
        )
    typer.echo(f"keys: new; {renewed} wrapped anew; the old keys are destroyed")


def erase(
    everything: Annotated[bool, typer.Option("--all", help="all people, conversations and cases")] = False,
    farewell: Annotated[Path | None, typer.Option(help="a text file: what people read from now on")] = None,
) -> None:
    """The kill switch: erase everything. With the service stopped and no farewell, the keys are destroyed too."""
    from bot.bootstrap import build
    from bot.operations.wipe import wipe
    from bot.service import read_settings, stop

    if not everything:
        stop("Say what to erase: raport erase --all. A single person erases himself with one word in the chat.")
    text = farewell.read_text(encoding="utf-8").strip() if farewell else ""
    wipe(build(read_settings()), typer.echo, text)


def backup(
    target: Annotated[Path | None, typer.Argument(help="the file to write")] = None,
    make_key: Annotated[bool, typer.Option("--make-key", help="make the operator's key first, once")] = False,
) -> None:
    """Write a backup that only the operator's key opens: people and sealed cases, no conversations."""
    from bot.operations import backup as backups
    from bot.service import read_settings, stop

    settings = read_settings()
    try:
        if make_key:
            typer.echo("Write this key down on paper. It opens every backup and is kept nowhere:")
            typer.echo(backups.make_operator_key(settings))
        if target is not None:
            _say_rows("in the backup", backups.backup(settings, target))
        elif not make_key:
            stop("Name the file to write: raport backup FILE.")
    except FileExistsError:
        stop(f"{target} is there already.")
    except backups.BackupError as error:
        stop(BACKUP_ERRORS[error.code])


def restore(source: Annotated[Path, typer.Argument(help="a file that `raport backup` wrote")]) -> None:
    """Bring a backup into an empty instance; asks for the operator's key."""
    from bot.operations import backup as backups
    from bot.service import read_settings, stop

    key = typer.prompt("The operator's key", hide_input=True)
    try:
        rows = backups.restore(read_settings(), source, key)
    except FileNotFoundError:
        stop(f"{source}: no such file.")
    except backups.BackupError as error:
        stop(BACKUP_ERRORS[error.code])
    _say_rows("restored", rows)
    typer.echo("What was erased after this backup was made is back as well, until its own time is over.")


BACKUP_ERRORS = {
    "no_operator_key": "There is no operator's key yet: raport backup --make-key.",
    "operator_key_exists": "There is an operator's key already. To change it, remove keys/operator.pub first.",
    "not_a_backup": "This file was not written by `raport backup`.",
    "wrong_key_or_damaged": "This key does not open this file, or the file is damaged. Nothing was changed.",
    "other_version": "This backup is of another version of Raport. Restore it with that one, then upgrade.",
    "not_empty": "This instance has keys or people of its own. Restore into an empty RAPORT_HOME.",
}
REVIEW_ERRORS = {
    "still_needed": "One of the cases does not open with this key either. It would be lost; nothing was changed.",
    "nobody_to_read": "Nobody would be left to read the cases. Add another advocate first; nothing was changed.",
}
PEOPLE_ERRORS = {
    "login_taken": "There is somebody of that name already.",
    "short_password": "The password is too short: twelve characters at least.",
    "recovery_exists": "There is a recovery key already.",
}


@people_app.command()
def add(
    login: Annotated[str, typer.Argument(help="a pseudonym, not a name")],
) -> None:
    """Add an advocate; asks for the password, which nobody else ever knows and nobody can look up."""
    from bot.bootstrap import build
    from bot.cases.people import PeopleError
    from bot.service import read_settings, stop

    services = build(read_settings())
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        services.people.add(login, password)
    except PeopleError as error:
        stop(PEOPLE_ERRORS[error.code])
    typer.echo("added; a lost password means lost cases, unless there is a recovery key: raport people recovery")


@people_app.command()
def remove(login: Annotated[str, typer.Argument(help="the pseudonym")]) -> None:
    """Take an advocate out; asks for the recovery key and seals every case of that person anew, without that person."""
    from bot.bootstrap import build
    from bot.cases.people import PeopleError
    from bot.cases.reviews import ReviewError
    from bot.service import read_settings, stop

    services = build(read_settings())
    person = services.people.find(login)
    if person is None:
        stop("There is nobody of that name.")
    try:
        me = services.people.recovery(typer.prompt("The recovery key", hide_input=True))
        count = services.reviews.take_out(person, me)
    except PeopleError:
        stop("This is not the recovery key of this instance. Nothing was changed.")
    except ReviewError as error:
        stop(REVIEW_ERRORS[error.code])
    typer.echo(f"taken out; cases sealed anew: {count}")


@people_app.command()
def recovery() -> None:
    """Make the key that opens cases when a password is lost. Printed once; cases submitted from now on have it."""
    from bot.bootstrap import build
    from bot.cases.people import PeopleError
    from bot.service import read_settings, stop

    try:
        printed = build(read_settings()).people.make_recovery()
    except PeopleError as error:
        stop(PEOPLE_ERRORS[error.code])
    typer.echo("Write this key down on paper and lock it away. It is kept nowhere:")
    typer.echo(printed)


def _say_rows(what: str, rows: dict[str, int]) -> None:
    counted = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in rows.items())
    typer.echo(f"{what}: {counted}; no words of conversations")
