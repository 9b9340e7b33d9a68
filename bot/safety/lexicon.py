"""Strict reading of the word lists in ``words/``. An error names the file and the line, what is wrong and how to mend it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from bot.safety.folding import fold
from bot.safety.phrases import Parser, Phrase, PhraseError, anchor
from bot.safety.spelling import Index

HERE = Path(__file__).parent / "words"
KINDS = ("crisis", "danger", "wipe")
_RULE_KEYS = {"id", "sure", "any", "unless", "unless_anywhere", "whole"}
_FILE_KEYS = {"fillers", "lists", "rules"}


class SafetyError(Exception):
    """The lexicon cannot be used. ``code`` is stable; ``str()`` is written for the editor of the file."""

    def __init__(self, code: str, file: str, line: int, what: str, mend: str) -> None:
        super().__init__(f"{file}:{line}: {what}. {mend}")
        self.code, self.file, self.line, self.what, self.mend = code, file, line, what, mend


@dataclass(frozen=True, eq=False)
class Rule:
    """Phrases that mean one thing, and the contexts in which they do not."""

    id: str
    kind: str
    sure: bool
    whole: bool  # the message says nothing else
    any: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]  # takes away a phrase it overlaps
    unless_anywhere: tuple[Phrase, ...]  # takes away the whole rule

    @property
    def keys(self) -> set[str]:
        """All words of the rule, for the index."""
        phrases = (*self.any, *self.unless, *self.unless_anywhere)
        return {key for phrase in phrases for side in phrase for key in side.all_keys()}


@dataclass(frozen=True)
class Lexicon:
    """By kind, its rules and its folded filler words; the index of all words, and which phrases a word calls for."""

    rules: dict[str, tuple[Rule, ...]]
    fillers: dict[str, frozenset[str]]
    index: Index
    anchored: dict[str, tuple[tuple[Rule, Phrase], ...]]


def read(folder: Path | None = None) -> Lexicon:
    """Return the lexicon of ``folder`` (default: the one shipped): one file for each kind. Raises SafetyError."""
    folder = folder or HERE
    rules, fillers = {}, {}
    for kind in KINDS:
        path = folder / f"{kind}.yml"
        content = _content(path)
        fillers[kind] = frozenset(fold(word) for word in content.get("fillers", ()))
        rules[kind] = tuple(_rules(path.name, kind, content))
    every = [rule for of_kind in rules.values() for rule in of_kind]
    return Lexicon(rules, fillers, Index(key for rule in every for key in rule.keys), _anchored(every))


def _anchored(rules: list[Rule]) -> dict[str, tuple[tuple[Rule, Phrase], ...]]:
    anchored: dict[str, list[tuple[Rule, Phrase]]] = defaultdict(list)
    for rule in rules:
        for phrase in rule.any:
            for key in anchor(phrase):
                anchored[key].append((rule, phrase))
    return {key: tuple(called) for key, called in anchored.items()}


def _content(path: Path) -> Any:
    try:
        content = YAML().load(path.read_text(encoding="utf-8"))
    except OSError:
        raise SafetyError("missing", path.name, 0, "the file is not there", "Put it back") from None
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise SafetyError("duplicate", path.name, line, "a key stands twice", "Keep one") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise SafetyError("yaml", path.name, line, "this is not YAML", "Look at quotes and indents") from None
    if not isinstance(content, dict) or set(content) - _FILE_KEYS or not isinstance(content.get("rules"), list):
        raise SafetyError("shape", path.name, 1, "the file has fillers, lists and rules", "Name them so")
    return content


def _rules(file: str, kind: str, content: Any) -> Iterator[Rule]:
    try:
        parser = Parser(content.get("lists") or {})
    except PhraseError as error:
        raise SafetyError("phrase", file, 1, f"in the lists: {error}", "See the pattern language in phrases.py") from None
    seen: set[str] = set()
    for at, rule in enumerate(content["rules"]):
        line = content["rules"].lc.item(at)[0] + 1
        if not isinstance(rule, dict) or set(rule) - _RULE_KEYS or not {"id", "sure", "any"} <= set(rule):
            raise SafetyError("shape", file, line, "a rule has id, sure and any", f"Its keys are {sorted(_RULE_KEYS)}")
        if rule["id"] in seen or not isinstance(rule["sure"], bool) or not rule["any"]:
            raise SafetyError("rule", file, line, "the id stands twice, sure is no flag or any is empty", "Mend the rule")
        seen.add(rule["id"])
        yield Rule(
            id=rule["id"],
            kind=kind,
            sure=rule["sure"],
            whole=bool(rule.get("whole", False)),
            any=_phrases(file, rule, "any", parser),
            unless=_phrases(file, rule, "unless", parser),
            unless_anywhere=_phrases(file, rule, "unless_anywhere", parser),
        )


def _phrases(file: str, rule: Any, key: str, parser: Parser) -> tuple[Phrase, ...]:
    found = []
    for at, line in enumerate(rule.get(key) or ()):
        try:
            found.append(parser.parse(str(line)))
        except PhraseError as error:
            where = rule[key].lc.item(at)[0] + 1
            raise SafetyError("phrase", file, where, str(error), "See the pattern language in phrases.py") from None
    return tuple(found)
