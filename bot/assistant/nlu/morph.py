"""Lemmas of Russian and Ukrainian words, from pymorphy3's dictionaries.

A word is given lower-cased and with ``ё`` already written ``е``; lemmas come back in the same spelling.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bot import memory

UKRAINIAN_LETTERS = frozenset("іїєґ")


@lru_cache(maxsize=2)
def _analyzer(lang: str) -> Any:
    """The dictionary of a language (``ru`` or ``uk``): 0.1 s to load, kept for the life of the process."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang=lang)


def fold(word: str) -> str:
    """Lower case with one spelling of ``е``."""
    return word.lower().replace("ё", "е")


@memory.for_a_turn(50_000)
def is_known(word: str, lang: str = "ru") -> bool:
    """Whether the dictionary of ``lang`` has this very form."""
    return bool(_analyzer(lang).word_is_known(word))


@memory.for_a_turn(50_000)
def lemmas(word: str, lang: str = "ru") -> tuple[str, ...]:
    """All dictionary forms of a word, the likeliest first; the word itself where nothing is known of it."""
    if not any("а" <= letter <= "я" or letter in UKRAINIAN_LETTERS for letter in word):
        return (word,)
    found: dict[str, None] = {}
    for parse in _analyzer(lang).parse(word):
        found[fold(parse.normal_form)] = None
    return tuple(found) or (word,)


def lemma(word: str, lang: str = "ru") -> str:
    """The likeliest dictionary form."""
    return lemmas(word, lang)[0]


@memory.for_a_turn(20_000)
def is_verb(word: str) -> bool:
    """Whether the likeliest reading of a Russian word is a finite verb."""
    return bool(_analyzer("ru").parse(word)[0].tag.POS == "VERB")
