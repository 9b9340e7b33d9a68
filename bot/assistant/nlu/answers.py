"""What a message says to the question asked: classified among that question's own answers, before any topic.

For each question a softmax over its values and the acts that answer nothing (``bot.reading.ACTS``), and beside it one
softmax of all questions together over «gives an answer» and the acts, for what is common to them («не скажу»,
«а зачем вам?»). Both see the encoder's vector of the message in its English gloss, and its words and letters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.assistant.nlu import encoder, features
from bot.assistant.nlu.encoder import UPPER_LAYERS, Encoder, Vectors
from bot.assistant.nlu.features import NGramTable
from bot.assistant.nlu.softmax import Softmax
from bot.reading.ways import ACTS, Way

ANSWERED = "answered"  # in the common softmax: any value at all
# The share of the common softmax, of the words beside the meaning, and how closely the rows are followed; chosen on
# halves of the rows that the other half had not seen (docs/decisions.md).
COMMON = 0.25
WORDS = 0.8
STRENGTH = 12.0
BLOCKS = {"lemmas": 1, "letters": 2, "gloss": 1}


class AnswerModel:
    """Ranks what a message may say to a question. Made by ``fit`` or ``load``."""

    def __init__(self, encoder: Encoder, middle: Vectors, tables: Mapping[str, NGramTable], classes: Mapping[str, Sequence[str]],
                 own: Mapping[str, Softmax], common: Softmax, acts: Sequence[str]) -> None:  # fmt: skip
        self.classes = classes
        self._encoder = encoder
        self._middle = middle
        self._tables = tables
        self._own = own
        self._common = common
        self._acts = list(acts)

    @classmethod
    def fit(cls, rows: Sequence[Way], encoder: Encoder) -> AnswerModel:
        """From the ways to answer, of all questions."""
        texts = [row.text for row in rows]
        counted = [features.blocks(text) for text in texts]
        tables = {name: NGramTable.fit([row[name] for row in counted], least) for name, least in BLOCKS.items()}
        means = _means(encoder, texts)
        middle = means.mean(axis=0)
        seen = _seen(means - middle, tables, counted)
        acts = [row.kind if row.kind in ACTS else ANSWERED for row in rows]
        common = Softmax.fit(seen, acts, strength=STRENGTH)
        classes: dict[str, list[str]] = {}
        own: dict[str, Softmax] = {}
        for question in dict.fromkeys(row.question for row in rows):
            at = [place for place, row in enumerate(rows) if row.question == question]
            kinds = [rows[place].kind for place in at]
            classes[question] = sorted(set(kinds))
            own[question] = Softmax.fit([part[at] for part in seen], kinds, strength=STRENGTH)
        return cls(encoder, middle, tables, classes, own, common, sorted(set(acts)))

    def ranking(self, question: str, text: str) -> list[tuple[str, float]]:
        """Values and acts with their probability, the likeliest first; empty for a question that has no file."""
        if question not in self._own:
            return []
        row = _seen(_means(self._encoder, [text]) - self._middle, self._tables, [features.blocks(text)])
        common = np.exp(self._common.log_probabilities(row)[0])
        by_act = dict(zip(self._acts, common, strict=True))
        own = np.exp(self._own[question].log_probabilities(row)[0])
        names = self.classes[question]
        given = sum(share for name, share in zip(names, own, strict=True) if name not in ACTS)
        joined = {}
        for name, share in zip(names, own, strict=True):
            # What all questions have in common says nothing of which value it is: it is parted as the own softmax does.
            wide = by_act.get(name, 0.0) if name in ACTS else by_act[ANSWERED] * share / max(given, 1e-9)
            joined[name] = float((1 - COMMON) * share + COMMON * wide)
        whole = sum(joined.values()) or 1.0
        return sorted(((name, share / whole) for name, share in joined.items()), key=lambda one: -one[1])

    def save(self, folder: Path) -> None:
        """Write ``answers.npz`` and ``answers.json``."""
        arrays = {"middle": self._middle, "common.weights": self._common.weights, "common.bias": self._common.bias}
        for question, own in self._own.items():
            arrays |= {f"{question}.weights": own.weights.astype(np.float16), f"{question}.bias": own.bias}
        np.savez(folder / "answers.npz", **arrays)  # type: ignore[arg-type]
        told = {"encoder": self._encoder.sha256, "classes": dict(self.classes), "acts": self._acts,
                "tables": {name: table.state() for name, table in self._tables.items()}}  # fmt: skip
        (folder / "answers.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> AnswerModel:
        """What ``save`` wrote. Raises OSError, KeyError, ValueError."""
        told = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
        with np.load(folder / "answers.npz", allow_pickle=False) as arrays:
            own = {name: _softmax(arrays, name) for name in told["classes"]}
            common, middle = _softmax(arrays, "common"), arrays["middle"]
        tables = {name: NGramTable(state) for name, state in told["tables"].items()}
        return cls(encoder.load(), middle, tables, told["classes"], own, common, told["acts"])


def _softmax(arrays: Any, name: str) -> Softmax:
    return Softmax(arrays[f"{name}.weights"].astype(np.float32), arrays[f"{name}.bias"])


def _means(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    return encoder.encode([features.gloss(text) for text in texts], UPPER_LAYERS)


def _seen(means: Vectors, tables: Mapping[str, NGramTable], counted: Sequence[Mapping[str, list[str]]]) -> list[Any]:
    """Meaning and words side by side, each part of length one a row: dense (texts, ...), then sparse (texts, ...)."""
    from scipy.sparse import hstack

    length = np.linalg.norm(means, axis=1, keepdims=True)
    meaning = means / np.where(length > 0, length, 1)
    words = [WORDS * table.rows([dict(row)[name] for row in counted]) for name, table in tables.items()]
    return [meaning, hstack(words).tocsr()]
