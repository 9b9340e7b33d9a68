"""What happened, in the person's own words, for the place of a paper that asks for it.

A letter of a relative came out with «Что известно: ____» though all of it stood in the talk. What he wrote is taken
from the sealed lines of his talk at the moment of drawing, kept nowhere else but in the draft, and he is told to read
and mend it. Left out: what is said to us, asked, told of somebody else's case, in heat, or would harm him on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML

from bot.reading import speaker
from bot.reports import inspect

WORDS = Path(__file__).with_name("words") / "own_words.yml"
# Where a paper takes them: the letters that tell what happened, none of which goes to his commander, and, where he
# writes himself, the reports that ask for a doctor.
ACCOUNTS = {
    "relative_appeal": "circumstances_text",
    "appeal_ombudsman": "circumstances_text",
    "forced_contract": "circumstances_text",
    "statement_investigators": "incident_text",
}
COMPLAINTS = {"vvk_referral": "complaints", "health_report": "complaints"}
FEWEST, MOST = 4, 90  # words: of a sentence that tells something, and of all that is taken
_SENTENCE = re.compile(r"[^.!?\n…]+[.!?…]*")
_RUSSIAN, _NOT_RUSSIAN = re.compile(r"[а-яё]", re.IGNORECASE), re.compile(r"[a-zіїєґ]", re.IGNORECASE)


class Words(NamedTuple):
    """What a sentence must hold, by kind, what it must not, and what it may begin with."""

    wanted: Mapping[str, re.Pattern[str]]
    unwanted: re.Pattern[str]
    of_another: re.Pattern[str]
    opens_with: re.Pattern[str]


@cache
def words() -> Words:
    """Return the lists of ``words/own_words.yml``, read once. Raises re.error: tests lint the file."""
    data = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    wanted = {kind: _whole(data.pop(kind)) for kind in ("facts", "health")}
    of_another = _whole(data.pop("of_another"))
    opens_with = re.compile(rf"^(?:{data.pop('opens_with')})(?!\w)[\s,:–—-]*", re.IGNORECASE)
    return Words(wanted, _whole([one for kind in data.values() for one in kind]), of_another, opens_with)


def for_paper(document: str, lines: Iterable[str], *, asker: str) -> dict[str, str]:
    """Return the field of a paper that his words fill, with them; empty for a paper that takes none."""
    if document in ACCOUNTS:
        told, place = account(lines), ACCOUNTS[document]
    elif document in COMPLAINTS and asker == "self":
        told, place = account(lines, "health"), COMPLAINTS[document]
    else:
        return {}
    return {place: told} if told else {}


def account(lines: Iterable[str], kind: str = "facts") -> str:
    """Return what ``lines``, messages of one person in their order, tell of what happened, or of ``health``.

    Whole sentences in Russian, as they were written but for the first letter and the stop, at most ``MOST`` words;
    empty where nothing is told.
    """
    told: list[str] = []
    said = dict.fromkeys(one for line in lines for one in _told(line, words().wanted[kind]))
    if kind == "health":
        said = {one: None for one in said if not words().of_another.search(_plain(one))}
    for sentence in said:
        if sum(len(one.split()) for one in told) + len(sentence.split()) > MOST:
            break
        told.append(sentence)
    return " ".join(told)


def _whole(patterns: Sequence[str]) -> re.Pattern[str]:
    return speaker.pattern("|".join(patterns), {})


def _plain(sentence: str) -> str:
    return sentence.lower().replace("ё", "е")


def _told(line: str, wanted: re.Pattern[str]) -> Iterator[str]:
    his = speaker.his_case(line)
    for hit in _SENTENCE.finditer(line):
        sentence = words().opens_with.sub("", hit[0].strip(" ,;:–—-"))
        if len(sentence.split()) < FEWEST or sentence.endswith("?") or his[hit.start() : hit.end()] != hit[0]:
            continue
        if not _RUSSIAN.search(sentence) or _NOT_RUSSIAN.search(sentence):
            continue
        plain = _plain(sentence)
        if not wanted.search(plain) or words().unwanted.search(plain) or inspect(sentence):
            continue
        yield f"{sentence[0].upper()}{sentence[1:].rstrip('.!… )(')}."
