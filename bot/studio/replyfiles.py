"""Replies as trainers change them: the whole text of one in both languages side by side, and captions by group.

Only words may become others: what a template asks, prints and decides stays the project's, so a changed reply can fail
nowhere that the old one did not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.law import Knowledge
from bot.replies import lint
from bot.studio import yamltext
from bot.studio.checks import Fault
from bot.studio.editing import LANGUAGES, Part
from bot.studio.workspace import REPLIES, Workspace

CAPTIONS = "buttons.yml"


def stems(workspace: Workspace) -> list[str]:
    """The names of all replies, sorted."""
    return sorted(path.stem for path in (workspace.root / REPLIES / LANGUAGES[0]).glob("*.j2"))


def names(stem: str) -> dict[str, str]:
    """The files of a reply by language."""
    return {lang: f"{REPLIES}{lang}/{stem}.j2" for lang in LANGUAGES}


def parts(workspace: Workspace, stem: str) -> list[Part]:
    """A reply, a part for each language. OSError."""
    return [Part(lang, tuple(workspace.read(name).splitlines()), whole=True) for lang, name in names(stem).items()]


def with_reply(workspace: Workspace, stem: str, wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The files of a reply as they are to be: what was not touched keeps every byte."""
    files = {}
    for lang, name in names(stem).items():
        before = workspace.read(name)
        same = tuple(before.splitlines()) == tuple(wanted[lang])
        files[name] = before if same else "\n".join(wanted[lang]) + "\n"
    return files


def groups(workspace: Workspace) -> list[str]:
    """The groups of captions in their order."""
    found = yamltext.sentences(workspace.read(f"{REPLIES}{LANGUAGES[0]}/{CAPTIONS}"))
    return list(dict.fromkeys(path[0] for path in found))


def caption_parts(workspace: Workspace, group: str) -> list[Part]:
    """The captions of a group, each in both languages. OSError, TextError."""
    by_lang = {lang: _captions(workspace.read(f"{REPLIES}{lang}/{CAPTIONS}"), group) for lang in LANGUAGES}
    codes = dict.fromkeys(code for captions in by_lang.values() for code in captions)
    return [Part(f"{code}.{lang}", (by_lang[lang][code],), single=True) for code in codes for lang in LANGUAGES]


def with_captions(workspace: Workspace, group: str, wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The files of captions as they are to be. TextError."""
    files = {f"{REPLIES}{lang}/{CAPTIONS}": workspace.read(f"{REPLIES}{lang}/{CAPTIONS}") for lang in LANGUAGES}
    kept = {lang: _captions(files[f"{REPLIES}{lang}/{CAPTIONS}"], group) for lang in LANGUAGES}
    for place, lines in wanted.items():
        code, _, lang = place.rpartition(".")
        name, words = f"{REPLIES}{lang}/{CAPTIONS}", " ".join(lines).strip()
        if words != kept[lang].get(code):  # each change reads the file anew
            files[name] = yamltext.with_sentence(files[name], (group, code), words)
    return files


def faults(workspace: Workspace, files: Mapping[str, str], law: Knowledge) -> list[Fault]:
    """What is wrong with files of replies as they are to be, against those of the project."""
    return [
        Fault(f"reply_{flaw.code}", flaw.about, name.removeprefix(REPLIES))
        for name, text in files.items()
        for flaw in _flaws(name, (workspace.root / name).read_text(encoding="utf-8"), text, law)
    ]


def _flaws(name: str, before: str, after: str, law: Knowledge) -> Iterator[lint.Flaw]:
    lang, _, file = name.removeprefix(REPLIES).partition("/")
    if file == CAPTIONS:
        kept, wanted = yamltext.sentences(before), yamltext.sentences(after)
        if kept.keys() != wanted.keys():
            yield lint.Flaw("tags", CAPTIONS)
            return
        for group in dict.fromkeys(path[0] for path in kept):
            yield from lint.of_captions(_of(kept, group), _of(wanted, group))
        return
    yield from lint.of_tags(before, after)
    known = set(lint.of_text(file.removesuffix(".j2"), lang, before, law))
    yield from (flaw for flaw in lint.of_text(file.removesuffix(".j2"), lang, after, law) if flaw not in known)


def _captions(text: str, group: str) -> dict[str, str]:
    return _of(yamltext.sentences(text), group)


def _of(found: Mapping[tuple[str, ...], str], group: str) -> dict[str, str]:
    return {path[1]: words for path, words in found.items() if path[0] == group}
