"""Strict reading of the word lists in ``words/``. An error names file and line, what is wrong and how to mend it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from bot.phrasing.folding import fold
from bot.phrasing.phrases import Parser, Phrase, PhraseError, anchor
from bot.phrasing.spelling import Index

HERE = Path(__file__).parent / "words"
KINDS = ("crisis", "danger", "wipe")
# Heard beside these, each with the rules of its file as codes: see `bot.safety.beside`.
BESIDE = ("mourning", "family", "calming", "erasing", "dangers")
_RULE_KEYS = {"id", "sure", "any", "unless", "unless_anywhere", "whole"}
_CUE_KEYS = {"id", "weight", "any"}
_PATTERNS = "See the pattern language in phrases.py"
_FILE_KEYS = {"fillers", "lists", "rules", "cues", "enough"}


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


@dataclass(frozen=True, eq=False)
class Cue:
    """Phrases that say little alone: their weights add up, a negative one speaks against. Counts once in a message.

    ``doubt``: beside it no rule of its kind is sure (long ago, with a laugh, only a figure of speech).
    """

    id: str
    kind: str
    weight: float
    doubt: bool
    any: tuple[Phrase, ...]

    @property
    def keys(self) -> set[str]:
        """All words of the cue, for the index."""
        return {key for phrase in self.any for side in phrase for key in side.all_keys()}


@dataclass(frozen=True)
class Lexicon:
    """By kind, its filler words and what its cues must add up to for a signal of their own, which is never sure.

    Then the index of all words, what a word calls for, and the kinds, the most serious first.
    """

    fillers: dict[str, frozenset[str]]
    enough: dict[str, float]
    index: Index
    anchored: dict[str, tuple[tuple[Rule | Cue, Phrase], ...]]
    kinds: tuple[str, ...]


def read(folder: Path | None = None, kinds: Sequence[str] = KINDS) -> Lexicon:
    """Return the lexicon of ``folder`` (default: the one shipped): one file for each kind. Raises SafetyError."""
    folder = folder or HERE
    fillers, enough = {}, {}
    entries: list[Rule | Cue] = []
    for kind in kinds:
        path = folder / f"{kind}.yml"
        content = _content(path)
        parser = _parser(path.name, content)
        fillers[kind] = frozenset(fold(word) for word in content.get("fillers", ()))
        entries += [*_rules(path.name, kind, content, parser), *_cues(path.name, kind, content, parser)]
        if "enough" in content:
            enough[kind] = float(content["enough"])
    index = Index(key for entry in entries for key in entry.keys)
    return Lexicon(fillers, enough, index, _anchored(entries), tuple(kinds))


def _anchored(entries: list[Rule | Cue]) -> dict[str, tuple[tuple[Rule | Cue, Phrase], ...]]:
    anchored: dict[str, list[tuple[Rule | Cue, Phrase]]] = defaultdict(list)
    for entry in entries:
        for phrase in entry.any:
            for key in anchor(phrase):
                anchored[key].append((entry, phrase))
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


def _parser(file: str, content: Any) -> Parser:
    try:
        return Parser(content.get("lists") or {})
    except PhraseError as error:
        raise SafetyError("phrase", file, 1, f"in the lists: {error}", _PATTERNS) from None


def _cues(file: str, kind: str, content: Any, parser: Parser) -> Iterator[Cue]:
    cues: Any = content.get("cues") or ()
    for at, cue in enumerate(cues):
        line = cues.lc.item(at)[0] + 1
        if not isinstance(cue, dict) or set(cue) - {"doubt"} != _CUE_KEYS or not isinstance(cue["weight"], int | float):
            raise SafetyError("shape", file, line, "a cue has id, weight and any", "Give it these three")
        phrases = _phrases(file, cue, "any", parser)
        yield Cue(cue["id"], kind, float(cue["weight"]), cue.get("doubt") is True, phrases)
    if bool(cues) != ("enough" in content) or (cues and not isinstance(content["enough"], int | float)):
        raise SafetyError("shape", file, 1, "cues need the sum that is enough", "Say enough: 3")


def _rules(file: str, kind: str, content: Any, parser: Parser) -> Iterator[Rule]:
    seen: set[str] = set()
    for at, rule in enumerate(content["rules"]):
        line = content["rules"].lc.item(at)[0] + 1
        if not isinstance(rule, dict) or set(rule) - _RULE_KEYS or not {"id", "sure", "any"} <= set(rule):
            raise SafetyError("shape", file, line, "a rule has id, sure and any", f"Its keys are {sorted(_RULE_KEYS)}")
        if rule["id"] in seen or not isinstance(rule["sure"], bool) or not rule["any"]:
            raise SafetyError("rule", file, line, "an id twice, sure no flag or any empty", "Mend the rule")
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
            raise SafetyError("phrase", file, where, str(error), _PATTERNS) from None
    return tuple(found)
