"""What an instance lays over the knowledge files: places of the law as they were read anew, and what is withdrawn.

Version control stays the truth: a reading names the entry that it was laid over, and once that entry has been changed
in the files, by the very same reading or by another, the files speak alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from bot.law.knowledge import fingerprint
from bot.law.model import Source
from bot.law.wordings import Wording, worded

SOURCES, REGIMES, LOCK = "sources.yml", "regimes.yml", "lock.yml"


@dataclass(frozen=True)
class Reading:
    """A source as it was read anew: `before` is the fingerprint of the entry it replaces, `entry` the new one as the
    file would hold it, `by` who signed, `on` the day in ISO form."""

    before: str
    entry: Mapping[str, Any]
    by: str
    on: str


@dataclass(frozen=True)
class Renewal:
    """A switch that was looked up: its `known_through` before and after, in ISO form."""

    before: str
    known_through: str


@dataclass(frozen=True)
class Laid:
    """All of it. `shut`: what must not be said or drawn, by name: "question:…", "option:…", "topic:…", "paper:…".
    `wordings`: sentences worded anew, by the names of their places."""

    sources: Mapping[str, Reading] = field(default_factory=dict)
    regimes: Mapping[str, Renewal] = field(default_factory=dict)
    shut: frozenset[str] = frozenset()
    wordings: Mapping[str, Wording] = field(default_factory=dict)


NOTHING = Laid()


def lay(trees: Mapping[str, Any], laid: Laid) -> dict[str, Any]:
    """The trees of the files with the wordings and the readings in them, these each with its approval; what no longer
    fits is left out."""
    found = worded(trees, laid.wordings)
    if laid.sources and SOURCES in found and LOCK in found:
        entries, approvals = list(found[SOURCES]["sources"]), dict(found[LOCK]["approvals"])
        for place, old in enumerate(entries):
            fresh = _fitting(old, laid.sources.get(old.get("id")))
            if fresh is not None:
                reading, mark = fresh
                entries[place] = dict(reading.entry)
                approvals[old["id"]] = {"fingerprint": mark, "approved_by": reading.by, "approved_on": reading.on}
        found[SOURCES] = {**found[SOURCES], "sources": entries}
        found[LOCK] = {**found[LOCK], "approvals": approvals}
    if laid.regimes and REGIMES in found:
        found[REGIMES] = {**found[REGIMES], "regimes": [_renewed(one, laid) for one in found[REGIMES]["regimes"]]}
    return found


def _fitting(old: Mapping[str, Any], reading: Reading | None) -> tuple[Reading, str] | None:
    """The reading with its own fingerprint when it was made over this very entry."""
    if reading is None:
        return None
    try:
        stands, fresh = Source.model_validate(old), Source.model_validate(dict(reading.entry))
    except ValidationError:  # the loader says what is wrong with the file; a reading that is no entry any more is none
        return None
    if fresh.id != stands.id or fresh.act != stands.act or fingerprint(stands) != reading.before:
        return None
    return reading, fingerprint(fresh)


def _renewed(regime: Mapping[str, Any], laid: Laid) -> Mapping[str, Any]:
    renewal = laid.regimes.get(str(regime.get("id")))
    if renewal is None or regime.get("known_through") != renewal.before:
        return regime
    return {**regime, "known_through": renewal.known_through}
