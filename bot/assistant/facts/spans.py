"""How long ago: spans of one or more units («2 года и 3 месяца назад», «полтора года как», "a year and a half ago").

Repaired lower-case text in, places with their spans out. A span that names no number («дней назад») is none.
"""

from __future__ import annotations

import re
from datetime import date

from dateutil.relativedelta import relativedelta

from bot.assistant.facts.calendar_words import COUNT, MANY, UNIT, coarse, length, rx, unit_of
from bot.assistant.facts.when import When

_HALF = r"(?:\s+(?:с|з)\s+половин\w+|\s+and\s+a\s+half)"
_ODD = r"(?:\s+с\s+(?:лишним|чем-то|хвостиком|копейками|небольшим))"
_WHOLE = r"(?:полгода|півроку|полмесяца|half\s+an?\s+(?:year|month)|сутки)"
_SHORT = r"(?:мес|дн|нед|г|mos?|yrs?|wks?)"
_PIECE = rf"(?:(?:(?:\d{{1,2}}[.,]\d|{COUNT}){_HALF}?{_ODD}?\s*)?(?:{_WHOLE}|{UNIT})\b|\d{{1,3}}\s*{_SHORT}\b)\.?(?:{_HALF}|{_ODD})?"
_JOINT = r"(?:,\s*|\s+(?:и|та|і|й|and|плюс)\s+|\s+)"
SPAN = rf"{_PIECE}(?:{_JOINT}{_PIECE}){{0,2}}"
_HEDGE = r"(?P<hedge>(?:почти|около|примерно|где-то|приблизительно|майже|близько|almost|about|around|roughly)\s+)?"
_AGO = rx(rf"{_HEDGE}(?:уже\s+)?(?P<s>{SPAN})\s+(?:тому\s+назад|назад|тому|ago)")
_TURNED = rx(rf"{_HEDGE}назад\s+(?P<s>{SPAN})(?=\s*(?:$|[.,!?;]))")
_LONG_SINCE = rx(
    rf"{_HEDGE}(?:уже\s+)?(?P<s>{SPAN})\s+(?:уже\s+)?как(?!\s+(?:минимум|максимум|раз|бы|будто|мне|можно|быть|долго|обычно|раньше|у|в|на))"
)
# «лет пять назад», «месяца три тому назад»: the count behind the unit makes it rough.
_ROUGH = rx(rf"(?P<u>{UNIT})\s+(?P<n>{COUNT})\s+(?:тому\s+назад|назад|тому)")
_ONE = re.compile(_PIECE)
_NUMBERED = re.compile(rf"(?P<n>\d{{1,2}}[.,]\d|{COUNT})?{_HALF}?{_ODD}?\s*(?P<u>{_WHOLE}|{UNIT}|{_SHORT})\b\.?")
_HALVES = re.compile(r"половин|\bhalf\b")


def past(text: str, today: date) -> list[When]:
    """The days that lie so long back, each with its precision: about where months, years, halves or a hedge are."""
    found = []
    for m in _ROUGH.finditer(text):
        span = length(m["n"], m["u"])
        if span is not None:
            found.append(When(m.start(), m.end(), fixed=today - span, precision="about"))
    for pattern in (_AGO, _TURNED, _LONG_SINCE):
        for m in pattern.finditer(text):
            length_of = total(m["s"])
            if length_of is not None:
                hedged = bool(m["hedge"]) or rough(m["s"])
                found.append(When(m.start(), m.end(), fixed=today - length_of, precision="about" if hedged else "day"))
    return found


def total(text: str) -> relativedelta | None:
    """How long a ``SPAN`` lasts; None where one of its pieces names no number."""
    summed = relativedelta()
    for piece in _ONE.finditer(text):
        span = _piece(piece.group())
        if span is None:
            return None
        summed += span
    return summed


def _piece(text: str) -> relativedelta | None:
    m = _NUMBERED.match(text)
    if m is None:
        return None
    unit = m["u"]
    if unit.startswith("half") or unit == "півроку":
        return relativedelta(months=6) if unit == "півроку" or "year" in unit else relativedelta(days=15)
    if not m["n"] and (MANY.fullmatch(unit) or re.fullmatch(r"года|року|роки|месяца|місяця|дня|недели", unit)):
        return None  # «несколько дней назад», «с лишним года назад» name no day
    decimal = re.fullmatch(r"(\d{1,2})[.,](\d)", m["n"] or "")
    if decimal:
        return _decimal(int(decimal[1]), int(decimal[2]), unit_of(unit))
    span = length(m["n"], unit)
    if span is None or not _HALVES.search(text):
        return span
    half = _decimal(0, 5, unit_of(unit))
    return None if half is None else span + half


def _decimal(whole: int, tenths: int, unit: str | None) -> relativedelta | None:
    """Two and five tenths of a year, a month, a week or a day."""
    days = {"months": 30, "weeks": 7, "days": 1}
    if unit == "years":
        return relativedelta(years=whole, months=round(12 * tenths / 10))
    if unit == "months":
        return relativedelta(months=whole, days=days[unit] * tenths // 10)
    return relativedelta(days=round(days[unit] * (whole + tenths / 10))) if unit else None


def rough(text: str) -> bool:
    """Whether a ``SPAN`` is only about right."""
    words = re.findall(r"[^\W\d_]+", text)
    return bool(
        re.search(r"пар|couple|полтор|півтор|половин|half|лишн|чем-то|хвост|копей|небольш|\d[.,]\d", text)
    ) or any(coarse(word) for word in words)
