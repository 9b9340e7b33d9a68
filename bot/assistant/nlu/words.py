"""A message as a list of repaired words that remember where they stood.

Whatever reads a message (fact reader, lexicon, features) reads these words, so transliteration, wrong layout,
look-alike letters and common misspellings are mended in one place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot import memory, signs
from bot.assistant.nlu import language, morph, spelling, translit

_WORD = re.compile(r"[вб]/[чдс]\b|\d+(?:[.,:/]\d+)+|[^\W_]+(?:['’ʼ`-][^\W_]+)*['’`]?", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[а-яіїєґ]")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")
_MOST_UNFOLDED = 3
_JOINED = re.compile(rf"[^\W_]+(?:{signs.JOINT}[^\W_]+)+")
_LONGEST_WORD, _SHORTEST_PARTED = 40, 3
_APOSTROPHES = str.maketrans("’ʼ`", "'''")


@dataclass(frozen=True)
class Word:
    """One word: as written, as repaired, and its place in the message (``text[start:end]``)."""

    text: str
    form: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A message read: its language (``ru``, ``en``, ``uk``, ``mixed``), its words, and how it had to be mended."""

    text: str
    lang: str
    words: tuple[Word, ...]
    wrong_layout: bool = False
    transliterated: bool = False

    def plain(self) -> tuple[str, list[int]]:
        """The repaired text, and for each of its characters the word it belongs to (-1 between words)."""
        parts: list[str] = []
        owners: list[int] = []
        at = 0
        for index, word in enumerate(self.words):
            between = _between(self.text[at : word.start])
            parts += [between, word.form]
            owners += [-1] * len(between) + [index] * len(word.form)
            at = word.end
        rest = _between(self.text[at:])
        return "".join([*parts, rest]), owners + [-1] * len(rest)


@memory.for_a_turn(512)
def read(text: str) -> Reading:
    """Split a message into words and repair each."""
    plain, places = signs.seen(_parted(text))
    raw = [(m.group(), places[m.start()], places[m.end() - 1] + 1) for m in _WORD.finditer(plain)]
    if _typed_in_wrong_layout(plain, [part for part, _, _ in raw]):
        return _from_wrong_layout(text, plain, places)
    forms = [_one_script(_tidy(part)) for part, _, _ in raw]
    latin = [form for form in forms if _LATIN.search(form)]
    cyrillic = [form for form in forms if _CYRILLIC.search(form)]
    ukrainian = language.is_ukrainian(" ".join(cyrillic))
    foreign = _transliterated(latin, russian_around=bool(cyrillic))
    words = tuple(
        Word(text[start:end], _repair(form, form in foreign, "uk" if ukrainian else "ru"), start, end)
        for (_, start, end), form in zip(raw, forms, strict=True)
    )
    english = [form for form in latin if form not in foreign and (len(form) > 1 or form in "iau")]
    return Reading(
        text, _language(len(cyrillic) + len(foreign), len(english), ukrainian), words, transliterated=bool(foreign)
    )


def _between(text: str) -> str:
    return signs.seen(text, joint=" ")[0].lower()


def _parted(text: str) -> str:
    """The text, as long as before, with a blank of no width made a blank where it parts words that exist."""
    return _JOINED.sub(_as_blanks, text) if signs.JOINT in text else text


def _as_blanks(m: re.Match[str]) -> str:
    parts = [part.lower() for part in m.group().split(signs.JOINT)]
    whole = "".join(parts)
    pieces = max(map(len, parts)) < _SHORTEST_PARTED or not all(map(_is_word, parts))
    if len(whole) <= _LONGEST_WORD and (pieces or _is_word(whole)):
        return m.group()
    return m.group().replace(signs.JOINT, " ")


def _is_word(form: str) -> bool:
    return morph.is_known(form) or morph.is_known(form, "uk") or language.is_english(form)


def _language(russian: int, english: int, ukrainian: bool) -> str:
    if not english:
        return "uk" if ukrainian else "ru"
    if not russian:
        return "en"
    return "mixed" if min(russian, english) * 5 >= max(russian, english) else "ru" if russian > english else "en"


def _tidy(part: str) -> str:
    form = unicodedata.normalize("NFKC", part)
    if len(form) > _MOST_UNFOLDED * len(part):
        form = part  # one sign may unfold into eighteen: a long text of them would be eighteen times longer
    form = form.translate(_APOSTROPHES)
    return _STRETCHED.sub(r"\1", morph.fold(form))


def _one_script(form: str) -> str:
    """A Cyrillic word with a few Latin look-alikes inside (or the other way round) in one script."""
    latin, cyrillic = len(_LATIN.findall(form)), len(_CYRILLIC.findall(form))
    if not latin or not cyrillic:
        return form
    table = translit.LOOKALIKES_TO_CYRILLIC if cyrillic >= latin else translit.LOOKALIKES_TO_LATIN
    return form.translate(table)


def _transliterated(latin: list[str], russian_around: bool) -> frozenset[str]:
    """Which of the Latin words are Russian in disguise.

    A word both languages could own (``on``, ``to``, ``my``) follows the majority of the words only one of them has;
    a rare English word that reads as a Russian word of the field (``brat``, ``sud``) is Russian.
    """
    if not latin:
        return frozenset()
    russian = {form for form in latin if spelling.from_latin(form)}
    of_the_field = {form for form in russian if spelling.of_the_field(spelling.from_latin(form) or "")}
    english = {form for form in latin if language.is_english(form, rare=form not in of_the_field)}
    only_english, only_russian = len(english - russian), len(russian - english)
    if only_russian > only_english or (russian and not english):
        strangers = {form for form in latin if len(form) > 2 and form not in english and form not in russian}
        return frozenset(russian | (set() if russian_around else strangers))
    return frozenset(form for form in russian if not language.is_english(form))


def _repair(form: str, foreign: bool, lang: str) -> str:
    if foreign:
        return spelling.from_latin(form) or spelling.correct(translit.likeliest(form))
    if _CYRILLIC.search(form):
        return spelling.correct(form, lang)
    return form


def _typed_in_wrong_layout(text: str, parts: list[str]) -> bool:
    """Latin letters that mean nothing as English or transliteration and are Russian on the other layout."""
    if not parts or _CYRILLIC.search(text.lower()):
        return False
    chunks = [chunk for chunk in text.lower().split() if _LATIN.search(chunk)]
    if not chunks or sum(map(len, chunks)) < 4:
        return False
    if any(language.is_english(chunk.strip(".,!?'\"")) for chunk in chunks if len(chunk) > 2):
        return False
    switched = [translit.from_latin_layout(chunk).strip("., ") for chunk in chunks]
    known = sum(morph.is_known(word) and len(word) > 1 for word in switched)
    as_translit = sum(spelling.from_latin(chunk.strip(".,!?")) is not None for chunk in chunks)
    return known * 3 >= len(chunks) * 2 and known > as_translit


def _from_wrong_layout(text: str, plain: str, places: list[int]) -> Reading:
    switched = translit.from_latin_layout(plain)
    found = [(m.group(), places[m.start()], places[m.end() - 1] + 1) for m in _WORD.finditer(switched)]
    words = tuple(Word(text[start:end], spelling.correct(_tidy(part)), start, end) for part, start, end in found)
    return Reading(text, "ru", words, wrong_layout=True)
