"""A case in words: the facts as the person confirmed them, the ways out on both dates, the terms that run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.cases.casework import Way
from bot.cases.clocks import AUTHORITY, LIMITATION, OWN, Clock
from bot.console.pages import day
from bot.law import Assessment, Knowledge, Verdict, is_rough
from bot.replies import Captions, ReplyError
from bot.replies.wording import day as in_words
from bot.reports import DocumentSpec, Field

YES_NO = {True: "yes", False: "no"}
PARTS = ("rank", "last", "first", "patronymic", "post", "unit")


@dataclass(frozen=True)
class Told:
    """A sentence of the engine with its places in the law; ``mark`` is new or gone between the dates, or empty."""

    text: str
    sources: str
    mark: str = ""
    level: str = ""


@dataclass(frozen=True)
class WayShown:
    """One way out as the page shows it."""

    title: str
    then: str
    now: str
    changed: bool
    chosen: bool
    open: bool
    stale: bool
    known_through: date
    reasons: tuple[Told, ...]
    risks: tuple[Told, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ClockShown:
    """A clock as the page shows it. ``days`` are those left, below zero those since; ``after`` is what follows."""

    on: date
    days: int
    state: str
    ours: bool
    text: str
    sources: str
    after: str
    learns: str


class CaseWords:
    """Turns codes into words of one language."""

    def __init__(self, captions: Captions, knowledge: Knowledge, lang: str) -> None:
        self._captions = captions
        self._knowledge = knowledge
        self._lang = lang

    def facts(self, profile: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return names and values of facts in the order in which people are asked; what is unknown is left out."""
        order = self._captions.choices("facts")
        names = sorted(profile, key=lambda name: order.index(name) if name in order else len(order))
        return [(self._word("facts", name), self.value(name, profile[name])) for name in names if _given(profile[name])]

    def value(self, name: str, value: Any) -> str:
        """Return one value in words."""
        if isinstance(value, bool):
            return self._word("answer", YES_NO[value])
        if isinstance(value, list | tuple):
            return "; ".join(self.value(name, one) for one in value)
        if isinstance(value, Mapping):
            parts = {f"dependant_{key}": one for key, one in value.items() if _given(one)}
            return ", ".join(f"{self._word('facts', key)}: {self.value(key, one)}" for key, one in parts.items())
        text = str(value)
        on = _day(text)
        if on:
            return day(on, self._lang)
        if is_rough(text):
            return in_words(text, self._lang)
        if text in ("yes", "no"):
            return self._word("answer", text)
        return self._word(name, text)

    def fields(self, spec: DocumentSpec, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return what the paper was filled with, field by field; empty for what is left to the pen."""
        return [(field.label[self._lang], self.field(field, facts.get(field.name))) for field in spec.fields]

    def field(self, field: Field, value: Any) -> str:
        """Return a field's value in words."""
        if not _given(value):
            return ""
        if isinstance(value, Mapping):
            return person(value)
        if isinstance(value, list | tuple):
            return "; ".join(self.field(field, one) for one in value)
        if field.choices and str(value) in field.choices:
            return field.choices[str(value)][self._lang]
        return self.value(field.name, value)

    def way(self, way: Way) -> WayShown:
        """Return a way out in words."""
        return WayShown(
            title=way.now.title.in_(self._lang),
            then=self._word("verdict", way.then.verdict.value),
            now=self._word("verdict", way.now.verdict.value),
            changed=way.changed,
            chosen=way.chosen,
            open=way.now.verdict not in (Verdict.CLOSED, Verdict.UNKNOWN),
            stale=way.now.stale,
            known_through=way.now.known_through,
            reasons=self._marked(self._reasons(way.then), self._reasons(way.now)),
            risks=self._marked(self._risks(way.then), self._risks(way.now)),
            sources=tuple(dict.fromkeys(self._knowledge.cite(id, self._lang) for id in way.now.sources)),
        )

    def clocks(self, clocks: Sequence[Clock], today: date) -> dict[str, list[ClockShown]]:
        """Return the clocks in words by whose they are: authority, limitation, own."""
        shown: dict[str, list[ClockShown]] = {AUTHORITY: [], LIMITATION: [], OWN: []}
        for one in clocks:
            shown[one.term.clock].append(
                ClockShown(
                    on=one.on,
                    days=(one.on - today).days,
                    state=one.state,
                    ours=one.ours,
                    text=one.term.text.in_(self._lang),
                    sources=self._cites(one.term.sources),
                    after=self._after(one),
                    learns=one.after.who_learns.in_(self._lang) if one.after and one.term.clock == AUTHORITY else "",
                )
            )
        return shown

    def _after(self, clock: Clock) -> str:
        """What to do when others let their day pass; of a right, what the law says of being late."""
        if clock.after is None:
            return ""
        return (clock.after.clock if clock.term.clock == LIMITATION else clock.after.do).in_(self._lang)

    def _risks(self, answer: Assessment) -> list[Told]:
        return [
            Told(risk.text.in_(self._lang), self._cites(risk.sources), level=self._word("risk_level", risk.level))
            for risk in answer.risks
        ]

    def _reasons(self, answer: Assessment) -> list[Told]:
        return [Told(one.text.in_(self._lang), self._cites(one.sources)) for one in answer.reasons]

    def _marked(self, then: Sequence[Told], now: Sequence[Told]) -> tuple[Told, ...]:
        gone = [Told(one.text, one.sources, "gone", one.level) for one in then if one not in now]
        came = [Told(one.text, one.sources, "" if one in then else "new", one.level) for one in now]
        return (*came, *gone)

    def _cites(self, sources: Sequence[str]) -> str:
        return "; ".join(dict.fromkeys(self._knowledge.cite(id, self._lang) for id in sources))

    def _word(self, group: str, code: str) -> str:
        try:
            return self._captions.caption(group, code, self._lang)
        except ReplyError:
            return code


def person(parts: Mapping[str, Any]) -> str:
    """Return a person's parts in a line."""
    return ", ".join(
        str(parts[name]) for name in ("rank", "last", "first", "patronymic", "post", "unit") if parts.get(name)
    )


def _given(value: Any) -> bool:
    return value not in (None, "", "unknown", [], ())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
