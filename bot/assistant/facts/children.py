"""Children under eighteen: as a story tells of them, and with more freedom as the answer to «Сколько у вас детей?».

The words of ``of_answer`` stand in ``words/children.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML

from bot.assistant.facts import numbers
from bot.assistant.facts.page import Fact, Page, rx

WORDS = Path(__file__).with_name("words") / "children.yml"
LONGEST_ANSWER, MOST = 16, 12
_OPTIONAL, _NUMBER = re.compile(r"\{n\}"), re.compile(r"\{m\}")
_CHILDREN = rx(
    rf"(?P<n>{numbers.CARDINAL}|трое|двое|четверо|пятеро|шестеро|семеро|троих|двоих|четверых|пятерых|троє|двоє) (?:(?:несовершеннолетн|малолетн|маленьк|мал|своих|родных|общих|наших|minor|small|little|young|underage|неповнолітн)\w* )*(?:детей|дети|дет\w+|реб[её]нка|реб[её]нок|сыновей|дочек|дочери|сына|пацан\w*|kids|children|child|дітей|діти|дитина|дітки)"
)
_CHILDLESS = rx(
    r"детей (?:у меня |пока )?нет|нет детей|бездетн\w+|no (?:kids|children)|(?:don't|do not) have (?:any )?(?:kids|children)|дітей немає"
)
_CHILDREN_AFTER = rx(
    rf"(?:детей|дети|деток|дітей|kids|children)(?: у (?:нас|меня|него|них))?(?: теперь| уже| now)? (?P<n>{numbers.CARDINAL}|двое|трое|четверо|пятеро|шестеро|семеро|троє|двоє)(?! (?:лет|год\w*|мес\w*|years|months))"
)
# «У товарища четвёртый родился, у меня трое»: of children where the message speaks of them at all.
_AT_HIS = rx(r"у (?:меня|него) (?P<n>двое|трое|четверо|пятеро|шестеро)(?! (?:из|сут\w+|товарищ\w*|друз\w+|брат\w*))")
_OF_CHILDREN = re.compile(r"дет(?:ей|и|ям|ок)\b|реб[её]н|роди(?:л|в)|многодет")
_AGES = re.compile(
    r"(?:дет\w+|детишк\w+|kids|children|дітям|діти|реб[её]нк\w|сыновь\w+)\W+(?:aged |возраст\w* |по |им )?(?P<list>\d{1,2}(?:\s*(?:,|и|and|&|та|лет|года|год|годика|мес\w*|\s)\s*)+\d{1,2}(?:(?:\s*(?:,|и|and|лет|года|год))+\s*\d{1,2})*)"
)
_AGED_CHILD = re.compile(
    r"(?<!\w)(?:сын\w*|доч\w+|реб[её]н\w+|малыш\w*|дочер\w+|son|daughter|child)\s+(?:is\s+|сейчас\s+|уже\s+|старш\w+\s+|младш\w+\s+)?(?P<age>\d{1,2})(?!\d|\s*групп|\s*-?й? групп|[.,]\d)\s*(?:(?P<months>мес\w*|months)|лет|года?|years?|yo)?"
)
_ONE_CHILD = rx(
    r"(?:у меня|есть|имею|have|у нас) (?:\w+ ){0,2}?(?:маленький )?(?:реб[её]нок|сын|дочь|дочка|a child|a kid|one child|a son|a daughter|a baby)|реб[её]нку (?P<age>\d{1,2}) (?:лет|года|год|мес\w*)"
)


class Words(NamedTuple):
    """The kinds of ``children.yml``, each as one pattern."""

    none: re.Pattern[str]
    unborn: re.Pattern[str]
    grown: re.Pattern[str]
    aged: re.Pattern[str]
    together: re.Pattern[str]
    child: re.Pattern[str]
    his: re.Pattern[str]
    mine: re.Pattern[str]
    not_children: re.Pattern[str]


@cache
def words() -> Words:
    """Return the lists of ``words/children.yml``, read once. Raises KeyError, re.error: the file is linted by tests."""
    data = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    many = rf"{numbers.CARDINAL}|{data['collective']}"

    def pattern(said: list[str]) -> re.Pattern[str]:
        places = count()
        whole = "|".join(said).replace(" ", r"\s+")
        whole = _OPTIONAL.sub(lambda _: rf"(?:(?P<n{next(places)}>{many})\s+(?:[^\W\d]+\s+){{0,2}}?)?", whole)
        return re.compile(rf"(?<!\w)(?:{_NUMBER.sub(lambda _: f'(?P<n{next(places)}>{many})', whole)})(?!\w)")

    return Words(*(pattern(data[name]) for name in Words._fields))


def read(page: Page, *, their_own: bool) -> Iterator[Fact]:
    """How many children a story tells of; ``their_own``: no son of the writer's is the serviceman."""
    if m := _CHILDLESS.search(page.text):
        yield page.fact("children_under_18", 0, *m.span())
        return
    if m := _AGES.search(page.text):
        ages = [int(age) for age in re.findall(r"\d{1,2}", m["list"])]
        if len(ages) > 1:
            yield page.fact("children_under_18", sum(age < 18 for age in ages), *m.span())
            return
    aged = [m for m in _AGED_CHILD.finditer(page.text) if int(m["age"]) < 18 or m["months"]]
    if aged and (len(aged) > 1 or their_own):
        yield page.fact("children_under_18", len(aged), aged[0].start(), aged[-1].end())
        return
    after = _AT_HIS.finditer(page.text) if _OF_CHILDREN.search(page.reading.text.lower()) else ()
    for m in (*_CHILDREN.finditer(page.text), *_CHILDREN_AFTER.finditer(page.text), *after):
        number = numbers.value(m["n"])
        if number and number <= 15:
            yield page.fact("children_under_18", number, *m.span())
            return
    if their_own and (m := _ONE_CHILD.search(page.text)):
        yield page.fact("children_under_18", 1, *m.span())


def of_answer(text: str) -> int | None:
    """How many children an answer names; None where it does not say. ``text``: repaired, small letters."""
    if len(text.split()) > LONGEST_ANSWER:
        return None
    known, said = words(), _of_him(text)
    if known.not_children.search(said):
        return None
    born = known.unborn.sub(" ", said)
    if known.none.search(born):
        return 0
    number = _named(known, known.aged.sub(lambda m: m["whose"], born))
    if number is None:
        return 0 if born != said else None
    return max(0, number - sum(_count(m) for m in known.grown.finditer(born))) if number <= MOST else None


def _named(known: Words, text: str) -> int | None:
    told = known.together.search(text)
    if told:
        return _number(told)
    kids = list(known.child.finditer(text))
    if not kids or any(m["many"] and _number(m) is None for m in kids):
        return None
    return sum(_count(m) for m in kids)


def _count(m: re.Match[str]) -> int:
    """What one group of children counts for: «две девочки» 2, «двойня» 2, «сын» 1."""
    parts = m.groupdict()
    return _number(m) or (2 if parts.get("pair") else 3 if parts.get("triple") else 1)


def _number(m: re.Match[str]) -> int | None:
    said = next((part for name, part in m.groupdict().items() if name.startswith("n") and part), None)
    return numbers.value(said) if said else None


def _of_him(text: str) -> str:
    """Without the writer's own where both are told: «у него двое, у меня одна»."""
    pieces = re.split(r",|\s(?:а|и|and|but|та)\s", text)
    known = words()
    if any(known.his.search(piece) for piece in pieces) and any(known.mine.search(piece) for piece in pieces):
        return ", ".join(piece for piece in pieces if not known.mine.search(piece))
    return text
