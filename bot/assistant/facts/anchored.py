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
from bot.assistant.facts.calendar_words import BEFORE, DAY, MONTH, WEEKDAY, WEEKDAY_PATTERNS, YEAR, month, rx, year
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
_LEFT = r"(?:сбежал|убежал|ушел|удрал|свалил|покинул|уехал|оставил|пішов|втік|left|went)\w*"
_CAME = r"(?:вернул|возвратил|явил|приехал|пришел|повернув|returned|came)\w*"
_OF_DAY = r"(?:-?го|\s+числа|th|st|nd|rd)?"
_INTERVAL = re.compile(
    rf"(?<![\w.,/-])(?:{_LEFT}\s+(?:\w+\s+){{0,3}}?(?P<d1>\d{{1,2}}){_OF_DAY}(?:\s+(?P<m1>{MONTH}))?|(?P<d3>\d{{1,2}}){_OF_DAY}(?:\s+(?P<m3>{MONTH}))?\s+{_LEFT}(?:\s+(?:из|с|в)\s+\w+)?)"
    rf",?\s+(?:(?:а|и|і|and)\s+)?"
    rf"(?:{_CAME}\s+(?:(?:back|назад|обратно|сам|on|the)\s+)*(?P<d2>\d{{1,2}}){_OF_DAY}(?![\w.:/-])|(?P<d4>\d{{1,2}}){_OF_DAY}\s+(?:(?:сам|уже|я|он)\s+)*{_CAME})"
    rf"(?!\s*(?:час|дн|день|сут|недел|мес|год|лет|{MONTH}|pm|am))"
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
    """«ушёл 20, вернулся 25», «ушёл 20 ноября, 25 вернулся»: the second day bare, and not before the first."""
    for m in _INTERVAL.finditer(text):
        left, back = ("d1" if m["d1"] else "d3"), ("d2" if m["d2"] else "d4")
        named = month(m["m1"] or m["m3"] or "")
        if named:
            begun = When(*m.span(left), month=named, day=int(m[left])).resolve(today)
            first = begun[0] if begun else None
            last = _on_or_after(first, int(m[back])) if first else None
        else:
            ended = When(*m.span(back), day=int(m[back])).resolve(today)
            last = ended[0] if ended else None
            begun = When(*m.span(left), day=int(m[left])).resolve(last) if last else None
            first = begun[0] if begun else None
        if first and last and last <= today:
            yield When(m.start(left), m.end("m1" if m["m1"] else "m3" if m["m3"] else left), fixed=first)
            yield When(*m.span(back), fixed=last)


def _on_or_after(first: date, day: int) -> date | None:
    """The next day of that number from a day on, it included."""
    month_on = first + relativedelta(months=1)
    return safe(first.year, first.month, day) if day >= first.day else safe(month_on.year, month_on.month, day)
