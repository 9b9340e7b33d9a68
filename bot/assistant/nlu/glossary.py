"""The field lexicon: Russian and Ukrainian words and set phrases put into the English that the encoder knows.

The tables ``lexicon/*.tsv`` are for people to read and edit: terms divided by ``|``, a tab, the gloss; ``-`` as a
gloss drops the word, ``=`` before a phrase means these very forms. A phrase goes before the words in it, a form («есть») before its lemma («быть»), and in a
Ukrainian message ``uk.tsv`` before all others. ``raport nlu lint`` checks the tables.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from os.path import commonprefix
from pathlib import Path

from bot.assistant.nlu import morph, translit
from bot.assistant.nlu.words import Reading

FOLDER = Path(__file__).parent / "lexicon"
_NOT_GLOSSES = frozenset({"spelling", "english"})
_TERM_PART = re.compile(r"[^\W_]+(?:['/-][^\W_]+)*")
_CYRILLIC = re.compile(r"[а-яіїєґ]")
_LONGEST_PHRASE = 5
# A word no table has is read by a word of the same stem: this many letters and six tenths of both must agree.
_STEM = 5
_PREFIXES = (
    "пере",
    "недо",
    "раз",
    "рас",
    "под",
    "при",
    "про",
    "вы",
    "за",
    "на",
    "по",
    "до",
    "от",
    "из",
    "ис",
    "об",
    "со",
    "с",
    "у",
    "о",
)
_VERB_ENDINGS = ("ть", "ться", "ти", "тись", "чь", "чься")


@dataclass(frozen=True)
class Entry:
    """One term of a table: where it stands, what it says."""

    file: str
    line: int
    term: str
    gloss: str

    @property
    def lang(self) -> str:
        """Language of the table: ``uk``, ``en`` or ``ru``."""
        return self.file if self.file in ("uk", "en") else "ru"


@dataclass
class _Node:
    gloss: str | None = None
    following: dict[str, _Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Gloss:
    """A glossed message: the English text, the words no table has, and how many words there were."""

    text: str
    unknown: tuple[str, ...]
    words: int


def entries(folder: Path | None = None) -> Iterator[Entry]:
    """Every term of every table, in order of file and line."""
    for path in sorted((folder or FOLDER).glob("*.tsv")):
        if path.stem in _NOT_GLOSSES:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            terms, _, gloss = line.partition("\t")
            for term in terms.split("|"):
                yield Entry(path.stem, number, morph.fold(term.strip()), gloss.strip())


@lru_cache(maxsize=1)
def load() -> Glossary:
    """The glossary of the bundled tables, kept for the life of the process."""
    return Glossary(entries())


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Every Russian word the tables know, as lemma: what a misspelt word may be repaired into."""
    found: set[str] = set()
    for entry in entries():
        if entry.lang == "ru":
            for word in term_words(entry.term):
                found.update((word, *morph.lemmas(word)[:1]))
    return frozenset(found)


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Every English word the tables use."""
    return frozenset(
        word for entry in entries() for word in re.findall(r"[a-z']+", entry.gloss + (" " + entry.term if entry.lang == "en" else ""))
    )  # fmt: skip


def term_words(term: str) -> list[str]:
    """The words of a term, as a message's words are split."""
    return _TERM_PART.findall(term.replace("«", "").replace("»", ""))


class Glossary:
    """Phrases and words with their glosses, looked up by form and lemma."""

    def __init__(self, table: Iterable[Entry]) -> None:
        self._trees = {"ru": _Node(), "uk": _Node(), "en": _Node()}
        for entry in table:
            self._add(entry)
        self._singles = sorted(
            term for term, node in self._trees["ru"].following.items() if node.gloss not in (None, "-") and len(term) >= _STEM
        )  # fmt: skip

    def _add(self, entry: Entry) -> None:
        parts = term_words(entry.term)
        lang = "uk" if entry.lang == "uk" else "ru"
        exact = len(parts) == 1 or entry.term.startswith("=")
        nodes = [self._trees[entry.lang]]
        for part in parts:
            keys = {part} if exact else {part, morph.lemma(part, lang)}
            nodes = [node.following.setdefault(key, _Node()) for node in nodes for key in keys]
        for node in nodes:
            if node.gloss is None:
                node.gloss = entry.gloss

    def _kin(self, keys: tuple[str, ...]) -> str | None:
        """The gloss of a word of the same stem («перебинтовать» by «бинтовать», «избрание» by «избрать»)."""
        for key in keys[1:] or keys:
            for prefix in _PREFIXES:
                root = self._trees["ru"].following.get(key[len(prefix) :]) if key.startswith(prefix) else None
                if key.endswith(_VERB_ENDINGS) and root is not None and root.gloss not in (None, "-"):
                    return root.gloss
            found = self._same_stem(key)
            if found is not None:
                return found
        return None

    def _same_stem(self, word: str) -> str | None:
        at = bisect_left(self._singles, word)
        best, best_length = None, 0
        for term in self._singles[max(0, at - 3) : at + 3]:
            length = len(commonprefix([word, term]))  # noqa: RUF071 - letters are what is compared here
            if length >= _STEM and length >= 0.6 * max(len(word), len(term)) and length > best_length:
                best, best_length = self._trees["ru"].following[term].gloss, length
        return best

    def gloss(self, reading: Reading) -> Gloss:
        """The message in the encoder's English, in the order of its words."""
        forms = [part for word in reading.words for part in word.form.split()]
        lang = "uk" if reading.lang == "uk" else "ru"
        keys = [_keys(form, lang) for form in forms]
        trees = [self._trees["uk"], self._trees["ru"]] if lang == "uk" else [self._trees["ru"], self._trees["uk"]]
        out: list[str] = []
        unknown: list[str] = []
        at = 0
        while at < len(forms):
            latin = not _CYRILLIC.search(forms[at])
            found = self._longest(keys, at, [self._trees["en"], trees[0]] if latin else trees)
            if found is not None:
                at, text = found
                if text != "-":
                    out.append(text)
                continue
            kin = None if latin else self._kin(keys[at])
            if latin or kin is not None:
                out.append(kin or forms[at])
            else:
                unknown.append(forms[at])
            at += 1
        if not out and unknown:
            out = [translit.to_latin(form) for form in unknown]
        return Gloss(" ".join(out), tuple(unknown), len(forms))

    def _longest(self, keys: list[tuple[str, ...]], at: int, trees: list[_Node]) -> tuple[int, str] | None:
        """The longest phrase from a place on, else the word's own gloss; the trees in order of preference."""
        best: tuple[int, str] | None = None
        for tree in trees:
            nodes = [tree]
            for step, alternatives in enumerate(keys[at : at + _LONGEST_PHRASE]):
                nodes = [node.following[key] for node in nodes for key in alternatives if key in node.following]
                if not nodes:
                    break
                text = next((node.gloss for node in nodes if node.gloss is not None), None)
                if text is not None and (best is None or at + step + 1 > best[0]):
                    best = (at + step + 1, text)
        return best


def _keys(form: str, lang: str) -> tuple[str, ...]:
    """What a word may be found under: its form, then its lemmas, the likeliest first."""
    if not _CYRILLIC.search(form):
        return (form,)
    found = [form, *morph.lemmas(form, lang)]
    if lang == "uk":
        found += morph.lemmas(form)
    if "-" in form:
        found.append(form.split("-")[0])
    return tuple(dict.fromkeys(found))
