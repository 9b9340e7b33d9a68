"""`raport contacts`: what an editor runs after changing the directory."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.contacts.loader import DirectoryError, load

app = typer.Typer(help="The directory of those who help: check.", no_args_is_help=True, add_completion=False)


@app.callback()
def main() -> None:
    """The directory of those who help: check."""


@app.command()
def check(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to check for; today if left out.")
    ] = None,
    path: Annotated[Path | None, typer.Option(help="Another directory file.")] = None,
) -> None:
    """Lint and freshness. Ends with 1 when the file is wrong or an entry that is shown is past its date."""
    day = (on or datetime.now(UTC)).date()
    try:
        directory = load(path)
    except DirectoryError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    shown = [contact for contact in directory.contacts if contact.offered != "not_yet"]
    stale = [contact for contact in shown if contact.stale(day)]
    for contact in stale:
        typer.echo(f"stale: {contact.id} was to be checked again by {contact.recheck_by}")
    for contact in directory.contacts:
        if contact.offered == "not_yet":
            typer.echo(f"not shown: {contact.id}: {contact.why_not}")
    typer.echo(f"{len(directory.contacts)} entries, {len(shown)} shown, {len(stale)} past their date on {day}")
    if stale:
        raise typer.Exit(1)
