"""The small pattern language of the lexicon, and the search for it in a message.

A phrase is words in their order:

    хочу умереть        words that follow each other; filler words ("уже", "просто", "just") between them are skipped
    умер*               a word that begins so; endings, typing errors and transliteration are the reader's business, not the author's
    комбат|ротный       one or the other
    не ... жить         up to four other words between, never a negation
    <now> & штурм*      both in one sentence, in any order, at most ten words from each other; <now> is a named list of phrases

A phrase that does not itself begin with a negation is not found after one ("не хочу умереть").
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.safety.folding import Token, fold

GAP, NEAR, FILLERS_SKIPPED = 4, 10, 3
FUZZY_FROM = 6  # letters of a stem from which one typing error is forgiven
NEGATIONS = frozenset(fold(word) for word in "не ни not dont doesnt didnt never no cant wont isnt без".split())

Span = tuple[int, int]


class PhraseError(ValueError):
    """A phrase cannot be read; the message is for the editor of the lexicon."""


@dataclass(frozen=True)
class Word:
    """A place in a phrase: whole words and beginnings of words that fit it (folded)."""

    exact: frozenset[str]
    stems: frozenset[str]

    def fits(self, form: str) -> bool:
        """Whether a folded word of the message fits this place, one typing error in a long word forgiven."""
        if form in self.exact or any(form.startswith(stem) for stem in self.stems):
            return True
        return any(_one_error(form, word, whole=True) for word in self.exact) or any(
            _one_error(form, stem, whole=False) for stem in self.stems
        )


@dataclass(frozen=True)
class Run:
    """Words in their order; ``gaps[i]`` tells whether other words may stand before word ``i``."""

    words: tuple[Word, ...]
    gaps: tuple[bool, ...]
    negated: bool  # begins with a negation itself


@dataclass(frozen=True)
class Phrase:
    """One line of the lexicon: parts that must all be near each other, each with its alternatives."""

    parts: tuple[tuple[Run, ...], ...]


def parse(line: str, lists: Mapping[str, Sequence[str]]) -> Phrase:
    """Return the phrase of a lexicon line; ``lists`` are the named lists of phrases. Raises PhraseError."""
    parts = []
    for part in line.split("&"):
        name = part.strip()
        if name.startswith("<") and name.endswith(">"):
            if name[1:-1] not in lists:
                raise PhraseError(f"no list is called {name}")
            lines: Sequence[str] = lists[name[1:-1]]
        else:
            lines = (part,)
        parts.append(tuple(run for one in lines for run in _runs(one)))
    return Phrase(tuple(parts))


def _runs(line: str) -> list[Run]:
    words, gaps, gap = [], [], False
    for piece in line.split():
        if piece == "...":
            gap = True
            continue
        if "<" in piece or ">" in piece:
            raise PhraseError(f"a list must be a whole part: {line.strip()}")
        alternatives = piece.split("|")
        if not all(alternative.strip("*") for alternative in alternatives):
            raise PhraseError(f"an empty word in: {line.strip()}")
        words.append(_word(alternatives))
        gaps.append(gap)
        gap = False
    if not words or gap or gaps[0]:
        raise PhraseError(f"a phrase begins and ends with a word: {line.strip() or 'empty'}")
    negated = bool(words[0].exact & NEGATIONS)
    run = Run(tuple(words), tuple(gaps), negated)
    return [run, *_written_together(run)]


def _word(alternatives: Iterable[str]) -> Word:
    alternatives = tuple(alternatives)
    exact = frozenset(fold(word) for word in alternatives if not word.endswith("*"))
    return Word(exact, frozenset(fold(word[:-1]) for word in alternatives if word.endswith("*")))


def _written_together(run: Run) -> list[Run]:
    """«не хочу» is often written «нехочу»: the same run with its first negation joined to the next word."""
    words, gaps = run.words, run.gaps
    for at, (word, after) in enumerate(zip(words, words[1:], strict=False)):
        negations = word.exact & {fold("не")}
        if negations and not gaps[at + 1]:
            joined = Word(
                frozenset(fold(n + w) for n, w in product(negations, after.exact)),
                frozenset(fold(n + w) for n, w in product(negations, after.stems)),
            )
            return [Run((*words[:at], joined, *words[at + 2 :]), (*gaps[: at + 1], *gaps[at + 2 :]), True)]
    return []


def _one_error(form: str, word: str, *, whole: bool) -> bool:
    """Whether ``form`` is ``word`` (or begins with it) but for one letter added, lost, changed or swapped after the first."""
    if len(word) < FUZZY_FROM or not form or form[0] != word[0]:
        return False
    lengths = (len(form),) if whole else (len(word) - 1, len(word), len(word) + 1)
    return any(_near(form[:length], word) for length in lengths)


def _near(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


class Message:
    """One reading of a message, searched for many phrases; what a word fits is looked up once."""

    def __init__(self, tokens: Sequence[Token], fillers: frozenset[str]) -> None:
        """``fillers`` are folded words that may stand anywhere inside a phrase."""
        self._tokens = tokens
        self._filler = [bool(token.forms & fillers) for token in tokens]
        self._negation = [bool(token.forms & NEGATIONS) for token in tokens]
        self._places: dict[Word, list[int]] = {}

    def find(self, phrase: Phrase) -> list[Span]:
        """Return where the phrase stands: spans of token numbers, last included."""
        spans: list[Span] = []
        for at, part in enumerate(phrase.parts):
            found = sorted({span for run in part for span in self._run(run)})
            spans = self._joined(spans, found) if at else found
            if not spans:
                break
        return spans

    def is_only(self, phrases: Iterable[Phrase]) -> bool:
        """Whether nothing but one of the phrases and fillers is said."""
        content = [at for at, filler in enumerate(self._filler) if not filler]
        return any(
            all(start <= at <= end for at in content) for phrase in phrases for start, end in self.find(phrase) if content
        )

    def _joined(self, spans: list[Span], others: list[Span]) -> list[Span]:
        """Return the spans from one of ``spans`` to one of ``others`` near it in the same sentence, on either side."""
        joined = set()
        for start, end in spans:
            low, high = bisect_left(others, (start - 2 * NEAR, 0)), bisect_right(others, (end + NEAR, len(self._tokens)))
            for first, last in others[low:high]:
                apart = first - end if first > end else start - last
                same = self._tokens[first].sentence == self._tokens[end].sentence
                if 0 < apart <= NEAR and same:
                    joined.add((min(start, first), max(end, last)))
        return sorted(joined)

    def _run(self, run: Run) -> list[Span]:
        return [
            (start, end)
            for start in self._where(run.words[0])
            if run.negated or not self._denied(start)
            for end in self._ends(run, 1, start)
        ]

    def _ends(self, run: Run, at: int, last: int) -> list[int]:
        if at == len(run.words):
            return [last]
        places = self._where(run.words[at])
        near = places[bisect_right(places, last) : bisect_right(places, last + 1 + max(GAP, FILLERS_SKIPPED))]
        return [
            end for place in near if self._may_follow(last, place, run.gaps[at]) for end in self._ends(run, at + 1, place)
        ]

    def _may_follow(self, last: int, place: int, gap: bool) -> bool:
        if self._tokens[last].sentence != self._tokens[place].sentence:
            return False
        between = range(last + 1, place)
        if gap:
            return len(between) <= GAP and not any(self._negation[at] for at in between)
        return len(between) <= FILLERS_SKIPPED and all(self._filler[at] for at in between)

    def _denied(self, start: int) -> bool:
        before = start - 1
        while before >= 0 and self._filler[before]:
            before -= 1
        same = before >= 0 and self._tokens[before].sentence == self._tokens[start].sentence
        return same and self._negation[before]

    def _where(self, word: Word) -> list[int]:
        places = self._places.get(word)
        if places is None:
            places = [at for at, token in enumerate(self._tokens) if any(word.fits(form) for form in token.forms)]
            self._places[word] = places
        return places
