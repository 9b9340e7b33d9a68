"""From the form of an act to entries of law: what was read, checked in words, laid over the law, signed, taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot import law
from bot.bootstrap import Services
from bot.console.blocks import entry
from bot.console.edits import REGIME, SOURCE, Edit, Edits, reading
from bot.console.forms import Form
from bot.law.certainty import Sure
from bot.law.laying import Reading, Renewal
from bot.law.model import Source

FIELDS = ("sure", "edition", "address", "quote")
LONGEST, MOST_WORDS = 300, 15  # letters of a field; words of a quotation, as the loader has it
GRADES = tuple(sure for sure in Sure if sure is not Sure.RULE)


@dataclass(frozen=True)
class Row:
    """What stands in the form for one source: the fields, and the text that was read, if it was put in."""

    id: str
    fields: Mapping[str, str]
    text: str = ""

    def mark(self) -> str:
        """The SHA-256 of the text that was read, however its lines are broken; empty without one."""
        return hashlib.sha256(_plain(self.text).encode()).hexdigest() if self.text.strip() else ""

    def problem(self) -> str:
        """The code of what is wrong, empty when it may be kept."""
        if not self.fields["edition"]:
            return "no_edition"
        if any(len(value) > LONGEST or "\n" in value for value in self.fields.values()):
            return "too_long"
        if len(self.fields["quote"].split()) > MOST_WORDS:
            return "quote_long"
        if self.text.strip() and _plain(self.fields["quote"]) not in _plain(self.text):
            return "quote_not_there"
        return "" if self.fields["sure"] in GRADES else "no_grade"


@dataclass(frozen=True)
class Sent:
    """A form of an act: all its rows, the ids that were confirmed, and the switches that were looked up."""

    rows: Mapping[str, Row]
    confirmed: tuple[str, ...]
    regimes: tuple[str, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)

    def changes(self, knowledge: law.Knowledge, id: str) -> dict[str, str]:
        """Return the fields of a row that are to be another than they are, empty for one that is to go."""
        was, row = plain_fields(knowledge.sources[id]), self.rows[id]
        found = {name: value for name, value in row.fields.items() if value != was[name]}
        mark = self.hashes.get(id) or row.mark()
        return {**found, **({"hash": mark} if mark else {})}


def plain_fields(source: Source) -> dict[str, str]:
    """Return the fields of a source that a form can change, as text."""
    return {
        "sure": source.sure.value,
        "edition": source.edition,
        "address": source.address or "",
        "quote": source.quote or "",
    }


def sent(form: Form, ids: Collection[str], regimes: Collection[str]) -> Sent:
    """Return what a form of an act says of its sources ``ids``; what it does not name stays out."""
    there = {name for name, _ in form.items()}
    rows = {
        id: Row(id, {name: " ".join(form.one(f"{name}.{id}").split()) for name in FIELDS}, form.one(f"text.{id}"))
        for id in ids
        if f"edition.{id}" in there
    }
    marked = tuple(id for id in rows if id in form.all("row") or form.one("which") == "all")
    hashes = {id: value for id in ids if _is_hash(value := form.one(f"hash.{id}"))}
    return Sent(rows, marked, tuple(id for id in regimes if id in form.all("regime")), hashes)


def desk_edits(services: Services) -> Edits:
    """Return the changes of this instance that wait for version control."""
    return Edits(services.settings.edits_path, services.today)


def waiting(services: Services) -> list[Edit]:
    """Return the readings that one has signed and nobody else."""
    found = (one.edit for one in desk_edits(services).pending() if not one.overtaken)
    return [one for one in found if one.kind in (SOURCE, REGIME) and not one.second]


def after(services: Services, edits: Iterable[Edit]) -> law.Knowledge:
    """Return the law as it will be said once these readings are signed by two."""
    laid = services.live.state().laid()
    ones = list(edits)
    return law.load(
        laid=replace(laid, sources={**laid.sources, **_sources(ones, "-")}, regimes={**laid.regimes, **_regimes(ones)})
    )


def go_live(services: Services, signed: Iterable[Edit]) -> None:
    """Say from now on what two have signed, where the operator lets it; it goes out as a patch in any case."""
    if not services.settings.live_readings:
        return
    ones = list(signed)
    names = {member.id: member.name for member in services.people.everybody()}
    sources = {
        one.id: reading(one, f"{names.get(one.by, '—')}, {names.get(one.second, '—')}")
        for one in ones
        if one.kind == SOURCE
    }
    services.live.change(
        lambda state: replace(state, sources={**state.sources, **sources}, regimes={**state.regimes, **_regimes(ones)})
    )
    services.refresh()


def take_back(services: Services, sources: Collection[str], regimes: Collection[str]) -> None:
    """Say again what the project's files say, and keep no change of these for version control."""
    keys = [f"{kind}-{id}" for kind, ids in ((SOURCE, sources), (REGIME, regimes)) for id in ids]
    desk_edits(services).drop(*keys)
    services.live.change(
        lambda state: replace(
            state,
            sources={id: one for id, one in state.sources.items() if id not in sources},
            regimes={id: one for id, one in state.regimes.items() if id not in regimes},
        )
    )
    services.refresh()


def _sources(edits: list[Edit], names: str) -> dict[str, Reading]:
    return {one.id: reading(one, names) for one in edits if one.kind == SOURCE}


def _regimes(edits: list[Edit]) -> dict[str, Renewal]:
    return {
        one.id: Renewal(str(entry(one.before)["known_through"]), str(entry(one.after)["known_through"]))
        for one in edits
        if one.kind == REGIME
    }


def _plain(text: str) -> str:
    return " ".join(text.split())


def _is_hash(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
