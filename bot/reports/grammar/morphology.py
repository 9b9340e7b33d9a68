"""The one morphological analyser of the room, made on first use."""

from __future__ import annotations

from functools import lru_cache

from pymorphy3 import MorphAnalyzer

VOWELS = "аеёиоуыэюя"


@lru_cache(maxsize=1)
def morph() -> MorphAnalyzer:
    """Loading takes about 0.1 s and 15 MB, so it happens once.

    Ask a tag for a grammeme with `"Surn" in tag.grammemes`, never `in tag`: pymorphy3 keeps the list of known
    grammemes in one place for all languages, and whoever loads the Ukrainian dictionary next makes `in tag`
    raise for those that Ukrainian lacks (Poss, ms-f).
    """
    return MorphAnalyzer()
