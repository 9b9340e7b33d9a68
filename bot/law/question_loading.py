"""The question records: `questions/*.yml` checked against the rest of the knowledge."""

from __future__ import annotations

from collections.abc import Container, Mapping

from bot.law.checks import Checks
from bot.law.conditions import Condition
from bot.law.files import Place
from bot.law.knowledge import CompiledQuestion
from bot.law.model_questions import LONGEST_ANSWER, PLACEHOLDER, AnswerRule, AskedFile, QuestionRule, words_in
from bot.law.profile import PROFILE_FIELDS

_DATES = tuple(name for name in PROFILE_FIELDS if name.endswith(("_on", "_since")))


def question_records(
    checks: Checks, *, topics: Mapping[str, object], options: Mapping[str, object], risks: Mapping[str, object]
) -> dict[str, CompiledQuestion]:
    """Every record by id. Raises KnowledgeError.

    Papers and contacts are other rooms' knowledge: tests hold them against these records.
    """
    found: dict[str, CompiledQuestion] = {}
    places: dict[str, tuple[str, Place]] = {}
    for name, file in checks.files.many("questions/", AskedFile):
        checks.need((file.topic,), topics, "topic", name, ("topic",))
        for number, rule in enumerate(file.questions):
            here: Place = ("questions", number)
            if rule.id in found:
                raise checks.files.error(
                    "repeated_id", name, (*here, "id"), f"The id '{rule.id}' is used twice.", "Rename one."
                )
            checks.say(rule.title, name, (*here, "title"))
            checks.need(rule.leads.ways, options, "option", name, (*here, "leads", "ways"))
            checks.need(() if rule.risk is None else (rule.risk,), risks, "risk", name, (*here, "risk"))
            answers = tuple(_answer(checks, rule, place, name, here) for place in range(len(rule.answers)))
            _for_everybody(checks, rule, name, here)
            supposes = checks.condition(rule.supposes, name, (*here, "supposes"))
            found[rule.id] = CompiledQuestion(rule, file.topic, answers, supposes)
            places[rule.id] = (name, here)
    _neighbours(checks, found, places)
    return found


def _answer(
    checks: Checks, question: QuestionRule, number: int, name: str, place: Place
) -> tuple[AnswerRule, Condition]:
    rule = question.answers[number]
    here: Place = (*place, "answers", number)
    checks.sentence(rule, name, here, "short")
    begins = max((day for id in rule.sources if (day := checks.sources[id].from_) is not None), default=rule.from_)
    if begins > rule.from_:
        raise checks.files.error(
            "too_early", name, (*here, "from"), f"One of its sources holds only from {begins}.",
            "Begin there, and say in another answer what was before.",
        )  # fmt: skip
    for lang in ("ru", "en"):
        text = rule.short.in_(lang)
        checks.need((field for field, _, _ in PLACEHOLDER.findall(text)), _DATES, "date", name, (*here, "short"))
        if "{" in PLACEHOLDER.sub("", text):
            raise checks.files.error(
                "placeholder", name, (*here, "short"), "A placeholder is badly formed.",
                "Write it as {report_filed_on + 30 days} or {absent_since}.",
            )  # fmt: skip
        if (count := words_in(text)) > LONGEST_ANSWER:
            raise checks.files.error(
                "long_answer", name, (*here, "short"), f"The short answer has {count} words.",
                f"At most {LONGEST_ANSWER}; the rest belongs to the topic.",
            )  # fmt: skip
    return rule, checks.condition(rule.when, name, (*here, "when"))


def _for_everybody(checks: Checks, rule: QuestionRule, name: str, here: Place) -> None:
    """Whoever asks today gets an answer, whatever is unknown of him."""
    plain = [one for one in rule.answers if not one.when and one.to is None and not PLACEHOLDER.search(one.short.ru)]
    reached = {asker for one in plain for asker in ((one.for_,) if one.for_ else ("self", "relative"))}
    if reached != {"self", "relative"}:
        raise checks.files.error(
            "no_answer", name, (*here, "answers"), "Somebody who asks would get no answer.",
            "End with an answer without 'when', 'to' and placeholders for both the man and a relative.",
        )  # fmt: skip


def _neighbours(checks: Checks, found: Mapping[str, CompiledQuestion], places: Mapping[str, tuple[str, Place]]) -> None:
    known: Container[str] = found
    for id, question in found.items():
        name, here = places[id]
        for key, ids in (("not", question.rule.not_), ("leads", question.rule.leads.questions)):
            for other in ids:
                if other not in known or other == id:
                    raise checks.files.error(
                        "unknown_question", name, (*here, key), f"There is no other question '{other}'.", "Correct it."
                    )
