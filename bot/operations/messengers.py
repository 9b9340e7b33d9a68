"""The operator's commands for messengers: what waits and what was given up, and what people can check the bot by."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="What is on its way to messengers: list, retry, drop. Ids and codes only.")
Which = Annotated[int | None, typer.Argument(help="one line's number; without it, all that were given up")]


@app.command("list")
def list_() -> None:
    """Print what waits and what was given up: number, messenger, state, tries, the last error's code, since when."""
    from bot.bootstrap import build
    from bot.service import read_settings

    services = build(read_settings())
    waiting = services.outbox.waiting()
    for one in waiting:
        since = one.created_at.strftime("%Y-%m-%d %H:%M")
        typer.echo(f"{one.id:>8}  {one.channel:<10} {one.state:<8} {one.attempts:>3} tries  {one.code or '-'}  {since}")
    dead = sum(one.state == "dead" for one in waiting)
    typer.echo(f"waiting: {len(waiting) - dead}; given up: {dead}")


@app.command()
def retry(line: Which = None) -> None:
    """Try what was given up again."""
    from bot.bootstrap import build
    from bot.service import read_settings

    typer.echo(f"tried again: {build(read_settings()).outbox.retry(line)}")


@app.command()
def drop(line: Which = None) -> None:
    """Drop what was given up, for good."""
    from bot.bootstrap import build
    from bot.service import read_settings

    typer.echo(f"dropped: {build(read_settings()).outbox.drop(line)}")


def trust() -> None:
    """Print what people can check this instance by: the page, the names in messengers, the key's fingerprint."""
    import asyncio

    from bot.bootstrap import build
    from bot.channels import messengers
    from bot.service import read_settings

    services = build(read_settings())
    typer.echo(f"page: {services.settings.chat_url}")
    typer.echo(f"what is never asked: {services.settings.chat_url.rstrip('/')}/never")
    for name, handle in asyncio.run(messengers.handles(services.settings)):
        typer.echo(f"{name}: {handle or 'not reachable now'}")
    typer.echo(f"fingerprint: {services.fingerprint}")
