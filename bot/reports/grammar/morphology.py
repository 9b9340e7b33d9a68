"""The one morphological analyser of the room, made on first use."""

from __future__ import annotations

from functools import lru_cache

from pymorphy3 import MorphAnalyzer


@lru_cache(maxsize=1)
def morph() -> MorphAnalyzer:
    """Loading takes about 0.1 s and 15 MB, so it happens once."""
    return MorphAnalyzer()
