"""The short answer to a question record, for one man on one date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from re import Match

from dateutil.relativedelta import relativedelta

from bot.law.assessing import context_of
from bot.law.conditions import NO, YES, Context
from bot.law.errors import NotKnownError
from bot.law.knowledge import CompiledQuestion, Knowledge, Sentence
from bot.law.model_questions import PLACEHOLDER, AnswerRule, Leads
from bot.law.profile import Profile
from bot.law.rough import RoughDay
from bot.law.text import Statement, Text


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """What is said to one man who asks. `risk`: told before any step. `stale_note`: told with an answer that is old.

    `withdrawn`: a source changed and nobody has approved the answer since, or an editor took it out of sight; its text
    says so and it leads nowhere.
    """

    question: str
    title: Text
    topic: str
    text: Text
    sources: tuple[str, ...]
    risk: tuple[Statement, ...]
    leads: Leads
    known_through: date
    stale_note: Statement | None
    withdrawn: bool

    def sentence(self) -> Sentence:
        """The answer as a sentence of law, as topics hold them."""
        return Sentence("law", self.text, self.sources)


def answer(id: str, profile: Profile, on: date, knowledge: Knowledge) -> ShortAnswer:
    """The first answer of a question that surely fits this man on this date.

    Raises NotKnownError (`no_such_id`, `not_in_force`).
    """
    question = knowledge.question(id)
    context = context_of(profile, on, knowledge)
    rule = next(_fitting(question, context), None)
    if rule is None:
        raise NotKnownError("not_in_force", "question", id)
    name = f"question:{id}"
    withdrawn = name in knowledge.shut or not knowledge.withdrawn.isdisjoint(rule.sources)
    known_through = knowledge.known_through(rule.sources)
    risks = () if question.rule.risk is None else knowledge.risks[question.rule.risk]
    told = tuple(one.statement for one in risks if one.version.holds(on) and one.condition.test(context) != NO)
    return ShortAnswer(
        question=id, title=question.rule.title, topic=question.topic,
        text=knowledge.silence(name) if withdrawn else _filled(rule.short, profile),
        sources=rule.sources, known_through=known_through, risk=() if withdrawn else told,
        leads=Leads() if withdrawn else question.rule.leads,
        stale_note=knowledge.stale_note(known_through, rule.sources) if knowledge.is_stale(known_through, on) else None,
        withdrawn=withdrawn,
    )  # fmt: skip


def supposed(id: str, profile: Profile, on: date, knowledge: Knowledge) -> bool:
    """Whether this man may ask it: nothing known of him speaks against what the question supposes.

    Raises NotKnownError (`no_such_id`).
    """
    return knowledge.question(id).supposes.test(context_of(profile, on, knowledge)) != NO


def _fitting(question: CompiledQuestion, context: Context) -> Iterator[AnswerRule]:
    """The answers for this man. A condition that is not known to hold passes the answer over."""
    asker = context.profile.asker or "self"
    for rule, condition in question.answers:
        fits = rule.for_ in (None, asker) and rule.holds(context.on)
        if fits and _dates_known(rule.short, context.profile) and condition.test(context) == YES:
            yield rule


def _dates_known(text: Text, profile: Profile) -> bool:
    return all(getattr(profile, name) is not None for name, _, _ in PLACEHOLDER.findall(text.ru + text.en))


def _filled(text: Text, profile: Profile) -> Text:
    """Placeholders replaced by days: DD.MM.YYYY in Russian, ISO in English; of a rough one the first and the last."""

    def days(found: Match[str], form: str) -> str:
        name, length, unit = found[1], found[2], found[3]
        start: date = getattr(profile, name)
        much = int(length or 0)
        step = relativedelta(days=much) if unit == "days" else relativedelta(months=much)
        ends = [start, start.latest] if isinstance(start, RoughDay) else [start]
        return "–".join(format(date(one.year, one.month, one.day) + step, form) for one in ends)

    return Text(
        ru=PLACEHOLDER.sub(lambda found: days(found, "%d.%m.%Y"), text.ru),
        en=PLACEHOLDER.sub(lambda found: days(found, "%Y-%m-%d"), text.en),
    )
