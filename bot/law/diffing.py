"""What changed in the law between two dates for one man."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.law.assessing import Assessment, assess
from bot.law.certainty import Verdict
from bot.law.knowledge import Knowledge
from bot.law.profile import Profile
from bot.law.text import Statement, Text


@dataclass(frozen=True, slots=True)
class Change:
    """One option that is not the same on both dates: its verdict, its grounds or its risks."""

    option: str
    title: Text
    before: Verdict
    after: Verdict
    reasons: tuple[Statement, ...]
    risks_gone: tuple[str, ...]
    risks_new: tuple[str, ...]

    def as_dict(self, lang: str) -> dict[str, object]:
        """JSON shape in one language."""
        return {
            "option": self.option, "title": self.title.in_(lang), "before": self.before.value,
            "after": self.after.value, "reasons": [reason.as_dict(lang) for reason in self.reasons],
            "risks_gone": list(self.risks_gone), "risks_new": list(self.risks_new),
        }  # fmt: skip


def changes(profile: Profile, start: date, end: date, knowledge: Knowledge) -> tuple[Change, ...]:
    """Options whose answer on `end` differs from that on `start`, those whose verdict changed first.

    An answer that only grew stale is a change too, since its verdict may fall. Risks are named by their article.
    """
    before = {answer.option: answer for answer in assess(profile, start, knowledge)}
    found = [
        change
        for answer in assess(profile, end, knowledge)
        if (change := _change(before[answer.option], answer)) is not None
    ]
    return tuple(sorted(found, key=lambda change: change.before is change.after))


def _change(before: Assessment, after: Assessment) -> Change | None:
    old, new = _risks(before), _risks(after)
    same_ground = before.cases == after.cases and before.standing is after.standing
    if before.verdict is after.verdict and same_ground and old == new:
        return None
    known = set(before.reasons)
    return Change(
        option=after.option, title=after.title, before=before.verdict, after=after.verdict,
        reasons=tuple(reason for reason in after.reasons if reason not in known),
        risks_gone=tuple(sorted(old - new)), risks_new=tuple(sorted(new - old)),
    )  # fmt: skip


def _risks(answer: Assessment) -> frozenset[str]:
    return frozenset(risk.act or risk.id for risk in answer.risks)
