"""One message prepared for the fact readers: repaired text to match in, original offsets to report."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.assistant.nlu.words import Reading
from bot.reading import speaker

_NOT = re.compile(
    r"(?:\b(?:не|ни|нет|без|not|no|never|neither|isn't|ain't|aren't|wasn't)|n't)\s+(?:(?:a|an|the|as|at|in|on|по|в|на|совсем|пока|уже|еще|являюсь|был|была)\s+)*$"
)
_MAYBE = re.compile(
    r"(?:\bесли|\bкогда|\bчтобы|\bчтоб|\bхочу|\bхотел\w*|\bмогут|\bможно|\bможет|\bвдруг|\bякщо|\bif|\bwhen|\bwant|\bcould|\bmight|\bcan|\bhow to|\bкак)\s+(?:\w+\s+){0,2}$"
)
_BLANKS = r"(?:[\s-]+)"
_SENTENCE_END = re.compile(r"[!?;\n]|\.(?=\s|$)(?<!\d\.)")
_NEAR = 240
_CLAUSE_END = re.compile(r"[.!?;\n…]+|,|\s[-–—]\s")


@dataclass(frozen=True)
class Fact:
    """One thing said: a profile field or helper name, its code, and where it stands in the message as written."""

    name: str
    value: str | int
    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """A read message and the day it is read on."""

    reading: Reading
    today: date

    @cached_property
    def _plain(self) -> tuple[str, list[int]]:
        text, owners = self.reading.plain()
        return speaker.his_case(text), owners

    @property
    def text(self) -> str:
        """The repaired lower-case text all patterns are written for; blank where it tells of other people's cases."""
        return self._plain[0]

    @cached_property
    def bare(self) -> str:
        """The same without punctuation, for whole-message answers."""
        return " ".join(word.form for word in self.reading.words)

    def fact(self, name: str, value: str | int, start: int, end: int) -> Fact:
        """A fact found at ``text[start:end]``, with the offsets of the words as the person wrote them."""
        touched = [owner for owner in self._plain[1][start:end] if owner >= 0]
        words = self.reading.words
        if not touched:
            return Fact(name, value, 0, len(self.reading.text))
        return Fact(name, value, words[touched[0]].start, words[touched[-1]].end)

    def whole(self, name: str, value: str | int) -> Fact:
        """A fact that the whole message states."""
        return self.fact(name, value, 0, len(self.text))

    def asserted(self, pattern: re.Pattern[str], *, hypothetical: bool = False) -> Iterator[re.Match[str]]:
        """Matches that are neither denied nor (unless asked for) merely supposed."""
        for m in pattern.finditer(self.text):
            before = self.before(m.start())
            if not _NOT.search(before) and (hypothetical or not _MAYBE.search(before)):
                yield m

    def denied(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches right after a negation."""
        for m in pattern.finditer(self.text):
            if _NOT.search(self.before(m.start())):
                yield m

    def before(self, at: int) -> str:
        """What stands right before a place, for patterns that end there: enough for a few words, never the whole."""
        return self.text[max(0, at - _NEAR) : at]

    def sentence(self, at: int) -> tuple[int, int]:
        """Bounds of the sentence around a place."""
        return _around(self._sentence_ends, at, len(self.text))

    @cached_property
    def _sentence_ends(self) -> list[tuple[int, int]]:
        return [m.span() for m in _SENTENCE_END.finditer(self.text)]

    @cached_property
    def _clause_ends(self) -> list[tuple[int, int]]:
        return [m.span() for m in _CLAUSE_END.finditer(self.text)]

    def clause(self, at: int) -> tuple[int, int]:
        """Bounds of the clause around a place."""
        return _around(self._clause_ends, at, len(self.text))

    def stretches(self) -> list[tuple[int, int]]:
        """The parts between full stops, commas and dashes, in order."""
        ends = [0, *(end for _, end in self._clause_ends)]
        starts = [*(start for start, _ in self._clause_ends), len(self.text)]
        return [(start, end) for start, end in zip(ends, starts, strict=True) if start < end]


def _around(ends: list[tuple[int, int]], at: int, last: int) -> tuple[int, int]:
    """From the end of the last border before a place to the start of the next after it."""
    before = bisect_right(ends, at, key=lambda span: span[1])
    after = bisect_left(ends, at, key=lambda span: span[0])
    return ends[before - 1][1] if before else 0, ends[after][0] if after < len(ends) else last


def rx(pattern: str) -> re.Pattern[str]:
    """A pattern for repaired text that starts and ends at word borders; blanks stand for any run of blanks.

    A blank inside a character class would be replaced too: write ``\\s`` there.
    """
    return re.compile(r"(?<!\w)(?:" + pattern.replace(" ", _BLANKS) + r")(?!\w)")


def stem(pattern: str) -> re.Pattern[str]:
    """Like ``rx``, but the last word may go on."""
    return re.compile(r"(?<!\w)(?:" + pattern.replace(" ", _BLANKS) + r")")
