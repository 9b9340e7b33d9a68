"""What every part of the loader asks of an entry: known ids, real sources, sound conditions, nothing banned said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from bot.law import model, model_texts
from bot.law.conditions import Condition, ConditionError, compile_condition
from bot.law.files import Files, Place
from bot.law.text import Text


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


class Checks:
    """Checks one set of files. Every method raises KnowledgeError with file and line."""

    def __init__(self, files: Files) -> None:
        self.files = files
        file = files.one("sources.yml", model.SourcesFile)
        self.acts: Mapping[str, model.Act] = self.index("sources.yml", ("acts",), file.acts)
        self.sources: Mapping[str, model.Source] = self.index("sources.yml", ("sources",), file.sources)
        self.oldest = min(source.known_through for source in file.sources if source.known_through is not None)
        for place, source in enumerate(file.sources):
            self.need((source.act,), self.acts, "act", "sources.yml", ("sources", place, "act"))
        regimes = files.one("regimes.yml", model.RegimesFile).regimes
        self.regimes: Mapping[str, model.Regime] = self.index("regimes.yml", ("regimes",), regimes)
        self.never_say = files.one("never_say.yml", model_texts.NeverSayFile).never_say
        self.patterns = self._compiled_patterns()

    def index(self, name: str, place: Place, entries: Iterable[_N]) -> dict[str, _N]:
        """Entries by id; an id may stand once."""
        found: dict[str, _N] = {}
        for number, entry in enumerate(entries):
            if entry.id in found:
                raise self.files.error(
                    "repeated_id", name, (*place, number, "id"), f"The id '{entry.id}' is used twice.", "Rename one."
                )
            found[entry.id] = entry
        return found

    def need(self, ids: Iterable[str], known: Iterable[str], kind: str, name: str, place: Place) -> None:
        """Every id must be known."""
        for id in ids:
            if id not in known:
                raise self.files.error(
                    f"unknown_{kind}", name, place, f"There is no {kind} '{id}'.", f"Correct it or add the {kind}."
                )

    def sentence(self, entry: model.Sourced, name: str, place: Place, *keys: str) -> None:
        """The sources of an entry exist and its sentences (`text` unless other keys are named) say nothing banned."""
        self.need(entry.sources, self.sources, "source", name, (*place, "sources"))
        for key in keys or ("text",):
            self.say(getattr(entry, key), name, (*place, key))

    def say(self, text: Text, name: str, place: Place) -> None:
        """A sentence must not say what never_say.yml bans."""
        in_russian, in_english = text.ru.lower(), text.en.lower()
        for id, (ru, en) in self.patterns.items():
            if ru.search(in_russian) or en.search(in_english):
                raise self.files.error(
                    "never_say", name, place, f"The sentence says what must never be said ({id}).", "Reword it."
                )

    def condition(self, raw: Any, name: str, place: Place) -> Condition:
        """A compiled condition."""
        try:
            return compile_condition(raw, frozenset(self.regimes))
        except ConditionError as error:
            raise self.files.error(
                "condition", name, place, f"{error}.", "The words of conditions are listed in conditions.py."
            ) from None

    def in_order(self, versions: Iterable[model.Dated], name: str, place: Place) -> None:
        """Versions of one thing follow each other without overlap."""
        before: model.Dated | None = None
        for number, version in enumerate(versions):
            if before is not None and (before.to is None or version.from_ <= before.to):
                raise self.files.error(
                    "overlap", name, (*place, number, "from"),
                    f"This version begins on {version.from_}, before the one above has ended.",
                    "Give the version above a 'to' of the day before.",
                )  # fmt: skip
            before = version

    def _compiled_patterns(self) -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
        found = {}
        for place, rule in enumerate(self.never_say):
            here: Place = ("never_say", place)
            self.need(rule.sources, self.sources, "source", "never_say.yml", (*here, "sources"))
            try:
                # Small letters, searched in lowered text: several times faster than ignoring case.
                if rule.ru != rule.ru.lower() or rule.en != rule.en.lower():
                    raise re.error("capital letters")
                found[rule.id] = (re.compile(rule.ru), re.compile(rule.en))
            except re.error:
                raise self.files.error(
                    "pattern", "never_say.yml", here, "The pattern is not valid.",
                    "Write it in small letters, or ask a developer.",
                ) from None  # fmt: skip
        return found
