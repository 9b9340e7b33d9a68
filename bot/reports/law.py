"""What a template may say about law: what the knowledge holds on that date, in the case the sentence needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from bot.reports.errors import ReportError
from bot.reports.grammar.acts import decline_act
from bot.reports.grammar.numbers import count

_PARTS = (
    ("letter", "подпункт"),
    ("paragraph", "абзац"),
    ("point", "пункт"),
    ("part", "часть"),
    ("article", "статья"),
    ("chapter", "глава"),
)
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_NOUNS = {
    "подпункт": dict(zip(_CASES, "подпункт подпункта подпункту подпункт подпунктом подпункте".split(), strict=True)),
    "абзац": dict(zip(_CASES, "абзац абзаца абзацу абзац абзацем абзаце".split(), strict=True)),
    "пункт": dict(zip(_CASES, "пункт пункта пункту пункт пунктом пункте".split(), strict=True)),
    "часть": dict(zip(_CASES, "часть части части часть частью части".split(), strict=True)),
    "статья": dict(zip(_CASES, "статья статьи статье статью статьёй статье".split(), strict=True)),
    "глава": dict(zip(_CASES, "глава главы главе главу главой главе".split(), strict=True)),
}
_ARTICLES = {
    "nomn": "статьи",
    "gent": "статей",
    "datv": "статьям",
    "accs": "статьи",
    "ablt": "статьями",
    "loct": "статьях",
}
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

    def norms(self, ids: Sequence[str], case: str = "gent") -> str:
        """Articles of one act at once: «статей 85 и 223 КАС РФ»; anything else is ReportError("bad_template")."""
        values = [self._value(id) for id in ids]
        acts = {str(value["act"]) for value in values}
        if len(acts) != 1 or any(set(value) - {"act", "article"} for value in values):
            raise ReportError("bad_template", ids[0])
        numbers = sorted((str(value["article"]) for value in values), key=float)
        listed = f"{', '.join(numbers[:-1])} и {numbers[-1]}"
        return f"{_ARTICLES[case]} {listed} {self.act(acts.pop(), 'gent')}"

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
