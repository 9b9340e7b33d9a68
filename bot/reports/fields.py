"""Fields: what a document asks for, and how an answer becomes a word of the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.reports.errors import ReportError
from bot.reports.grammar.dates import BLANK_DATE, in_month, in_words, is_about
from bot.reports.markup import blank, clean, clean_lines
from bot.reports.persons import Answer, Labels, Person

KINDS = ("date", "choice", "flag", "text", "person", "list", "number")
SIZES = ("short", "medium", "long", "lines")
TEXT_LIMIT = 5000
_LIST_LIMIT = 40
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FIRST_YEAR, _YEARS_AHEAD = 1940, 30  # nobody who serves was born, called up or signed outside them
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


@dataclass(frozen=True, slots=True)
class Field:
    """One answer. Nothing is required.

    ``label`` is the question in ru and en; ``blank`` stands under the line on paper; ``may_hold`` are kinds of the
    safety filter that are no harm here (an address holds a place and a name). ``least`` and ``most`` bound a number;
    ``past``: the day cannot lie after the day of the document; ``exact``: a date without its day is left to the pen.
    """

    name: str
    kind: str
    label: Mapping[str, str]
    blank: str = ""
    size: str = "medium"
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    may_hold: tuple[str, ...] = ()
    required: bool = False
    least: int = 0
    most: int = 10**6
    past: bool = False
    exact: bool = False

    def value(self, given: Any, on: date | None = None) -> Any:
        """The template's value of an answer (None: no answer); ``on`` is the day of the document.

        ReportError("bad_value" | "out_of_range" | "too_long", name).
        """
        if given is None or given == "" or given == []:
            return self._missing()
        if self.kind == "date":
            return date_answer(given, self.name, on=on, past=self.past, exact=self.exact)
        return getattr(self, f"_{self.kind}")(given)

    def written(self, given: Any) -> tuple[str, ...]:
        """The person's own words in an answer: what the safety filter has to read."""
        if self.kind == "text" and isinstance(given, str):
            return (given,)
        if self.kind == "list" and not self.choices and given:
            return tuple(item for item in ([given] if isinstance(given, str) else given) if isinstance(item, str))
        return ()

    def _missing(self) -> Any:
        if self.kind == "date":
            return Answer(BLANK_DATE, given=False)
        if self.kind in ("text", "number"):
            return Answer(blank(self.blank, self.size), given=False)
        if self.kind == "person":
            return Person({}, self.name, Labels(name=self.blank or Labels().name))
        return {"choice": Answer("", given=False), "flag": None, "list": ()}[self.kind]

    def _choice(self, given: Any) -> Answer:
        if given not in self.choices:
            raise ReportError("bad_value", self.name)
        return Answer(given)

    def _flag(self, given: Any) -> bool:
        if not isinstance(given, bool):
            raise ReportError("bad_value", self.name)
        return given

    def _text(self, given: Any) -> Answer:
        if not isinstance(given, str | int) or isinstance(given, bool):
            raise ReportError("bad_value", self.name)
        text = (clean_lines if self.size in ("long", "lines") else clean)(str(given))
        if len(text) > TEXT_LIMIT:
            raise ReportError("too_long", self.name)
        return Answer(text) if text else self._missing()

    def _number(self, given: Any) -> Answer:
        if isinstance(given, bool) or not (
            isinstance(given, int) or (isinstance(given, str) and given.strip().isdecimal())
        ):
            raise ReportError("bad_value", self.name)
        if not self.least <= int(given) <= self.most:
            raise ReportError("out_of_range", self.name)
        return Answer(str(int(given)))

    def _list(self, given: Any) -> tuple[Answer, ...]:
        items = [given] if isinstance(given, str) else given
        if not isinstance(items, list | tuple) or len(items) > _LIST_LIMIT:
            raise ReportError("bad_value", self.name)
        if self.choices:
            return tuple(self._choice(item) for item in items)
        return tuple(item for item in map(self._text, items) if item)

    def _person(self, given: Any) -> Person:
        if not isinstance(given, Mapping):
            raise ReportError("bad_value", self.name)
        return Person(given, self.name, Labels(name=self.blank or Labels().name))


class Since(Answer):
    """A date without its day: «в сентябре 2026 г.»; ``since`` is its form after «с»."""

    __slots__ = ("since",)
    since: str


def date_answer(given: Any, name: str, *, on: date | None = None, past: bool = False, exact: bool = False) -> Answer:
    """A date as an answer: its day in words, «в сентябре 2026 г.», or a blank where the day must be known and is not.

    Errors as of ``read_date``; a month is in range where its first day is.
    """
    if isinstance(given, str) and is_about(given):
        return Answer(BLANK_DATE, given=False)
    month = in_month(given) if isinstance(given, str) else None
    if month is None:
        return Answer(in_words(read_date(given, name, on=on, past=past)))
    read_date(f"{given}-01-01"[:10] if len(given) == len("2026") else f"{given}-01", name, on=on, past=past)
    if exact:
        return Answer(BLANK_DATE, given=False)
    told = Since(month[0])
    told.since = month[1]
    return told


def after_since(told: Answer) -> str:
    """A date after «с»: «с 5 мая 2023 г.», «с мая 2023 г.»."""
    return f"с {told.since if isinstance(told, Since) else told}"


def read_date(given: Any, name: str, *, on: date | None = None, past: bool = False) -> date:
    """A date, an ISO string or day-first «03.10.2026». Nothing else is guessed: ReportError("bad_value", name).

    With ``on``, the day of the document, a day no service can hold, or a ``past`` one after it, is
    ReportError("out_of_range", name).
    """
    day = _read_date(given)
    if day is None:
        raise ReportError("bad_value", name)
    if on and (not _FIRST_YEAR <= day.year <= on.year + _YEARS_AHEAD or (past and day > on)):
        raise ReportError("out_of_range", name)
    return day


def _read_date(given: Any) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    if isinstance(given, str):
        text = given.strip()
        try:
            if found := _ISO.fullmatch(text):
                return date(int(found[1]), int(found[2]), int(found[3]))
            if found := _DAY_FIRST.fullmatch(text):
                return date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            pass
    return None
