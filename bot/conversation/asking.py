"""What a message asks to be written: which paper, whether one is asked for at all, and what no paper may hold.

The words are data: ``words/papers.yml``, ``words/lateness.yml``. Everything here takes a message and gives a code or a
yes; nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from bot.conversation import untruths

WORDS = Path(__file__).with_name("words") / "papers.yml"
LATENESS = WORDS.with_name("lateness.yml")
_ORDER = "ѫ"  # stands for every word of asking: written out in each pattern they would cost seconds to compile
KINDS = ("leave", "discharge", "transfer")  # what a report may ask for, as `bot.dialogue.papers.ABOUT` names it


class Words(NamedTuple):
    """The word lists, ready to search with."""

    papers: tuple[tuple[re.Pattern[str], str], ...]
    kinds: Mapping[str, re.Pattern[str]]
    unwanted: re.Pattern[str]
    complain: re.Pattern[str]
    write: re.Pattern[str]
    disagree: re.Pattern[str]
    declined: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    echo: untruths.Echo
    claims: re.Pattern[str]


@cache
def words() -> Words:
    """Return the word lists, read once."""
    data = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    lists = {name: f"(?:{'|'.join(parts)})" for name, parts in data["lists"].items()}
    untrue = data["declined"]["untrue"]
    return Words(
        tuple((_any([pattern], lists), document) for document, pattern in data["papers"]),
        {kind: _any([pattern], lists) for kind, pattern in data["kinds"].items()},
        _any(data["unwanted"], lists),
        _any(data["complain"], lists),
        _any(data["write"], lists),
        _any(data["disagree"], lists),
        {kind: (_any(one["shows"], lists), _any(one["harmless"], lists)) for kind, one in data["declined"].items()},
        untruths.Echo(
            _any([r"\b{order}"], lists),
            _any([rf"\b(?:{'|'.join(untrue['others'])})\b"], {}),
            _any([rf"\b(?:{'|'.join(untrue['wanted'])})\b"], {}),
            frozenset(untrue["asking"]),
        ),
        _any(untrue["claims"], {**lists, "order": _ORDER}),
    )


def _any(patterns: Iterable[str], lists: Mapping[str, Any]) -> re.Pattern[str]:
    filled = "|".join(f"(?:{pattern})" for pattern in patterns)
    for name, found in lists.items():
        filled = filled.replace(f"{{{name}}}", found)
    return re.compile(filled)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


def asks_to_complain(text: str) -> bool:
    """Tell whether a message speaks of a complaint, whoever it shall go to."""
    return bool(words().complain.search(_plain(text)))


def asks_to_write(text: str) -> bool:
    """Tell whether a message asks for something to be written."""
    return bool(words().write.search(_plain(text)))


def paper_named(text: str) -> str | None:
    """Return the document a message names as one that is wanted, None when it names none."""
    said = words().unwanted.sub(" ", _plain(text))
    return next((document for pattern, document in words().papers if pattern.search(said)), None)


def wants(kind: str, text: str) -> bool:
    """Tell whether a message names a ``kind`` of report (leave, discharge, transfer) otherwise than as unwanted."""
    return bool(words().kinds[kind].search(words().unwanted.sub(" ", _plain(text))))


def does_not_want(kind: str, text: str) -> bool:
    """Tell whether a message says of a ``kind`` of report that it is not wanted: «не отпуск», «вместо перевода»."""
    said = _plain(text)
    return any(words().kinds[kind].search(hit[0]) for hit in words().unwanted.finditer(said))


def disagrees(text: str) -> bool:
    """Tell whether a message disagrees with what the commission wrote."""
    return bool(words().disagree.search(_plain(text)))


def declined(text: str) -> str | None:
    """Return what a message asks for that no paper of ours may hold, None when it asks for nothing of the kind.

    ``others``: names of other people; ``untrue``: a fact that is not true; ``refusal``: a refusal to take part.
    """
    said = _plain(text)
    if said.startswith("/"):  # a button
        return None
    kinds = words().declined
    found = next((kind for kind, (shows, no) in kinds.items() if shows.search(said) and not no.search(said)), None)
    if (
        found is None
        and words().echo.order.search(said)
        and not kinds["untrue"][1].search(said)
        and _claims_untruth(said)
    ):
        return "untrue"
    return found


def _claims_untruth(said: str) -> bool:
    """Tell whether what shall be written is told to be otherwise in the same message."""
    marked = words().echo.order.sub(_ORDER, said)
    return bool(words().claims.search(marked)) or untruths.contradicts(said, words().echo)


def is_late(text: str) -> bool:
    """Tell whether a message about absence or leave speaks of being late back, and not of having left."""
    late, no = _lateness()
    said = _plain(text)
    return bool(late.search(said)) and not no.search(said)


@cache
def _lateness() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = YAML(typ="safe").load(LATENESS.read_text(encoding="utf-8"))
    return _any(data["shows"], {}), _any(data["harmless"], {})
