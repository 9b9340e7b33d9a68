"""A file of the trainers as what they edit: parts with a name and lines, and the file with other lines in them.

The examples of an intent (one file a language, edited side by side), the ways to answer a question (``data/answers``),
the records of what people ask, the topics of the law, files of words. Rules and stories: ``bot.studio.rulefiles``.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.studio import examplefiles, yamltext
from bot.studio.workspace import LAW, Workspace

LANGUAGES = ("ru", "en")
EXAMPLES, ANSWERS, QUESTIONS, TOPICS = "data/nlu", "data/answers", f"{LAW}questions", f"{LAW}topics"
CARDS = ("data/rules", "data/stories")
_MARK = "."  # between the keys of a place; no key holds one


@dataclass(frozen=True)
class Part:
    """A list of lines, or with ``single`` one sentence, or with ``whole`` a text with its blank lines and margins.
    ``place`` names it within what is edited."""

    place: str
    lines: tuple[str, ...]
    single: bool = False
    whole: bool = False


def intents(workspace: Workspace) -> list[str]:
    """The names of all intents that have examples, sorted."""
    return sorted({name.rpartition("/")[2].removesuffix(".yml") for name in workspace.files(EXAMPLES)})


def example_parts(workspace: Workspace, intent: str) -> list[Part]:
    """The examples of an intent, a part for each language. OSError, ExamplesError."""
    names = {lang: f"{EXAMPLES}/{lang}/{intent}.yml" for lang in LANGUAGES}
    return [Part(lang, tuple(examplefiles.examples(workspace.read(name)))) for lang, name in names.items()]


def with_examples(workspace: Workspace, intent: str, wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The files of an intent as they are to be, by their names."""
    names = {lang: f"{EXAMPLES}/{lang}/{intent}.yml" for lang in LANGUAGES}
    return {name: examplefiles.with_examples(workspace.read(name), wanted[lang]) for lang, name in names.items()}


def answer_parts(workspace: Workspace, fact: str) -> list[Part]:
    """The ways to answer a question, a part for each list. OSError, TextError."""
    found = yamltext.lists(workspace.read(f"{ANSWERS}/{fact}.yml"))
    return [Part(_MARK.join(path), tuple(lines)) for path, lines in found.items()]


def with_answers(workspace: Workspace, fact: str, wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The file of a question as it is to be. TextError."""
    name = f"{ANSWERS}/{fact}.yml"
    text = workspace.read(name)
    for place, lines in wanted.items():
        text = yamltext.with_list(text, tuple(place.split(_MARK)), lines)
    return {name: text}


def question_file(code: str) -> str:
    """The name of a file of records: ``code`` is its place among them with "-" between the folders."""
    return f"{QUESTIONS}/{code.replace('-', '/')}.yml"


def question_codes(workspace: Workspace) -> list[str]:
    """The codes of all files of records, sorted."""
    names = workspace.files(QUESTIONS)
    return [name.removeprefix(f"{QUESTIONS}/").removesuffix(".yml").replace("/", "-") for name in names]


def record_ids(workspace: Workspace, file: str) -> list[str]:
    """The ids of the records of a file, without reading it as YAML, which takes a hundred times as long. OSError."""
    return re.findall(r"^ *- id: *[\"']?(\w+)", workspace.read(question_file(file)), re.MULTILINE)


def records(workspace: Workspace, file: str) -> dict[str, str]:
    """The records of a file: id to its Russian title. OSError, TextError."""
    found = yamltext.sentences(workspace.read(question_file(file)))
    return {path[1]: value for path, value in found.items() if path[0] == "questions" and path[2:] == ("title", "ru")}


def record_parts(workspace: Workspace, file: str, record: str) -> list[Part]:
    """What may be changed of a record: its titles, how people ask, the short answers. OSError, TextError."""
    text = workspace.read(question_file(file))
    head = ("questions", record)
    asked = [Part(_MARK.join(path[2:]), tuple(lines)) for path, lines in yamltext.lists(text).items()
             if path[:2] == head and path[2] == "asked"]  # fmt: skip
    said = [Part(_MARK.join(path[2:]), (value,), single=True) for path, value in yamltext.sentences(text).items()
            if path[:2] == head and (path[2] == "title" or "short" in path)]  # fmt: skip
    return [*(one for one in said if one.place.startswith("title")), *asked,
            *(one for one in said if one.place.startswith("answers"))]  # fmt: skip


def with_record(workspace: Workspace, file: str, record: str, wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The file of a record as it is to be. TextError."""
    name = question_file(file)
    text = workspace.read(name)
    for part in record_parts(workspace, file, record):
        path = ("questions", record, *part.place.split(_MARK))
        lines = wanted.get(part.place, part.lines)
        if part.single:
            text = yamltext.with_sentence(text, path, " ".join(lines).strip())
        else:
            text = yamltext.with_list(text, path, lines)
    return {name: text}


def topic_file(code: str) -> str:
    """The name of the file of a topic."""
    return f"{TOPICS}/{code}.yml"


def topic_codes(workspace: Workspace) -> list[str]:
    """The codes of all files of topics, sorted."""
    return [name.removeprefix(f"{TOPICS}/").removesuffix(".yml") for name in workspace.files(TOPICS)]


def topic_parts(workspace: Workspace, code: str) -> list[Part]:
    """What may be changed of the topics of a file: titles and sentences. OSError, TextError."""
    found = yamltext.sentences(workspace.read(topic_file(code)))
    return [Part(_MARK.join(path), (value,), single=True) for path, value in found.items()
            if path[0] == "topics" and path[-1] in LANGUAGES and path[-2] in ("title", "text")]  # fmt: skip


def with_topic(workspace: Workspace, code: str, wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The file of topics as it is to be. TextError."""
    text = workspace.read(topic_file(code))
    for part in topic_parts(workspace, code):
        lines = wanted.get(part.place, part.lines)
        if tuple(lines) != part.lines:
            text = yamltext.with_sentence(text, tuple(part.place.split(_MARK)), " ".join(lines).strip())
    return {topic_file(code): text}


def list_parts(text: str) -> list[Part]:
    """The lists of a file of words, and its single patterns. TextError."""
    singles = {path: Part(_MARK.join(path), (value,), single=True) for path, value in yamltext.sentences(text).items()}
    lists = {path: Part(_MARK.join(path), tuple(lines)) for path, lines in yamltext.lists(text).items() if lines}
    return [*singles.values(), *lists.values()]


def with_lists(text: str, wanted: Mapping[str, Sequence[str]]) -> str:
    """A file of words with other lines. TextError."""
    for part in list_parts(text):
        path, lines = tuple(part.place.split(_MARK)), wanted.get(part.place, part.lines)
        if tuple(lines) == part.lines:
            continue  # each change reads the file anew: of a hundred lists one or two differ
        if part.single:
            text = yamltext.with_sentence(text, path, " ".join(lines).strip())
        else:
            text = yamltext.with_list(text, path, lines)
    return text


def card_files(workspace: Workspace) -> list[str]:
    """The files of rules and stories, sorted."""
    return sorted(name for folder in CARDS for name in workspace.files(folder))


def code_of(name: str) -> str:
    """A file of the project as an address names it: folder and stem."""
    room = name.removesuffix(".yml").removeprefix("bot/").removeprefix("data/").replace("/words/", "/")
    return room.replace("/", "-")


def mark(text: str) -> str:
    """What tells one text from another: a form sends back which one was read."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def difference(before: str, after: str, around: int = 1) -> list[tuple[str, str]]:
    """The lines that differ and ``around`` of their neighbours, with their marks: " ", "-", "+", or "…" for a gap."""
    lines = [(line[0], line[2:]) for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] != "?"]
    near = {at + step for at, (mark, _) in enumerate(lines) if mark != " " for step in range(-around, around + 1)}
    shown: list[tuple[str, str]] = []
    for at, line in enumerate(lines):
        if at in near:
            shown.append(line)
        elif shown and shown[-1][0] != "…":
            shown.append(("…", ""))
    return shown[:-1] if shown and shown[-1][0] == "…" else shown
