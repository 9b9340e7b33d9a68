"""How much a sentence is like those that hurt their signer, learnt from the letters of sentences people wrote.

Counting words (resemblance.py) is blind to a word that no sentence had. Here a sentence is its words, its pairs of
words and every run of two to five letters in them; which of these tell danger is learnt from
``templates/shared/sentences.tsv`` (logistic regression) and kept in ``sentences.weights`` beside it, because learning
takes seconds. ``python -c "from bot.reports import letters; letters.keep()"`` learns them anew; a test says when that
is due.
"""

from __future__ import annotations

import math
import random
import re
from array import array
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from zlib import crc32

from bot.reports.resemblance import HARMLESS, OWN_WORDS, sentences

WEIGHTS = Path(__file__).parents[2] / "templates" / "shared" / "sentences.weights"
_WORD = re.compile(r"[а-яё]+|[.,!?—:;]")
_RUNS = (2, 3, 4, 5)
_PLACES = 1 << 14  # features are kept by their checksum: collisions cost less than a file of all runs would
_ROUNDS, _STEP, _HOLD = 40, 2.0, 0.0004  # passes over the sentences, the first step, the pull towards nothing
_FEWEST = 4  # words: fewer, such as a diagnosis or a title, are no sentence to be weighed
_FINE = 24  # steps a weight of one is kept in


def danger(sentence: str) -> float:
    """The probability, between 0 and 1, that a sentence hurts its signer; 0 of fewer than four Russian words."""
    places = features(sentence)
    return probability(places, *_kept()) if places else 0.0


def features(sentence: str) -> tuple[int, ...]:
    """Where the weights of a sentence's features are kept, each once."""
    words = _WORD.findall(sentence.lower().replace("ё", "е"))
    if sum(word[0].isalpha() for word in words) < _FEWEST:
        return ()
    found = {f"{one}_{other}" for one, other in pairwise(["^", *words, "$"])} | {f"w {word}" for word in words}
    for word in words:
        if word[0].isalpha():
            framed = f"<{word}>"
            found.update(framed[at : at + run] for run in _RUNS for at in range(len(framed) - run + 1))
    return tuple(sorted({crc32(feature.encode()) % _PLACES for feature in found}))


def rows() -> list[tuple[bool, str]]:
    """What is learnt from: whether it is dangerous, and the sentence."""
    return [(kind != HARMLESS, sentence) for kind, sentence in sentences() if kind in (HARMLESS, *OWN_WORDS)]


def learnt(of: Sequence[tuple[bool, str]]) -> tuple[array[int], int]:
    """Weights and what is added to all, learnt from rows; the same rows give the same weights."""
    seen = [(dangerous, features(sentence)) for dangerous, sentence in of]
    weights, base = [0.0] * _PLACES, 0.0
    order = random.Random(0)
    for at in range(_ROUNDS):
        step = _STEP / (1 + at / 4)
        order.shuffle(seen)
        for dangerous, places in seen:
            size = 1 / math.sqrt(len(places) or 1)
            total = base + size * sum(weights[place] for place in places)
            wrong = (1.0 if dangerous else 0.0) - 1 / (1 + math.exp(-total))
            base += step * 0.05 * wrong
            for place in places:
                weights[place] += step * (wrong * size - _HOLD * weights[place])
    return array("b", [max(-127, min(127, round(weight * _FINE))) for weight in weights]), round(base * _FINE)


def digest() -> str:
    """What the rows are known by."""
    return sha256(repr(rows()).encode()).hexdigest()[:16]


def keep() -> None:
    """Learn the weights from the sentences and write them down."""
    weights, base = learnt(rows())
    WEIGHTS.write_text(f"{digest()} {base} {b64encode(weights.tobytes()).decode()}\n", encoding="ascii")


def kept_for() -> str:
    """The digest of the rows that the weights kept were learnt from."""
    return WEIGHTS.read_text(encoding="ascii").split()[0]


@lru_cache(maxsize=1)
def _kept() -> tuple[array[int], int]:
    _, base, weights = WEIGHTS.read_text(encoding="ascii").split()
    return array("b", b64decode(weights)), int(base)


def probability(places: Sequence[int], weights: Sequence[int], base: int) -> float:
    """The probability of danger by weights as ``learnt`` gives them, for a sentence that has features."""
    total = base + sum(weights[place] for place in places) / math.sqrt(len(places))
    return 1 / (1 + math.exp(-total / _FINE))
