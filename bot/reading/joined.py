"""The parts of a message that may hold the answer, where a question or another fact is joined to it.

«Минобороны вроде. Так уволят?» answers and asks; «дали В, потом переделали на Б» says one thing and then what counts.
The words stand in ``words/joined.yml``; texts go in and parts of them come out, as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML

from bot.reading.speaker import pattern

WORDS = Path(__file__).with_name("words") / "joined.yml"
MOST_PARTS = 6
_SENTENCE = re.compile(r"[^.!?;\n…]+[.!?;\n…]*")
_COMMA = re.compile(r"\s*(?:,|\s[-–—]\s|\s(?:но|но\s+вообще|but)\s)\s*")
_OPENING = re.compile(r"^(?:(?:и|а|но|ну|так|еще|также|тогда|потом|and|but|also|then|і|й|та|ще)\s+)+")
_WHETHER = re.compile(r"(?<!\w)ли(?!\w)")
_MARKS = " \t,:-–—.!;…\n"


class Words(NamedTuple):
    """The kinds of ``joined.yml``, each as one pattern."""

    supposes: re.Pattern[str]
    instead: re.Pattern[str]
    asking: re.Pattern[str]


@cache
def words() -> Words:
    """Return the lists of ``words/joined.yml``, read once. Raises KeyError, re.error: the file is linted by tests."""
    data = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    return Words(*(pattern("|".join(data[name]), {}) for name in Words._fields))


def only_supposed(text: str) -> bool:
    """Tell whether a message only asks what would be: «а если подписан до сентября?»."""
    plain = _plain(text)
    return plain.rstrip().endswith("?") and bool(words().supposes.search(plain.strip()))


def latest(text: str) -> str:
    """What counts where something is taken back: «Б» of «дали В, потом переделали на Б»; else the whole text."""
    found = [m.end() for m in words().instead.finditer(_plain(text))]
    rest = text[found[-1] :].strip(_MARKS) if found else ""
    return rest or text


def parts(text: str) -> list[str]:
    """The sentences that ask nothing, then their pieces between commas; nothing where the text is one part."""
    sentences = [m.group().strip() for m in _SENTENCE.finditer(text) if m.group().strip(_MARKS)]
    told = [one.strip(_MARKS) for one in sentences if not one.endswith("?")]
    pieces = [piece.strip(_MARKS) for one in told for piece in _COMMA.split(one)]
    found = [one for one in dict.fromkeys([*told, *pieces]) if one and one != text.strip(_MARKS)]
    return [one for one in found if not words().asking.match(_plain(one))][:MOST_PARTS]


def questions(text: str, split: Callable[[str], list[str]]) -> list[str]:
    """The parts that ask, as they were written; ``split`` gives the clauses of a sentence, nothing where it is one.

    A part asks that begins as a question does or holds «ли»; in a sentence with its mark also the last, and all that
    follow one that asks.
    """
    found: list[str] = []
    for sentence in (m.group().strip() for m in _SENTENCE.finditer(text)):
        pieces = [piece for piece in split(sentence) or [sentence] if piece.strip(_MARKS + "?")]
        marked, asks = sentence.endswith("?"), False
        for place, piece in enumerate(pieces, 1):
            asks = (asks and marked) or (marked and place == len(pieces)) or _asks(piece)
            found += [f"{piece.rstrip('?')}?" if marked else piece] if asks else []
    return found


def _asks(part: str) -> bool:
    plain = _OPENING.sub("", _plain(part))
    return bool(words().asking.match(plain) or _WHETHER.search(plain))


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е")
