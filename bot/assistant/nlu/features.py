"""What the linear part of the classifier sees in a message: lemmas, letters, gloss words, facts and shape.

Everything is a string, counted; ``NGramTable`` turns strings into weighted sparse rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot import memory
from bot.assistant import facts
from bot.assistant.nlu import english, glossary, morph, words
from bot.assistant.nlu.words import Reading

# Facts are counted by name and code, so the day they are read on does not matter.
_ANY_DAY = date(2026, 1, 1)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EMOJI = re.compile(r"[\U0001F000-\U0001FFFF\u2600-\u27BF]")
_NAME_LIKE = re.compile(r"[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ']+(?: [A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ']+){1,2}[.!]?")
Vectors = NDArray[np.float32]
BLOCKS = ("lemmas", "letters", "gloss", "shape")
_LEAST = {"lemmas": 2, "letters": 3, "gloss": 2, "shape": 3}
_LONGEST_GRAM = 5


@memory.for_a_turn(512)
def gloss(text: str) -> str:
    """The message in the encoder's English."""
    return glossary.load().gloss(words.read(text)).text


@memory.for_a_turn(64)
def blocks(text: str) -> dict[str, list[str]]:
    """The features of a message by block (``BLOCKS``), each with its repetitions; not to be changed in place."""
    reading = words.read(text)
    lang = "uk" if reading.lang == "uk" else "ru"
    forms = [part for word in reading.words for part in word.form.split()]
    return {
        "lemmas": _one_and_two([morph.lemma(form, lang) for form in forms]),
        "letters": [gram for form in forms for gram in _letters(form)],
        "gloss": _one_and_two([english.base(word) for word in gloss(text).split()]),
        "shape": _shape(reading),
    }


def _one_and_two(parts: list[str]) -> list[str]:
    return parts + [f"{left} {right}" for left, right in pairwise(parts)]


def _letters(form: str) -> Iterable[str]:
    padded = f" {form} "
    for length in range(2, _LONGEST_GRAM + 1):
        if len(padded) <= length:
            yield padded
            return
        yield from (padded[at : at + length] for at in range(len(padded) - length + 1))


def _shape(reading: Reading) -> list[str]:
    """Facts stated, length, script, punctuation: what tells «Иван Петров» from «иван петров кто это»."""
    text, count = reading.text, len(reading.words)
    found = [
        f"length {count}" if count < 7 else "length short" if count < 15 else "length long",
        f"lang {reading.lang}",
    ]
    for fact in facts.read_words(reading, _ANY_DAY):
        found.append(f"fact {fact.name}")
        if isinstance(fact.value, str) and not _ISO_DATE.match(fact.value):
            found.append(f"fact {fact.name} {fact.value}")
    glossed = glossary.load().gloss(reading)
    found.append(f"unknown {4 * len(glossed.unknown) // max(1, glossed.words)}")
    signs = {
        "question": "?" in text, "layout": reading.wrong_layout, "emoji": bool(_EMOJI.search(text)),
        "capitals": text.isupper(), "digits": bool(re.search(r"\d", text)), "unit": bool(re.search(r"\d{5}", text)),
        "name": bool(_NAME_LIKE.fullmatch(text.strip())),
    }  # fmt: skip
    return found + [name for name, there in signs.items() if there]


class NGramTable:
    """Counts of strings as sparse rows: 1 + log of the count, times rarity, each row of length one.

    ``state`` is plain JSON. Strings never met in training are left out.
    """

    def __init__(self, rarity: dict[str, float]) -> None:
        self._places = {gram: place for place, gram in enumerate(rarity)}
        self._rarity = np.array(list(rarity.values()), dtype=np.float32)

    @classmethod
    def fit(cls, rows: Sequence[Sequence[str]], least: int) -> NGramTable:
        """Learn which strings occur in at least ``least`` rows, and how rare each is."""
        met: Counter[str] = Counter()
        for row in rows:
            met.update(set(row))
        kept = sorted(gram for gram, count in met.items() if count >= least)
        return cls({gram: float(np.log((1 + len(rows)) / (1 + met[gram])) + 1) for gram in kept})

    @property
    def size(self) -> int:
        """How many strings are known."""
        return len(self._places)

    def state(self) -> dict[str, float]:
        """What ``NGramTable`` needs to be made again."""
        return dict(zip(self._places, map(float, self._rarity), strict=True))

    def rows(self, rows: Sequence[Sequence[str]]) -> Any:
        """A sparse matrix of shape (rows, size)."""
        weighted = [self.weighted(row) for row in rows]
        starts = np.cumsum([0, *(len(places) for places, _ in weighted)])
        columns = np.concatenate([places for places, _ in weighted])
        data = np.concatenate([weights for _, weights in weighted])
        return csr_matrix((data, columns, starts), shape=(len(rows), self.size), dtype=np.float32)

    def weighted(self, row: Sequence[str]) -> tuple[NDArray[np.int64], Vectors]:
        """Places of the known strings of one row, and their weights."""
        counts: dict[int, int] = {}
        for gram in row:
            place = self._places.get(gram)
            if place is not None:
                counts[place] = counts.get(place, 0) + 1
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        numbers = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(numbers)) * self._rarity[places]
        length = float(np.sqrt(weights @ weights)) or 1.0
        return places, (weights / np.float32(length)).astype(np.float32)


def fit_tables(messages: Sequence[dict[str, list[str]]]) -> dict[str, NGramTable]:
    """One table a block."""
    return {name: NGramTable.fit([message[name] for message in messages], _LEAST[name]) for name in BLOCKS}


def weighted(tables: dict[str, NGramTable], message: dict[str, list[str]]) -> tuple[NDArray[np.int64], Vectors]:
    """The same row as ``sparse_rows`` for one message, as places and weights: no sparse matrix is made."""
    places, weights, offset = [], [], 0
    for name in BLOCKS:
        found, values = tables[name].weighted(message[name])
        places.append(found + offset)
        weights.append(values)
        offset += tables[name].size
    return np.concatenate(places), np.concatenate(weights)


def sparse_rows(tables: dict[str, NGramTable], messages: Sequence[dict[str, list[str]]]) -> Any:
    """The blocks side by side, shape (messages, all known strings)."""
    from scipy.sparse import hstack

    return hstack([tables[name].rows([message[name] for message in messages]) for name in BLOCKS]).tocsr()
