"""Which words of the lexicon a word of a message may be: itself, an ending more, one typing error in a long word.

A key is a folded word of the lexicon, with ``*`` after it when the message may go on. The index looks every word of a
message up once, for all phrases together, so the size of the lexicon hardly matters. No more letters of a word are
looked at than the longest key has, and one besides: the cost grows with the length of the message and no faster.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.phrasing.folding import Token

FORGIVEN_FROM = 8  # letters of a lexicon word from which one typing error is forgiven


class Index:
    """All keys of a lexicon, ready for look-up."""

    def __init__(self, keys: Iterable[str], is_word: Callable[[str], bool] | None = None) -> None:
        """``keys`` may repeat. ``is_word`` tells a good word, which is no slip: «отказывают» for «отказываюсь»."""
        self._keys = frozenset(keys)
        self._is_word = is_word
        self._longest = max((len(key) for key in self._keys), default=0)
        self._near: dict[str, set[str]] = defaultdict(set)
        for key in self._keys:
            word = key.rstrip("*")
            if len(word) >= FORGIVEN_FROM:
                for shorter in _shorter(word):
                    self._near[shorter].add(key)

    def places(self, tokens: Sequence[Token]) -> dict[str, tuple[int, ...]]:
        """Return the keys found in the tokens and the numbers of their tokens, ascending."""
        found: dict[str, list[int]] = defaultdict(list)
        met: dict[tuple[str, str], frozenset[str]] = {}
        for at, token in enumerate(tokens):
            read = [(form, token.word if self._is_word else "") for form in token.forms]
            for form, written in read:
                if (form, written) not in met:
                    met[form, written] = frozenset(self._fitting(form, written))
            for key in frozenset().union(*(met[one] for one in read)):
                found[key].append(at)
        return {key: tuple(places) for key, places in found.items()}

    def _fitting(self, form: str, written: str) -> Iterator[str]:
        starts = [form[:length] for length in range(1, min(len(form), self._longest + 1) + 1)]
        known = [key for key in (form, *(f"{start}*" for start in starts)) if key in self._keys]
        yield from known
        longest = max((len(key.rstrip("*")) for key in known), default=0)
        # A known word is no slip for another.
        long = len(starts) > FORGIVEN_FROM - 2 and longest < len(form) - 1
        if long and not (self._is_word and self._is_word(written)):
            for start in starts[FORGIVEN_FROM - 2 :]:
                yield from self._misspelt(start, whole=len(start) == len(form))

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
