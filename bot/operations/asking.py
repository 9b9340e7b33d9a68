"""`raport ask`: one question of a person, found by meaning, and its short answer for him."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Annotated, Any

import typer

from bot.law import Knowledge, NotKnownError, Profile, ProfileError, ShortAnswer, answer
from bot.law.cli import Json, Lang, On, day_of_option, profile_of_option
from bot.law.loading import load
from bot.service import ask_assistant_module

_FIELDS = frozenset(field.name for field in fields(Profile))


def ask(
    question: Annotated[str, typer.Argument(help="What a person asks, in his own words.")],
    profile: Annotated[str | None, typer.Option("--profile", help="Profile as YAML or JSON; - is input.")] = None,
    on: On = None,
    lang: Lang = "ru",
    as_json: Json = False,
) -> None:
    """Answer one question: what was found, the answer for that person, sources, what it leads to."""
    law, day = load(), day_of_option(on)
    found = find([question], day)[0]
    known = {} if profile is None else asdict(profile_of_option(profile))
    told = told_of(found, _man(found["facts"], known), day, law, lang)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in _lines(told):
        typer.echo(line)


def find(texts: list[str], day: date) -> list[dict[str, Any]]:
    """For each text what `bot.assistant.nlu.ask` prints: `question`, `others`, `scores`, `first`, `facts`."""
    request = json.dumps({"texts": texts, "on": day.isoformat()}, ensure_ascii=False)
    found: list[dict[str, Any]] = json.loads(ask_assistant_module("bot.assistant.nlu.ask", [], request))
    return found


def _man(told: Mapping[str, Any], known: Mapping[str, Any]) -> Profile:
    """The person: what is known of him, and what the question adds where the profile is silent."""
    added = {name: value for name, value in told.items() if name in _FIELDS and known.get(name) is None}
    try:
        return Profile.from_mapping({**known, **added})
    except ProfileError:
        return Profile.from_mapping(known)  # what was read cannot be one man's: the profile alone counts


def told_of(found: Mapping[str, Any], man: Profile, day: date, law: Knowledge, lang: str) -> dict[str, Any]:
    """The JSON shape of `raport ask`: `question` and `answer` are null when none is plain.

    `others`: those it may be instead, the likeliest first, each with its score. `first` names the cry for help or the
    refusal that the talk answers before any question of law.
    """
    id = found["question"]
    try:
        said = None if id is None else answer(id, man, day, law)
    except NotKnownError:
        said = None  # nothing is known of that day
    return {
        "question": None if id is None else _named(id, law, lang),
        "answer": None if said is None else _answered(said, law, lang),
        "sources": [] if said is None else _cited(said.sources, law, lang),
        "leads": None if said is None else _leads(said, law, lang),
        "first": found["first"],
        "others": [{**_named(other, law, lang), "score": found["scores"][other]} for other in found["others"]],
    }


def _named(id: str, law: Knowledge, lang: str) -> dict[str, str]:
    return {"id": id, "title": law.question(id).rule.title.in_(lang)}


def _answered(said: ShortAnswer, law: Knowledge, lang: str) -> dict[str, Any]:
    return {
        "text": said.text.in_(lang),
        "risk": [risk.as_dict(lang) for risk in said.risk],
        "stale": None if said.stale_note is None else said.stale_note.text.in_(lang),
        "withdrawn": said.withdrawn,
    }


def _cited(sources: tuple[str, ...], law: Knowledge, lang: str) -> list[dict[str, Any]]:
    kept = [law.source(id) for id in sources]
    return [
        {"id": one.id, "cite": law.cite(one.id, lang), "sure": one.sure.value, "edition": one.edition,
         "known_through": one.known_through.isoformat() if one.known_through else None}
        for one in kept
    ]  # fmt: skip


def _leads(said: ShortAnswer, law: Knowledge, lang: str) -> dict[str, Any]:
    return {
        "topic": said.topic,
        "ways": list(said.leads.ways),
        "papers": list(said.leads.papers),
        "contacts": list(said.leads.contacts),
        "questions": [_named(id, law, lang) for id in said.leads.questions],
    }


def _lines(told: Mapping[str, Any]) -> list[str]:
    lines = [f"!! {told['first']}", ""] if told["first"] else []
    if told["answer"] is not None:
        lines += [told["question"]["title"], "", told["answer"]["text"]]
        lines += [f"  {one['cite']} [{one['sure']}]" for one in told["sources"]]
        lines += ["", *(f"! {risk['text']}" for risk in told["answer"]["risk"])]
        leads = told["leads"]
        lines += [f"> {kind}: {', '.join(leads[kind])}" for kind in ("ways", "papers", "contacts") if leads[kind]]
        lines += [f"? {one['title']}" for one in leads["questions"]]
    elif not told["others"]:
        lines += ["-"]
    return [*lines, *(f"({one['score']:.0%} {one['title']})" for one in told["others"])]
