"""A linear softmax over rows that are partly dense and partly sparse, fitted in single precision.

Multinomial logistic regression as scikit-learn's, by the same search (L-BFGS) from the same start. Its library takes one
matrix, and the encoder's means inside a sparse one cost ten times what they cost the machine's dense products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.optimize

from bot.assistant.nlu.encoder import Vectors

# Stopped early on purpose: more turns only sharpen the fit to the training messages.
TURNS = 40


@dataclass(frozen=True)
class Softmax:
    """A trained linear softmax: weights (features, classes) and bias (classes)."""

    weights: Vectors
    bias: Vectors

    @classmethod
    def fit(cls, rows: Any, labels: Sequence[Any], *, strength: float) -> Softmax:
        """From ``rows``, one matrix or several side by side; a larger ``strength`` follows the data more closely.

        The classes are the sorted distinct ``labels``.
        """
        parts = list(rows) if isinstance(rows, list | tuple) else [rows]
        names, places = np.unique(np.asarray(labels), return_inverse=True)
        met = np.concatenate([_met(part) for part in parts])
        # What stands in none of the rows has no slope and stays at zero: of one question's answers that is most strings.
        search = _Search([part[:, _met(part)] for part in parts], places, len(names), 1.0 / (strength * len(places)))
        start = np.zeros((int(met.sum()) + 1) * len(names))
        found = scipy.optimize.minimize(
            search, start, jac=True, method="L-BFGS-B", options={"maxiter": TURNS, "maxls": 50}
        )
        learnt = found.x.reshape(-1, len(names)).astype(np.float32)
        weights = np.zeros((len(met), len(names)), dtype=np.float32)
        weights[met] = learnt[:-1]
        return cls(weights, learnt[-1])

    def log_probabilities(self, rows: Any) -> Vectors:
        """Shape (rows, classes); ``rows`` as for ``fit``."""
        parts = list(rows) if isinstance(rows, list | tuple) else [rows]
        return logs(_scores(parts, self.weights) + self.bias)


def logs(values: Vectors) -> Vectors:
    """Log-probabilities of a softmax over rows."""
    values = values - values.max(axis=1, keepdims=True)
    found: Vectors = values - np.log(np.exp(values).sum(axis=1, keepdims=True))
    return found


def _met(part: Any) -> Any:
    """Which columns of one matrix hold anything."""
    return np.ones(part.shape[1], dtype=bool) if isinstance(part, np.ndarray) else part.getnnz(axis=0) > 0


def _scores(parts: Sequence[Any], weights: Vectors) -> Vectors:
    at, total = 0, None
    for part in parts:
        one = np.asarray(part @ weights[at : at + part.shape[1]])
        total = one if total is None else total + one
        at += part.shape[1]
    assert total is not None
    return total


class _Search:
    """Mean loss with its slope, for weights flattened as (features + bias, classes)."""

    def __init__(self, parts: Sequence[Any], places: Any, count: int, stiffness: float) -> None:
        self._parts, self._places, self._count, self._stiffness = parts, places, count, stiffness
        # A sparse matrix turned once is several times faster than one turned in every step.
        self._turned = [part.T if isinstance(part, np.ndarray) else part.T.tocsr() for part in parts]

    def __call__(self, flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(-1, self._count)
        short = weights.astype(np.float32)
        found = logs(_scores(self._parts, short[:-1]) + short[-1])
        rows = np.arange(len(found))
        loss = -float(found[rows, self._places].mean(dtype=np.float64))
        error = np.exp(found)
        error[rows, self._places] -= 1
        error /= np.float32(len(found))
        slope = np.concatenate([*(np.asarray(part @ error) for part in self._turned), error.sum(axis=0, keepdims=True)])
        slope = slope.astype(np.float64)
        slope[:-1] += self._stiffness * weights[:-1]
        return loss + 0.5 * self._stiffness * float((weights[:-1] ** 2).sum()), slope.ravel()
