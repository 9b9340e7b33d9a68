"""The encoder's upper layers taught our intents, in NumPy.

Only the last layers are taught, on the states that the layers below give; copies are changed, the bundled weights stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.assistant.nlu.encoder import Encoder, Vectors
from bot.assistant.nlu.layer import Layer

# How many layers are taught: two told intents apart better than one; each costs half a minute of training.
TAUGHT = 2


@dataclass(frozen=True)
class Teaching:
    """How the layers are taught. The figures were chosen by cross-validation (docs/nlu-comparison.md)."""

    passes: int = 3
    batch: int = 64
    rate: float = 8e-4
    # Each layer further down is taught this much more slowly.
    slower: float = 0.5
    head_rate: float = 3e-3
    dropout: float = 0.1
    smoothing: float = 0.05
    decay: float = 0.01
    warm_up: int = 60
    seed: int = 0


class TunedLayers:
    """The last layers of an encoder, lowest first, and a softmax over the mean of their states."""

    def __init__(self, layers: Sequence[Layer], head: dict[str, Vectors]) -> None:
        self.layers = list(layers)
        self.head = head

    @classmethod
    def fit(cls, encoder: Encoder, states: Sequence[Vectors], labels: NDArray[np.int64], classes: int,
            how: Teaching | None = None) -> TunedLayers:  # fmt: skip
        """Teach copies of the last layers. ``states`` are (size, pieces), one a text, from under those layers."""
        how = how or Teaching()
        head = {
            "head": np.zeros((classes, encoder.size), dtype=np.float32),
            "head_bias": np.zeros((classes, 1), dtype=np.float32),
        }
        tuned = cls([Layer.copy_of(layer, encoder.heads) for layer in encoder.layers[-TAUGHT:]], head)
        random = np.random.default_rng(how.seed)
        batches = (len(states) + how.batch - 1) // how.batch
        memories = [_Adam() for _ in range(TAUGHT + 1)]
        for turn in range(how.passes):
            jitter = random.random(len(states)) * 4
            order = sorted(range(len(states)), key=lambda row: states[row].shape[1] + jitter[row])
            groups = [order[at : at + how.batch] for at in range(0, len(order), how.batch)]
            for at, group in enumerate(random.permutation(len(groups))):
                step = turn * batches + at
                pace = min(1.0, (step + 1) / how.warm_up) * (1 - step / (how.passes * batches))
                rows = groups[group]
                tuned._learn([states[row] for row in rows], labels[rows], how, random, memories, pace)
        return tuned

    @classmethod
    def from_tensors(cls, tensors: dict[str, Vectors], heads: int) -> TunedLayers:
        """What ``tensors`` gave, read again."""
        layers = [
            Layer({name[2:]: value for name, value in tensors.items() if name.startswith(f"{number}.")}, heads)
            for number in range(TAUGHT)
        ]
        return cls(layers, {name: tensors[name] for name in ("head", "head_bias")})

    def tensors(self) -> dict[str, Vectors]:
        """All weights by name."""
        named = {f"{number}.{name}": w for number, layer in enumerate(self.layers) for name, w in layer.weights.items()}
        return named | self.head

    def means(self, states: Sequence[Vectors]) -> Vectors:
        """Means of the states after the taught layers, shape (texts, size)."""
        return self._pooled(*_together(states), learning=False)[0].T

    def predict(self, means: Vectors) -> Vectors:
        """Probabilities for ``means``, shape (texts, classes)."""
        return _softmax(self.head["head"] @ means.T + self.head["head_bias"]).T

    def _learn(self, states: list[Vectors], labels: NDArray[np.int64], how: Teaching, random: np.random.Generator,
               memories: list[_Adam], pace: float) -> None:  # fmt: skip
        flat, mask = _together(states)
        pooled, shares = self._pooled(flat, mask, learning=True)
        kept = (random.random(pooled.shape) > how.dropout).astype(np.float32) / np.float32(1 - how.dropout)
        dropped = pooled * kept
        found = _softmax(self.head["head"] @ dropped + self.head["head_bias"])
        count = found.shape[0]
        wanted = np.full_like(found, how.smoothing / count)
        wanted[labels, np.arange(len(labels))] += np.float32(1 - how.smoothing)
        error = (found - wanted) / np.float32(len(labels))
        back = (self.head["head"].T @ error) * kept
        slopes = {"head": error @ dropped.T, "head_bias": error.sum(axis=1, keepdims=True)}
        memories[-1].step(self.head, slopes, how.head_rate * pace, how.decay)
        slope: Vectors = (back[:, :, None] * shares[None]).reshape(flat.shape).astype(np.float32)
        rate = how.rate * pace
        for layer, memory in zip(reversed(self.layers), memories, strict=False):
            slope, own = layer.backward(slope, lowest=layer is self.layers[0])
            memory.step(layer.weights, own, rate, how.decay)
            rate *= how.slower

    def _pooled(self, flat: Vectors, mask: Vectors, *, learning: bool) -> tuple[Vectors, Vectors]:
        for layer in self.layers:
            flat = layer.forward(flat, mask, learning=learning)
        shares = mask / mask.sum(axis=1, keepdims=True)
        return np.einsum("sbl,bl->sb", flat.reshape(len(flat), *mask.shape), shares), shares


class _Adam:
    """Adam with decoupled weight decay, one step count a weight."""

    def __init__(self) -> None:
        self._moments: dict[str, tuple[Vectors, Vectors, int]] = {}

    def step(self, weights: dict[str, Vectors], slopes: dict[str, Vectors], rate: float, decay: float) -> None:
        for name, slope in slopes.items():
            slope = slope.astype(np.float32, copy=False)
            first, second, count = self._moments.get(name, (np.zeros_like(slope), np.zeros_like(slope), 0))
            count += 1
            first *= np.float32(0.9)
            first += np.float32(0.1) * slope
            second *= np.float32(0.999)
            second += np.float32(0.001) * (slope * slope)
            self._moments[name] = (first, second, count)
            pace = np.float32(rate * np.sqrt(1 - 0.999**count) / (1 - 0.9**count))
            if slope.shape[1] > 1:
                weights[name] *= np.float32(1 - rate * decay)
            weights[name] -= pace * first / (np.sqrt(second) + np.float32(1e-8))


def _together(states: Sequence[Vectors]) -> tuple[Vectors, Vectors]:
    """States of several texts as one (size, texts * longest) array, and which of its columns are real."""
    longest = max(state.shape[1] for state in states)
    flat = np.zeros((states[0].shape[0], len(states), longest), dtype=np.float32)
    mask = np.zeros((len(states), longest), dtype=np.float32)
    for row, state in enumerate(states):
        flat[:, row, : state.shape[1]] = state
        mask[row, : state.shape[1]] = 1
    return flat.reshape(len(flat), -1), mask


def _softmax(values: Vectors) -> Vectors:
    values = np.exp(values - values.max(axis=0))
    result: Vectors = values / values.sum(axis=0)
    return result
