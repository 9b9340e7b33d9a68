"""Dates as people write them, in repaired lower-case text: Russian, Ukrainian, English, day first.

``find`` gives every date expression with what it leaves open (a year, a day); ``When.resolve`` closes it towards the
past or the future. Nothing is guessed: a text without a date gives nothing, a wrong date (31.02) gives nothing.
"""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.assistant.facts import anchored, counted, numbers, spans
from bot.assistant.facts.calendar_words import (
    BEFORE,
    COUNT,
    DAY,
    ENGLISH_MONTH,
    LOOSE_YEAR,
    MANY,
    MONTH,
    NAMED,
    UNIT,
    WEEKDAY,
    WEEKDAY_PATTERNS,
    YEAR,
    YEAR_END,
    coarse,
    direction_of,
    length,
    month,
    rx,
    unit_of,
    year,
)
from bot.assistant.facts.when import When, safe

__all__ = ["When", "find", "impossible", "length", "month", "unclear_years", "year"]

_DAYS_FROM_TODAY: tuple[tuple[str, int], ...] = (
    (r"позапозавчера", -3), (r"поза\s?вчера|позавчора|(?:the )?day before yesterday", -2),
    (r"(?:вчера|вчора|yesterday|last night)", -1), (r"сегодня|сьогодні|today|tonight", 0),
    (r"послезавтра|післязавтра|(?:the )?day after tomorrow", 2), (r"завтра|tomorrow", 1),
)  # fmt: skip
_ISO = rx(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")
_NUMERIC = rx(r"(?P<d>\d{1,2})\s?[./\-]\s?(?P<m>\d{1,2})\s?[./\-]\s?(?P<y>\d{4}|\d{2})(?:\s*г(?:ода|\b)\.?)?")
_NUMERIC_COMMAS = rx(r"(?P<d>\d{1,2}),\s?(?P<m>\d{1,2}),\s?(?P<y>(?:19|20)\d\d)")
_YEAR_FIRST = rx(r"(?P<y>(?:19|20)\d\d)[./](?P<m>\d{1,2})[./](?P<d>\d{1,2})")
_NAMED_MONTH = rx(  # «01-мар-2025», «3марта2025»
    rf"(?P<d>\d{{1,2}})\s?[-./]?\s?(?P<m>{NAMED})\.?\s?[-./]?\s?(?P<y>(?:19|20)\d\d)(?:\s*г(?:ода|\b)\.?)?"
)
_MONTH_OF_YEAR = rx(
    r"(?:(?P<m>0?[1-9]|1[0-2])[./-](?P<y>(?:19|20)\d\d)|(?P<y2>(?:19|20)\d\d)[./-](?P<m2>0[1-9]|1[0-2]))(?:\s*г(?:ода|\b)\.?)?(?![./-]?\d)"
)
_NUMERIC_NO_YEAR = rx(r"(?P<d>[0-3]?\d)\.(?P<m>0[1-9]|1[0-2])(?!\.?\d)")
_RANGE_ONE_MONTH = rx(
    rf"(?:с|со|from|з|із)\s+(?P<d1>{DAY})\s+(?:по|до|to|till|until)\s+(?P<d2>{DAY})\s+(?P<m>{MONTH})(?:\s+(?P<y>{LOOSE_YEAR}))?"
)
_NEXT_DAY = r"(?!,\s*[12]\d\s+(?!год|рок|year)[^\W\d_]{2})"  # «ушёл 20 ноября, 25 вернулся»
_DAY_MONTH = rx(rf"{BEFORE}(?P<d>{DAY})\s*(?:of\s+)?(?P<m>{MONTH})(?:{_NEXT_DAY},?\s*(?P<y>{LOOSE_YEAR}))?")
_MONTH_DAY = rx(
    rf"{BEFORE}(?P<m>{ENGLISH_MONTH})\s+(?:the\s+)?(?P<d>\d{{1,2}}(?:th|st|nd|rd)?)(?!\d)(?:,?\s+(?:of\s+)?(?P<y>(?:19|20)\d\d|(?:this|last)\s+year))?"
)
_MONTH_YEAR = rx(rf"{BEFORE}(?P<m>{MONTH})(?:,?\s+(?:of\s+)?(?P<y>{YEAR}))")
_YEAR_MONTH = rx(rf"(?:(?:в|во|у|in)\s+)?(?P<y>{YEAR}),?\s+(?:в|во|у|in)\s+(?P<m>{MONTH})")  # «в прошлом году в мае»
_MONTH_ONLY = rx(
    rf"(?:(?P<before>до|к|until|till|by|before|through)\s+|(?:с|со|в|во|з|у|від|от|за|на|in|since|from|of|during)\s+)(?:(?:начале|начала|середине|середины|конце|конца|end of|beginning of)\s+)?(?:(?P<mod>эт\w+|прошл\w+|следующ\w+|last|next|this)\s+)?(?P<m>{MONTH})(?:(?<=[а-яіїє])\s+(?P<y>2\d\b(?!\s*(?:числ|-?го\b|чел|тыс|раз|час|{UNIT}))))?"
)
_MONTH_SHORT_YEAR = rx(  # «март 23»; in English the number is a day unless an apostrophe makes it a year
    rf"(?P<m>{MONTH})\s+(?:(?<=[а-яіїє]\s)'?|')(?P<y>2\d)(?!\s*(?:-?(?:го|ое)\b|числ|чел|тыс|раз|час|руб|{UNIT}))"
)
_MONTH_PART = rx(rf"(?P<part>начал\w|середин\w|кон(?:це|ца|ец)|end of|beginning of)\s+(?P<m>{MONTH})")
_YEAR_ONLY = rx(
    rf"(?:(?P<before>до|к|по|until|till|to|by|before)\s+|(?:с|в|во|у|з|in|since|from)\s+)(?P<y>(?:19|20)\d\d{YEAR_END}|[12]\d-?\s?(?:м|ом|го\s+года|году|года)\b(?:\s+год[ау])?|двадцать\s+(?:перв|втор|трет|четверт|пят|шест)(?:ом|ьем|ого|ьего)(?:\s+год[ау])?)"
)
_YEAR_NAMED = rx(r"(?P<y>20[0-4]\d\s*(?:году?|года|г\b\.?))(?!\.?\s*(?:рожд|р\b|г\.?\s*р|выпуск))")
# «Подписал в 21»: a bare number is a year only right behind such a word and at the end of the clause.
_YEAR_BARE = re.compile(
    r"(?<!\w)(?:подписал\w*|подписывал\w*|призва\w+|мобилизова\w+|служу|контракт\w*|signed)\s+(?P<whole>(?:в|с|in)\s+'?(?P<y>1[5-9]|2\d))(?=\s*(?:$|[.,!?;]))"
)
_OF_A_LAW = re.compile(r"(?:указ|закон|приказ|постановлен|фз)\w*\s+(?:от\s+)?$")
_RELATIVE_DAY = tuple((rx(rf"{BEFORE}(?:{words})"), days) for words, days in _DAYS_FROM_TODAY)
# «через неделю после …», «за месяц до …» count from another day than today.
_AHEAD = rx(
    rf"(?:через|за|in|within)\s+(?:(?P<n>{COUNT})\s*)?(?P<u>{UNIT}|полгода|сутки|мес|нед|дн)\b\.?(?!\s*(?:назад|тому|ago|после|с момента|від|після|after|from|до|перед|before))"
)
_LAST_PERIOD = rx(
    r"(?:(?:на|в|во|у|минулого)\s+)?(?P<mod>прошл\w+|позапрошл\w+|следующ\w+|минул\w+|last|next|наступн\w+)\s+(?P<u>недел\w+|тиж\w+|тиждень|месяц\w*|місяц\w+|год[ау]?|рок\w+|році|week|month|year)"
)
_WEEKDAY = rx(
    rf"{BEFORE}(?:(?:в|во|у|с|со|на|on|since|from|the)\s+)*(?:(?P<mod>прошл\w+|минул\w+|следующ\w+|наступн\w+|ближайш\w+|эт\w+|цю|цей|last|next|this|past|coming)\s+)?(?P<w>{WEEKDAY})"
)
# «8 сутки», «восьмых суток» count; «8 суток» is a length.
_COUNTER = rx(
    rf"(?P<n>{numbers.ORDINAL_WORD}|\d{{1,3}}-?(?:ые|е|й|х|и|ый|ий))\s+(?:уже\s+)?(?P<u>сут(?:ки|ок)|день|дня|доба|добу|недел[яюи]|тиждень)|(?P<bare>\d{{1,3}})\s+(?:уже\s+)?(?:сутки|день)"
)
_EN_COUNTER = rx(
    r"(?P<n>\d{1,2}(?:th|st|nd|rd)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+day"
)
_DAY_NUMBER = rx(
    rf"{BEFORE}(?P<d>\d{{1,2}}\s*-?\s*(?:го|ого)\b|\d{{1,2}}\s+(?:числа|число)|{numbers.ORDINAL_WORD}\s+числа)"
)
_SEASONS = {
    "весн": 3,
    "лет": 6,
    "осен": 9,
    "зим": 12,
    "spring": 3,
    "summer": 6,
    "autumn": 9,
    "winter": 12,
    "навесн": 3,
    "вліт": 6,
    "восен": 9,
    "взим": 12,
}
_SEASON = rx(
    rf"(?:(?:в|во|у|in)\s+(?P<y0>{YEAR})\s*(?:году\s+)?)?(?:(?:с|in|last|next|прошл\w+|следующ\w+|минул\w+|эт\w+|this)\s+)?(?:the\s+)?(?P<s>весн(?:ой|ы|у|а)|летом|лета|лето|осен(?:ью|и|ь)|зим(?:ой|ы|у|а)|навесні|влітку|восени|взимку|spring|summer|autumn|winter)(?:\s+(?:of\s+)?(?P<y>{YEAR}|2\d\b(?!\s+(?:{UNIT}|чел|тыс|раз|час|people|men)))?)?"
)
_NEW_YEAR = rx(r"(?:до|к|by|until)\s+(?:нового года|new year)")

# A bare number of three digits may count people or name a unit («3 марта 202 бригада»): the year must end the clause.
_CLAUSE_ENDS = r"(?=\s*(?:$|[.,!?;)]|г\b|год))"
_ODD_YEARS = (
    rx(r"\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(?P<y>\d{2,6})"),
    rx(rf"\d{{1,2}}\s?[-./]\s?{NAMED}\.?\s?[-./]\s?(?P<y>\d{{2,6}})"),
    rx(rf"{DAY}\s*(?:of\s+)?{MONTH},?\s*(?P<y>\d{{3,6}}){_CLAUSE_ENDS}"),
    rx(rf"{DAY}\s*{MONTH}\s+(?P<y>\d\d){_CLAUSE_ENDS}"),
    rx(rf"{MONTH}(?:\s+\d{{1,2}}(?:th|st|nd|rd)?,?)?\s+(?P<y>\d{{3,6}}){_CLAUSE_ENDS}"),
    re.compile(r"^\s*(?:0?[1-9]|1[0-2])[./](?P<y>[2-9]\d{3})\s*$"),
)
_MISTYPED = re.compile(r"(?<![\w.,/-])[\dзоobl]{1,2}[./-][\dзоobl]{1,2}[./-][\dзоo]{2,4}(?![\w])")
_LETTER_DIGITS = str.maketrans("зоobl", "30061")
_HEDGE = re.compile(
    r"(?<!\w)(?:после|около|примерно|где-то|приблизительно|перед|після|близько|after|around|about)\s+(?:(?:в|на|on|the)\s+)?$"
)
_ENGLISH_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LONGEST_MONTH = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
_NEAR = 60
_LEGAL_REFERENCE = re.compile(
    r"(?:\b(?:ст|стать\w+|п|пп|пункт\w*|ч|част\w+|art|article|para|n|приказ\w*|номер\w*)\.?\s*|№\s*)$"
)


def find(text: str, today: date) -> list[When]:
    """All date expressions of a repaired lower-case text, in the order of the text, none overlapping another."""
    text = _digits(text)
    found: list[When] = []
    readers = (
        spans.past, anchored.read, _numeric, _months_of_years, _named_days, _months, _relative, _weekdays, _counters,
    )  # fmt: skip
    unclear = unclear_years(text, today)
    for reader in readers:
        for when in reader(text, today):
            taken = [*((other.start, other.end) for other in found), *unclear]
            if all(when.end <= start or when.start >= end for start, end in taken):
                found.append(when)
    found = counted.read(text, sorted(found, key=lambda when: when.start))
    return [_hedged(text, when) for when in _without_weekdays(text, sorted(found, key=lambda when: when.start))]


def _digits(text: str) -> str:
    """The same text, as long as before, with letters that stand for digits in a numeric date made digits."""
    return _MISTYPED.sub(
        lambda m: m.group().translate(_LETTER_DIGITS) if re.search(r"\d", m.group()) else m.group(), text
    )


def _hedged(text: str, when: When) -> When:
    """«после 5 марта», «около 10 мая» name no day exactly."""
    return (
        replace(when, precision="about")
        if when.precision == "day" and not when.aside and _HEDGE.search(_before(text, when.start))
        else when
    )


def _without_weekdays(text: str, whens: list[When]) -> list[When]:
    """«21 октября, среда» is one date: the weekday beside it tells nothing new."""
    kept: list[When] = []
    for when in whens:
        last = kept[-1] if kept else None
        beside = last is not None and re.fullmatch(r"[\s,(]*", text[last.end : when.start])
        if last and beside and when.weekday is not None and last.day and re.match(WEEKDAY, text[when.start : when.end]):
            continue
        kept.append(when)
    return kept


def unclear_years(text: str, today: date) -> list[tuple[int, int]]:
    """Where a date has a year that cannot be meant (202, 3025, 98 of a century not told), or lacks it on 29 February."""
    text = _digits(text)
    found = []
    for pattern in _ODD_YEARS:
        for m in pattern.finditer(text):
            number = int(m["y"])
            meant = 2000 + number if len(m["y"]) == 2 else number
            told = any(start < m.end() and m.start() < end for start, end in found)
            if not (1950 <= meant <= today.year + 30 or told or _LEGAL_REFERENCE.search(_before(text, m.start()))):
                found.append(m.span())
    for m in _DAY_MONTH.finditer(text):
        leap = (month(m["m"]), numbers.value(m["d"])) == (2, 29) and not isleap(today.year)
        if leap and not m["y"] and not any(start <= m.start() < end for start, end in found):
            found.append(m.span())
    return found


def impossible(text: str, today: date | None = None) -> list[tuple[int, int]]:
    """Where a repaired lower-case text names a day that no calendar has: «31 февраля», «31.06.2025».

    With ``today`` also a day that the month meant does not have: «31 числа этого месяца» in November.
    """
    text = _digits(text)
    found = anchored.impossible(text, today) if today else []
    for pattern in (_NUMERIC, _DAY_MONTH):
        for m in pattern.finditer(text):
            day = re.match(r"\d+", m["d"])
            number = int(m["m"]) if m["m"].isdigit() else month(m["m"])
            cited = pattern is _NUMERIC and _LEGAL_REFERENCE.search(_before(text, m.start()))
            if day is None or number is None or cited:
                continue
            longest = _LONGEST_MONTH[number] if 1 <= number <= len(_LONGEST_MONTH) else 0
            if (
                int(day.group()) > longest
                or not int(day.group())
                or ((number, int(day.group())) == (2, 29) and (named := year(m["y"], date.min)) and not isleap(named))
            ):
                found.append(m.span())
    return found


def _numeric(text: str, today: date) -> list[When]:
    found = []
    for pattern in (_ISO, _NUMERIC, _NUMERIC_COMMAS, _YEAR_FIRST, _NAMED_MONTH, _NUMERIC_NO_YEAR):
        for m in pattern.finditer(text):
            if _LEGAL_REFERENCE.search(_before(text, m.start())):
                continue
            parts = m.groupdict()
            when = When(m.start(), m.end(), year(parts.get("y"), today), _number_of(parts["m"]), int(parts["d"]))
            if safe(when.year or 2024, when.month or 0, when.day or 0):
                found.append(replace(when, until=_until(text, m.start()), since=_since(text, m.start())))
    return found


def _number_of(month_name: str) -> int | None:
    return int(month_name) if month_name.isdigit() else month(month_name)


def _months_of_years(text: str, today: date) -> list[When]:
    """«12.2022», «2022-12»."""
    found = []
    for m in _MONTH_OF_YEAR.finditer(text):
        if not _LEGAL_REFERENCE.search(_before(text, m.start())):
            of_year, number = int(m["y"] or m["y2"]), int(m["m"] or m["m2"])
            until, since = _until(text, m.start()), _since(text, m.start())
            found.append(When(m.start(), m.end(), of_year, number, precision="month", until=until, since=since))
    return found


def _named_days(text: str, today: date) -> list[When]:
    found = []
    for m in _RANGE_ONE_MONTH.finditer(text):
        number, of_year = month(m["m"]), year(m["y"], today)
        first, last = numbers.value(m["d1"]), numbers.value(m["d2"])
        found.append(When(m.start(), m.end("d1"), of_year, number, first, since=True))
        found.append(When(m.start("d2"), m.end(), of_year, number, last, until=True))
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for m in pattern.finditer(text):
            day = numbers.value(m["d"])
            if day is None or not 1 <= day <= 31:
                continue
            when = When(m.start(), m.end(), year(m["y"], today), month(m["m"]), day, until=bool(m["before"]))
            found.append(replace(when, since=_since(text, m.start())))
    return [when for when in found if when.month and safe(when.year or 2024, when.month, when.day or 0)]


def _months(text: str, today: date) -> list[When]:
    found = []
    for m in _SEASON.finditer(text):
        number = next(first for stem, first in _SEASONS.items() if m["s"].startswith(stem))
        of_year = year(m["y"] or m["y0"], today)
        if not of_year and re.match(r"прошл|минул", m.group()):
            of_year = today.year - 1  # «прошлым летом» in autumn is not the summer that has just been
        if of_year or re.match(r"с |in |last|next|прошл|следующ|минул", m.group()):
            direction = direction_of(m.group().split()[0])
            found.append(
                When(
                    m.start(),
                    m.end(),
                    of_year,
                    number,
                    precision="about",
                    direction=direction if not of_year else None,
                    since=_since(text, m.start(), m),
                )
            )
    for pattern in (_YEAR_MONTH, _MONTH_YEAR, _MONTH_SHORT_YEAR, _MONTH_PART, _MONTH_ONLY, _YEAR_ONLY, _YEAR_NAMED):
        for m in pattern.finditer(text):
            if pattern is _YEAR_NAMED and _OF_A_LAW.search(_before(text, m.start())):
                continue
            parts = m.groupdict()
            number = month(parts["m"]) if parts.get("m") else None
            direction = direction_of(parts.get("mod"))
            of_year = year(parts.get("y"), today)
            found.append(
                When(
                    m.start(),
                    m.end(),
                    of_year,
                    number,
                    precision="month" if number else "year",
                    direction=direction,
                    until=bool(parts.get("before")),
                    since=_since(text, m.start(), m),
                )
            )
    for m in _YEAR_BARE.finditer(text):
        if int(m["y"]) <= today.year % 100:
            since = m["whole"].startswith("с")
            found.append(When(*m.span("whole"), 2000 + int(m["y"]), precision="year", since=since))
    for m in _NEW_YEAR.finditer(text):
        found.append(When(m.start(), m.end(), fixed=date(today.year, 12, 31), until=True))
    return found


def _relative(text: str, today: date) -> list[When]:
    found = []
    for pattern, days in _RELATIVE_DAY:
        for m in pattern.finditer(text):
            found.append(When(m.start(), m.end(), fixed=today + timedelta(days=days), until=bool(m["before"])))
    for m in _AHEAD.finditer(text):
        span = length(m["n"], m["u"])
        uncounted = not m["n"] and MANY.fullmatch(m["u"])  # «через несколько дней» names no day
        if span is not None and not uncounted:
            vague = bool(m["n"] and re.match(r"пар|(?:a )?couple", m["n"])) or coarse(m["u"])
            found.append(When(m.start(), m.end(), fixed=today + span, precision="about" if vague else "day"))
    for m in _LAST_PERIOD.finditer(text):
        steps = 1 if direction_of(m["mod"]) == "future" else -2 if m["mod"].startswith("позапрошл") else -1
        unit = unit_of(m["u"])
        if unit:
            found.append(When(m.start(), m.end(), fixed=today + relativedelta(**{unit: steps}), precision=unit[:-1]))
    return found


def _weekdays(text: str, today: date) -> list[When]:
    found = []
    for m in _WEEKDAY.finditer(text):
        number = next(at for at, names in enumerate(WEEKDAY_PATTERNS) if names.fullmatch(m["w"]))
        if len(m["w"]) < 4 and m.start("w") == m.start():
            continue  # a bare «ср», «сб», "sun", "sat" is more often something else
        direction = "future" if m["before"] else direction_of(m["mod"])
        when = When(m.start(), m.end(), weekday=number, direction=direction, until=bool(m["before"]))
        if m["mod"] and direction == "past" and today.weekday() == number:
            when = replace(when, weekday=None, fixed=today - timedelta(days=7))
        found.append(when)
    return found


def _counters(text: str, today: date) -> list[When]:
    found = []
    for pattern in (_COUNTER, _EN_COUNTER):
        for m in pattern.finditer(text):
            parts = m.groupdict()
            said = parts["n"] or parts["bare"]
            number = _ENGLISH_ORDINALS.index(said) + 1 if said in _ENGLISH_ORDINALS else numbers.value(said)
            if number and number < 400:
                found.append(_counted(m, number, parts.get("u") or "день", today))
    for m in _DAY_NUMBER.finditer(text):
        day = numbers.value(re.sub(r"\s*числ\w+", "", m["d"]))
        if day and day <= 31 and not re.match(r"\s*(?:год|г\b|гв|полк|мая)", text[m.end() :]):
            found.append(When(m.start(), m.end(), day=day, until=bool(m["before"])))
    return found


def _counted(m: re.Match[str], number: int, unit: str, today: date) -> When:
    """«восьмые сутки» is day eight of something that began seven days ago; «третья неделя» began two weeks ago."""
    if unit_of(unit) == "weeks":
        days = 7 * (number - 1)
        return When(m.start(), m.end(), fixed=today - timedelta(days=days), counter=days + 1, precision="about")
    return When(m.start(), m.end(), fixed=today - timedelta(days=number - 1), counter=number)


def _before(text: str, at: int) -> str:
    """The few words right before a place: looking through all that stands before each date costs its length squared."""
    return text[max(0, at - _NEAR) : at]


def _until(text: str, at: int) -> bool:
    return bool(re.search(r"(?:\bдо|\bк|\bпо|until|till|\bby)\s+$", _before(text, at)))


def _since(text: str, at: int, matched: re.Match[str] | None = None) -> bool:
    if matched is not None and re.match(r"(?:с|со|з|from|since|від|от)\s", matched.group()):
        return True
    return bool(re.search(r"(?:\bс|\bсо|\bз|\bвід|\bот|from|since)\s+$", _before(text, at)))
