"""The operator's commands about what the project is made of."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="What Raport is made of: bill of materials, check against advisories.")

PROBLEMS = {
    "no_archive": "This is no archive of advisories in the OSV form (a .zip of .json files).",
    "no_records": "None of these advisories is about PyPI. Nothing was changed.",
}


@app.command()
def bom() -> None:
    """Print the bill of materials: every locked package with its hashes, as CycloneDX 1.6."""
    from bot.bootstrap import now
    from bot.operations.supply import bill

    typer.echo(json.dumps(bill(version("raport"), now().date()), indent=2, ensure_ascii=False))


@app.command()
def check() -> None:
    """Tell which locked packages an advisory of the kept file touches; 1 when there are any."""
    from bot.operations.supply import against, pins, read_advisories

    known, found = read_advisories(), pins()
    touched = list(against(found, known))
    for pin, record in touched:
        typer.echo(f"{pin.environment}: {pin.name} {pin.version}: {record['id']} {record.get('summary', '')}".rstrip())
    typer.echo(f"{len(found)} packages, {len(known.records)} advisories as of {known.as_of}, {len(touched)} findings")
    if not known.source:
        typer.echo("Nobody has looked yet: bring advisories with `raport locks take`.")
    if touched:
        raise typer.Exit(1)


@app.command()
def take(
    archive: Annotated[Path, typer.Argument(help="the PyPI archive of advisories in the OSV form, a .zip")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="the day it was fetched")],
    source: Annotated[str, typer.Option(help="where it is from, in a word or two")] = "OSV",
) -> None:
    """Keep those advisories that are about a locked package, in locks/advisories.json, with their day."""
    from bot.operations.supply import SupplyError
    from bot.operations.supply import take as keep
    from bot.service import stop

    try:
        count = keep(archive, on.date(), source)
    except SupplyError as error:
        stop(PROBLEMS[error.code])
    typer.echo(f"kept: {count}; see `raport locks check`")
