"""The strict loader: every file has its shape, every id exists, every sentence has a source and says nothing banned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from bot.law import model, model_texts
from bot.law.calendars import WorkingCalendar
from bot.law.certainty import Verdict
from bot.law.checks import Checks
from bot.law.conditions import Condition
from bot.law.files import Files, Place
from bot.law.knowledge import CompiledAbsence, CompiledPaper, CompiledRisk, CompiledRung, Knowledge, fingerprint
from bot.law.laying import LOCK, NOTHING, Laid
from bot.law.option_loading import OptionLoader
from bot.law.profile import FLAT_FIELDS, PROFILE_FIELDS
from bot.law.question_loading import question_records
from bot.law.text import Statement

PACKAGED = Path(__file__).parent / "knowledge" / "ru"


def load(folder: Path | None = None, laid: Laid = NOTHING) -> Knowledge:
    """Loads and checks a knowledge folder (the packaged one by default) with what an instance lays over it.

    Sources that differ from their approval in lock.yml are listed in `Knowledge.withdrawn`; that is no error.
    Raises KnowledgeError with file, line, what is wrong and how to mend it.
    """
    return _Assembly(Files(folder or PACKAGED, laid), laid.shut).knowledge()


class _Assembly:
    """Builds Knowledge from checked files."""

    def __init__(self, files: Files, shut: frozenset[str]) -> None:
        self.files = files
        self.shut = shut
        self.checks = Checks(files)

    def knowledge(self) -> Knowledge:
        files, checks = self.files, self.checks
        sources = files.one("sources.yml", model.SourcesFile)
        questions = files.one("questions.yml", model_texts.QuestionsFile)
        absence = files.one("absence.yml", model_texts.AbsenceFile)
        self._regimes()
        steps_file = files.one("steps.yml", model.StepsFile)
        steps = checks.index("steps.yml", ("steps",), steps_file.steps)
        risks = self._risks(steps)
        self._steps(steps_file, steps, risks)
        events, deadlines = self._deadlines()
        phrases = self._phrases()
        options = OptionLoader(
            checks, steps=steps, closed=steps_file.closed, risks=risks, terms=deadlines, phrases=phrases
        ).options()
        topics = self._topics(options)
        return Knowledge(
            covers_from=sources.covers_from, recheck_after=timedelta(days=sources.recheck_days), acts=checks.acts,
            sources=checks.sources, regimes=checks.regimes, options=options, risks=risks, events=events,
            deadlines=deadlines, steps=steps, facts=self._facts(), topics=topics, myths=self._myths(),
            never_say=checks.never_say, banned_patterns=checks.patterns, probes=self._probes(questions),
            most_questions=questions.most, asked=question_records(checks, topics=topics, options=options, risks=risks),
            calendar=self._calendar(), phrases=phrases, absence=self._absence(absence), absence_advice=absence.advice,
            rungs=self._rungs(deadlines), court_papers=self._court_papers(), withdrawn=self._withdrawn(),
            approvals=files.one(LOCK, model_texts.LockFile).approvals, shut=self.shut,
        )  # fmt: skip

    def _regimes(self) -> None:
        for place, regime in enumerate(self.files.one("regimes.yml", model.RegimesFile).regimes):
            here: Place = ("regimes", place, "states")
            self.checks.in_order(regime.states, "regimes.yml", here)
            for number, state in enumerate(regime.states):
                known = self.checks.sources
                self.checks.need(state.sources, known, "source", "regimes.yml", (*here, number, "sources"))

    def _risks(self, steps: Mapping[str, model.StepRule]) -> dict[str, tuple[CompiledRisk, ...]]:
        name = "risks.yml"
        groups: dict[str, list[CompiledRisk]] = {}
        rules = self.files.one(name, model.RisksFile).risks
        self.checks.index(name, ("risks",), rules)
        for place, rule in enumerate(rules):
            if rule.step is not None:
                self.checks.need((rule.step,), steps, "step", name, ("risks", place, "step"))
            for number, version in enumerate(rule.versions):
                here: Place = ("risks", place, "versions", number)
                self.checks.sentence(version, name, here)
                condition = self.checks.condition(version.when, name, (*here, "when"))
                groups.setdefault(rule.group, []).append(CompiledRisk(rule, version, condition))
        return {group: tuple(found) for group, found in groups.items()}

    def _steps(self, file: model.StepsFile, steps: Mapping[str, model.StepRule], risks: Mapping[str, object]) -> None:
        for place, step in enumerate(file.steps):
            here: Place = ("steps", place)
            self.checks.sentence(step, "steps.yml", here)
            self.checks.need(step.risks, risks, "risk", "steps.yml", (*here, "risks"))
        self.checks.need(file.closed, steps, "step", "steps.yml", ("closed",))

    def _deadlines(self) -> tuple[dict[str, model.Event], dict[str, tuple[model.DeadlineRule, ...]]]:
        name = "deadlines.yml"
        file = self.files.one(name, model.DeadlinesFile)
        events = self.checks.index(name, ("events",), file.events)
        for place, event in enumerate(file.events):
            self.checks.need(event.fields, PROFILE_FIELDS, "fact", name, ("events", place, "fields"))
        found: dict[str, list[model.DeadlineRule]] = {}
        for place, rule in enumerate(file.deadlines):
            here: Place = ("deadlines", place)
            self.checks.sentence(rule, name, here)
            self.checks.need((rule.event,), events, "event", name, (*here, "event"))
            found.setdefault(rule.id, []).append(rule)
        for rules in found.values():
            self.checks.in_order(rules, name, ("deadlines",))
        return events, {id: tuple(rules) for id, rules in found.items()}

    def _facts(self) -> dict[str, model_texts.FactRule]:
        name = "facts.yml"
        rules = self.files.one(name, model_texts.FactsFile).facts
        found = self.checks.index(name, ("facts",), rules)
        for place, rule in enumerate(rules):
            here: Place = ("facts", place, "versions")
            self.checks.in_order(rule.versions, name, here)
            for number, version in enumerate(rule.versions):
                self.checks.need(version.sources, self.checks.sources, "source", name, (*here, number, "sources"))
                if isinstance(version.value, dict) and "act" in version.value:
                    act = (str(version.value["act"]),)
                    self.checks.need(act, found, "fact", name, (*here, number, "value", "act"))
        return found

    def _topics(self, options: Mapping[str, object]) -> dict[str, model_texts.TopicRule]:
        found: dict[str, model_texts.TopicRule] = {}
        for name, file in self.files.many("topics/", model_texts.TopicsFile):
            for place, topic in enumerate(file.topics):
                here: Place = ("topics", place)
                if topic.id in found:
                    raise self.files.error(
                        "repeated_id", name, (*here, "id"), f"The id '{topic.id}' is used twice.", "Rename one."
                    )
                self.checks.say(topic.title, name, (*here, "title"))
                self.checks.need(topic.options, options, "option", name, (*here, "options"))
                for number, sentence in enumerate(topic.sentences):
                    self.checks.sentence(sentence, name, (*here, "sentences", number))
                found[topic.id] = topic
        return found

    def _myths(self) -> dict[str, model_texts.MythRule]:
        name = "myths.yml"
        rules = self.files.one(name, model_texts.MythsFile).myths
        for place, myth in enumerate(rules):
            opened: list[model_texts.SentenceRule] = []
            for number, answer in enumerate(myth.answers):
                here: Place = ("myths", place, "answers", number)
                self.checks.sentence(answer, name, here)
                if not any(earlier.holds(answer.from_) for earlier in opened) and not _says_no(answer):
                    raise self.files.error(
                        "myth_answer", name, (*here, "text"),
                        'The answer to a myth begins with «Нет» and "No".', "Put the word first.",
                    )  # fmt: skip
                opened.append(answer)
        return self.checks.index(name, ("myths",), rules)

    def _probes(self, file: model_texts.QuestionsFile) -> tuple[tuple[model_texts.Probe, Condition], ...]:
        found = []
        for place, probe in enumerate(file.probes):
            here: Place = ("probes", place)
            known = (*PROFILE_FIELDS, *FLAT_FIELDS)
            self.checks.need((probe.field,), known, "fact", "questions.yml", (*here, "field"))
            found.append((probe, self.checks.condition(probe.when, "questions.yml", (*here, "when"))))
        return tuple(found)

    def _phrases(self) -> model_texts.Phrases:
        phrases = self.files.one("phrases.yml", model_texts.Phrases)
        self.checks.need((phrases.source,), self.checks.sources, "source", "phrases.yml", ("source",))
        for key in ("verdicts", "safe", "fast"):
            wanted = {*Verdict} if key == "verdicts" else {"1", "2", "3", "4", "5"}
            if set(getattr(phrases, key)) != wanted:
                raise self.files.error(
                    "phrases", "phrases.yml", (key,), f"'{key}' does not name each value once.", "Add what is missing."
                )
        return phrases

    def _absence(self, file: model_texts.AbsenceFile) -> tuple[CompiledAbsence, ...]:
        name = "absence.yml"
        found = []
        for place, rule in enumerate(file.stages):
            here: Place = ("stages", place)
            self.checks.sentence(rule, name, here)
            found.append(CompiledAbsence(rule, self.checks.condition(rule.when, name, (*here, "when"))))
        for place, sentence in enumerate(file.advice):
            self.checks.sentence(sentence, name, ("advice", place))
        return tuple(found)

    def _rungs(self, deadlines: Mapping[str, object]) -> tuple[CompiledRung, ...]:
        name = "ladder.yml"
        found = []
        for place, rung in enumerate(self.files.one(name, model_texts.LadderFile).rungs):
            here: Place = ("rungs", place)
            self.checks.sentence(rung, name, here, "do", "proof", "clock", "who_learns")
            self.checks.need(rung.deadlines, deadlines, "deadline", name, (*here, "deadlines"))
            notes = []
            for number, note in enumerate(rung.notes):
                at: Place = (*here, "notes", number)
                self.checks.sentence(note, name, at)
                condition = self.checks.condition(note.when, name, (*at, "when"))
                notes.append((condition, Statement(note.text, note.sources)))
            found.append(CompiledRung(rung, tuple(notes)))
        return tuple(found)

    def _court_papers(self) -> tuple[CompiledPaper, ...]:
        name = "ladder.yml"
        found = []
        for place, paper in enumerate(self.files.one(name, model_texts.LadderFile).court_papers):
            here: Place = ("court_papers", place)
            self.checks.sentence(paper, name, here, "title", "because")
            required = paper.required
            condition = None if required is None else self.checks.condition(required, name, (*here, "required"))
            found.append(CompiledPaper(paper, condition))
        return tuple(found)

    def _calendar(self) -> WorkingCalendar:
        years: dict[int, model_texts.CalendarFile] = {}
        for name, file in self.files.many("calendar/", model_texts.CalendarFile):
            self.checks.need(file.sources, self.checks.sources, "source", name, ("sources",))
            days = (*file.days_off, *file.worked)
            if name != f"calendar/{file.year}.yml" or any(day.year != file.year for day in days):
                raise self.files.error(
                    "year", name, ("year",), "The year, the file name and the days do not agree.", "Correct them."
                )
            years[file.year] = file
        return WorkingCalendar(years)

    def _withdrawn(self) -> frozenset[str]:
        approvals = self.files.one(LOCK, model_texts.LockFile).approvals
        return frozenset(
            id
            for id, source in self.checks.sources.items()
            if id not in approvals or approvals[id].fingerprint != fingerprint(source)
        )


def _says_no(answer: model_texts.SentenceRule) -> bool:
    return answer.text.ru.startswith("Нет") and answer.text.en.startswith("No")
