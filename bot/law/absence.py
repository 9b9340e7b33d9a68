"""What an absence from the place of service is today, and from which day it becomes more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.law.assessing import context_of
from bot.law.conditions import NO
from bot.law.knowledge import CompiledAbsence, Knowledge, Sentence
from bot.law.profile import Profile
from bot.law.text import Text


@dataclass(frozen=True, slots=True)
class AbsenceStage:
    """What the law calls an absence from `begins_on` (at the hour it began, so count the whole day)."""

    id: str
    begins_on: date
    act: str | None
    level: str
    text: Text
    sources: tuple[str, ...]

    def as_dict(self, lang: str) -> dict[str, object]:
        """JSON shape in one language."""
        return {
            "id": self.id, "begins_on": self.begins_on.isoformat(), "act": self.act, "level": self.level,
            "text": self.text.in_(lang), "sources": list(self.sources),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Absence:
    """`days`: whole days since the absence began. `now`: stages that may apply today; more than one only while the
    category is not known. `next`: what begins next and when. `advice` is told first: counsel, and that returning
    stops the count."""

    since: date
    days: int
    now: tuple[AbsenceStage, ...]
    next: tuple[AbsenceStage, ...]
    advice: tuple[Sentence, ...]
    sources: tuple[str, ...]
    known_through: date
    stale: bool
    withdrawn: bool

    def as_dict(self, lang: str) -> dict[str, object]:
        """JSON shape in one language."""
        return {
            "since": self.since.isoformat(), "days": self.days, "now": [stage.as_dict(lang) for stage in self.now],
            "next": [stage.as_dict(lang) for stage in self.next],
            "advice": [{"text": said.text.in_(lang), "sources": list(said.sources)} for said in self.advice],
            "known_through": self.known_through.isoformat(), "stale": self.stale, "withdrawn": self.withdrawn,
        }  # fmt: skip


def absence(profile: Profile, on: date, knowledge: Knowledge) -> Absence | None:
    """The absence of a man on a date, or None when `absent_since` is not known or lies in the future.

    The law is that of `on`: an absence that lasts is judged by the law in force while it lasts.
    """
    since = profile.absent_since
    if since is None or since > on or on < knowledge.covers_from:
        return None
    context = context_of(profile, on, knowledge)
    stages = [
        _stage(one, since) for one in knowledge.absence if one.rule.holds(on) and one.condition.test(context) != NO
    ]
    begun = [stage for stage in stages if stage.begins_on <= on]
    ahead = [stage for stage in stages if stage.begins_on > on]
    latest = max((stage.begins_on for stage in begun), default=None)
    nearest = min((stage.begins_on for stage in ahead), default=None)
    now = tuple(stage for stage in begun if stage.begins_on == latest)
    following = tuple(stage for stage in ahead if stage.begins_on == nearest)
    advice = tuple(Sentence(rule.kind, rule.text, rule.sources) for rule in knowledge.absence_advice if rule.holds(on))
    named = [one.sources for one in (*now, *following)] + [one.sources for one in advice]
    sources = tuple(dict.fromkeys(source for ids in named for source in ids))
    known_through = knowledge.known_through(sources)
    return Absence(
        since=since, days=(on - since).days, now=now, next=following, advice=advice, sources=sources,
        known_through=known_through, stale=knowledge.is_stale(known_through, on),
        withdrawn=not knowledge.withdrawn.isdisjoint(sources),
    )  # fmt: skip


def _stage(one: CompiledAbsence, since: date) -> AbsenceStage:
    rule = one.rule
    if rule.unit == "month":
        begins = since + relativedelta(months=rule.length)
    else:
        begins = since + timedelta(**{f"{rule.unit}s": rule.length})
    return AbsenceStage(rule.id, begins, rule.act, rule.level, rule.text, rule.sources)
