"""Days counted from another day: «через неделю после отпуска 5 мая», «за день до 5 мая», "two weeks after May 5".

Repaired lower-case text and the dates found in it in, dates with their counted days out. What counts from a thing with
no day («через неделю после отпуска») names none. What counts from a day told before it («подал 5 мая, через неделю
отказали») waits for ``bound``: only the event tells whether a week after that day is meant or a week from now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from bot.assistant.facts import numbers, spans
from bot.assistant.facts.calendar_words import length, rx
from bot.assistant.facts.when import When

_ENGLISH_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_DAY_AFTER = (  # «на третий день», «на следующие сутки», "the next day"
    rf"(?:(?:на|аж\s+на|уже\s+на)\s+(?!друг)(?P<o>{numbers.ORDINAL})\s+(?:же\s+)?(?P<u>день|сутки|добу|неделе|тижні|месяце)"
    rf"|(?P<next>(?:на|прямо\s+на|уже\s+на)\s+(?:следующ|друг|наступн|інш)\w+\s+(?:же\s+)?(?:день|сутки|добу|утро)|назавтра|наутро|наступного\s+дня"
    rf"|(?:on\s+)?the\s+(?:very\s+)?(?:next\s+|following\s+)?day)"
    rf"|(?:on\s+)?the\s+(?P<eo>\d{{1,2}}(?:th|st|nd|rd)|{'|'.join(_ENGLISH_ORDINALS)})\s+day)"
)
_THROUGH = r"(?:через|спустя|опосля|за\s+тем\s+через|по\s+прошествии|in)"


def _before_a_word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,/-]){pattern}")


_AFTER = _before_a_word(
    rf"(?:(?:{_THROUGH}\s+)?(?P<s>{spans.SPAN})(?:\s+(?:спустя|потом))?|{_DAY_AFTER})\s+(?=(?:после|після|after)\s)"
)
_SINCE = _before_a_word(rf"{_THROUGH}\s+(?P<s>{spans.SPAN})\s+(?=(?:с|со|от|з|від|from)\s)")
_AS = _before_a_word(rf"{_THROUGH}\s+(?P<s>{spans.SPAN})(?:,?\s+)(?=как\s)")
_EARLIER = _before_a_word(rf"(?:(?:за|the)\s+)?(?P<s>{spans.SPAN})\s+(?=(?:до|перед|before|prior)\s)")
_EVE = _before_a_word(r"(?:накануне|напередодні|the\s+eve\s+of)\s+")
_OF_IT = r"(?:после|після|after)\s+(?:этого|того(?!,?\s+как)|цього|that|it)(?![\w])"
_LATER = rx(
    rf"(?:(?:через|спустя)\s+(?P<s>{spans.SPAN})(?:\s+(?:потом|{_OF_IT}))?|(?P<s2>{spans.SPAN})\s+(?:спустя|потом|later|{_OF_IT})"
    rf"|{_DAY_AFTER}(?:\s+{_OF_IT})?)"
)
# Between «после» and the day stands what happened then: a few nouns, or a clause behind «того как», "after I".
_VERB = r"[\w-]{2,}(?:[аеиуыяё]л[аои]?|шл[аои]|мер|нес|вез|лег)(?:сь|ся)?\b"
_NOUN = rf"(?!(?:я|он|она|мы|они|мне|меня|его|нас|і|и|а|но|or|and|but|i|he|she|we|they)\b|(?!начала\b|дела\b){_VERB})[\w'-]+"
_PREPOSITION = r"(?:после|після|after|с|со|от|з|від|from|до|перед|before|prior\s+to)"
_CLAUSE = r"(?:(?:того|тим|тем|цього),?\s+)?(?:как|як)\s+(?:[\w'-]+\s+){1,6}?|(?:i|he|she|we|they|my|his)\s+(?:[\w'-]+\s+){1,5}?"
_TO_THE_DAY = re.compile(rf"(?P<to>{_PREPOSITION}\s+)?(?P<of>{_CLAUSE}|(?:{_NOUN}\s+){{0,5}}?)\(?(?:on\s+|the\s+)*")
_REACH = 70  # letters from «через неделю» to its day
_BACK = 120  # letters from «через неделю отказали» back to the day it counts from


class _Lead(NamedTuple):
    """What is counted, where it stands, and whether a day must follow: «после» without one names no day at all."""

    start: int
    end: int
    span: relativedelta
    rough: bool
    alone: bool


def read(text: str, found: list[When]) -> list[When]:
    """The dates ``found`` with those counted from one of them, and without what such counting only seemed to be."""
    for lead in _leads(text):
        if any(when.start <= lead.start and lead.end < when.end for when in found):
            continue  # "the day before yesterday" is one word for a day
        base = next((when for when in found if _reaches(text, lead, when)), None)
        if base is None and not lead.alone:
            continue
        found = [when for when in found if when is base or when.end <= lead.start or when.start >= lead.end]
        if base is None:
            continue
        of = _TO_THE_DAY.fullmatch(text, lead.end, max(base.start, lead.end))
        named = bool(of and of["of"])
        precision = "about" if lead.rough and base.precision == "day" else base.precision
        end = lead.end if named else base.end
        counted = replace(
            base, start=lead.start, end=end, until=False, since=False, shift=lead.span, precision=precision
        )
        found[found.index(base)] = counted
        if of and named:  # «после рапорта от 5 мая»: the day of the report is told as well
            found.append(replace(base, start=of.start("of"), until=False, aside=True))
    return _with_later(text, found)


def bound(when: When, earlier: list[When], today: date) -> When | None:
    """``when`` counted from the last day told before it; None where there is none near enough."""
    if when.then is None:
        return None
    told = [one for one in earlier if one.end <= when.start and when.start - one.end < _BACK and one.then is None]
    base = next((one for one in reversed(told) if (days := one.resolve(today)) and days[0] <= today), None)
    if base is None or base.precision not in ("day", "about"):
        return None
    return replace(
        base,
        start=when.start,
        end=when.end,
        until=False,
        since=False,
        shift=_sum(base.shift, when.then),
        precision="about",
    )


def _sum(one: relativedelta | None, other: relativedelta) -> relativedelta:
    return other if one is None else one + other


def _leads(text: str) -> Iterator[_Lead]:
    for pattern, back, alone in (
        (_AFTER, 1, True), (_SINCE, 1, False), (_AS, 1, False), (_EARLIER, -1, False), (_EVE, -1, False),
    ):  # fmt: skip
        for m in pattern.finditer(text):
            counted = _counted(m)
            if counted is not None:
                span, rough = counted
                yield _Lead(m.start(), m.end(), back * span, rough, alone)


def _counted(m: re.Match[str]) -> tuple[relativedelta, bool] | None:
    """How long a lead says, and whether only about; None where it names no number."""
    said = m.groupdict()
    told = said.get("s") or said.get("s2")
    if told:
        span = spans.total(told)
        return (span, spans.rough(told)) if span else None
    ordinal = said.get("eo") or said.get("o")
    if not ordinal:
        return relativedelta(days=1), False
    number = _ENGLISH_ORDINALS.index(ordinal) + 1 if ordinal in _ENGLISH_ORDINALS else numbers.value(ordinal)
    unit = said.get("u") or "день"
    weeks = re.match(r"недел|тиж|мес", unit)
    span = length(str(number - 1 if weeks else number), unit) if number else None
    return (span, bool(weeks)) if span is not None else None


def _reaches(text: str, lead: _Lead, when: When) -> bool:
    """Whether between a lead and a date stands nothing but what the date is the day of."""
    if when.end <= lead.end or when.start - lead.end > _REACH or when.start < lead.end:
        return False
    return when.start == lead.end or bool(_TO_THE_DAY.fullmatch(text, lead.end, when.start))


def _with_later(text: str, found: list[When]) -> list[When]:
    """``found`` with «через неделю», «на следующий день», "a week later": days whose beginning was told before.

    Where the words can mean a day from now as well, the date found for them is kept and marked.
    """
    for m in _LATER.finditer(text):
        counted = _counted(m)
        if counted is None:
            continue
        same = next((when for when in found if when.start < m.end() and m.start() < when.end), None)
        if same is None:
            if any(0 <= m.start() - when.end < _BACK for when in found):
                found.append(When(*m.span(), then=counted[0]))
        elif same.shift is None and same.then is None and m.start() <= same.start:
            found[found.index(same)] = replace(same, start=m.start(), end=max(same.end, m.end()), then=counted[0])
    return found
