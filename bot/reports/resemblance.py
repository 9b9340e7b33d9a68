"""How much a sentence resembles those that hurt their signer, counted from sentences people wrote.

No list of phrases reaches every deed. So a second opinion counts, in ``templates/shared/sentences.tsv``, how often a
word, a word in its person and tense, and a pair of words stand in dangerous sentences and how often in their harmless
neighbours (naive Bayes, every feature once). Only the kinds in which a man speaks of himself are counted: what may not
be named is lists of nouns, and those are read by patterns.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bot.reports.grammar.morphology import morph

HARMLESS = "harmless"
OWN_WORDS = ("refusal", "absence", "admission", "unilateral", "false_illness", "threat")
_WORD = re.compile(r"[а-яё]+|[.,!?—:;]", re.IGNORECASE)
_LETTER = re.compile(r"[а-яё]")
_TOLD = ("1per", "3per", "past", "sing", "plur", "INFN", "VERB", "NOUN", "nomn", "anim")
_SMOOTH = 0.3  # of a feature that was never seen on one side
_TWICE = 2  # a feature of one sentence alone says nothing of the next
_FEW = 10  # features: fewer are weighed as if there were so many, or one rare word would stop a sentence


@dataclass(frozen=True, slots=True)
class Resemblance:
    """What a sentence is like: ``kind`` of danger nearest to it, ``score`` above 0 where danger is nearer.

    The score is the logarithm of the odds, by the square root of the number of features: words of one sentence are no
    independent witnesses, and a long one would always be sure.
    """

    kind: str
    score: float


class Counted:
    """Features counted by kind. ``rows`` are (kind, sentence)."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        counts: dict[str, Counter[str]] = {kind: Counter() for kind in (HARMLESS, *OWN_WORDS)}
        self._words: dict[str, tuple[str, str]] = {}  # of the rows alone: of what people write nothing is kept
        for kind, sentence in rows:
            self._words.update({word: _read(word) for word in _written(sentence) if word not in self._words})
            counts[kind].update(self.features(sentence))
        seen: Counter[str] = Counter()
        for counted in counts.values():
            seen.update(counted)
        kept = [feature for feature, times in seen.items() if times >= _TWICE]
        harmless = counts.pop(HARMLESS)
        danger: Counter[str] = Counter()
        for counted in counts.values():
            danger.update(counted)
        self._danger = _against(harmless, danger, kept)
        self._kinds = {kind: _against(harmless, counted, kept) for kind, counted in counts.items()}

    def features(self, sentence: str) -> set[str]:
        """Words by dictionary form, the same with person and tense, and pairs of neighbours."""
        words = [self._words.get(word) or _read(word) for word in _written(sentence)]
        forms = [form for form, _ in words]
        pairs = {f"{one} {other}" for one, other in pairwise(["^", *forms, "$"]) if _LETTER.search(one + other)}
        return pairs.union(*((form, told) for form, told in words if told))

    def of(self, sentence: str) -> Resemblance:
        """What the sentence is like; the score is 0 where none of its words was ever counted."""
        held = [feature for feature in self.features(sentence) if feature in self._danger]
        kind = max(self._kinds, key=lambda kind: sum(self._kinds[kind][feature] for feature in held))
        return Resemblance(kind, sum(self._danger[feature] for feature in held) / math.sqrt(max(len(held), _FEW)))


@lru_cache(maxsize=1)
def counted() -> Counted:
    """The sentences that are shipped, counted once."""
    return Counted((kind, sentence) for kind, sentence in sentences() if kind in (HARMLESS, *OWN_WORDS))


def sentences() -> Iterator[tuple[str, str]]:
    """Kind and sentence of every row of ``templates/shared/sentences.tsv``."""
    path = Path(__file__).parents[2] / "templates" / "shared" / "sentences.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _, sentence = line.partition("\t")
        yield kind, sentence


def _against(harmless: Counter[str], danger: Counter[str], kept: Iterable[str]) -> dict[str, float]:
    """Of each feature the logarithm of how much oftener it stands in dangerous sentences than in harmless ones."""
    features = list(kept)
    total = [sum(side[feature] for feature in features) + _SMOOTH * len(features) for side in (harmless, danger)]
    return {
        feature: math.log((danger[feature] + _SMOOTH) / total[1]) - math.log((harmless[feature] + _SMOOTH) / total[0])
        for feature in features
    }


def _written(sentence: str) -> list[str]:
    return _WORD.findall(sentence.lower())


def _read(word: str) -> tuple[str, str]:
    """The dictionary form of a word, and with it what tells who acts and when; of a stop the second is empty."""
    if not word.isalpha():
        return word, ""
    parse = morph().parse(word)[0]
    return parse.normal_form, "/".join((parse.normal_form, *(one for one in _TOLD if one in parse.tag.grammemes)))
