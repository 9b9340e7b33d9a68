"""The intent model: three opinions joined.

``tuned`` is the encoder with its last layers taught our intents, ``means`` a softmax on the means of its upper layers,
``words`` a softmax on lemmas, letters, gloss words and facts. Each is right where the others are not; their
log-probabilities are added and tempered, so that a confidence of 0.8 is right eight times of ten.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.assistant.nlu import encoder as encoders
from bot.assistant.nlu import features, thresholds, words
from bot.assistant.nlu.encoder import Encoder, States, Vectors
from bot.assistant.nlu.features import NGramTable
from bot.assistant.nlu.softmax import Softmax, logs
from bot.assistant.nlu.tuning import TAUGHT, Teaching, TunedLayers

FORMAT = 2
_WEIGHTS, _TABLES = "weights.safetensors", "model.json"


class ModelError(Exception):
    """A saved model cannot be used; ``code`` says why: ``format`` or ``encoder``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


class Look(NamedTuple):
    """What the model makes of texts, a row each: calibrated ``intents``, the ``means`` of the encoder's lower layers,
    and those of the layers that were ``taught`` our intents."""

    intents: Vectors
    means: Vectors
    taught: Vectors


class IntentModel:
    """Says which intent a message has, with calibrated confidence. Made by ``fit`` or ``load``."""

    def __init__(self, classes: Sequence[str], encoder: Encoder, tuned: TunedLayers, means: Softmax, counted: Softmax,
                 tables: dict[str, NGramTable]) -> None:  # fmt: skip
        self.classes = list(classes)
        self._encoder = encoder
        self._tuned = tuned
        self._means = means
        self._words = counted
        self._tables = tables

    @classmethod
    def fit(cls, texts: Sequence[str], intents: Sequence[str], *, folder: Path | None = None,
            how: Teaching | None = None) -> IntentModel:  # fmt: skip
        """Train on messages and their intents. ``folder`` is another encoder's, None the bundled one's."""
        classes = sorted(set(intents))
        labels = np.searchsorted(np.array(classes), np.array(intents)).astype(np.int64)
        encoder = encoders.load(folder)
        # One message after the other: each is read once and stays in the reader's memory for both.
        read = [(features.gloss(text), features.blocks(text)) for text in texts]
        states = encoder.read([gloss for gloss, _ in read], encoders.LOWER_LAYERS, under=TAUGHT)
        blocks = [counted for _, counted in read]
        tables = features.fit_tables(blocks)
        with ThreadPoolExecutor(1) as aside:  # neither part keeps two cores busy alone
            teaching = aside.submit(TunedLayers.fit, encoder, states.below, labels, len(classes), how)
            means = Softmax.fit(states.means, labels, strength=10)
            counted = Softmax.fit(features.sparse_rows(tables, blocks), labels, strength=10)
            tuned = teaching.result()
        return cls(classes, encoder, tuned, means, counted, tables)

    def opinions(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """Log-probabilities of each part, shape (texts, classes): for measuring what each adds."""
        states = self._read(texts)
        return self._opinions(texts, states.means, self._taught(states))

    def look(self, texts: Sequence[str]) -> Look:
        """What the model makes of each text, for who builds on it."""
        states = self._read(texts)
        taught = self._taught(states)
        opinions = self._opinions(texts, states.means, taught)
        return Look(join(opinions, [words.read(text).lang for text in texts]), states.means, taught)

    def _read(self, texts: Sequence[str]) -> States:
        return self._encoder.read([features.gloss(text) for text in texts], encoders.LOWER_LAYERS, under=TAUGHT)

    def _taught(self, states: States) -> Vectors:
        below = states.below
        return np.concatenate([self._tuned.means(below[at : at + 64]) for at in range(0, len(below), 64)])

    def _opinions(self, texts: Sequence[str], means: Vectors, taught: Vectors) -> dict[str, Vectors]:
        counted = [features.weighted(self._tables, features.blocks(text)) for text in texts]
        summed = np.stack([weights @ self._words.weights[places] for places, weights in counted])
        return {
            "tuned": np.log(self._tuned.predict(taught) + np.float32(1e-9)),
            "means": self._means.log_probabilities(means),
            "words": logs(summed + self._words.bias),
        }

    def predict(self, texts: Sequence[str]) -> Vectors:
        """Calibrated probabilities, shape (texts, classes)."""
        return self.look(texts).intents

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Intents of one message with their confidence, the likeliest first."""
        found = self.predict([text])[0]
        return [(self.classes[at], float(found[at])) for at in np.argsort(-found)]

    def save(self, folder: Path) -> None:
        """Write the model: weights as safetensors, tables as JSON; nothing that is run when it is read."""
        from safetensors.numpy import save_file

        tensors = {f"tuned.{name}": np.ascontiguousarray(value) for name, value in self._tuned.tensors().items()}
        for name, part in (("means", self._means), ("words", self._words)):
            tensors |= {f"{name}.weights": part.weights, f"{name}.bias": part.bias}
        save_file(tensors, str(folder / _WEIGHTS))
        tables = {name: table.state() for name, table in self._tables.items()}
        written = {"format": FORMAT, "encoder": self._encoder.sha256, "classes": self.classes, "tables": tables}
        (folder / _TABLES).write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, *, encoder_folder: Path | None = None) -> IntentModel:
        """Read a saved model. Raises ModelError where it is of another format or encoder, EncoderError without one."""
        from safetensors.numpy import load_file

        written = json.loads((folder / _TABLES).read_bytes())
        if written.get("format") != FORMAT:
            raise ModelError("format", "trained by another version: train again")
        encoder = encoders.load(encoder_folder)
        if written["encoder"] != encoder.sha256:
            raise ModelError("encoder", "trained with another encoder: train again")
        tensors = load_file(str(folder / _WEIGHTS))
        tuned = {name.removeprefix("tuned."): value for name, value in tensors.items() if name.startswith("tuned.")}
        parts = {name: Softmax(tensors[f"{name}.weights"], tensors[f"{name}.bias"]) for name in ("means", "words")}
        tables = {name: NGramTable(table) for name, table in written["tables"].items()}
        layers = TunedLayers.from_tensors(tuned, encoder.heads)
        return cls(written["classes"], encoder, layers, parts["means"], parts["words"], tables)


def join(opinions: dict[str, Vectors], langs: Sequence[str]) -> Vectors:
    """Opinions to calibrated probabilities: weighted mean of logs by the language of each message, tempered."""
    rows = [thresholds.ENGLISH_WEIGHTS if lang == "en" else thresholds.WEIGHTS for lang in langs]
    shares = {name: np.array([row[name] / sum(row.values()) for row in rows], dtype=np.float32) for name in opinions}
    total: Vectors = np.sum([shares[name][:, None] * found for name, found in opinions.items()], axis=0)
    values = total * np.float32(len(opinions) / thresholds.TEMPERATURE)
    values = np.exp(values - values.max(axis=1, keepdims=True))
    result: Vectors = values / values.sum(axis=1, keepdims=True)
    return result
