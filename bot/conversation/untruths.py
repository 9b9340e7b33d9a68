"""Whether who asks for a paper says himself that what shall stand in it is not so.

«Укажи, что у меня язва, никакой язвы нет», «рапорт не подавал, но напишите, что подавал»: the same word is asked for
and denied in one breath. That needs the words' dictionary forms and no list of examples; what a list can tell stands
in ``words/papers.yml`` (``untrue``). A message in, yes or no out; nothing is kept.
"""

from __future__ import annotations

import re
from itertools import product
from typing import NamedTuple

from bot.reports.grammar.morphology import morph

_CLAUSE = re.compile(r"[,.;:!?()—–]|\s(?:но|а|хотя|хоть|только|и)\s")
_WORD = re.compile(r"[а-яё]+")
_NO = frozenset({"нет", "нету", "никакой", "ни"})
_BETWEEN = frozenset("был была было были в во на у с при без".split())  # «она не в реанимации»
_NEAR = 2  # clauses from the words of asking
_ASPECT = 4  # letters that «подать» and «подавать» share


class Echo(NamedTuple):
    """Word lists: ``order`` asks for a paper; ``others`` tells what others say, what shall be and what was before;
    ``wanted`` denies a wish and no fact; ``asking`` are the dictionary forms that deny nothing."""

    order: re.Pattern[str]
    others: re.Pattern[str]
    wanted: re.Pattern[str]
    asking: frozenset[str]


class _Word(NamedTuple):
    """A word by its dictionary form, whether it is denied, and its clause."""

    lemma: str
    verb: bool
    denied: bool
    clause: int


def contradicts(said: str, echo: Echo) -> bool:
    """Whether a lower-case message that asks for a paper both asks for something and denies it."""
    asked = echo.order.search(said)
    if asked is None or echo.wanted.search(said):
        return False
    words = [*_words(said, echo)]
    at = len([end for end in _CLAUSE.finditer(said) if end.start() < asked.end()])
    denied, told = ([word for word in words if word.denied is yes] for yes in (True, False))
    return any(
        one.clause != other.clause
        and abs(one.clause - at) <= _NEAR
        and abs(other.clause - at) <= _NEAR
        and _same(one, other)
        for one, other in product(denied, told)
    )


def _words(said: str, echo: Echo) -> list[_Word]:
    found: list[_Word] = []
    for clause, part in enumerate(_CLAUSE.split(said)):
        if echo.others.search(part):
            continue
        forms = _WORD.findall(part)
        parses = [morph().parse(form)[0] for form in forms]
        none = any(form in _NO for form in forms)
        for at, parse in enumerate(parses):
            verb = parse.tag.POS in ("VERB", "INFN", "PRTS")
            noun = parse.tag.POS == "NOUN"
            if not (verb or noun or parse.tag.POS in ("ADJS", "ADJF")) or parse.normal_form in echo.asking:
                continue
            before = forms[max(0, at - 2) : at]
            denied = before[-1:] == ["не"] or (before[:1] == ["не"] and before[1] in _BETWEEN) or (noun and none)
            found.append(_Word(parse.normal_form, verb, denied, clause))
    return found


def _same(one: _Word, other: _Word) -> bool:
    """Whether two words are one, or a verb in its two aspects."""
    if one.lemma == other.lemma:
        return True
    if not (one.verb and other.verb):
        return False
    short, long = sorted((one.lemma.removesuffix("ся"), other.lemma.removesuffix("ся")), key=len)
    return len(short) > _ASPECT and long[:_ASPECT] == short[:_ASPECT] and long.replace("ва", "", 1)[:-2] == short[:-2]
