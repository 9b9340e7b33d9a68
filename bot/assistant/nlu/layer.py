"""One transformer layer with its gradient, in NumPy: what a copy of an upper layer of the encoder is taught with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bot.assistant.nlu.encoder import Vectors

_NORMS = ("norm1", "norm2")
_HALF, _ONE = np.float32(0.5), np.float32(1)
_CUBE, _ROOT = np.float32(0.044715 * 0.7978845608), np.float32(0.7978845608)


class Layer:
    """Weights by name; states are (size, texts * longest), a mask of (texts, longest) says which columns are real."""

    def __init__(self, weights: dict[str, Vectors], heads: int) -> None:
        self.weights = weights
        self._heads = heads
        self._kept: dict[str, Any] = {}

    @classmethod
    def copy_of(cls, layer: Mapping[str, Any], heads: int) -> Layer:
        """A copy of an encoder's layer, free to change."""
        weights = {name: layer[name].copy() for name in layer if name != "norms"}
        for name, (weight, bias) in zip(_NORMS, layer["norms"], strict=True):
            weights[name], weights[f"{name}_bias"] = weight.copy(), bias.copy()
        return cls(weights, heads)

    def forward(self, flat: Vectors, mask: Vectors, *, learning: bool = False) -> Vectors:
        """States after this layer; while learning what ``backward`` needs is kept."""
        w = self.weights
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
        if learning:
            self._kept = {
                "flat": flat, "query": query, "key": key, "value": value, "scores": scores, "mixed": mixed,
                "middle": middle, "norm1": norm1, "raised": raised, "bent": bent, "tanh": tanh, "norm2": norm2,
            }  # fmt: skip
        return result

    def backward(self, slope: Vectors, *, lowest: bool = False) -> tuple[Vectors, dict[str, Vectors]]:
        """From the slope of the last ``forward``'s result: the slope of its states, and those of all weights.

        Of the ``lowest`` layer nobody asks for the first; it is left out (a twelfth of the work).
        """
        w, k = self.weights, self._kept
        slope, own = _norm_back(slope, w["norm2"], *k["norm2"], "norm2")
        own |= {"down": slope @ k["bent"].T, "down_bias": slope.sum(axis=1, keepdims=True)}
        raised = _gelu_back(w["down"].T @ slope, k["raised"], k["tanh"])
        own |= {"up": raised @ k["middle"].T, "up_bias": raised.sum(axis=1, keepdims=True)}
        slope, norms = _norm_back(w["up"].T @ raised + slope, w["norm1"], *k["norm1"], "norm1")
        own |= norms | {"out": slope @ k["mixed"].T, "out_bias": slope.sum(axis=1, keepdims=True)}
        joint = self._attention_back(w["out"].T @ slope)
        own |= {"qkv": joint @ k["flat"].T, "qkv_bias": joint.sum(axis=1, keepdims=True)}
        self._kept = {}
        return slope if lowest else w["qkv"].T @ joint + slope, own

    def _attention_back(self, slope: Vectors) -> Vectors:
        k = self._kept
        query, key, value, scores = k["query"], k["key"], k["value"], k["scores"]
        batch, heads, width, length = query.shape
        mixed = slope.reshape(heads, width, batch, length).transpose(2, 0, 1, 3)
        to_value = mixed @ scores
        to_scores = mixed.swapaxes(-1, -2) @ value
        to_scores = scores * (to_scores - (to_scores * scores).sum(axis=-1, keepdims=True)) / np.float32(np.sqrt(width))
        joint = np.stack([key @ to_scores.swapaxes(-1, -2), query @ to_scores, to_value])
        flat: Vectors = joint.transpose(0, 2, 3, 1, 4).reshape(3 * heads * width, batch * length)
        return flat


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
