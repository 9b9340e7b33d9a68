"""What a message says of the one thing it was asked: read with more freedom, because the question is known.

«Три дня», «десятого», «85» and «в мае» mean nothing by themselves; after «С какого дня вас нет?» or «В каком году вы
родились?» they do. ``read`` gives facts as the fact reader does, of the asked name only; none where it sees nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from bot.assistant.facts import children, dates, events, numbers, spans
from bot.assistant.facts.calendar_words import DAY, MONTH, month, year
from bot.assistant.facts.calendar_words import length as length_of
from bot.assistant.facts.page import Fact, Page
from bot.assistant.facts.when import When

PAST = frozenset(
    {"absent_since", "contract_signed_on", "service_started_on", "vvk_on", "report_filed_on", "report_refused_on"}
)
DATES = PAST | {"contract_ends_on"}
# A serviceman is not older; a number beyond it is the year he was born in.
OLDEST, YOUNGEST = 66, 16

# «Не третьего, а тринадцатого»: what he means stands behind.
_INSTEAD = re.compile(r"^(?:нет,?\s+)?(?:не|not)\s.*?[\s,](?:а|but)\s+")
_TURNED_BACK = re.compile(r"^(?:нет,?\s+)?(?P<meant>[^,]+),?\s+(?:не|not)\s+(?:в\s+)?[\w-]+$")
_SPAN = re.compile(rf"(?<![\w.,/-]){spans.SPAN}(?![\w])")
_OVER = re.compile(r"(?:больше|более|свыше|почти|около|где-то|примерно|over|more than|about|almost)\s+$")
_AHEAD = re.compile(r"(?:через|ещё|еще|in|within)\s+$")
_DAY_ALONE = re.compile(
    rf"(?<![\w.,/-])(?:the\s+)?(?P<d>\d{{1,2}}\s*-?\s*(?:ого|го|е|th|st|nd|rd)\b|{DAY}(?=\s|$|[.,!?]))(?!\s*\w*\s*(?:год|раз))"
)
_ENGLISH_DAYS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ENGLISH_DAY = re.compile(rf"\bon the (?P<d>{'|'.join(_ENGLISH_DAYS)})\b")
_MONTH_ALONE = re.compile(rf"(?<![\w.,/-])(?P<m>{MONTH})(?![\w-])")
_YEAR_ALONE = re.compile(
    r"(?<![\w.,/:-])(?:в\s+)?(?P<y>(?:19|20)\d\d|[12]\d(?=\s*$|\s*-?(?:го|м|й)\b)|двадцать\s+\w+|двадцатом)(?![\w.:/-])"
)
_TO_FILE = re.compile(r"(?<!\w)(?:подать|подавать|отдать|сдать|написать|подам|подаст|отнести)(?!\w)")
_TERM = re.compile(rf"(?:на|сроком на|for)\s+(?P<s>{spans.SPAN})(?!\w)")
_SIGNED = re.compile(r"подпис|заключ|контракт|sign|підпис")
_MORE_THAN_ONE = re.compile(
    r"(?<!\w)(?:больше|более|свыше|почти|около|over|more than|almost|about|понад|більше)\s+(?:an?\s+)?(?P<u>месяца|недели|года|суток|дня|month|week|year|місяця|тижня|року)(?!\w)"
)
_SEASON_ALONE = re.compile(
    r"(?<!\w)(?:с\s+)?(?P<s>весн(?:ой|ы|у)|летом|лета|осен(?:ью|и)|зим(?:ой|ы)|навесні|влітку|восени|взимку|spring|summer|autumn|winter)(?!\w)"
)
_SEASON_MONTHS = {"весн": 3, "лет": 6, "осен": 9, "зим": 12, "навес": 3, "вліт": 6, "восен": 9, "взим": 12, "spring": 3,
                  "summer": 6, "autumn": 9, "winter": 12}  # fmt: skip
_ENDED = re.compile(
    r"\b(?:(?:за|о)?кончил\w*|(?:за|о)кончен|ист[её]к\w*|вышел|был|did end|ended|expired|was|ran out|закінчи\w*)\b"
)
_BORN = re.compile(
    rf"(?P<n>\d{{2,4}}|{numbers.ORDINAL_WORD}|{numbers.CARDINAL_WORD})\s*-?\s*(?P<of>го\b|й\b|год(?:а|у|ом)?\b|г\b|року)?"
)
_HALF_HUNDRED = re.compile(r"\bполтинник\b")


def read(page: Page, question: str) -> list[Fact]:
    """The asked fact, with ``date_precision`` for a day; empty where the message says nothing of it."""
    if question in DATES:
        found = _date(page, question)
        if found is None:
            return []
        day, precision = found
        return [page.whole(question, day.isoformat()), page.whole("date_precision", precision)]
    if question == "birth_year":
        born = _birth(_meant(page.text), page.today)
        return [page.whole("birth_year", born)] if born else []
    if question == "children_under_18":
        number = children.of_answer(_meant(page.text))
        return [page.whole(question, number)] if number is not None else []
    return []


def _meant(text: str) -> str:
    text = _INSTEAD.sub("", text.strip(), count=1)
    turned = _TURNED_BACK.match(text)
    return turned["meant"] if turned else text


def _date(page: Page, question: str) -> tuple[date, str] | None:
    text, today = _meant(page.text), page.today
    if question == "report_filed_on" and _TO_FILE.search(text):
        return None  # «сказали подать в понедельник»
    whens = [when for when in dates.find(text, today) if not when.aside]
    whens = [when for when in whens if when.precision != "year"] or whens
    whens = [events.short_year(text, when, question, today) for when in whens]
    ended = _end_of_term(text, question, whens, today)
    if ended is not None:
        return ended, "about"
    read_whens = [_nearest(when, question, text, today) for when in whens]
    # A day still to come is given too, so that it can be said of something past that it has not come yet.
    for group in (read_whens, _loose(text, question, today)):
        found = [day for when in group if (day := _day(when, question, today)) is not None]
        past = [one for one in found if question not in PAST or one[0] <= today]
        if found:
            return (past or found)[0]
    return None


def _end_of_term(text: str, question: str, whens: list[When], today: date) -> date | None:
    """The end of a contract told by its beginning and its term: «на год подписал в октябре 25»."""
    term = _TERM.search(text)
    if question != "contract_ends_on" or term is None or not _SIGNED.search(text):
        return None
    length = spans.total(term["s"])
    begun = next((when.resolve(today) for when in whens if when.end <= term.start() or term.end() <= when.start), None)
    return begun[0] + length if begun and length else None


def _day(when: When, question: str, today: date) -> tuple[date, str] | None:
    found = when.resolve(today)
    if found is None:
        return None
    first, last = found
    return (last if question == "contract_ends_on" and when.precision in ("month", "year") else first), when.precision


def _nearest(when: When, question: str, text: str, today: date) -> When:
    """A day of no named year: the last one of what is over; of a contract's end the nearest on either side."""
    if when.year is not None or when.fixed is not None or when.month is None or question in PAST:
        return (
            replace(when, direction="past") if question in PAST and when.fixed is None and when.year is None else when
        )
    if _ENDED.search(text):
        return replace(when, direction="past")
    sides = [found for way in ("past", "future") if (found := replace(when, direction=way).resolve(today))]
    if len(sides) < 2:
        return when
    back, ahead = ((today - sides[0][0]).days, (sides[1][0] - today).days)
    return replace(when, direction="future" if ahead <= back else "past")


def _loose(text: str, question: str, today: date) -> Iterator[When]:
    """What only the question makes a day of: a span, a day of the month, a month, a year."""
    for m in _SPAN.finditer(text):
        length = spans.total(m.group())
        if length is None:
            continue
        if _AHEAD.search(text[: m.start()]) and question == "contract_ends_on":
            yield When(*m.span(), fixed=today + length, precision="about")
        elif question in PAST:
            rough = bool(_OVER.search(text[: m.start()])) or spans.rough(m.group())
            yield When(*m.span(), fixed=today - length, precision="about" if rough else "day")
    if question in PAST:
        for m in _MORE_THAN_ONE.finditer(text):
            one = length_of(None, m["u"])
            if one is not None:
                yield When(*m.span(), fixed=today - one, precision="about")
    for m in _SEASON_ALONE.finditer(text):
        number = next(first for name, first in _SEASON_MONTHS.items() if m["s"].startswith(name))
        yield When(*m.span(), month=number, precision="about", direction=_way(question, text))
    for m in _ENGLISH_DAY.finditer(text):
        yield When(*m.span(), day=_ENGLISH_DAYS.index(m["d"]) + 1, direction=_way(question, text))
    for m in _DAY_ALONE.finditer(text):
        day = numbers.value(m["d"])
        if day is not None and 1 <= day <= 31 and not m["d"].isdigit():
            yield When(*m.span(), day=day, direction=_way(question, text))
    for m in _MONTH_ALONE.finditer(text):
        number = month(m["m"])
        if number is not None:
            when = When(*m.span(), month=number, precision="month", direction="past" if question in PAST else None)
            yield _nearest(when, question, text, today)
    for m in _YEAR_ALONE.finditer(text):
        number = year(m["y"], today)
        if number is not None and abs(number - today.year) <= 40:
            yield When(*m.span(), year=number, precision="year")


def _way(question: str, text: str) -> str:
    return "past" if question in PAST or _ENDED.search(text) else "future"


def _birth(text: str, today: date) -> int | None:
    """The year he was born in, from a year, «92-го», or an age."""
    for m in _BORN.finditer(text):
        number = numbers.value(m["n"])
        if number is None:
            continue
        ordinal = not m["n"].isdigit() and numbers.is_ordinal(m["n"])
        if 1940 <= number <= today.year - YOUNGEST:
            return number
        if m["of"] or ordinal:
            if 40 <= number <= 99:
                return 1900 + number
            if number <= today.year - YOUNGEST - 2000:
                return 2000 + number
        if YOUNGEST <= number <= OLDEST:
            return (today - relativedelta(years=number)).year
        if OLDEST < number <= 99:
            return 1900 + number
    return today.year - 50 if _HALF_HUNDRED.search(text) else None
