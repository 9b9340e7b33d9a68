"""The encoder's upper layer taught our intents: one transformer layer with its gradient, in NumPy.

Only the last layer is taught, on the states that the layers below give; a copy is changed, the bundled weights stay.
Three passes over ten thousand messages take under a minute on two cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.assistant.nlu.encoder import Encoder, States, Vectors

_NORMS = ("norm1", "norm2")
_HALF, _ONE = np.float32(0.5), np.float32(1)
_CUBE, _ROOT = np.float32(0.044715 * 0.7978845608), np.float32(0.7978845608)


@dataclass(frozen=True)
class Teaching:
    """How the layer is taught. The figures were chosen by cross-validation (docs/nlu-comparison.md)."""

    passes: int = 3
    batch: int = 64
    rate: float = 8e-4
    head_rate: float = 3e-3
    dropout: float = 0.1
    smoothing: float = 0.05
    decay: float = 0.01
    warm_up: int = 60
    seed: int = 0


class TunedLayer:
    """A transformer layer and a softmax over the mean of its states."""

    def __init__(self, weights: dict[str, Vectors], heads: int) -> None:
        self.weights = weights
        self._heads = heads
        self._kept: dict[str, Any] = {}

    @classmethod
    def fit(cls, encoder: Encoder, states: Sequence[Vectors], labels: NDArray[np.int64], classes: int,
            how: Teaching | None = None) -> TunedLayer:  # fmt: skip
        """Teach a copy of the encoder's last layer. ``states`` are (size, pieces), one a text, from the layer below."""
        how = how or Teaching()
        layer = cls(_copy(encoder, classes), encoder.heads)
        random = np.random.default_rng(how.seed)
        batches = (len(states) + how.batch - 1) // how.batch
        memory = _Adam()
        for turn in range(how.passes):
            jitter = random.random(len(states)) * 4
            order = sorted(range(len(states)), key=lambda row: states[row].shape[1] + jitter[row])
            groups = [order[at : at + how.batch] for at in range(0, len(order), how.batch)]
            for at, group in enumerate(random.permutation(len(groups))):
                step = turn * batches + at
                pace = min(1.0, (step + 1) / how.warm_up) * (1 - step / (how.passes * batches))
                layer._learn([states[row] for row in groups[group]], labels[groups[group]], how, random, memory, pace)
        layer._kept = {}
        return layer

    def predict(self, states: Sequence[Vectors]) -> Vectors:
        """Probabilities, shape (texts, classes)."""
        pooled, _ = self._pooled(*_together(states))
        return _softmax(self.weights["head"] @ pooled + self.weights["head_bias"]).T

    def _learn(self, states: list[Vectors], labels: NDArray[np.int64], how: Teaching, random: np.random.Generator,
               memory: _Adam, pace: float) -> None:  # fmt: skip
        flat, mask = _together(states)
        pooled, shares = self._pooled(flat, mask)
        kept = (random.random(pooled.shape) > how.dropout).astype(np.float32) / np.float32(1 - how.dropout)
        dropped = pooled * kept
        found = _softmax(self.weights["head"] @ dropped + self.weights["head_bias"])
        count = found.shape[0]
        wanted = np.full_like(found, how.smoothing / count)
        wanted[labels, np.arange(len(labels))] += np.float32(1 - how.smoothing)
        error = (found - wanted) / np.float32(len(labels))
        slopes = {"head": error @ dropped.T, "head_bias": error.sum(axis=1, keepdims=True)}
        back = (self.weights["head"].T @ error) * kept
        spread = (back[:, :, None] * shares[None]).reshape(flat.shape).astype(np.float32)
        memory.step(self.weights, slopes, how.head_rate * pace, how.decay)
        memory.step(self.weights, self._backward(spread), how.rate * pace, how.decay)

    def _pooled(self, flat: Vectors, mask: Vectors) -> tuple[Vectors, Vectors]:
        shares = mask / mask.sum(axis=1, keepdims=True)
        state = self._forward(flat, mask)
        return np.einsum("sbl,bl->sb", state.reshape(len(flat), *mask.shape), shares), shares

    def _forward(self, flat: Vectors, mask: Vectors) -> Vectors:
        w, keep = self.weights, self._kept
        size, columns = flat.shape
        batch, length = mask.shape
        width = size // self._heads
        joint = w["qkv"] @ flat + w["qkv_bias"]
        query, key, value = joint.reshape(3, self._heads, width, batch, length).transpose(0, 3, 1, 2, 4)
        scores = query.swapaxes(-1, -2) @ key / np.float32(np.sqrt(width))
        scores = scores + ((_ONE - mask) * np.float32(-1e9))[:, None, None, :]
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (value @ scores.swapaxes(-1, -2)).transpose(1, 2, 0, 3).reshape(size, columns)
        middle, norm1 = _norm(w["out"] @ mixed + w["out_bias"] + flat, w["norm1"], w["norm1_bias"])
        raised = w["up"] @ middle + w["up_bias"]
        bent, tanh = _gelu(raised)
        result, norm2 = _norm(w["down"] @ bent + w["down_bias"] + middle, w["norm2"], w["norm2_bias"])
        keep.update(flat=flat, query=query, key=key, value=value, scores=scores, mixed=mixed, middle=middle,
                    norm1=norm1, raised=raised, bent=bent, tanh=tanh, norm2=norm2)  # fmt: skip
        return result

    def _backward(self, slope: Vectors) -> dict[str, Vectors]:
        """Slopes of all weights from the slope of the result; the layers below are not taught."""
        w, k = self.weights, self._kept
        slope, own = _norm_back(slope, w["norm2"], *k["norm2"], "norm2")
        own |= {"down": slope @ k["bent"].T, "down_bias": slope.sum(axis=1, keepdims=True)}
        raised = _gelu_back(w["down"].T @ slope, k["raised"], k["tanh"])
        own |= {"up": raised @ k["middle"].T, "up_bias": raised.sum(axis=1, keepdims=True)}
        slope, norms = _norm_back(w["up"].T @ raised + slope, w["norm1"], *k["norm1"], "norm1")
        own |= norms | {"out": slope @ k["mixed"].T, "out_bias": slope.sum(axis=1, keepdims=True)}
        return own | self._attention_back(w["out"].T @ slope)

    def _attention_back(self, slope: Vectors) -> dict[str, Vectors]:
        k = self._kept
        query, key, value, scores = k["query"], k["key"], k["value"], k["scores"]
        batch, heads, width, length = query.shape
        mixed = slope.reshape(heads, width, batch, length).transpose(2, 0, 1, 3)
        to_value = mixed @ scores
        to_scores = mixed.swapaxes(-1, -2) @ value
        to_scores = scores * (to_scores - (to_scores * scores).sum(axis=-1, keepdims=True)) / np.float32(np.sqrt(width))
        joint = np.stack([key @ to_scores.swapaxes(-1, -2), query @ to_scores, to_value])
        flat = joint.transpose(0, 2, 3, 1, 4).reshape(3 * heads * width, batch * length)
        return {"qkv": flat @ k["flat"].T, "qkv_bias": flat.sum(axis=1, keepdims=True)}


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


def _copy(encoder: Encoder, classes: int) -> dict[str, Vectors]:
    last = encoder.layers[-1]
    weights = {name: last[name].copy() for name in last if name != "norms"}
    for name, (weight, bias) in zip(_NORMS, last["norms"], strict=True):
        weights[name], weights[f"{name}_bias"] = weight.copy(), bias.copy()
    weights["head"] = np.zeros((classes, encoder.size), dtype=np.float32)
    weights["head_bias"] = np.zeros((classes, 1), dtype=np.float32)
    return weights


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


def _norm(values: Vectors, weight: Vectors, bias: Vectors) -> tuple[Vectors, tuple[Vectors, Vectors]]:
    values = values - values.mean(axis=0)
    spread: Vectors = np.sqrt((values * values).mean(axis=0) + np.float32(1e-12))
    normed: Vectors = values / spread
    return normed * weight + bias, (normed, spread)


def _norm_back(
    slope: Vectors, weight: Vectors, normed: Vectors, spread: Vectors, name: str
) -> tuple[Vectors, dict[str, Vectors]]:
    own: dict[str, Vectors] = {
        name: (slope * normed).sum(axis=1, keepdims=True), f"{name}_bias": slope.sum(axis=1, keepdims=True)
    }  # fmt: skip
    slope = slope * weight
    back: Vectors = (slope - slope.mean(axis=0) - normed * (slope * normed).mean(axis=0)) / spread
    return back, own


def _gelu(values: Vectors) -> tuple[Vectors, Vectors]:
    tanh: Vectors = np.tanh(values * (values * values * _CUBE + _ROOT))
    raised: Vectors = values * _HALF * (tanh + _ONE)
    return raised, tanh


def _gelu_back(slope: Vectors, values: Vectors, tanh: Vectors) -> Vectors:
    inner = _ROOT + np.float32(3) * _CUBE * values * values
    back: Vectors = slope * (_HALF * (_ONE + tanh) + _HALF * values * (_ONE - tanh * tanh) * inner)
    return back


__all__ = ["States", "Teaching", "TunedLayer"]
