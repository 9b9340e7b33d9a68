"""The questions of the guided way as fields of a page, and what comes back from them. No state is kept here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.dialogue.facts import (
    DATES,
    MOST_CHILDREN,
    OLDEST,
    PAST,
    UNKNOWN,
    VAGUE,
    YOUNGEST,
    FutureDateError,
    against_order,
    checked,
)
from bot.replies.captions import Captions
from bot.replies.wording import day
from bot.reports import Catalogue
from bot.reports.fields import Field as PaperField

YEARS_BACK, YEARS_AHEAD = 30, 10
LONGEST = 2000  # characters of an answer in own words
UNSURE = "unsure"
Values = Mapping[str, Sequence[str]]
Choice = tuple[str, str]


class ProblemError(Exception):
    """An answer that cannot be meant.

    ``code``: choose, date, month, future, order, wrong_number, too_long; or said: then ``text`` is a sentence.
    """

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text


@dataclass(frozen=True)
class Field:
    """One question: ``kind`` is choice, several, date, number, year or text.

    ``choices`` are (code, title), of a number or a year its values; ``hint`` says more; ``value`` was answered before.
    ``exact``: of a date the day is needed.
    """

    name: str
    kind: str
    title: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    value: Any = None
    exact: bool = False


class Forms:
    """Makes fields of facts and of what papers ask for; ``today`` of a reading is the person's date."""

    def __init__(self, catalogue: Catalogue, captions: Captions) -> None:
        self._catalogue = catalogue
        self._captions = captions

    # -- facts -----------------------------------------------------------------------------------------------------

    def reasons(self, codes: Sequence[str], lang: str, value: str) -> Field:
        """Return the question what somebody came for."""
        title = self._captions.caption("guided", "ask_reason", lang)
        return Field("reason", "choice", title, choices=self._titled("intents", codes, lang), value=value)

    def fact(self, name: str, text: str, lang: str, value: Any) -> Field:
        """Return the question for a fact; ``text`` is how the talk puts it."""
        title, mark, hint = text.partition("? ")
        title, kind = title + mark.strip(), _kind(name)
        if kind == "number":
            choices: tuple[Choice, ...] = tuple((str(n), str(n)) for n in range(MOST_CHILDREN + 1))
        elif kind in ("year", "date"):
            choices = ()
        else:
            codes = self._captions.choices(name)
            choices = self._titled(name, [code for code in codes if code != UNSURE], lang)
        return Field(name, kind, title, hint.strip(), choices, value, exact=name not in VAGUE)

    def read_fact(self, name: str, values: Values, known: Mapping[str, Any], today: date) -> Any:
        """Return the answer to a fact as the talk keeps it. ProblemError."""
        kind = _kind(name)
        if kind == "date":
            value: Any = self._date(values, exact=name not in VAGUE)
            if against_order(name, value, known):
                raise ProblemError("order")
            if len(value) < len("2026-01-01"):
                if name in PAST and value > today.isoformat()[: len(value)]:
                    raise ProblemError("future")
                return value
        elif kind == "several":
            value = [code for code in values.get("value", ()) if code in self._captions.choices(name)]
        else:
            value = _one(values)
        if not value or (kind == "choice" and value not in self._captions.choices(name)):
            raise ProblemError("choose")
        try:
            found = checked(name, value, today)
        except FutureDateError:
            raise ProblemError("future") from None
        if found is None:
            raise ProblemError("wrong_number" if kind in ("number", "year") else "date")
        return found

    def name(self, name: str, lang: str) -> str:
        """Return what a fact is called."""
        group = "guided" if name == "reason" else "facts"
        return self._captions.caption(group, name, lang)

    def said(self, name: str, value: Any, lang: str) -> str:
        """Return what was answered, in words."""
        if value == UNKNOWN:
            return self._captions.caption("guided", "passed", lang)
        if name == "reason":
            return self._captions.caption("intents", str(value), lang)
        if name in DATES:
            return day(date.fromisoformat(value) if len(value) == len("2026-01-01") else value, lang)
        if _kind(name) in ("number", "year"):
            return str(value)
        codes = value if isinstance(value, list | tuple) else [value]
        words = self._captions.groups(lang)[name]
        return ", ".join(words.get(str(code), str(code)) for code in codes)

    # -- papers ----------------------------------------------------------------------------------------------------

    def paper(self, document: str, lang: str) -> str:
        """Return what a document is called; empty for one there is none of."""
        found = next((spec for spec in self._catalogue.all() if spec.id == document), None)
        return str(found.title[lang]) if found else ""

    def of_paper(self, document: str, known: Mapping[str, Any], lang: str) -> list[Field]:
        """Return what a document asks for and is not known. Names and addresses are written in by pen."""
        return [
            self._paper_field(field, lang, None)
            for field in self._catalogue.get(document).fields
            if field.name not in known and field.kind != "person" and not field.may_hold
        ]

    def paper_field(self, document: str, name: str, lang: str, value: Any) -> Field | None:
        """Return one thing a document asks for, None for what it does not."""
        found = self._of(document, name)
        return self._paper_field(found, lang, value) if found else None

    def read_paper(self, document: str, name: str, values: Values, today: date) -> Any:
        """Return the answer to what a document asks for; None for an empty one. ProblemError."""
        field = self._of(document, name)
        if field is None:
            return None
        if field.kind == "date":
            value = self._date(values, exact=True)
            if field.past and value > today.isoformat():
                raise ProblemError("future")
            return value
        if field.kind == "list" and field.choices:
            return [code for code in values.get("value", ()) if code in field.choices] or None
        written = _one(values).strip()
        if len(written) > LONGEST:
            raise ProblemError("too_long")
        if field.kind == "list":
            return [line.strip() for line in written.splitlines() if line.strip()] or None
        if field.kind == "flag":
            return {"yes": True, "no": False}.get(written)
        if field.kind == "choice":
            return written if written in field.choices else None
        if field.kind == "number" and written and not written.isdecimal():
            raise ProblemError("wrong_number")
        return written or None

    def _paper_field(self, field: PaperField, lang: str, value: Any) -> Field:
        kind = {"list": "several" if field.choices else "text", "flag": "choice"}.get(field.kind, field.kind)
        if field.kind == "flag":
            choices = self._titled("answer", ("yes", "no"), lang)
        else:
            choices = tuple((code, str(words[lang])) for code, words in field.choices.items())
        hint = self._captions.caption("guided", "a_line_each", lang) if field.kind == "list" and kind == "text" else ""
        return Field(field.name, kind, str(field.label[lang]), hint, choices, value, exact=True)

    def _of(self, document: str, name: str) -> PaperField | None:
        return next((field for field in self._catalogue.get(document).fields if field.name == name), None)

    # -- parts -----------------------------------------------------------------------------------------------------

    def _titled(self, group: str, codes: Iterable[str], lang: str) -> tuple[Choice, ...]:
        return tuple((code, self._captions.caption(group, code, lang)) for code in codes)

    @staticmethod
    def _date(values: Values, *, exact: bool) -> str:
        """A date of three lists; without a day, or a month, a rough one where that is enough. ProblemError."""
        year, month, number = (str((values.get(part) or [""])[0]) for part in ("year", "month", "day"))
        if not year.isdecimal() or (number and not month) or (exact and not (month and number)):
            raise ProblemError("date")
        try:
            whole = date(int(year), int(month or 1), int(number or 1)).isoformat()
        except ValueError:
            raise ProblemError("date") from None
        return whole if number else whole[:7] if month else whole[:4]


def years(name: str, today: date) -> range:
    """The years to choose from for a date or a year of birth."""
    if name == "birth_year":
        return range(today.year - YOUNGEST, today.year - OLDEST, -1)
    return range(today.year + (0 if name in PAST else YEARS_AHEAD), today.year - YEARS_BACK, -1)


def _kind(name: str) -> str:
    if name in DATES:
        return "date"
    if name == "birth_year":
        return "year"
    if name == "children_under_18":
        return "number"
    return "several" if name == "motives" else "choice"


def _one(values: Values) -> str:
    return str((values.get("value") or [""])[0])
