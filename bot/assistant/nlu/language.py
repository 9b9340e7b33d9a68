"""Which language a message is in: script first, then words only one language has.

``detect`` answers ``ru``, ``en``, ``uk`` or ``mixed``; transliterated Russian counts as ``ru``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_RARE = "# The words of the encoder's own vocabulary"
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("s", ("",)), ("es", ("", "e")), ("ed", ("", "e")), ("ing", ("", "e")), ("ies", ("y",)), ("ied", ("y",)),
    ("ly", ("",)), ("er", ("", "e")), ("'s", ("",)),
)  # fmt: skip
_UKRAINIAN_LETTERS = re.compile(r"[іїєґ]|[бпвмфр]['’][яю]")
_UKRAINIAN_WORDS = frozenset(
    "що як-небудь чи щоб щоби від його мій моя вже ще дуже немає мене нема хочу можна треба зараз але або бо "
    "допоможіть будь підкажіть доброго дня ласка вони він вона воно хлопці з-за де коли якщо тому цей ця це ці "
    "служу служби контракту звільнитися звільнення рапорт не-відпускають дякую привіт добрий".split()
) - frozenset("хочу моя треба служу контракту рапорт цей".split())
# Words common to both languages or met in Russian speech are not evidence.
_NOT_EVIDENCE = frozenset("або бо дня мене ці ласка де".split())


@lru_cache(maxsize=2)
def english(rare: bool = True) -> frozenset[str]:
    """English words: the commonest of ``lexicon/english.tsv`` and, with ``rare``, its rest and the lexicon's own."""
    from bot.assistant.nlu import glossary  # the glossary reads words, whose language this module tells

    text = (Path(__file__).parent / "lexicon" / "english.tsv").read_text(encoding="utf-8")
    common, _, others = text.partition(_RARE)
    lines = (line.split("#")[0] for line in (f"{common}\n{others}" if rare else common).splitlines())
    found = frozenset(word for line in lines for word in line.split())
    return found | glossary.english_words() if rare else found


def is_english(word: str, *, rare: bool = True) -> bool:
    """Whether a lower-cased Latin word is English; without ``rare`` only the commonest words are."""
    words = english(rare)
    if word in words:
        return True
    for ending, bases in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            if any(stem + base in words for base in bases):
                return True
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in words:
                return True
    return False


def is_ukrainian(text: str) -> bool:
    """Whether a lower-cased Cyrillic text has letters or words that Russian has not."""
    if _UKRAINIAN_LETTERS.search(text):
        return True
    words = set(re.findall(r"[а-яіїєґ'’]+", text))
    return bool(words & (_UKRAINIAN_WORDS - _NOT_EVIDENCE))
