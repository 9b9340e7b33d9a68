"""`raport law …`: the law from a terminal. Only this file of the room reads the clock, for the default date."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.law import printing
from bot.law.absence import absence as absence_of
from bot.law.assessing import assess as assess_all
from bot.law.checking import check as check_knowledge
from bot.law.diffing import changes
from bot.law.errors import KnowledgeError, LawError, ProfileError
from bot.law.graphing import dot, resting
from bot.law.ical import calendar as calendar_of
from bot.law.knowledge import Knowledge
from bot.law.loading import PACKAGED, load
from bot.law.locking import approve as approve_sources
from bot.law.profile import Profile

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The law as dated data: assess, show, check.")

On = Annotated[str | None, typer.Option("--on", help="The date asked, YYYY-MM-DD; today by default.")]
ProfileFile = Annotated[str, typer.Option("--profile", help="Profile as YAML or JSON; - reads standard input.")]
Lang = Annotated[str, typer.Option("--lang", help="ru or en.")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]
Folder = Annotated[Path | None, typer.Option("--knowledge", help="Another knowledge folder than the packaged one.")]


@app.command()
def assess(
    profile: ProfileFile, on: On = None, lang: Lang = "ru", as_json: Json = False, knowledge: Folder = None
) -> None:
    """The verdict for every option, for one man on one date, the most open first."""
    law, day, man = _knowledge(knowledge), day_of_option(on), profile_of_option(profile)
    answers = assess_all(man, day, law)
    if as_json:
        _print_json([answer.as_dict(lang) for answer in answers])
        return
    missing = absence_of(man, day, law)
    if missing is not None:
        _print(printing.absent(missing, lang))
    for answer in answers:
        _print([*printing.assessed(answer, law, day, lang), ""])


@app.command()
def show(option: str, on: On = None, lang: Lang = "ru", knowledge: Folder = None) -> None:
    """One option as people read it: its possible answers, risks, terms, papers and steps."""
    law = _knowledge(knowledge)
    if option not in law.options:
        _fail(f"there is no option {option!r}; try one of: {', '.join(law.options)}")
    _print(printing.shown(law.options[option], law, day_of_option(on), lang))


@app.command()
def check(on: On = None, as_json: Json = False, knowledge: Folder = None) -> None:
    """What is withdrawn, stale, unreviewed, unused or long. Fails when an answer is withdrawn or a file is wrong."""
    law = _knowledge(knowledge)
    findings = check_knowledge(law, day_of_option(on), knowledge or PACKAGED)
    if as_json:
        _print_json([asdict(one) for one in findings])
    else:
        _print(f"{one.level}: {one.about}: {one.detail} [{one.code}]" for one in findings)
    if any(one.level == "error" for one in findings):
        raise typer.Exit(1)


@app.command()
def diff(
    profile: ProfileFile,
    start: Annotated[str, typer.Option("--from", help="The earlier date, YYYY-MM-DD.")],
    end: Annotated[str, typer.Option("--to", help="The later date, YYYY-MM-DD.")],
    lang: Lang = "ru",
    as_json: Json = False,
    knowledge: Folder = None,
) -> None:
    """What changed for one man between two dates."""
    law = _knowledge(knowledge)
    found = changes(profile_of_option(profile), day_of_option(start), day_of_option(end), law)
    if as_json:
        _print_json([change.as_dict(lang) for change in found])
        return
    for change in found:
        _print(printing.changed(change, law, lang))


@app.command()
def graph(
    source: Annotated[str | None, typer.Option("--source", help="Only what rests on this source.")] = None,
    as_dot: Annotated[bool, typer.Option("--dot", help="DOT language, options only.")] = False,
    as_json: Json = False,
    knowledge: Folder = None,
) -> None:
    """Which options, risks, terms, facts and topics rest on which sources."""
    law = _knowledge(knowledge)
    if source is not None and source not in law.sources:
        _fail(f"there is no source {source!r}")
    if as_dot:
        _print([dot(law)])
        return
    found = {id: names for id, names in resting(law).items() if source in (None, id)}
    if as_json:
        _print_json({id: list(names) for id, names in found.items()})
    else:
        _print(f"{id} ({law.cite(id, 'en')}): {', '.join(names)}" for id, names in found.items())


@app.command()
def approve(
    by: Annotated[str, typer.Option("--by", help="Who has checked the sources.")],
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of sources; see `raport law check`.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every source that is withdrawn.")] = False,
    on: On = None,
    knowledge: Folder = None,
) -> None:
    """Approve changed sources: what rests on them is shown again. Also writes the compiled form of the files."""
    folder = knowledge or PACKAGED
    law = _knowledge(knowledge)
    chosen = sorted({*(sources or ()), *(law.withdrawn if every else ())})
    try:
        approve_sources(folder, law, chosen, by=by, on=day_of_option(on))
    except (LawError, ValueError) as error:
        _fail(str(error))
    typer.echo(f"approved: {', '.join(chosen) or 'nothing new'}")


@app.command()
def absence(
    profile: ProfileFile, on: On = None, lang: Lang = "ru", as_json: Json = False, knowledge: Folder = None
) -> None:
    """What an absence is today and from which day it becomes more (needs `absent_since`)."""
    found = absence_of(profile_of_option(profile), day_of_option(on), _knowledge(knowledge))
    if found is None:
        _fail("the profile has no absent_since on or before that date")
    if as_json:
        _print_json(found.as_dict(lang))
    else:
        _print(printing.absent(found, lang))


@app.command()
def calendar(
    profile: ProfileFile,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the .ics file.")],
    on: On = None,
    lang: Lang = "ru",
    knowledge: Folder = None,
) -> None:
    """The terms of the open options as an iCalendar file with neutral titles."""
    day = day_of_option(on)
    answers = assess_all(profile_of_option(profile), day, _knowledge(knowledge))
    terms = [term for answer in answers if answer.documents for term in answer.deadlines]
    # No talk stands behind a file made here, so no two files share a name of an event.
    out.write_bytes(calendar_of(terms, day, lang, secrets.token_bytes()))


def _knowledge(folder: Path | None) -> Knowledge:
    try:
        return load(folder)
    except KnowledgeError as error:
        _fail(str(error))


def day_of_option(text: str | None) -> date:
    """The date of `--on`, today without one; ends the command when it is no date."""
    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        _fail("a date is written as 2026-11-22")


def profile_of_option(path: str) -> Profile:
    """The profile that `--profile` names; ends the command when it cannot be read."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        mapping = YAML(typ="safe", pure=True).load(text)
    except (OSError, UnicodeDecodeError):
        _fail("the profile file cannot be read")
    except YAMLError:
        _fail("the profile is neither YAML nor JSON")
    if mapping is not None and not isinstance(mapping, dict):
        _fail("the profile must be a mapping of facts")
    try:
        return Profile.from_mapping(mapping or {})
    except ProfileError as error:
        _fail(str(error))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)
