"""What the words of a message show beside its meaning: named signs, computed once, so that no rule searches the text.

A button shows none. The words are data: ``words/*.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from bot.conversation import asking, followups, naming, telling, wording
from bot.dialogue.facts import FACTS
from bot.reading import speaker

WORDS = Path(__file__).with_name("words") / "signs.yml"
TAKEN_BACK = WORDS.with_name("taken_back.yml")
# Signs that a whole message shows, without its punctuation.
NOT = "not_"  # a sign of this beginning takes back the one it names, where there is one
WHOLE = frozenset({"again", "agrees", "acknowledges", "nods", "more", "not_that", "not_me"})


class Shown(NamedTuple):
    """``signs`` by name; the ``part`` of an answer, the ``paper`` named, the ``declined`` kind, or None each; facts he
    ``takes_back``, and what only papers ask for."""

    signs: frozenset[str] = frozenset()
    part: str | None = None
    paper: str | None = None
    declined: str | None = None
    takes_back: tuple[str, ...] = ()
    for_paper: Mapping[str, Any] = MappingProxyType({})


# Sign to the rule that finds it.
_RULES: Mapping[str, Callable[[str], bool]] = {
    "for_a_card": followups.asks_for_card,
    "in_his_place": followups.asks_in_his_place,
    "where": followups.asks_where,
    "leans": followups.leans,
    "afraid": followups.is_afraid,
    "complains": asking.asks_to_complain,
    "writes": asking.asks_to_write,
    **{f"wants_{kind}": partial(asking.wants, kind) for kind in asking.KINDS},
    **{f"denies_{kind}": partial(asking.does_not_want, kind) for kind in asking.KINDS},
    "disagrees": asking.disagrees,
    "gives_names": naming.names_somebody,
    "names_writer": naming.names_the_writer,
    "names_his_man": naming.names_his_relative,
    "kin_signs": naming.names_who_signs_for_him,
    "late": asking.is_late,
    "mends_a_date": wording.mends_a_date,
    "names_a_year": wording.names_a_year,
    "of_another": speaker.speaks_of_another,
    "kin": speaker.names_kin,
    "for_another": speaker.speaks_for_another,
    "of_himself": speaker.speaks_of_oneself,
    "of_me": speaker.says_it_is_he,
    "says_who": lambda text: speaker.speaker(text) is not None,
    "question_mark": lambda text: "?" in text,
}


def shown(text: str) -> Shown:
    """Return what a message shows; nothing for a button."""
    if text.startswith("/"):
        return Shown()
    said, whole = text.lower().replace("ё", "е"), wording.plain(text)
    found = {name for name, pattern in _patterns(WORDS).items() if pattern.search(whole if name in WHOLE else said)}
    found -= {taken for name in found if name.startswith(NOT) for taken in _taken_back(name)}
    found |= {name for name, rule in _RULES.items() if rule(text)}
    back = tuple(
        fact for name, pattern in _patterns(TAKEN_BACK).items() if pattern.search(said) for fact in _facts(name)
    )
    return Shown(
        frozenset(found),
        followups.part_asked(text),
        asking.paper_named(text),
        asking.declined(text),
        back,
        telling.told(text),
    )


def _taken_back(name: str) -> set[str]:
    taken = name.removeprefix(NOT)
    return {name, taken} if taken in _patterns(WORDS) else set()


def _facts(name: str) -> tuple[str, ...]:
    return tuple(fact for fact in FACTS if fact.startswith(name)) if name.endswith("_") else (name,)


@cache
def _patterns(words: Path) -> Mapping[str, re.Pattern[str]]:
    data = YAML(typ="safe").load(words.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(f"(?:{one})" for one in patterns)) for name, patterns in data.items()}
