"""``raport report``: every document without any server."""

from __future__ import annotations

import importlib
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.reports import LawFacts, ReportError, UnsafeTextError, draft, load, render, unknown_facts
from bot.reports.catalogue import Catalogue, DocumentSpec
from bot.reports.check import check as check_templates
from bot.reports.model import FORMATS

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Documents without any server: list, render, check.")
_TEMPLATES = Path(__file__).parents[2] / "templates"


@app.command(name="list")
def list_documents(as_json: Annotated[bool, typer.Option("--json", help="one JSON list")] = False) -> None:
    """Every document with its options, its release rule and its fields."""
    specs = load().all()
    if as_json:
        typer.echo(json.dumps([_as_dict(spec) for spec in specs], ensure_ascii=False, indent=1))
        return
    for spec in specs:
        typer.echo(f"{spec.id}  {spec.title['ru']}")
        typer.echo(f"  {spec.form}, risk {spec.risk_level}, {spec.release}, copies {spec.copies}")
        typer.echo(f"  options: {', '.join(spec.options) or '-'}; then: {', '.join(spec.then) or '-'}")
        for field in spec.fields:
            choices = f" [{'|'.join(field.choices)}]" if field.choices else ""
            typer.echo(f"  - {field.name} ({field.kind}{choices}): {field.label['ru']}")


@app.command(name="render")
def render_document(
    id: Annotated[str, typer.Argument(help="document id, as `list` names it")],
    facts: Annotated[Path | None, typer.Option(help="YAML or JSON; all facts are optional")] = None,
    format: Annotated[str, typer.Option(help="txt, docx, pdf or png")] = "txt",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="file to write; text goes to the screen without it")
    ] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="date the law is read for; today without it")
    ] = None,
    large: Annotated[bool, typer.Option(help="large print")] = False,
    reviewed: Annotated[bool, typer.Option(help="an advocate has approved it: no watermark")] = False,
) -> None:
    """Draft a document and write it in one format. Exit code 1: cannot be done; 2: a sentence can hurt the signer."""
    if format not in FORMATS:
        raise typer.BadParameter(f"one of {', '.join(FORMATS)}", param_hint="--format")
    day = (on or datetime.now(ZoneInfo("Europe/Moscow"))).date()
    given = _read(facts) if facts else {}
    catalogue = load()
    try:
        for name in unknown_facts(given, catalogue):
            typer.echo(f"no document knows the fact {name!r}; passed over", err=True)
        document = draft(id, given, on=day, catalogue=catalogue, knowledge=_knowledge(), reviewed=reviewed)
        made = render(document, format, large=large)
    except UnsafeTextError as error:
        for finding in error.findings:
            typer.echo(
                f"{finding.place}: {finding.kind}\n  {finding.sentence}\n  {finding.why['ru']}\n  {finding.wording}",
                err=True,
            )
        raise typer.Exit(2) from None
    except ReportError as error:
        typer.echo(f"{error}{_bounds(error, catalogue)}", err=True)
        raise typer.Exit(1) from None
    for part in document.unsure():
        typer.echo(f"left to the pen, the form is not sure: {part}", err=True)
    if document.left_out():
        typer.echo(f"left out, no font has them: {document.left_out()}", err=True)
    if output:
        output.write_bytes(made)
    elif format == "txt":
        typer.echo(made.decode(), nl=False)
    else:
        raise typer.BadParameter("a file is needed for this format", param_hint="-o")


@app.command(name="check")
def check_all() -> None:
    """Find undeclared fields, law written as a literal, missing twins, unreachable documents. Exit code 1 if any."""
    problems = check_templates(load(), _TEMPLATES)
    for problem in problems:
        typer.echo(f"{problem.code}  {problem.place}  {problem.what}")
    typer.echo(f"{len(problems)} problems")
    raise typer.Exit(1 if problems else 0)


def _bounds(error: ReportError, catalogue: Catalogue) -> str:
    """What would do in the field that was refused, in brackets."""
    if error.code != "out_of_range":
        return ""
    field = catalogue.vocabulary.get(error.field)
    if field and field.kind == "number":
        return f" (from {field.least} to {field.most})"
    past = field is None or field.past
    return " (a day of our time, not later than the paper's)" if past else " (a day of our time)"


def _as_dict(spec: DocumentSpec) -> dict[str, Any]:
    fields = [
        {"name": f.name, "kind": f.kind, "label": dict(f.label), "choices": {c: dict(t) for c, t in f.choices.items()}}
        for f in spec.fields
    ]
    return {
        "id": spec.id,
        "title": dict(spec.title),
        "form": spec.form,
        "options": list(spec.options),
        "risk": spec.risk_level,
        "release": spec.release,
        "copies": spec.copies,
        "then": list(spec.then),
        "fields": fields,
    }


def _read(path: Path) -> dict[str, Any]:
    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError):
        raise typer.BadParameter("cannot be read as YAML or JSON", param_hint="--facts") from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise typer.BadParameter("must hold a mapping", param_hint="--facts")
    return data


def _knowledge() -> LawFacts:
    """The real knowledge. The room asks only for LawFacts; this command alone joins the two, by name."""
    loaded: LawFacts = importlib.import_module("bot.law").load()
    return loaded
