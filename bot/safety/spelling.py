"""Which words of the lexicon a word of a message may be: itself, an ending more, one typing error in a long word.

A key is a folded word of the lexicon, with ``*`` after it when the message may go on. The index looks every word of a
message up once, for all phrases together, so the size of the lexicon hardly matters.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.safety.folding import Token

FORGIVEN_FROM = 8  # letters of a lexicon word from which one typing error is forgiven


class Index:
    """All keys of a lexicon, ready for look-up."""

    def __init__(self, keys: Iterable[str]) -> None:
        """``keys`` may repeat."""
        self._keys = frozenset(keys)
        self._near: dict[str, set[str]] = defaultdict(set)
        for key in self._keys:
            word = key.rstrip("*")
            if len(word) >= FORGIVEN_FROM:
                for shorter in _shorter(word):
                    self._near[shorter].add(key)

    def places(self, tokens: Sequence[Token]) -> dict[str, tuple[int, ...]]:
        """Return the keys found in the tokens and the numbers of their tokens, ascending."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, token in enumerate(tokens):
            for key in {key for form in token.forms for key in self._fitting(form)}:
                found[key].append(at)
        return {key: tuple(places) for key, places in found.items()}

    def _fitting(self, form: str) -> Iterator[str]:
        starts = [form[:length] for length in range(1, len(form) + 1)]
        known = [key for key in (form, *(f"{start}*" for start in starts)) if key in self._keys]
        yield from known
        longest = max((len(key.rstrip("*")) for key in known), default=0)
        if longest < len(form) - 1:  # a known word is no slip for another
            for start in starts[FORGIVEN_FROM - 2 :]:
                yield from self._misspelt(start, whole=start == form)

    def _misspelt(self, start: str, *, whole: bool) -> Iterator[str]:
        for shorter in _shorter(start):
            for key in self._near.get(shorter, ()):
                if (whole or key.endswith("*")) and _one_error(start, key.rstrip("*")):
                    yield key


def _shorter(word: str) -> set[str]:
    """Return the word and all it becomes by losing a letter but the first: words an error apart share one of them."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(1, len(word))}


def _one_error(one: str, other: str) -> bool:
    """Whether one word becomes the other by a letter added, lost, changed or swapped with its neighbour."""
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[same:], other[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
