"""Misspelt and colloquial words put into the form the dictionary has.

First the table ``lexicon/spelling.tsv`` (what people write, what they mean), then, for a word no dictionary has,
the usual slips of a Russian hand: а/о, е/и, т(ь)ся, doubled or dropped letters, one letter off. A word that already
exists is never touched, and a repair must give a word of the field: a wrong repair is worse than none.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bot.assistant.nlu import morph, translit

_ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_SLIPS: tuple[tuple[str, str], ...] = (
    ("а", "о"), ("о", "а"), ("е", "и"), ("и", "е"), ("ться", "тся"), ("тся", "ться"), ("ца", "ться"),
    ("цца", "ться"), ("жы", "жи"), ("шы", "ши"), ("чя", "ча"), ("щя", "ща"), ("чю", "чу"), ("зд", "сд"),
    ("сч", "щ"), ("щ", "сч"), ("ово", "ого"), ("ева", "его"), ("з", "с"), ("с", "з"), ("т", "д"), ("д", "т"),
    ("ф", "в"), ("в", "ф"), ("к", "г"), ("п", "б"), ("б", "п"), ("ш", "ж"), ("ы", "и"), ("и", "ы"), ("э", "е"),
)  # fmt: skip


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Known misspellings and colloquial forms: ``written -> meant`` (one word or several)."""
    found: dict[str, str] = {}
    path = Path(__file__).parent / "lexicon" / "spelling.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            written, meant = line.split("\t")[:2]
            found[written.strip()] = meant.strip()
    return found


def from_latin(word: str) -> str | None:
    """The Russian word behind a transliterated one: by the table, then by the dictionary."""
    for reading in translit.spellings(word):
        if reading in table():
            return table()[reading]
    return translit.to_cyrillic(word)


@lru_cache(maxsize=20_000)
def correct(word: str, lang: str = "ru") -> str:
    """The form meant by a Cyrillic word; the word itself where nothing better is certain."""
    if word in table():
        return table()[word]
    if len(word) < 5 or not word.isalpha() or morph.is_known(word) or morph.is_known(word, "uk") or lang == "uk":
        return word
    return _by_slips(word) or _one_letter_off(word) or word


def _by_slips(word: str) -> str | None:
    """Try the usual confusions, one and then two at a time."""
    tried = {word}
    layer = [word]
    for _ in range(2):
        following = []
        for form in layer:
            for wrong, meant in _SLIPS:
                at = form.find(wrong)
                while at >= 0:
                    changed = form[:at] + meant + form[at + len(wrong) :]
                    if changed not in tried:
                        tried.add(changed)
                        if _of_the_field(changed):
                            return changed
                        following.append(changed)
                    at = form.find(wrong, at + 1)
        layer = following[:400]
    return None


def _one_letter_off(word: str) -> str | None:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    edits = [left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1]
    edits += [left + right[1:] for left, right in cuts if right]
    edits += [left + letter + right for left, right in cuts for letter in _ALPHABET]
    edits += [left + letter + right[1:] for left, right in cuts if right for letter in _ALPHABET]
    return next((form for form in edits if _of_the_field(form)), None)


def _of_the_field(form: str) -> bool:
    from bot.assistant.nlu import glossary  # the glossary reads words, which are spelt by this module

    return morph.is_known(form) and any(lemma in glossary.vocabulary() for lemma in morph.lemmas(form))
