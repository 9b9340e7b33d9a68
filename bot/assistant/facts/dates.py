"""Dates as people write them, in repaired lower-case text: Russian, Ukrainian, English, day first.

``find`` gives every date expression with what it leaves open (a year, a day); ``When.resolve`` closes it towards the
past or the future. Nothing is guessed: a text without a date gives nothing, a wrong date (31.02) gives nothing.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.assistant.facts import numbers

_MONTHS: tuple[str, ...] = (
    r"январ[ьяею]|янв|сі?чень|січн[яі]|january|jan",
    r"феврал[ьяею]|фев|лютого|лютому|february|feb",
    r"март(?:а|е|у)?|мар|берез(?:ень|ня|ні)|march|mar",
    r"апрел[ьяею]|апр|квіт(?:ень|ня|ні)|april|apr",
    r"ма[йяею]|трав(?:ень|ня|ні)|may",
    r"июн[ьяею]|июн|черв(?:ень|ня|ні)|june|jun",
    r"июл[ьяею]|июл|лип(?:ень|ня|ні)|july|jul",
    r"август(?:а|е|у)?|авг|серп(?:ень|ня|ні)|august|aug",
    r"сентябр[ьяею]|сент|сен|верес(?:ень|ня|ні)|september|sept|sep",
    r"октябр[ьяею]|окт|жовт(?:ень|ня|ні)|october|oct",
    r"ноябр[ьяею]|ноя|листопад[аі]?|november|nov",
    r"декабр[ьяею]|дек|груд(?:ень|ня|ні)|december|dec",
)
MONTH = rf"(?:{'|'.join(_MONTHS)})\b\.?"
_MONTH_PATTERNS = tuple(re.compile(rf"(?:{names})\.?") for names in _MONTHS)
_ENGLISH_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_YEAR_END = r"(?:\s*-?\s*(?:го|й|м|ом|году|года|год|г|гг|року|році|р)\b\.?){0,2}"
YEAR = rf"(?:(?:19|20)\d\d{_YEAR_END}|'?[12]\d\s*-?\s*(?:го|году|года|год|г|року|р)\b\.?{_YEAR_END}|двадцать\s+(?:перв|втор|трет|четверт|пят|шест)(?:ого|ом|ьего|ьем)(?:\s+год[ау])?|(?:эт|прошл|позапрошл|следующ|цього|минулого|т)\w*\s+(?:года|году|року|year)|(?:this|last|next)\s+year)"
_LOOSE_YEAR = rf"(?:{YEAR}|[12]\d\b)"
DAY = rf"(?:\d{{1,2}}(?:\s*-?\s*(?:ого|го|е|th|st|nd|rd)\b)?|{numbers.ORDINAL_WORD})"

_WEEKDAYS: tuple[str, ...] = (
    r"понедельник\w*|понеділ\w+|пн|monday|mon", r"вторник\w*|вівтор\w+|вт|tuesday|tue",
    r"сред[аыуе]|серед[аиу]|ср|wednesday|wed", r"четверг\w*|четвер|чт|thursday|thu",
    r"пятниц\w+|п'ятниц\w+|пт|friday|fri", r"суббот\w+|субот\w+|сб|saturday|sat",
    r"воскресень\w+|недiл\w+|неділ[яюі]|вс|sunday|sun",
)  # fmt: skip
WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})\b"
_WEEKDAY_PATTERNS = tuple(re.compile(names) for names in _WEEKDAYS)

_DAYS_FROM_TODAY: tuple[tuple[str, int], ...] = (
    (r"позапозавчера", -3), (r"позавчера|позавчора|(?:the )?day before yesterday", -2),
    (r"(?:вчера|вчора|yesterday|last night)", -1), (r"сегодня|сьогодні|today|tonight", 0),
    (r"послезавтра|післязавтра|(?:the )?day after tomorrow", 2), (r"завтра|tomorrow", 1),
)  # fmt: skip
_UNIT = r"(?:дн(?:я|ей|і|ів)|день|сут(?:ок|ки)|недел[яюьи]|неделек|тиж(?:день|ні|нів)|месяц(?:а|ев)?|місяц[ьіів]+|год(?:а|у)?|лет|рок(?:и|ів|у)|рік|days?|weeks?|months?|years?)"
_MANY = re.compile(r"дн(?:ей|і|ів)|недель|неделек|тижнів|месяцев|місяців|лет|років|(?:day|week|month|year)s")
_COUNT = rf"(?:{numbers.CARDINAL}|пару|пара|couple of|полтора|полторы|пол)"

_BEFORE = r"(?:(?P<before>не позднее|не позже|до|к|по|until|till|by|before|through)\s+(?:the\s+)?)?"


@dataclass(frozen=True)
class When:
    """A date expression at ``text[start:end]``: known parts, and which way an open part is to be closed.

    ``precision`` is day, week, month, year or about. ``counter`` is n for «n-е сутки». ``until`` tells of «до …».
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    fixed: date | None = None
    weekday: int | None = None
    precision: str = "day"
    direction: str | None = None
    counter: int | None = None
    until: bool = False
    since: bool = False

    def resolve(self, today: date, future: bool = False) -> tuple[date, date] | None:
        """First and last day meant; None where the calendar has no such day."""
        if self.direction is not None:
            future = self.direction == "future"
        if self.fixed is not None:
            return _spread(self.fixed, self.precision)
        if self.weekday is not None:
            ahead = (self.weekday - today.weekday()) % 7
            day = today + timedelta(days=ahead if future else (ahead - 7 if ahead else 0))
            return day, day
        return self._calendar(today, future)

    def _calendar(self, today: date, future: bool) -> tuple[date, date] | None:
        if self.month is None and self.day is not None:
            return self._day_of_month(today, future)
        if self.month is None:
            return (date(self.year, 1, 1), date(self.year, 12, 31)) if self.year else None
        year = self.year or today.year
        first = _safe(year, self.month, self.day or 1)
        if first is None:
            return None
        last = first if self.day else first.replace(day=monthrange(year, self.month)[1])
        if self.year is None:
            step = 1 if future and last < today else -1 if not future and first > today else 0
            first_moved = _safe(year + step, self.month, self.day or 1)
            if first_moved is None:
                return None
            first = first_moved
            last = first if self.day else first.replace(day=monthrange(first.year, self.month)[1])
        return first, last

    def _day_of_month(self, today: date, future: bool) -> tuple[date, date] | None:
        for step in range(12):
            base = today.replace(day=1) + relativedelta(months=step if future else -step)
            day = _safe(base.year, base.month, self.day or 1)
            if day is not None and (day >= today if future else day <= today):
                return day, day
        return None


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _spread(day: date, precision: str) -> tuple[date, date]:
    if precision == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if precision == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    if precision == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,/-]){pattern}(?![\w])", re.UNICODE)


_ISO = _rx(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")
_NUMERIC = _rx(r"(?P<d>\d{1,2})\s?[./\-]\s?(?P<m>\d{1,2})\s?[./\-]\s?(?P<y>\d{4}|\d{2})(?:\s*г(?:ода|\b)\.?)?")
_NUMERIC_NO_YEAR = _rx(r"(?P<d>[0-3]?\d)\.(?P<m>0[1-9]|1[0-2])(?!\.?\d)")
_RANGE_ONE_MONTH = _rx(
    rf"(?:с|со|from|з|із)\s+(?P<d1>{DAY})\s+(?:по|до|to|till|until)\s+(?P<d2>{DAY})\s+(?P<m>{MONTH})(?:\s+(?P<y>{_LOOSE_YEAR}))?"
)
_DAY_MONTH = _rx(rf"{_BEFORE}(?P<d>{DAY})\s*(?:of\s+)?(?P<m>{MONTH})(?:,?\s*(?P<y>{_LOOSE_YEAR}))?")
_MONTH_DAY = _rx(
    rf"{_BEFORE}(?P<m>{_ENGLISH_MONTH})\s+(?:the\s+)?(?P<d>\d{{1,2}}(?:th|st|nd|rd)?)(?!\d)(?:,?\s+(?P<y>(?:19|20)\d\d))?"
)
_MONTH_YEAR = _rx(rf"{_BEFORE}(?P<m>{MONTH})(?:,?\s+(?:of\s+)?(?P<y>{YEAR}))")
_YEAR_MONTH = _rx(rf"(?:(?:в|во|у|in)\s+)?(?P<y>{YEAR}),?\s+(?:в|во|у|in)\s+(?P<m>{MONTH})")  # «в прошлом году в мае»
_MONTH_ONLY = _rx(
    rf"(?:(?P<before>до|к|until|till|by|before|through)\s+|(?:с|со|в|во|з|у|від|от|за|на|in|since|from|of|during)\s+)(?:(?:начале|начала|середине|середины|конце|конца|end of|beginning of)\s+)?(?:(?P<mod>эт\w+|прошл\w+|следующ\w+|last|next|this)\s+)?(?P<m>{MONTH})(?:(?<=[а-яіїє])\s+(?P<y>2\d\b(?!\s*(?:числ|-?го\b|чел|тыс|раз|час|{_UNIT}))))?"
)
_MONTH_PART = _rx(rf"(?P<part>начал\w|середин\w|кон(?:це|ца|ец)|end of|beginning of)\s+(?P<m>{MONTH})")
_YEAR_ONLY = _rx(
    rf"(?:(?P<before>до|к|по|until|till|to|by|before)\s+|(?:с|в|во|у|з|in|since|from)\s+)(?P<y>(?:19|20)\d\d{_YEAR_END}|[12]\d-?\s?(?:м|ом|году|году)\b(?:\s+году)?|двадцать\s+(?:перв|втор|трет|четверт|пят|шест)(?:ом|ьем|ого|ьего)(?:\s+год[ау])?)"
)
_RELATIVE_DAY = tuple((_rx(rf"{_BEFORE}(?:{words})"), days) for words, days in _DAYS_FROM_TODAY)
_AGO = _rx(
    rf"(?:(?:уже\s+)?(?P<n>{_COUNT})\s*)?(?P<u>{_UNIT}|полгода|полмесяца|сутки)\s+(?:тому\s+назад|назад|тому|ago)"
)
_AHEAD = _rx(rf"(?:через|за|in|within)\s+(?:(?P<n>{_COUNT})\s*)?(?P<u>{_UNIT}|полгода|сутки)(?!\s+(?:назад|тому|ago))")
_LAST_PERIOD = _rx(
    r"(?:(?:на|в|во|у|минулого)\s+)?(?P<mod>прошл\w+|позапрошл\w+|следующ\w+|минул\w+|last|next|наступн\w+)\s+(?P<u>недел\w+|тиж\w+|тиждень|месяц\w*|місяц\w+|год[ау]?|рок\w+|році|week|month|year)"
)
_WEEKDAY = _rx(
    rf"{_BEFORE}(?:(?:в|во|у|с|со|на|on|since|from|the)\s+)*(?:(?P<mod>прошл\w+|минул\w+|следующ\w+|наступн\w+|ближайш\w+|эт\w+|цю|цей|last|next|this|past|coming)\s+)?(?P<w>{WEEKDAY})"
)
# «8 сутки», «восьмых суток» count; «8 суток» is a length.
_COUNTER = _rx(
    rf"(?P<n>{numbers.ORDINAL_WORD}|\d{{1,3}}-?(?:ые|е|й|х|и|ый|ий))\s+(?:уже\s+)?(?P<u>сут(?:ки|ок)|день|дня|доба|добу|недел[яюи]|тиждень)|(?P<bare>\d{{1,3}})\s+(?:уже\s+)?(?:сутки|день)"
)
_EN_COUNTER = _rx(
    r"(?P<n>\d{1,2}(?:th|st|nd|rd)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+day"
)
_DAY_NUMBER = _rx(
    rf"{_BEFORE}(?P<d>\d{{1,2}}\s*-?\s*(?:го|ого)\b|\d{{1,2}}\s+(?:числа|число)|{numbers.ORDINAL_WORD}\s+числа)"
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
_SEASON = _rx(
    rf"(?:(?:в|во|у|in)\s+(?P<y0>{YEAR})\s*(?:году\s+)?)?(?:(?:с|in|last|next|прошл\w+|следующ\w+|минул\w+|эт\w+|this)\s+)?(?:the\s+)?(?P<s>весн(?:ой|ы|у|а)|летом|лета|осен(?:ью|и|ь)|зим(?:ой|ы|у|а)|навесні|влітку|восени|взимку|spring|summer|autumn|winter)(?:\s+(?:of\s+)?(?P<y>{YEAR}|2\d\b(?!\s+(?:{_UNIT}|чел|тыс|раз|час|people|men)))?)?"
)
_NEW_YEAR = _rx(r"(?:до|к|by|until)\s+(?:нового года|new year)")

_ENGLISH_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LONGEST_MONTH = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
_LEGAL_REFERENCE = re.compile(r"(?:\b(?:ст|стать\w+|п|пп|пункт\w*|ч|част\w+|art|article|para|№|n)\.?\s*)$")


def find(text: str, today: date) -> list[When]:
    """All date expressions of a repaired lower-case text, in the order of the text, none overlapping another."""
    found: list[When] = []
    for reader in (_numeric, _named_days, _months, _relative, _weekdays, _counters):
        for when in reader(text, today):
            if all(when.end <= other.start or when.start >= other.end for other in found):
                found.append(when)
    return sorted(found, key=lambda when: when.start)


def impossible(text: str) -> list[tuple[int, int]]:
    """Where a repaired lower-case text names a day that no calendar has: «31 февраля», «31.06.2025»."""
    found = []
    for pattern in (_NUMERIC, _DAY_MONTH):
        for m in pattern.finditer(text):
            day = re.match(r"\d+", m["d"])
            number = int(m["m"]) if m["m"].isdigit() else month(m["m"])
            cited = pattern is _NUMERIC and _LEGAL_REFERENCE.search(text[: m.start()])
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


def month(text: str) -> int | None:
    """The number of a named month."""
    return next((at + 1 for at, names in enumerate(_MONTH_PATTERNS) if names.fullmatch(text.strip())), None)


def year(text: str | None, today: date) -> int | None:
    """The year a phrase names: 2022, «22го», «прошлого года»; None where it names none."""
    if not text:
        return None
    text = text.strip().lstrip("'")
    digits = re.match(r"\d+", text)
    if digits:
        number = int(digits.group())
        return number if number > 99 else 2000 + number
    spelled = re.match(r"двадцать\s+(\w+)", text)
    if spelled:
        unit = numbers.value(spelled.group(1))
        return 2020 + unit if unit else None
    if re.match(r"позапрошл", text):
        return today.year - 2
    if re.match(r"прошл|минул|last", text):
        return today.year - 1
    if re.match(r"следующ|next", text):
        return today.year + 1
    return today.year if re.match(r"эт|цього|this", text) else None


def _numeric(text: str, today: date) -> list[When]:
    found = []
    for pattern in (_ISO, _NUMERIC, _NUMERIC_NO_YEAR):
        for m in pattern.finditer(text):
            if _LEGAL_REFERENCE.search(text[: m.start()]):
                continue
            parts = m.groupdict()
            when = When(m.start(), m.end(), year(parts.get("y"), today), int(parts["m"]), int(parts["d"]))
            if _safe(when.year or 2024, when.month or 0, when.day or 0):
                found.append(replace(when, until=_until(text, m.start()), since=_since(text, m.start())))
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
    return [when for when in found if when.month and _safe(when.year or 2024, when.month, when.day or 0)]


def _months(text: str, today: date) -> list[When]:
    found = []
    for m in _SEASON.finditer(text):
        number = next(first for stem, first in _SEASONS.items() if m["s"].startswith(stem))
        of_year = year(m["y"] or m["y0"], today)
        if of_year or re.match(r"с |in |last|next|прошл|следующ|минул", m.group()):
            direction = _direction(m.group().split()[0])
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
    for pattern in (_YEAR_MONTH, _MONTH_YEAR, _MONTH_PART, _MONTH_ONLY, _YEAR_ONLY):
        for m in pattern.finditer(text):
            parts = m.groupdict()
            number = month(parts["m"]) if parts.get("m") else None
            direction = _direction(parts.get("mod"))
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
    for m in _NEW_YEAR.finditer(text):
        found.append(When(m.start(), m.end(), fixed=date(today.year, 12, 31), until=True))
    return found


def _relative(text: str, today: date) -> list[When]:
    found = []
    for pattern, days in _RELATIVE_DAY:
        for m in pattern.finditer(text):
            found.append(When(m.start(), m.end(), fixed=today + timedelta(days=days), until=bool(m["before"])))
    for pattern, sign in ((_AGO, -1), (_AHEAD, 1)):
        for m in pattern.finditer(text):
            span = length(m["n"], m["u"])
            uncounted = not m["n"] and _MANY.fullmatch(m["u"])  # «несколько дней назад» names no day
            if span is not None and not uncounted:
                vague = bool(m["n"] and re.match(r"пар|couple", m["n"])) or _coarse(m["u"])
                found.append(When(m.start(), m.end(), fixed=today + span * sign, precision="about" if vague else "day"))
    for m in _LAST_PERIOD.finditer(text):
        steps = 1 if _direction(m["mod"]) == "future" else -2 if m["mod"].startswith("позапрошл") else -1
        unit = _unit(m["u"])
        if unit:
            found.append(When(m.start(), m.end(), fixed=today + relativedelta(**{unit: steps}), precision=unit[:-1]))
    return found


def _weekdays(text: str, today: date) -> list[When]:
    found = []
    for m in _WEEKDAY.finditer(text):
        number = next(at for at, names in enumerate(_WEEKDAY_PATTERNS) if names.fullmatch(m["w"]))
        if len(m["w"]) < 4 and m.start("w") == m.start():
            continue  # a bare «ср», «сб», "sun", "sat" is more often something else
        direction = "future" if m["before"] else _direction(m["mod"])
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
    if _unit(unit) == "weeks":
        days = 7 * (number - 1)
        return When(m.start(), m.end(), fixed=today - timedelta(days=days), counter=days + 1, precision="about")
    return When(m.start(), m.end(), fixed=today - timedelta(days=number - 1), counter=number)


def length(count: str | None, unit: str) -> relativedelta | None:
    """How long «полтора года», «3 недели», «полгода» last."""
    unit = unit.strip()
    if unit == "полгода":
        return relativedelta(months=6)
    if unit == "полмесяца":
        return relativedelta(days=15)
    name = _unit(unit)
    if name is None:
        return None
    count = (count or "1").strip()
    if re.match(r"пар|couple", count):
        return relativedelta(**{name: 2})
    if count.startswith("полтор"):
        return {
            "years": relativedelta(months=18),
            "months": relativedelta(days=45),
            "weeks": relativedelta(days=10),
            "days": relativedelta(days=2),
        }[name]
    if count == "пол":
        return {"years": relativedelta(months=6), "months": relativedelta(days=15)}.get(name)
    number = numbers.value(count)
    return relativedelta(**{name: number}) if number is not None and number < 400 else None


def _unit(word: str) -> str | None:
    for stem, name in (
        (r"д[не]|сут|доб|day", "days"),
        (r"недел|тиж|week", "weeks"),
        (r"мес|міс|month", "months"),
        (r"год|лет|рок|рік|роц|році|year", "years"),
    ):
        if re.match(stem, word):
            return name
    return None


def _coarse(unit: str) -> bool:
    return _unit(unit) in ("months", "years") or unit.startswith("пол")


def _direction(modifier: str | None) -> str | None:
    if not modifier:
        return None
    if re.match(r"прошл|позапрошл|минул|last|past", modifier):
        return "past"
    return "future" if re.match(r"следующ|ближайш|наступн|next|coming", modifier) else None


def _until(text: str, at: int) -> bool:
    return bool(re.search(r"(?:\bдо|\bк|\bпо|until|till|\bby)\s+$", text[:at]))


def _since(text: str, at: int, matched: re.Match[str] | None = None) -> bool:
    if matched is not None and re.match(r"(?:с|со|з|from|since|від|от)\s", matched.group()):
        return True
    return bool(re.search(r"(?:\bс|\bсо|\bз|\bвід|\bот|from|since)\s+$", text[:at]))
