"""The command ``raport``. Each command only reads its arguments and calls one thing; imports wait for the command."""

from __future__ import annotations

import importlib
import os
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot.operations import cli as operations
from bot.operations import messengers
from bot.operations.learning import app as learning_app

# What needs a room of its own to be read: where it stands, and its line in the list of commands.
LATER = {
    "law": ("bot.law.cli:app", "The law as dated data: assess, show, check."),
    "report": ("bot.reports.cli:app", "Documents without any server: list, render, check."),
    "contacts": ("bot.contacts.cli:app", "The directory of those who help: check."),
    "ask": (
        "bot.operations.asking:ask",
        "Answer one question: what was found, the answer for that person, sources, what it leads to.",
    ),
    "locks": ("bot.operations.locks:app", "What Raport is made of: bill of materials, check against advisories."),
    "setup": (
        "bot.operations.setup:setup",
        "Ask five questions, write the files of a server into a folder and say what comes next.",
    ),
    "models": (
        "bot.operations.models:models", "List the kept models, the newest first, and the training under way."
    ),
    "compare": (
        "bot.operations.models:compare",
        "Show two models side by side, what got worse first; 1 when the gate would stop the second.",
    ),
    "promote": (
        "bot.operations.models:promote",
        "Let a model serve. A running service changes to it without a pause; 1 when the gate stops it.",
    ),
    "rollback": (
        "bot.operations.models:rollback",
        "Let the model serve that served before. A running service changes to it without a pause.",
    ),
}  # fmt: skip


class Later(TyperCommand):
    """A command or a group of commands that is read when it is called: the list of all need not wait for it."""

    def __init__(self, name: str, place: str, line: str) -> None:
        super().__init__(name, help=line)
        self._place = place

    def real(self) -> Any:
        """Return the command itself, as Typer makes it."""
        module, _, name = self._place.partition(":")
        found = getattr(importlib.import_module(module), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False)
        alone.command(self.name)(found)
        return typer.main.get_command(alone)

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Go on with the command itself."""
        return self.real().make_context(info_name, args, parent, **extra)


class Commands(TyperGroup):
    """The commands of ``raport``, those of ``LATER`` among them."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for name, (place, line) in LATER.items():
            self.add_command(Later(name, place, line))


app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)
app.add_typer(operations.vault_app, name="vault")
app.add_typer(operations.people_app, name="people")
app.add_typer(learning_app, name="learning")
app.add_typer(operations.audit_app, name="audit")
app.add_typer(operations.edits_app, name="edits")
app.add_typer(messengers.app, name="outbox")
for command in (operations.erase, operations.backup, operations.restore, messengers.trust):
    app.command()(command)
nlu_app = typer.Typer(no_args_is_help=True, help="What the bot understands: parse, lint.")
app.add_typer(nlu_app, name="nlu")


@app.command()
def run() -> None:
    """Bring up the whole service in local mode: key, database, model, all parts; one Ctrl-C ends it."""
    os.environ.setdefault("RAPORT_MODE", "local")
    from bot.service import run_service

    run_service(typer.echo)


@app.command()
def serve(part: Annotated[str, typer.Argument(help="gateway, actions, console, worker or messengers")]) -> None:
    """Run one part of the service; the supervisor calls this."""
    from bot.service import run_part

    run_part(part)


@app.command()
def train(force: Annotated[bool, typer.Option(help="also when nothing changed")] = False) -> None:
    """Train a candidate if the training data, the domain or the components changed; what serves stays."""
    from bot.service import run_training

    run_training(typer.echo, force)


@app.command()
def chat(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line, in and out")] = False,
    lang: Annotated[str, typer.Option(help="ru or en")] = "ru",
    explain: Annotated[bool, typer.Option(help="say for each turn which rule spoke and what it saw")] = False,
) -> None:
    """Talk to the running assistant from the terminal."""
    from bot.service import run_console

    run_console(as_json, lang, explain)


@app.command()
def why(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    lang: Annotated[str, typer.Option(help="ru or en")] = "ru",
) -> None:
    """Send the lines of standard input as messages of one talk and print which rule answered each and what it saw."""
    from bot.service import run_why

    run_why(as_json, lang)


@app.command()
def doctor() -> None:
    """Tell what is installed, running, stale or missing, and how to mend it."""
    from bot.doctor import run_doctor

    raise typer.Exit(run_doctor(typer.echo))


@nlu_app.command()
def parse(as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False) -> None:
    """Read messages from standard input and print what the model makes of each."""
    from bot.service import run_assistant_module

    run_assistant_module("bot.assistant.nlu.parse", ["--json"] if as_json else [])


@app.command()
def read(
    question: Annotated[str | None, typer.Option(help="the fact that was asked, such as in_zone")] = None,
    asker: Annotated[str | None, typer.Option(help="self or relative: who writes, where it is known")] = None,
    on: Annotated[str | None, typer.Option(help="the day the messages are written on (default: today)")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Read messages from standard input and print what each says, as an answer where a question is named."""
    from bot.service import run_assistant_module

    given = {"--question": question, "--asker": asker, "--on": on}
    arguments = [part for name, value in given.items() if value is not None for part in (name, value)]
    run_assistant_module("bot.assistant.nlu.read", [*arguments, *["--json"] * as_json])


@nlu_app.command()
def lint() -> None:
    """Find duplicates, conflicts, imbalance and leaks in the training data."""
    from bot.service import run_assistant_module

    run_assistant_module("bot.assistant.nlu.lint", [])


@app.command()
def test(
    as_json: Annotated[bool, typer.Option("--json", help="the figures as one JSON object")] = False,
    errors: Annotated[bool, typer.Option(help="list every message not understood at once")] = False,
) -> None:
    """Score the model on the held-out messages; 1 when a figure misses its bar."""
    from bot.service import run_assistant_module

    arguments = ["--picture", "results/confusion.png", *["--json"] * as_json, *["--errors"] * errors]
    run_assistant_module("bot.assistant.nlu.score", arguments)


def main() -> None:
    """Entry of the console script. What is wrong with a file of the instance is a sentence and no traceback."""
    try:
        app()
    except Exception as error:
        from bot.faults import sentence
        from bot.service import stop

        if line := sentence(error):
            stop(line)
        raise


if __name__ == "__main__":
    main()
