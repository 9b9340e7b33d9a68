"""Answers as people read them in a terminal: the risk always before the step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bot.law.absence import Absence
from bot.law.assessing import Assessment, Risk, context_of, said_on, shutting_gate
from bot.law.conditions import NO
from bot.law.deadlines import deadlines
from bot.law.diffing import Change
from bot.law.knowledge import CompiledOption, Knowledge
from bot.law.profile import Profile
from bot.law.text import Text

_WORDS = {
    "why": Text(ru="Почему", en="Why"),
    "risks": Text(ru="Чем рискуете", en="What you risk"),
    "papers": Text(ru="Документы", en="Papers"),
    "terms": Text(ru="Сроки", en="Terms"),
    "steps": Text(ru="Шаги", en="Steps"),
    "sources": Text(ru="Источники", en="Sources"),
    "known": Text(ru="Проверено по", en="Checked through"),
    "lawyer": Text(ru="Без адвоката не начинайте.", en="Do not begin without an advocate."),
    "answers": Text(ru="Возможные ответы", en="Possible answers"),
    "drafts": Text(ru="Образцы", en="Drafts"),
    "now": Text(ru="Сегодня", en="Today"),
    "next": Text(ru="Дальше", en="Next"),
    "absent": Text(ru="Отсутствие с", en="Absent since"),
}


def assessed(answer: Assessment, knowledge: Knowledge, on: date, lang: str) -> Iterator[str]:
    """One answer, line by line."""
    label = knowledge.phrases.verdicts[answer.verdict].in_(lang)
    yield f"{answer.title.in_(lang)}: {label.upper()} [{answer.option}, {on.isoformat()}]"
    yield f"  {_WORDS['why'].in_(lang)}:"
    for reason in answer.reasons:
        yield f"    {reason.text.in_(lang)} {_cited(reason.sources, knowledge, lang)}"
    if answer.counsel == "required":
        yield f"  {_WORDS['lawyer'].in_(lang)}"
    yield from _risks(answer.risks, lang)
    for term in answer.deadlines:
        day = term.on.isoformat() if term.on else "—"
        yield f"  {_WORDS['terms'].in_(lang)}: {day}  {term.text.in_(lang)}"
    for paper in answer.evidence:
        yield f"  {_WORDS['papers'].in_(lang)}: {paper.text.in_(lang)}"
    yield f"  {_WORDS['steps'].in_(lang)}:"
    told: set[str] = set()
    for step in answer.steps:
        for text in (risk.text.in_(lang) for risk in step.risks):
            if text not in told:
                yield f"    ! {text}"
                told.add(text)
        drafts = f" [{', '.join(step.documents)}]" if step.documents else ""
        yield f"    {step.n}. {step.text.in_(lang)}{drafts}"
    yield f"  {_WORDS['known'].in_(lang)}: {answer.known_through.isoformat()}. {answer.ranked_because.in_(lang)}"


def shown(option: CompiledOption, knowledge: Knowledge, on: date, lang: str) -> Iterator[str]:
    """One option without a man: its possible answers on a date, then risks, terms, papers and steps."""
    rule = option.rule
    yield f"{rule.title.in_(lang)} [{rule.id}, {on.isoformat()}]"
    version = option.version(on)
    if on < knowledge.covers_from or version is None:
        said = knowledge.phrases.not_covered if on < knowledge.covers_from else knowledge.phrases.not_in_force
        yield f"  {said.in_(lang)}"
        return
    context = context_of(Profile(), on, knowledge)
    gate = shutting_gate(option, context)
    yield f"  {_WORDS['answers'].in_(lang)}:"
    for branch in (*((gate.branch,) if gate else ()), *version.branches):
        if branch.condition.test(context) != NO:
            label = knowledge.phrases.verdicts[said_on(branch, on, knowledge)[0]].in_(lang)
            yield f"    {label}: {branch.because.text.in_(lang)} {_cited(branch.because.sources, knowledge, lang)}"
    for group in option.groups:
        for risk in knowledge.risks[group]:
            if risk.version.holds(on) and risk.condition.test(context) != NO:
                yield f"  ! {risk.version.text.in_(lang)}"
    for term in deadlines(rule.deadlines, Profile(), on, knowledge):
        yield f"  {_WORDS['terms'].in_(lang)}: {term.text.in_(lang)}"
    for paper in option.evidence:
        yield f"  {_WORDS['papers'].in_(lang)}: {paper.text.in_(lang)}"
    for number, use in enumerate(rule.steps, start=1):
        yield f"    {number}. {knowledge.steps[use.use].text.in_(lang)}"
    if rule.documents:
        yield f"  {_WORDS['drafts'].in_(lang)}: {', '.join(rule.documents)}"
    yield f"  {_WORDS['known'].in_(lang)}: {option.known_through.isoformat()}"


def absent(found: Absence, lang: str) -> Iterator[str]:
    """An absence: advice first, then what it is today and what comes next."""
    yield f"{_WORDS['absent'].in_(lang)} {found.since.isoformat()}: {found.days}"
    for said in found.advice:
        yield f"  {said.text.in_(lang)}"
    for word, stages in (("now", found.now), ("next", found.next)):
        for stage in stages:
            act = f" ({stage.act})" if stage.act else ""
            yield f"  {_WORDS[word].in_(lang)} ({stage.begins_on.isoformat()}): {stage.text.in_(lang)}{act}"


def changed(change: Change, knowledge: Knowledge, lang: str) -> Iterator[str]:
    """One line of a diff and the new reasons under it."""
    before, after = (knowledge.phrases.verdicts[verdict].in_(lang) for verdict in (change.before, change.after))
    yield f"{change.title.in_(lang)} [{change.option}]: {before} → {after}"
    for reason in change.reasons:
        yield f"    {reason.text.in_(lang)} {_cited(reason.sources, knowledge, lang)}"
    if change.risks_new or change.risks_gone:
        yield f"    ! +[{', '.join(change.risks_new)}] -[{', '.join(change.risks_gone)}]"


def _risks(risks: Iterable[Risk], lang: str) -> Iterator[str]:
    yield f"  {_WORDS['risks'].in_(lang)}:"
    for risk in risks:
        yield f"    ! {risk.text.in_(lang)}"


def _cited(sources: Iterable[str], knowledge: Knowledge, lang: str) -> str:
    return "(" + "; ".join(dict.fromkeys(knowledge.cite(id, lang) for id in sources)) + ")"
