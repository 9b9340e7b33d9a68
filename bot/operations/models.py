"""``raport models``, ``compare``, ``promote``, ``rollback``: which model serves, and which might."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import httpx
import typer

from bot.service import read_settings, stop, training_stops
from bot.settings import Settings
from bot.studio import gate, progress, training
from bot.studio.promoting import SHELL, GateError, Promoting
from bot.studio.shelf import ShelfError

WITHIN = 660.0  # seconds the running service gets to begin with another model (`supervisor.TAKE_OVER_WITHIN`)
_ERRORS = {
    "unknown": "There is no model {name!r}; see `raport models`.",
    "no_earlier": "No earlier model is kept.",
    "other_code": "{name} was made by another release and cannot serve under this one: `raport train`.",
    "no_exam": "{name} has sat no exam: train anew.",
}


def models() -> None:
    """List the kept models, the newest first, and the training under way."""
    promoting = _promoting(read_settings())
    serving = promoting.shelf.serving()
    for about in promoting.shelf.all():
        exam = promoting.shelf.exam(about.name)
        figures = f"{exam['figures']['right']:.1%} understood" if exam else "no exam"
        marks = [
            *(["serves"] if about.name == serving else []),
            *(["with trainers' changes"] if about.changes else []),
            *(["taken back"] if about.rolled_back else []),
        ]
        typer.echo(f"{about.name}  {about.made_on[:16].replace('T', ' ')}  {figures}  {', '.join(marks)}".rstrip())
    under_way = progress.read(promoting.shelf.progress)
    if under_way is not None and promoting.shelf.is_training():
        now = time.time()
        typer.echo(f"training: {under_way.stage}, {under_way.share(now):.0%}, {under_way.left(now) / 60:.0f} min left")


def compare(
    first: Annotated[str, typer.Argument(help="the model that is to be followed")],
    second: Annotated[str, typer.Argument(help="the model that is to follow")],
    everything: Annotated[bool, typer.Option("--all", help="also the figures that did not change")] = False,
) -> None:
    """Show two models side by side, what got worse first; 1 when the gate would stop the second."""
    promoting = _promoting(read_settings())
    with _told(), training_stops():
        for name in (first, second):
            promoting.examined(name)
        findings = promoting.compare(first, second)
    for one in findings:
        if everything or one.worse or one.before != one.after:
            before = "-" if one.before is None else f"{one.before:.4g}"
            typer.echo(f"{'WORSE ' if one.worse else '      '}{one.kind:7}{one.name:36}{before:>8} -> {one.after:.4g}")
    raise typer.Exit(1 if gate.stops(findings) else 0)


def promote(
    model: Annotated[str, typer.Argument(help="the model; without one, that of the data as it is, or the newest")] = "",
    reason: Annotated[str, typer.Option(help="why, where the gate stops it: kept with the model")] = "",
) -> None:
    """Let a model serve. A running service changes to it without a pause; 1 when the gate stops it."""
    settings = read_settings()
    promoting = _promoting(settings)
    newest = next(iter(promoting.shelf.all()), None)
    if newest is None:
        stop("There is no model yet: `raport train`.")
    with _told(), training_stops():
        before = promoting.shelf.serving()
        name = promoting.promote(model or (training.made(settings) or newest).name, SHELL, reason).name
    _follow(settings, promoting, before, name)


def rollback(reason: Annotated[str, typer.Option(help="why: kept in the list of what served")] = "") -> None:
    """Let the model serve that served before. A running service changes to it without a pause."""
    settings = read_settings()
    promoting = _promoting(settings)
    with _told():
        before = promoting.shelf.serving()
        name = promoting.roll_back(SHELL, reason).name
    _follow(settings, promoting, before, name)


def _promoting(settings: Settings) -> Promoting:
    from bot.bootstrap import now

    return Promoting(settings, now, typer.echo)


def _follow(settings: Settings, promoting: Promoting, before: str, name: str) -> None:
    """Wait until the running service serves the model, and say so."""
    running = _answering(settings)
    if running is None:
        typer.echo(f"{name} serves from the next start on; the service does not run now")
        return
    typer.echo(f"{name} is put in place; the running service loads it and changes over when it is ready")
    until = time.monotonic() + WITHIN
    while (running := _answering(settings)) != name:
        if promoting.shelf.serving() != name:
            stop(f"{name} did not come up; {before} serves on. The log of the service says more.")
        if time.monotonic() > until:
            stop(f"{name} does not serve after {WITHIN:.0f} s; {running or 'nothing'} answers. See `raport doctor`.")
        time.sleep(0.5)
    typer.echo(f"{name} serves")


def _answering(settings: Settings) -> str | None:
    """The name of the model that answers now, or None where nothing does."""
    try:
        told = httpx.get(f"{settings.assistant_url}/webhooks/raport/ready", timeout=5.0, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return None
    return str(told.get("model", "")) if told.get("ready") else ""


@contextmanager
def _told() -> Iterator[None]:
    """End with one sentence on what cannot be done, and with 1 where the gate stops a model."""
    try:
        yield
    except ShelfError as error:
        stop(_ERRORS[error.code].format(name=error.name))
    except GateError as error:
        for line in gate.told(error.findings, gate.load()):
            typer.echo(line)
        ask = "Somebody else must agree." if error.code == "second" else "Say why with --reason; two must agree."
        typer.echo(f"It is worse where it must not be. {ask}")
        raise typer.Exit(1) from None
