"""What happened, in the person's own words, for the place of a paper that asks for it.

A letter of a relative came out with «Что известно: ____» though all of it stood in the talk. What he wrote is taken
from the sealed lines of his talk at the moment of drawing, kept nowhere else but in the draft, and he is told to read
and mend it. Left out: what is said to us, asked, told of somebody else's case, in heat, or would harm him on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.reading import speaker
from bot.reports import inspect

WORDS = Path(__file__).with_name("words") / "own_words.yml"
# The letters that tell what happened, with the field that does: none of them goes to his commander.
PLACES = {
    "relative_appeal": ("circumstances_text",),
    "appeal_ombudsman": ("circumstances_text",),
    "forced_contract": ("circumstances_text",),
    "statement_investigators": ("incident_text",),
}
FEWEST, MOST = 4, 90  # words: of a sentence that tells something, and of all that is taken
_SENTENCE = re.compile(r"[^.!?\n…]+[.!?…]*")
_RUSSIAN, _NOT_RUSSIAN = re.compile(r"[а-яё]", re.IGNORECASE), re.compile(r"[a-zіїєґ]", re.IGNORECASE)


@cache
def words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a sentence must hold and what it must not, read once. Raises re.error: tests lint the file."""
    data = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    facts = data.pop("facts")
    wanted, unwanted = (
        rf"(?<!\w)(?:{'|'.join(one)})(?!\w)" for one in (facts, [x for kind in data.values() for x in kind])
    )
    return re.compile(wanted), re.compile(unwanted)


def account(lines: Iterable[str]) -> str:
    """Return what ``lines``, messages of one person in their order, tell of what happened; empty where nothing is told.

    Whole sentences in Russian, as they were written but for the first letter and the stop, at most ``MOST`` words.
    """
    told: list[str] = []
    for sentence in dict.fromkeys(one for line in lines for one in _told(line)):
        if sum(len(one.split()) for one in told) + len(sentence.split()) > MOST:
            break
        told.append(sentence)
    return " ".join(told)


def _told(line: str) -> Iterator[str]:
    his = speaker.his_case(line)
    for hit in _SENTENCE.finditer(line):
        sentence = hit[0].strip(" ,;:–—-")
        if len(sentence.split()) < FEWEST or sentence.endswith("?") or his[hit.start() : hit.end()] != hit[0]:
            continue
        if not _RUSSIAN.search(sentence) or _NOT_RUSSIAN.search(sentence):
            continue
        plain, (wanted, unwanted) = sentence.lower().replace("ё", "е"), words()
        if not wanted.search(plain) or unwanted.search(plain) or inspect(sentence):
            continue
        yield f"{sentence[0].upper()}{sentence[1:].rstrip('.!… )(')}."
