"""What each page of the editors edits: its parts, the files with other lines, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from bot.assistant import examset
from bot.assistant.nlu import examples
from bot.assistant.nlu.examples import Example
from bot.console import pages
from bot.console.errors import ConsoleError
from bot.console.routing import services
from bot.console.texts import Texts
from bot.settings import ROOT
from bot.studio import cardchecks, checks, editing, lawfiles, records, replyfiles, rulefiles, wordfiles
from bot.studio.checks import Fault, Known
from bot.studio.editing import Part
from bot.studio.workspace import Workspace

NEW_CARD = "new_card"


@dataclass(frozen=True)
class Subject:
    """What one page edits: its kind, its name, its parts, the files with other lines, and what is wrong with them."""

    kind: str
    name: str
    parts: Sequence[Part]
    files: Callable[[Mapping[str, Sequence[str]]], dict[str, str]]
    faults: Callable[[Mapping[str, Sequence[str]], Mapping[str, str]], list[Fault]]
    hints: Mapping[str, Sequence[tuple[str, str]]] = field(
        default_factory=dict
    )  # by place: what may be written, and why


def workspace(request: Request) -> Workspace:
    """The trainers' files of this instance."""
    return Workspace(ROOT, services(request).settings.studio_path)


def label(place: str, t: Texts) -> str:
    """A place as people read it: «значение yes, ru»."""
    return ", ".join(t.get(f"part_{part}", part) for part in place.split("."))


def examples_of(request: Request) -> Subject:
    """The examples of an intent, by language."""
    space, name = workspace(request), known_name(request.path_params["name"])
    parts = editing.example_parts(space, name)
    before = {part.place: part.lines for part in parts}

    def faults(wanted: Mapping[str, Sequence[str]], _files: Mapping[str, str]) -> list[Fault]:
        return checks.of_examples(name, before, wanted, known_examples(space))

    return Subject("examples", name, parts, lambda wanted: editing.with_examples(space, name, wanted), faults)


def answers_of(request: Request) -> Subject:
    """The ways to answer a question of ours."""
    space, name = workspace(request), known_name(request.path_params["name"])
    parts = editing.answer_parts(space, name)
    before = {part.place: part.lines for part in parts}
    return Subject(
        "answers", name, parts, lambda wanted: editing.with_answers(space, name, wanted),
        lambda wanted, _files: checks.of_lists(before, wanted),
    )  # fmt: skip


def record_of(request: Request) -> Subject:
    """A record of what people ask."""
    space, file, name = workspace(request), known_name(request.path_params["file"]), request.path_params["name"]
    parts = editing.record_parts(space, file, name)
    if not parts:
        raise ConsoleError(404, "not_found")
    return Subject(
        "questions", name, parts, lambda wanted: editing.with_record(space, file, name, wanted),
        lambda _wanted, files: lawfiles.faults(space, files, name, services(request).today()) if files else [],
    )  # fmt: skip


def new_record_of(request: Request) -> Subject:
    """A question that no record answers yet: an empty one, to be put at the end of a file."""
    space, file = workspace(request), known_name(request.path_params["file"])
    name = editing.question_file(file)
    space.read(name)
    law = services(request).knowledge
    sources = [(id, law.cite(id)) for id in sorted(law.sources)]
    risks = [(id, "") for id in sorted({one.risk for one in (q.rule for q in law.asked.values()) if one.risk})]

    def files(wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
        return (
            {name: records.with_new(space.read(name), wanted, services(request).today())}
            if any(wanted.values())
            else {}
        )

    def faults(wanted: Mapping[str, Sequence[str]], changed: Mapping[str, str]) -> list[Fault]:
        return records.faults(wanted, law.asked) or (lawfiles.faults(
            space, changed, "".join(wanted["id"]), services(request).today()) if changed else [])  # fmt: skip

    return Subject("new_question", file, records.PARTS, files, faults, {"sources": sources, "risk": risks})


def topic_of(request: Request) -> Subject:
    """A topic of the law: its title and its sentences, in both languages side by side."""
    space, name = workspace(request), known_name(request.path_params["name"])
    parts = editing.topic_parts(space, name)
    return Subject(
        "topics", name, parts, lambda wanted: editing.with_topic(space, name, wanted),
        lambda _wanted, files: lawfiles.faults(space, files, name, services(request).today()) if files else [],
    )  # fmt: skip


def words_of(request: Request) -> Subject:
    """A file of words and patterns by which messages are read."""
    space, code = workspace(request), known_name(request.path_params["name"])
    name = next((one for one in wordfiles.names(space) if editing.code_of(one) == code), None)
    if name is None:
        raise ConsoleError(404, "not_found")
    text = space.read(name)
    parts = editing.list_parts(text)
    before = {part.place: part.lines for part in parts}

    def faults(wanted: Mapping[str, Sequence[str]], _files: Mapping[str, str]) -> list[Fault]:
        said = (line for intent in editing.intents(space) for part in editing.example_parts(space, intent)
                for line in part.lines)  # fmt: skip
        return wordfiles.faults(text, before, wanted, said)

    return Subject("words", code, parts, lambda wanted: {name: editing.with_lists(text, wanted)}, faults)


def reply_of(request: Request) -> Subject:
    """What the bot says in one place, in both languages side by side."""
    space, stem = workspace(request), known_name(request.path_params["name"])
    law = services(request).knowledge
    return Subject(
        "replies", stem, replyfiles.parts(space, stem), lambda wanted: replyfiles.with_reply(space, stem, wanted),
        lambda _wanted, files: replyfiles.faults(space, files, law),
    )  # fmt: skip


def captions_of(request: Request) -> Subject:
    """The captions of a group of buttons, or the words for a group of codes, in both languages."""
    space, group = workspace(request), known_name(request.path_params["name"])
    parts = replyfiles.caption_parts(space, group)
    if not parts:
        raise ConsoleError(404, "not_found")
    law = services(request).knowledge
    return Subject(
        "captions", group, parts, lambda wanted: replyfiles.with_captions(space, group, wanted),
        lambda _wanted, files: replyfiles.faults(space, files, law),
    )  # fmt: skip


def cards_of(request: Request) -> Subject:
    """The rules or stories of a file, each as a card, and an empty card for a new one."""
    space, code = workspace(request), known_name(request.path_params["name"])
    name = next((one for one in editing.card_files(space) if editing.code_of(one) == code), None)
    if name is None:
        raise ConsoleError(404, "not_found")
    t, text = pages.texts_of(request), space.read(name)
    words = {kind: t[f"card_{kind}"] for kind in rulefiles.KINDS}
    shown = [card for card in rulefiles.cards(text) if card.steps]
    parts = [Part(card.name, rulefiles.lines(card.steps, words)) for card in shown]
    new = Part(NEW_CARD, ())

    def files(wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
        said = {place: lines for place, lines in wanted.items() if place != NEW_CARD}
        if wanted[NEW_CARD]:
            title, *lines = wanted[NEW_CARD]
            said[title] = lines
        return {name: rulefiles.with_cards(text, {place: rulefiles.steps(one, words) for place, one in said.items()})}

    def faults(_wanted: Mapping[str, Sequence[str]], changed: Mapping[str, str]) -> list[Fault]:
        others = {one: space.read(one) for one in editing.card_files(space)}
        return cardchecks.faults(others, {**others, **changed}, space.read("domain.yml"))

    return Subject("cards", code, [*parts, new], files, faults)


def known_examples(space: Workspace) -> Known:
    """All examples as they stand with the changes, and the held-out messages."""
    found = (
        Example(text, name, part.place, f"{part.place}/{name}.yml", at)
        for name in editing.intents(space)
        for part in editing.example_parts(space, name)
        for at, text in enumerate(part.lines, 1)
    )
    return Known(found, examples.held_out(ROOT / examset.HELD_OUT))


def known_name(name: str) -> str:
    """A name as files have it; ConsoleError for one that could lead elsewhere."""
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise ConsoleError(404, "not_found")
    return name
