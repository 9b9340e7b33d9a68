"""The small pattern language of the lexicon, and the search for it in a message.

A phrase is words in their order:

    хочу умереть         words that follow each other; filler words ("уже", "просто", "just") between them are skipped
    умер*                a word that begins so (typing errors and transliteration are taken care of elsewhere)
    комбат|ротный        one or the other word
    (шаг|выйти из) окна  one or the other, of several words; inside brackets "|" parts phrases
    без (меня)? лучше    may be missing
    <die>                one phrase of the named list
    не ... жить          up to four other words between, never a negation
    <now> & штурм*       both, in any order, at most ten words and one full stop apart

A phrase that does not itself begin with a negation is not found after one ("не хочу умереть").
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.phrasing.folding import Token, fold

GAP, NEAR, FILLERS_SKIPPED = 4, 10, 3
NEGATIONS = frozenset(fold(word) for word in "не ни not dont doesnt didnt never no cant wont isnt без without".split())

Span = tuple[int, int]  # numbers of the first and the last token


class PhraseError(ValueError):
    """A phrase cannot be read; the message is for the editor of the lexicon."""


@dataclass(frozen=True, eq=False)
class Choice:
    """One place of a phrase: single words by their keys (see spelling.py), and longer runs of which any will do."""

    keys: frozenset[str]
    runs: tuple["Run", ...] = ()

    def anchor(self) -> frozenset[str]:
        """Return keys of which at least one stands in every message with this choice: as few and as rare as may be."""
        rarest = (min((choice.anchor() for choice in run.choices), key=_commonness) for run in self.runs)
        return self.keys.union(*rarest)

    def all_keys(self) -> Iterator[str]:
        """Yield every key in it, for the index."""
        yield from self.keys
        for run in self.runs:
            for choice in run.choices:
                yield from choice.all_keys()


@dataclass(frozen=True, eq=False)
class Run:
    """Choices in their order; ``gaps[i]`` tells whether other words may stand before choice ``i``."""

    choices: tuple[Choice, ...]
    gaps: tuple[bool, ...]

    @cached_property
    def last_keys(self) -> frozenset[str]:
        """The keys of its last choice: where none of them stands, the run does not, and need not be looked for."""
        return frozenset(self.choices[-1].all_keys())

    @cached_property
    def first_keys(self) -> frozenset[str]:
        """The keys of its first choice."""
        return frozenset(self.choices[0].all_keys())


Phrase = tuple[Choice, ...]  # the sides of ``&``


def anchor(phrase: Phrase) -> frozenset[str]:
    """Return keys of which at least one stands in every message with the phrase."""
    return min((side.anchor() for side in phrase), key=_commonness)


def _commonness(keys: frozenset[str]) -> float:
    """A guess that is good enough to search little: short words are common."""
    return sum(4.0 ** -len(key) for key in keys)


class Parser:
    """Reads the phrases of one lexicon file; the named lists are read once and shared."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        """``lists`` are phrases by name; one may use those before it. Raises PhraseError."""
        self._lists: dict[str, Choice] = {}
        self._pieces: dict[str, Choice] = {}
        for name, lines in lists.items():
            self._lists[name] = self._choice(str(line) for line in lines)

    def parse(self, line: str) -> Phrase:
        """Return the phrase of one line. Raises PhraseError."""
        return tuple(self._choice([side]) for side in _split(line, "&"))

    def _choice(self, lines: Iterable[str]) -> Choice:
        keys: set[str] = set()
        runs: list[Run] = []
        for line in lines:
            for run in self._runs(line):
                if len(run.choices) == 1:
                    keys |= run.choices[0].keys
                    runs += run.choices[0].runs
                else:
                    runs += [run, *_written_together(run)]
        return Choice(frozenset(keys), tuple(runs))

    def _runs(self, line: str) -> list[Run]:
        """Return the runs of a line: one, and one more without each optional piece."""
        pieces = _split(line, " ")
        optional = [at for at, piece in enumerate(pieces) if piece.endswith("?")]
        if optional:
            at = optional[0]
            with_it = (*pieces[:at], pieces[at][:-1], *pieces[at + 1 :])
            before = pieces[: at - 1] if at and pieces[at - 1] == "..." and at + 1 == len(pieces) else pieces[:at]
            return self._runs(" ".join(with_it)) + self._runs(" ".join((*before, *pieces[at + 1 :])))
        choices, gaps, gap = [], [], False
        for piece in pieces:
            if piece != "...":
                if piece not in self._pieces:
                    self._pieces[piece] = self._piece(piece, line)
                choices.append(self._pieces[piece])
                gaps.append(gap)
            gap = piece == "..."
        if not choices or gap or gaps[0]:
            raise PhraseError(f"a phrase begins and ends with a word: {line.strip() or 'empty'}")
        return [Run(tuple(choices), tuple(gaps))]

    def _piece(self, piece: str, line: str) -> Choice:
        if piece.startswith("<") and piece.endswith(">"):
            if piece[1:-1] not in self._lists:
                raise PhraseError(f"no list before this line is called {piece}")
            return self._lists[piece[1:-1]]
        if piece.startswith("(") and piece.endswith(")"):
            return self._choice(_split(piece[1:-1], "|"))
        words = piece.split("|")
        if any(sign in piece for sign in "<>()?") or not all(word.strip("*") for word in words):
            raise PhraseError(f"{piece} cannot be read in: {line.strip()}")
        return Choice(frozenset(fold(word.rstrip("*")) + "*" * word.endswith("*") for word in words))


def _split(line: str, sign: str) -> list[str]:
    """Return the pieces of a line between ``sign`` where it does not stand inside brackets."""
    line = line.strip()
    if "(" not in line and ")" not in line:
        return [piece for piece in line.split(sign) if piece or sign != " "]
    pieces, depth = [""], 0
    for letter in line:
        depth += (letter == "(") - (letter == ")")
        if letter == sign and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    if depth:
        raise PhraseError(f"brackets do not match in: {line.strip()}")
    return [piece for piece in pieces if piece or sign != " "]


def _written_together(run: Run) -> list[Run]:
    """«не хочу» is often written «нехочу»: the same run with its first «не» joined to the next word."""
    no, choices, gaps = fold("не"), run.choices, run.gaps
    for at in range(len(choices) - 1):
        if no in choices[at].keys and not gaps[at + 1] and choices[at + 1].keys:
            joined = frozenset(fold(no + key.rstrip("*")) + "*" * key.endswith("*") for key in choices[at + 1].keys)
            return [Run((*choices[:at], Choice(joined), *choices[at + 2 :]), (*gaps[: at + 1], *gaps[at + 2 :]))]
    return []


class Message:
    """One reading of a message, searched for many phrases; what was looked up once is kept."""

    def __init__(self, tokens: Sequence[Token], places: Mapping[str, tuple[int, ...]], fillers: frozenset[str]) -> None:
        """``places`` come from the index; ``fillers`` are folded words that may stand anywhere inside a phrase."""
        self._sentence = [token.sentence for token in tokens]
        self._filler = [bool(token.forms & fillers) for token in tokens]
        self._negation = [bool(token.forms & NEGATIONS) for token in tokens]
        self._places, self._keys = places, frozenset(places)
        self._found: dict[int, list[Span]] = {}

    def find(self, phrase: Phrase) -> list[Span]:
        """Return where the phrase stands."""
        spans = self._allowed(phrase[0])
        for side in phrase[1:]:
            if not spans:
                break
            spans = self._joined(spans, self._allowed(side))
        return spans

    def is_only(self, phrases: Iterable[Phrase]) -> bool:
        """Whether nothing but one of the phrases and fillers is said."""
        content = [at for at, filler in enumerate(self._filler) if not filler]
        return any(all(start <= at <= end for at in content) for phrase in phrases for start, end in self.find(phrase))

    def _allowed(self, choice: Choice) -> list[Span]:
        return [span for span in self._spans(choice) if self._negation[span[0]] or not self._denied(span[0])]

    def _denied(self, start: int) -> bool:
        before = start - 1
        while before >= 0 and self._filler[before]:
            before -= 1
        return before >= 0 and self._negation[before] and self._sentence[before] == self._sentence[start]

    def _spans(self, choice: Choice) -> list[Span]:
        found = self._found.get(id(choice))
        if found is None:
            spans = {(at, at) for key in choice.keys & self._keys for at in self._places[key]}
            spans.update(span for run in choice.runs for span in self._run(run))
            found = sorted(spans)
            self._found[id(choice)] = found
        return found

    def _run(self, run: Run) -> list[Span]:
        if run.first_keys.isdisjoint(self._keys) or run.last_keys.isdisjoint(self._keys):
            return []
        spans = self._spans(run.choices[0])
        for choice, gap in zip(run.choices[1:], run.gaps[1:], strict=True):
            if not spans:
                break
            spans = list(self._continued(spans, self._spans(choice), gap))
        return spans

    def _continued(self, spans: list[Span], others: list[Span], gap: bool) -> Iterator[Span]:
        reach = 1 + max(GAP, FILLERS_SKIPPED)
        for start, end in spans:
            low, high = bisect_left(others, (end + 1, 0)), bisect_left(others, (end + reach + 1, 0))
            for first, last in others[low:high]:
                if self._may_follow(end, first, gap):
                    yield start, last

    def _may_follow(self, end: int, first: int, gap: bool) -> bool:
        if self._sentence[end] != self._sentence[first]:
            return False
        between = range(end + 1, first)
        if gap:
            return len(between) <= GAP and not any(self._negation[at] for at in between)
        return len(between) <= FILLERS_SKIPPED and all(self._filler[at] for at in between)

    def _joined(self, spans: list[Span], others: list[Span]) -> list[Span]:
        """Return the spans from one of ``spans`` to one of ``others`` near it, on either side."""
        joined = set()
        for start, end in spans:
            low, high = bisect_left(others, (start - 2 * NEAR, 0)), bisect_right(others, (end + NEAR, end + 3 * NEAR))
            for first, last in others[low:high]:
                apart = first - end if first > end else start - last
                if 0 < apart <= NEAR and abs(self._sentence[first] - self._sentence[end]) <= 1:
                    joined.add((min(start, first), max(end, last)))
        return sorted(joined)
