"""``raport learning``: what may be learnt from, for trainers. Redacted messages only, tied to nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Messages people agreed to be learnt from: list, export, purge.")


@app.command("list")
def list_samples() -> None:
    """Say how many redacted messages there are, week by week."""
    from bot.bootstrap import build
    from bot.service import read_settings

    services = build(read_settings())
    weeks = services.learning.weeks()
    for week, count in weeks:
        typer.echo(f"week of {week.isoformat()}: {count}")
    typer.echo(f"in all: {sum(count for _, count in weeks)}; each goes after {services.settings.learning_days} days")


@app.command()
def export(
    target: Annotated[Path | None, typer.Argument(help="the file to write; without one, standard output")] = None,
) -> None:
    """Write them as JSON, one a line: text, language, and what the model took it for."""
    from bot.bootstrap import build
    from bot.service import read_settings, stop

    lines = [
        json.dumps({"text": one.text, "lang": one.lang, "ranking": one.ranking}, ensure_ascii=False)
        for one in build(read_settings()).learning.all()
    ]
    if target is None:
        typer.echo("\n".join(lines), nl=bool(lines))
        return
    try:
        with target.open("x", encoding="utf-8") as file:
            target.chmod(0o600)
            file.writelines(f"{line}\n" for line in lines)
    except FileExistsError:
        stop(f"{target} is there already.")
    typer.echo(f"written: {len(lines)}; delete the file when it has served")


@app.command()
def purge(
    everything: Annotated[bool, typer.Option("--all", help="all of them, not only those whose time is over")] = False,
) -> None:
    """Delete those whose time is over; with --all, every one."""
    from bot.bootstrap import build
    from bot.service import read_settings

    services = build(read_settings())
    count = services.learning.clear() if everything else services.learning.purge()
    services.erasures.overwrite()
    typer.echo(f"deleted: {count}")
