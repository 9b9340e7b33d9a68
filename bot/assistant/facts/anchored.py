"""Dates told by what they stand beside: a day of last month, a weekday of last week, a holiday, a part of a year.

Repaired lower-case text in, date expressions out. What is rough stays rough: its precision says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.assistant.facts import numbers
from bot.assistant.facts.calendar_words import BEFORE, DAY, WEEKDAY, WEEKDAY_PATTERNS, YEAR, rx, year
from bot.assistant.facts.when import When, safe

_WHICH = r"(?P<mod>прошл\w+|позапрошл\w+|минул\w+|позаминул\w+|эт\w+|текущ\w+|ц(?:ього|ей|ьому)|следующ\w+|наступн\w+|last|this|next)"
_OF_MONTH = rx(
    rf"{BEFORE}(?:on\s+)?(?:the\s+)?(?P<d>{DAY})(?:\s+числ[аоу])?\s+(?:of\s+)?(?:the\s+)?{_WHICH}\s+(?:месяца|місяця|month)"
)
_MONTH_FIRST = rx(
    rf"(?:(?:в|во|у)\s+)?{_WHICH}\s+(?:месяце|месяца|місяц[іья]|month),?\s+(?:on\s+)?(?:the\s+)?(?P<d>{DAY})(?P<n>\s+числ[аоу])?"
)
_OF_WEEK = rx(
    rf"{BEFORE}(?:(?:в|во|у|с|со|на|on|since|from|the)\s+)*(?P<w>{WEEKDAY}),?\s+(?:(?:на|of|the)\s+)*{_WHICH.replace('эт', 'той|тої|эт')}\s+(?:недел\w+|тижн\w+|week)"
)
_WEEK_FIRST = rx(
    rf"(?:на\s+)?{_WHICH.replace('эт', 'той|тої|эт')}\s+(?:недел\w+|тижн\w+|week),?\s+(?:(?:в|во|у|on|the)\s+)*(?P<w>{WEEKDAY})"
)
_NEW_YEAR = rx(
    r"(?P<rel>перед|под|накануне|після|после|на|before|after)\s+(?:(?:сам\w+|the)\s+)?"
    r"(?:нов(?:ым|ого|ый|им|ий)(?:\s+(?P<y>20\d\d)(?:-?\w{1,3})?)?\s+(?:год\w*|р[оі]к\w*)|new year(?:'?s)?(?:\s+(?P<y2>20\d\d))?)"
)
_MAY = rx(
    rf"(?P<rel>перед|после|після|на|в|во|до)\s+майск(?:ими|их|ие)(?:\s+праздник\w+)?(?:\s+(?P<y>{YEAR}))?(?!\s+(?:дн|дожд|ноч|бо))"
)
_PART_OF_YEAR = rx(
    rf"(?:(?:в|во|у|at|in|с|со|до|к)\s+)?(?:the\s+)?(?P<part>начал\w|середин\w|кон(?:це|ца|ец|цу)|початк\w|кінц\w|early|late|beginning of|end of|middle of|mid)[\s-]+"
    rf"(?:(?P<y>{YEAR})|года|року|the year)"
)
_PARTS = (("начал", 1), ("початк", 1), ("early", 1), ("beginning", 1), ("середин", 6), ("mid", 6))
_INTERVAL = re.compile(
    r"(?<!\w)(?:сбежал|убежал|ушел|удрал|свалил|покинул|уехал|оставил|пішов|втік|left|went)\w*\s+(?:\w+\s+){0,2}?(?P<d1>\d{1,2})(?:-?го)?,?\s+(?:(?:а|и|і|and)\s+)?"
    r"(?:вернул|возвратил|явил|приехал|пришел|повернув|returned|came)\w*\s+(?:(?:back|назад|обратно|on|the)\s+)*(?P<d2>\d{1,2})(?:-?го)?(?![\w.:/-])"
    r"(?!\s*(?:час|дн|день|сут|недел|мес|год|лет|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|pm|am))"
)


def read(text: str, today: date) -> list[When]:
    """All anchored dates; a day that its month does not have is left out (``impossible`` tells of it)."""
    found = [when for when, _ in _days_of_months(text, today) if when is not None]
    return [*found, *_weekdays(text, today), *_holidays(text, today), *_parts(text, today), *_interval(text, today)]


def impossible(text: str, today: date) -> list[tuple[int, int]]:
    """Where a day is told that the month meant does not have: «31 числа этого месяца» in November."""
    return [place for when, place in _days_of_months(text, today) if when is None]


def steps(modifier: str) -> int:
    """How many months or weeks a word leads away: «прошлый» one back, «следующий» one on."""
    if re.match(r"поза(?:прош|мин)", modifier):
        return -2
    if re.match(r"прошл|минул|last|той|тої", modifier):
        return -1
    return 1 if re.match(r"следующ|наступн|next", modifier) else 0


def _days_of_months(text: str, today: date) -> Iterator[tuple[When | None, tuple[int, int]]]:
    for pattern in (_OF_MONTH, _MONTH_FIRST):
        for m in pattern.finditer(text):
            day = numbers.value(m["d"])
            bare = pattern is _MONTH_FIRST and not m["n"] and m["d"].isdigit()
            if day is None or not 1 <= day <= 31 or bare:
                continue
            base = today.replace(day=1) + relativedelta(months=steps(m["mod"]))
            fixed = safe(base.year, base.month, day)
            until = bool(m.groupdict().get("before"))
            yield When(m.start(), m.end(), fixed=fixed, until=until) if fixed else None, m.span()


def _weekdays(text: str, today: date) -> Iterator[When]:
    for pattern in (_OF_WEEK, _WEEK_FIRST):
        for m in pattern.finditer(text):
            number = next(at for at, names in enumerate(WEEKDAY_PATTERNS) if names.fullmatch(m["w"]))
            if m["mod"] in ("той", "тої"):  # the last week in a story, the next in a plan: the event decides
                yield When(m.start(), m.end(), weekday=number, week=True, until=bool(m.groupdict().get("before")))
                continue
            days = 7 * steps(m["mod"]) + number - today.weekday()
            until = bool(m.groupdict().get("before"))
            yield When(m.start(), m.end(), fixed=today + timedelta(days=days), until=until)


def _holidays(text: str, today: date) -> Iterator[When]:
    for m in _NEW_YEAR.finditer(text):
        named = year(m["y"] or m["y2"], today)
        if m["rel"] in ("перед", "под", "накануне", "before"):
            yield When(m.start(), m.end(), year=named - 1 if named else None, month=12, precision="month")
        elif m["rel"] == "на":
            yield When(m.start(), m.end(), year=named, month=1, day=1, precision="about")
        else:
            yield When(m.start(), m.end(), year=named, month=1, precision="month")
    for m in _MAY.finditer(text):
        when = When(m.start(), m.end(), year=year(m["y"], today), month=5, day=1, precision="about")
        if m["rel"] in ("перед", "до"):
            when = replace(when, month=4, day=None, precision="month", until=m["rel"] == "до")
        elif m["rel"] in ("после", "після"):
            when = replace(when, day=10)
        yield when


def _parts(text: str, today: date) -> Iterator[When]:
    for m in _PART_OF_YEAR.finditer(text):
        number = next((month for stem, month in _PARTS if m["part"].startswith(stem)), 12)
        before = re.match(r"(?:до|к)\s", m.group())
        yield When(
            m.start(), m.end(), year=year(m["y"], today), month=number, precision="about", until=bool(before),
            since=bool(re.match(r"со?\s", m.group())),
        )  # fmt: skip


def _interval(text: str, today: date) -> Iterator[When]:
    """«ушёл 20, вернулся 25»: two bare days, the second not before the first."""
    for m in _INTERVAL.finditer(text):
        last = When(m.start("d2"), m.end("d2"), day=int(m["d2"])).resolve(today)
        first = When(m.start("d1"), m.end("d1"), day=int(m["d1"])).resolve(last[0]) if last else None
        if first and last:
            yield When(m.start("d1"), m.end("d1"), fixed=first[0])
            yield When(m.start("d2"), m.end("d2"), fixed=last[0])
