"""The operator's commands. Each only reads its arguments, calls one thing and says in plain words what happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bot.bootstrap import Services
    from bot.console.edits import Edits

people_app = typer.Typer(no_args_is_help=True, help="Those who use the console: add, list, link, remove, recovery.")
edits_app = typer.Typer(no_args_is_help=True, help="What the legal editor changed in the console: show, apply.")
audit_app = typer.Typer(no_args_is_help=True, help="Who did what in the console: check.")
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


@edits_app.command(name="show")
def show_edits() -> None:
    """Print the changes that wait, as a patch for the project's repository."""
    typer.echo(_edits().patch(), nl=False)


@edits_app.command(name="apply")
def apply_edits() -> None:
    """Write the changes into this copy of the project, after the project's own checks. Commit them afterwards."""
    from bot.console.edits import EditError

    try:
        places = _edits().apply()
    except EditError as error:
        _stop(f"{error.code.replace('_', ' ')} {error.detail}".strip())
    for place in places:
        typer.echo(f"changed: {place}")
    typer.echo("start the service anew, and commit these files" if places else "nothing waits")


@audit_app.command(name="check")
def check_audit() -> None:
    """Tell whether the audit log is whole: a removed, changed or cut-off row is named by its number."""
    with _services() as services:
        faults = services.audit.check()
        newest = services.audit.entries(limit=1)
    for fault in faults:
        typer.echo(f"row {fault.seq}: {fault.code.replace('_', ' ')}")
    if faults:
        raise typer.Exit(1)
    typer.echo(f"whole; rows up to {newest[0].seq}" if newest else "whole; empty")


def erase(
    everything: Annotated[bool, typer.Option("--all", help="all people, conversations and cases")] = False,
    farewell: Annotated[Path | None, typer.Option(help="a text file: what people read from now on")] = None,
) -> None:
    """The kill switch: erase everything. With the service stopped and no farewell, the keys are destroyed too."""
    from bot.operations.wipe import wipe
    from bot.service import stop

    if not everything:
        stop("Say what to erase: raport erase --all. A single person erases himself with one word in the chat.")
    text = farewell.read_text(encoding="utf-8").strip() if farewell else ""
    with _services() as services:
        wipe(services, typer.echo, text)


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
    "other_version": "This backup is of a later version of Raport. Install that one or a newer, then restore.",
    "not_empty": "This instance keeps something of its own already. Restore into an empty RAPORT_HOME.",
}
REVIEW_ERRORS = {
    "still_needed": "One of the cases does not open with this key either. It would be lost; nothing was changed.",
    "nobody_to_read": "Nobody would be left to read the cases. Add another advocate first; nothing was changed.",
}
NOBODY = "There is nobody of that name."
PEOPLE_ERRORS = {
    "login_taken": "There is somebody of that name already.",
    "bad_login": "A pseudonym has 1 to 40 characters that can be seen.",
    "unknown_role": "The roles are advocate, trainer, editor and admin.",
    "wrong_login": "This is not the recovery key of this instance. Nothing was changed.",
    "last_admin": "This is the only admin. Invite another first; nothing was changed.",
    "recovery_exists": "There is a recovery key already.",
}


@people_app.command()
def add(
    login: Annotated[str, typer.Argument(help="a pseudonym, not a name")],
    role: Annotated[list[str] | None, typer.Option(help="advocate, trainer, editor or admin; may be repeated")] = None,
) -> None:
    """Invite somebody: prints a link that works once, for two days, by which he sets his own password and code."""
    from bot.cases.audit import OPERATOR
    from bot.cases.people import PeopleError

    with _services() as services:
        try:
            token = services.invitations.invite(login, role or ["advocate"])
        except PeopleError as error:
            _stop(PEOPLE_ERRORS[error.code])
        services.audit.add(OPERATOR, "invited")
        typer.echo(_link(services, token))
    typer.echo("It works once, for two days. Hand it over so that nobody else reads it.")


@people_app.command(name="list")
def list_people() -> None:
    """Show who may sign in, with roles."""
    with _services() as services:
        for member in services.people.everybody():
            generator = "" if services.factors.has(member.id) else "  (no code generator: raport people link)"
            typer.echo(f"{member.name}: {', '.join(sorted(member.roles))}{generator}")


@people_app.command(name="link")
def new_generator(login: Annotated[str, typer.Argument(help="the pseudonym")]) -> None:
    """Print a link by which somebody who lost the code generator sets up a new one, with his own password."""
    from bot.cases.audit import OPERATOR

    with _services() as services:
        person = services.people.find(login)
        if person is None:
            _stop(NOBODY)
        token = services.invitations.renew_factor(person)
        services.audit.add(OPERATOR, "factor_link_made", person)
        typer.echo(_link(services, token))


@people_app.command()
def remove(login: Annotated[str, typer.Argument(help="the pseudonym")]) -> None:
    """Take somebody out; for an advocate, asks for the recovery key and seals all his cases anew, without him."""
    from bot.cases.audit import OPERATOR
    from bot.cases.people import ADVOCATE, PeopleError
    from bot.cases.reviews import ReviewError

    with _services() as services:
        person = services.people.find(login)
        member = services.people.member(person) if person else None
        if member is None:
            _stop(NOBODY)
        try:
            count = 0
            if ADVOCATE in member.roles:
                me = services.people.recovery(typer.prompt("The recovery key", hide_input=True))
                count = services.reviews.take_out(member.id, me)
            else:
                services.people.remove(member.id)
        except PeopleError as error:
            _stop(PEOPLE_ERRORS[error.code])
        except ReviewError as error:
            _stop(REVIEW_ERRORS[error.code])
        services.audit.add(OPERATOR, "person_taken_out", member.id)
    typer.echo(f"taken out; cases sealed anew: {count}")


@people_app.command()
def recovery() -> None:
    """Make the key that opens cases when a password is lost. Printed once; cases submitted from now on have it."""
    from bot.cases.people import PeopleError

    with _services() as services:
        try:
            printed = services.people.make_recovery()
        except PeopleError as error:
            _stop(PEOPLE_ERRORS[error.code])
    typer.echo("Write this key down on paper and lock it away. It is kept nowhere:")
    typer.echo(printed)


def _link(services: Services, token: str) -> str:
    return f"{services.settings.console_address.rstrip('/')}/join/{token}"


def _edits() -> Edits:
    from bot.bootstrap import Services
    from bot.console.edits import Edits
    from bot.service import read_settings

    settings = read_settings()
    return Edits(settings.edits_path, Services(settings).today)


@contextmanager
def _services() -> Iterator[Services]:
    """The services of the instance, closed afterwards."""
    from bot.bootstrap import build
    from bot.service import read_settings

    services = build(read_settings())
    try:
        yield services
    finally:
        services.close()


def _stop(line: str) -> NoReturn:
    from bot.service import stop

    stop(line)


def _say_rows(what: str, rows: dict[str, int]) -> None:
    counted = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in rows.items())
    typer.echo(f"{what}: {counted}; no words of conversations")
