"""The words and small patterns that dates are made of: months, weekdays, years, units, counts; ru, uk, en.

Patterns are for repaired lower-case text (``Reading.plain``).
"""

from __future__ import annotations

import re
from datetime import date

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
NAMED = rf"(?:{'|'.join(_MONTHS)})"
MONTH = rf"(?:{'|'.join(_MONTHS)})\b\.?"
MONTH_PATTERNS = tuple(re.compile(rf"(?:{names})\.?") for names in _MONTHS)
ENGLISH_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
YEAR_END = r"(?:\s*-?\s*(?:го|й|м|ом|году|года|год|г|гг|року|році|р)\b\.?){0,2}"
YEAR = rf"(?:(?:19|20)\d\d{YEAR_END}|'?[12]\d\s*-?\s*(?:го|году|года|год|г|року|р)\b\.?{YEAR_END}|двадцать\s+(?:перв|втор|трет|четверт|пят|шест)(?:ого|ом|ьего|ьем)(?:\s+год[ау])?|(?:эт|прошл|позапрошл|следующ|цього|минулого|т)\w*\s+(?:года|году|року|year)|(?:this|last|next)\s+year|(?:поза)?торік)"
# «5 мая 10 человек» names no year.
_COUNTED = (
    r"(?!\s*(?:дн|день|сут|недел|мес|лет\b|чел|тыс|раз|час|руб|бойц|солдат|мин|people|men\b|days?|weeks?|hours?))"
)
LOOSE_YEAR = rf"(?:{YEAR}|'?[12]\d\b{_COUNTED})"
DAY = rf"(?:\d{{1,2}}(?:\s*-?\s*(?:ого|го|е|th|st|nd|rd)\b)?|{numbers.ORDINAL_WORD})"

_WEEKDAYS: tuple[str, ...] = (
    r"понедельник\w*|понеділ\w+|пн|monday|mon", r"вторник\w*|вівтор\w+|вт|tuesday|tue",
    r"сред[аыуе]|серед[аиу]|ср|wednesday|wed", r"четверг\w*|четвер|чт|thursday|thu",
    r"пятниц\w+|п'ятниц\w+|пт|friday|fri", r"суббот\w+|субот\w+|сб|saturday|sat",
    r"воскресень\w+|недiл\w+|неділ[яюі]|вс|sunday|sun",
)  # fmt: skip
WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})\b"
WEEKDAY_PATTERNS = tuple(re.compile(names) for names in _WEEKDAYS)

UNIT = r"(?:дн(?:я|ей|і|ів)|день|сут(?:ок|ки)|недел[яюьи]|неделек|тиж(?:день|ні|нів)|месяц(?:а|ев)?|місяц[ьіів]+|год(?:а|у)?|лет|рок(?:и|ів|у)|рік|days?|weeks?|months?|years?)"
MANY = re.compile(r"дн(?:ей|і|ів)|недель|неделек|тижнів|месяцев|місяців|лет|років|(?:day|week|month|year)s")
COUNT = rf"(?:{numbers.CARDINAL}|пару|пара|(?:a\s+)?couple of|полтора|полторы|півтора|півтори|пол)"

BEFORE = r"(?:(?P<before>не позднее|не позже|до|к|по|until|till|by|before|through)\s+(?:the\s+)?)?"


def rx(pattern: str) -> re.Pattern[str]:
    """A pattern that starts and ends at word borders and not inside a longer number."""
    return re.compile(rf"(?<![\w.,/-]){pattern}(?![\w])", re.UNICODE)


def month(text: str) -> int | None:
    """The number of a named month."""
    return next((at + 1 for at, names in enumerate(MONTH_PATTERNS) if names.fullmatch(text.strip())), None)


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
    if re.match(r"позапрошл|позаторік", text):
        return today.year - 2
    if re.match(r"прошл|минул|last|торік", text):
        return today.year - 1
    if re.match(r"следующ|next", text):
        return today.year + 1
    return today.year if re.match(r"эт|цього|this", text) else None


def length(count: str | None, unit: str) -> relativedelta | None:
    """How long «полтора года», «3 недели», «полгода» last."""
    unit = unit.strip()
    if unit in ("полгода", "півроку"):
        return relativedelta(months=6)
    if unit == "полмесяца":
        return relativedelta(days=15)
    name = unit_of(unit)
    if name is None:
        return None
    count = (count or "1").strip()
    if re.match(r"пар|(?:a )?couple", count):
        return relativedelta(**{name: 2})
    if re.match(r"полтор|півтор", count):
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


def unit_of(word: str) -> str | None:
    """``days``, ``weeks``, ``months`` or ``years``; None for another word."""
    for stem, name in (
        (r"д[не]|сут|доб|day", "days"),
        (r"нед|тиж|w", "weeks"),
        (r"мес|міс|mo", "months"),
        (r"год|лет|рок|рік|роц|році|y|г\b", "years"),
    ):
        if re.match(stem, word):
            return name
    return None


def coarse(unit: str) -> bool:
    """Whether a day counted in this unit is only about right."""
    return unit_of(unit) in ("months", "years") or unit.startswith(("пол", "пів"))


def direction_of(modifier: str | None) -> str | None:
    """``past`` or ``future`` where the word tells it."""
    if not modifier:
        return None
    if re.match(r"прошл|позапрошл|минул|last|past", modifier):
        return "past"
    return "future" if re.match(r"следующ|ближайш|наступн|next|coming", modifier) else None
