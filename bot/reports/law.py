"""What a template may say about law: only what the knowledge holds on that date, put into the case the sentence needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from bot.reports.errors import ReportError
from bot.reports.grammar.acts import decline_act
from bot.reports.grammar.numbers import count

_PARTS = (("letter", "подпункт"), ("paragraph", "абзац"), ("point", "пункт"), ("part", "часть"), ("article", "статья"),
          ("chapter", "глава"))  # fmt: skip
_NOUNS = {
    "подпункт": {"nomn": "подпункт", "gent": "подпункта", "datv": "подпункту", "accs": "подпункт", "ablt": "подпунктом",
                 "loct": "подпункте"},
    "абзац": {"nomn": "абзац", "gent": "абзаца", "datv": "абзацу", "accs": "абзац", "ablt": "абзацем", "loct": "абзаце"},
    "пункт": {"nomn": "пункт", "gent": "пункта", "datv": "пункту", "accs": "пункт", "ablt": "пунктом", "loct": "пункте"},
    "часть": {"nomn": "часть", "gent": "части", "datv": "части", "accs": "часть", "ablt": "частью", "loct": "части"},
    "статья": {"nomn": "статья", "gent": "статьи", "datv": "статье", "accs": "статью", "ablt": "статьёй", "loct": "статье"},
    "глава": {"nomn": "глава", "gent": "главы", "datv": "главе", "accs": "главу", "ablt": "главой", "loct": "главе"},
}  # fmt: skip
_UNITS = {"day": "день", "month": "месяц", "hour": "час", "year": "год"}


class LawFacts(Protocol):
    """The one thing this room asks of the law: the value of a fact on a date."""

    def fact(self, id: str, on: date) -> Any:
        """A norm, an act or a term as a mapping, itself or as ``.value``; None or an exception when unknown."""


class Cites:
    """The law of one draft, as functions of a template. The first mention of an act is full, later ones are short."""

    def __init__(self, facts: LawFacts, on: date) -> None:
        self._facts = facts
        self._on = on
        self._named: set[str] = set()
        self.used: list[str] = []

    def norm(self, id: str, case: str = "gent") -> str:
        """A norm in a case: «подпункта «в» пункта 1 статьи 51 Федерального закона …». ReportError("unknown_law")."""
        value = self._value(id)
        words: list[str] = []
        for part, noun in _PARTS:
            if number := value.get(part):
                shown = f"«{number}»" if part == "letter" else str(number)
                words.append(f"{_NOUNS[noun]['gent' if words else case]} {shown}")
        return " ".join([*words, self.act(str(value["act"]), "gent" if words else case)])

    def act(self, id: str, case: str = "gent") -> str:
        """An act in a case, full the first time, short afterwards."""
        value = self._value(id)
        known = id in self._named
        self._named.add(id)
        return decline_act(str(value["short" if known else "title"]), case).replace("№ ", "№\u00a0")

    def term(self, id: str, case: str = "gent") -> str:
        """A length of time in a case: «30 дней»."""
        value = self._value(id)
        return count(int(value["length"]), _UNITS[value["unit"]], case)

    def known(self, id: str) -> bool:
        """Whether the fact is in force on the date: a paragraph that rests on it is left out otherwise.

        Only "not in force" is false; a withdrawn or missing fact still stops the draft.
        """
        try:
            self._value(id)
        except ReportError as error:
            if getattr(error.__cause__, "code", "") == "not_in_force":
                return False
            raise
        return True

    def _value(self, id: str) -> Mapping[str, Any]:
        try:
            found = self._facts.fact(id, self._on)
        except Exception as error:
            raise ReportError("unknown_law", id) from error
        value = getattr(found, "value", found)
        if not isinstance(value, Mapping):
            raise ReportError("unknown_law", id)
        self.used.append(id)
        return value
