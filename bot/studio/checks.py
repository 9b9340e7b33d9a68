"""What is wrong with lines a trainer wants to add, found at once and told in codes that the pages put into words. Pure.

Only what is new is judged, against all that is there. Words are compared as they stand and by their first letters; the
whole lint of the training data (``raport nlu lint``) compares their dictionary forms too, and takes longer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.assistant.nlu import morph
from bot.assistant.nlu.examples import Example
from bot.assistant.nlu.lint import FEWEST
from bot.redaction import patterns

Lines = Mapping[str, Sequence[str]]  # by the place they stand in

LONGEST = 600  # characters of an example; a longer one teaches little more
_STEM = 4  # letters by which two words are taken for forms of one
_IDENTIFIES = re.compile(r"\d{5,}|\S@\S|https?://|www\.|(?<!\w)@\w{3,}")
_SECRET = re.compile(r"\$\{")


@dataclass(frozen=True)
class Fault:
    """``code`` names the text ``check_<code>`` of the console; ``line`` is what it is about, ``other`` what it meets.

    With ``blocks`` it cannot be saved; without, it is a remark.
    """

    code: str
    line: str = ""
    other: str = ""
    blocks: bool = True


class Known:
    """All examples there are, to be asked which of them say the same as a line."""

    def __init__(self, training: Iterable[Example], held_out: Iterable[Example]) -> None:
        self._exact: dict[str, list[Example]] = defaultdict(list)
        self._near: dict[str, list[Example]] = defaultdict(list)
        self._held_out = {plain(one.text): one for one in held_out}
        for one in training:
            self._exact[plain(one.text)].append(one)
            self._near[stems(one.text)].append(one)

    def same(self, line: str) -> list[Example]:
        """Examples with the same words in the same order."""
        return self._exact.get(plain(line), [])

    def near(self, line: str) -> list[Example]:
        """Examples with the same words in other forms or another order; nothing for a line of one word."""
        return self._near.get(stems(line), []) if len(plain(line).split()) > 1 else []

    def examined(self, line: str) -> Example | None:
        """The held-out message that says the same, if there is one."""
        return self._held_out.get(plain(line))


def plain(text: str) -> str:
    """The words of a text, whatever their case and punctuation."""
    return " ".join(re.findall(r"\w+", morph.fold(text)))


def stems(text: str) -> str:
    """The beginnings of the words of a text, in the order of the alphabet."""
    return " ".join(sorted(word[:_STEM] for word in plain(text).split()))


def of_examples(intent: str, before: Lines, after: Lines, known: Known) -> list[Fault]:
    """What is wrong with the examples of an intent, by language, where they differ from before."""
    found: list[Fault] = []
    for lang, lines in after.items():
        if len(lines) < min(FEWEST.get(lang, 0), len(before.get(lang, ()))):
            found.append(Fault("few", lang, str(FEWEST[lang])))
        kept = set(before.get(lang, ()))
        found += [
            fault for line in dict.fromkeys(lines) if line not in kept for fault in _of_example(intent, line, known)
        ]
        found += [Fault("twice", line) for line in _repeated(lines)]
    return found


def of_lists(before: Lines, after: Lines) -> list[Fault]:
    """What is wrong with lists of which no text may stand in two: the ways to answer a question, by meaning."""
    found: list[Fault] = []
    places: dict[str, str] = {}
    new: list[tuple[str, str]] = []
    for place, lines in after.items():
        if before.get(place) and not lines:
            found.append(Fault("empty", place))
        kept = set(before.get(place, ()))
        found += [Fault("twice", line) for line in _repeated(lines)]
        for line in lines:
            if line not in kept:
                new.append((place, line))
                found += anywhere(line)
            else:
                places[plain(line) or line] = place
    for place, line in new:
        other = places.setdefault(plain(line) or line, place)
        if _meaning(other) != _meaning(place):
            found.append(Fault("elsewhere", line, other))
    return found


def _meaning(place: str) -> str:
    """A place without its language: «values.yes.ru» is one meaning with «values.yes.en», and with «relative.yes»."""
    parts = [part for part in place.split(".") if part not in ("ru", "en", "uk", "translit", "mixed")]
    return parts[-1] if parts and parts[0] in ("values", "relative", "corrects") else ".".join(parts)


def _of_example(intent: str, line: str, known: Known) -> Iterator[Fault]:
    yield from anywhere(line)
    others = [one for one in known.same(line) if one.intent != intent]
    if others:
        yield Fault("conflict", line, others[0].intent)
    elif near := [one for one in known.near(line) if one.intent != intent]:
        yield Fault("near", line, near[0].intent, blocks=False)
    examined = known.examined(line)
    if examined is not None:
        yield Fault("examined", line, examined.place)


def anywhere(line: str) -> Iterator[Fault]:
    """What may stand in no line that is kept."""
    if _SECRET.search(line):
        yield Fault("secret", line)
    if any(mark in line for mark in patterns.PLACEHOLDERS):
        yield Fault("placeholder", line)
    if _IDENTIFIES.search(line):
        yield Fault("identifies", line)
    if len(line) > LONGEST:
        yield Fault("long", line[:80])


def _repeated(lines: Sequence[str]) -> list[str]:
    seen: dict[str, str] = {}
    found = []
    for line in lines:
        if seen.setdefault(plain(line) or line, line) is not line and (plain(line) or line) in seen:
            found.append(line)
    return found
