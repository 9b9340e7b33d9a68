"""The strict loader: every file has its shape, every id exists, every sentence has a source and says nothing banned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.law import model
from bot.law.calendars import WorkingCalendar
from bot.law.conditions import Condition, ConditionError, compile_condition
from bot.law.errors import KnowledgeError
from bot.law.knowledge import (
    Branch, CompiledAbsence, CompiledGate, CompiledOption, CompiledRisk, CompiledVersion, Knowledge, ceiling, fingerprint,
    lowered, note_of,
)  # fmt: skip
from bot.law.profile import FLAT_FIELDS, PROFILE_FIELDS
from bot.law.reading import line_of, read_trees
from bot.law.text import Statement, Text

PACKAGED = Path(__file__).parent / "knowledge" / "ru"
LOCK = "lock.yml"

Place = tuple[str | int, ...]
_M = TypeVar("_M", bound=BaseModel)

# A file or, with a slash, a folder of files; how its tree is checked; the list inside it, if it is a folder.
_SHAPES: dict[str, type[BaseModel]] = {
    "sources.yml": model.SourcesFile, "regimes.yml": model.RegimesFile, "options/": model.OptionsFile,
    "risks.yml": model.RisksFile, "deadlines.yml": model.DeadlinesFile, "steps.yml": model.StepsFile,
    "facts.yml": model.FactsFile, "topics/": model.TopicsFile, "myths.yml": model.MythsFile,
    "never_say.yml": model.NeverSayFile, "questions.yml": model.QuestionsFile, "calendar/": model.CalendarFile,
    "phrases.yml": model.Phrases, "absence.yml": model.AbsenceFile, LOCK: model.LockFile,
}  # fmt: skip

_MENDS = {
    "missing": ("The field is missing.", "Add it; see the entries above for the form."),
    "extra_forbidden": ("This field is not known here.", "Correct its spelling or take it out."),
    "string_type": ("This must be text.", "Put the value in quotes."),
    "date_from_datetime_parsing": ("This is not a date.", "Write it as 2022-09-21."),
    "date_parsing": ("This is not a date.", "Write it as 2022-09-21."),
    "literal_error": ("This word is not one of those allowed.", "Use one of: {expected}."),
    "enum": ("This word is not one of those allowed.", "Use one of: {expected}."),
    "too_short": ("The list is empty.", "Every sentence needs at least one source, every list at least one entry."),
    "string_pattern_mismatch": ("This id is badly formed.", "Use small Latin letters, digits and _."),
    "string_too_short": ("The text is empty.", "Write the sentence in both languages."),
}


@dataclass
class _Files:
    """Checked files and where each entry stands, for errors that are found later."""

    folder: Path
    checked: dict[str, Any] = field(default_factory=dict)

    def one(self, name: str, shape: type[_M]) -> _M:
        found = self.checked[name]
        assert isinstance(found, shape)
        return found

    def many(self, prefix: str, shape: type[_M]) -> list[tuple[str, _M]]:
        return [(name, found) for name, found in self.checked.items() if name.startswith(prefix)]

    def error(self, code: str, name: str, place: Place, what: str, mend: str) -> KnowledgeError:
        line = line_of(self.folder, name, place)
        return KnowledgeError(code, file=name, line=line, what=what, mend=mend)


def load(folder: Path | None = None) -> Knowledge:
    """Loads and checks a knowledge folder (the packaged one by default).

    Sources that differ from their approval in lock.yml are listed in `Knowledge.withdrawn`; that is no error.
    Raises KnowledgeError with file, line, what is wrong and how to mend it.
    """
    files = _Files(folder or PACKAGED)
    trees = read_trees(files.folder)
    for name, tree in trees.items():
        files.checked[name] = _checked(files, name, tree)
    for name in _SHAPES:
        if not name.endswith("/") and name not in files.checked:
            raise KnowledgeError("no_file", file=name, line=0, what="The file is missing.", mend="Put it back.")
    return _Assembly(files).knowledge()


def _checked(files: _Files, name: str, tree: Any) -> BaseModel:
    key = name if name in _SHAPES else name.split("/")[0] + "/"
    shape = _SHAPES.get(key)
    if shape is None:
        raise KnowledgeError(
            "stray_file", file=name, line=1, what="No file of this name belongs here.", mend="Move or rename it."
        )
    try:
        return shape.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        what, mend = _explain(first)
        place = tuple(first["loc"])
        raise files.error(str(first["type"]), name, place, f"{_spelled(place)}: {what}", mend) from None


def _explain(error: Mapping[str, Any]) -> tuple[str, str]:
    what, mend = _MENDS.get(error["type"], (f"{error['msg']}.", "Compare with the entries above."))
    return what, mend.format(expected=error.get("ctx", {}).get("expected", ""))


def _spelled(place: Place) -> str:
    return " → ".join(f"entry {step + 1}" if isinstance(step, int) else step for step in place) or "the whole file"


class _Assembly:
    """Builds Knowledge from checked files; every method checks the ids it uses."""

    def __init__(self, files: _Files) -> None:
        self.files = files
        self.sources_file = files.one("sources.yml", model.SourcesFile)
        self.regimes_file = files.one("regimes.yml", model.RegimesFile)
        self.acts = self._index("sources.yml", "acts", self.sources_file.acts)
        self.sources = self._index("sources.yml", "sources", self.sources_file.sources)
        self.regimes = self._index("regimes.yml", "regimes", self.regimes_file.regimes)
        self.regime_ids = frozenset(self.regimes)
        self.steps_file = files.one("steps.yml", model.StepsFile)
        self.steps = self._index("steps.yml", "steps", self.steps_file.steps)
        self.never_say = files.one("never_say.yml", model.NeverSayFile).never_say
        self.patterns = self._patterns()
        self.absence_file = files.one("absence.yml", model.AbsenceFile)
        self.phrases = self._phrases()

    def knowledge(self) -> Knowledge:
        risks = self._risks()
        self.groups = tuple(risks)
        self._steps()
        self.events, self.deadlines = self._deadlines()
        self._regimes()
        gates = self._gates()
        options = self._options(gates)
        self._admitted(options)
        topics = self._topics(options)
        myths = self._myths()
        questions = self.files.one("questions.yml", model.QuestionsFile)
        return Knowledge(
            covers_from=self.sources_file.covers_from, recheck_after=timedelta(days=self.sources_file.recheck_days),
            acts=self.acts, sources=self.sources, regimes=self.regimes, options=options, risks=risks,
            events=self.events, deadlines=self.deadlines, steps=self.steps,
            facts=self._facts(), topics=topics, myths=myths, never_say=self.never_say, probes=self._probes(questions),
            most_questions=questions.most, calendar=self._calendar(),
            phrases=self.phrases, absence=self._absence(), absence_advice=self.absence_file.advice, withdrawn=self._withdrawn(),
        )  # fmt: skip

    # ids

    def _index(self, name: str, key: str, entries: Iterable[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for place, entry in enumerate(entries):
            if entry.id in found:
                raise self.files.error(
                    "repeated_id", name, (key, place, "id"), f"The id '{entry.id}' is used twice.", "Rename one."
                )
            found[entry.id] = entry
        return found

    def _need(self, ids: Iterable[str], known: Iterable[str], kind: str, name: str, place: Place) -> None:
        for id in ids:
            if id not in known:
                raise self.files.error(
                    f"unknown_{kind}", name, place, f"There is no {kind} '{id}'.", f"Correct it or add the {kind}."
                )

    def _need_sources(self, ids: Iterable[str], name: str, place: Place) -> None:
        self._need(ids, self.sources, "source", name, (*place, "sources"))

    def _condition(self, raw: Any, name: str, place: Place) -> Condition:
        try:
            return compile_condition(raw, self.regime_ids)
        except ConditionError as error:
            raise self.files.error(
                "condition", name, place, f"{error}.", "The words of conditions are listed in the guide."
            ) from None

    # words

    def _patterns(self) -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
        found = []
        for place, rule in enumerate(self.never_say):
            self._need_sources(rule.sources, "never_say.yml", ("never_say", place))
            try:
                found.append((rule.id, re.compile(rule.ru, re.IGNORECASE), re.compile(rule.en, re.IGNORECASE)))
            except re.error:
                raise self.files.error(
                    "pattern", "never_say.yml", ("never_say", place), "The pattern is not valid.", "Mend it."
                ) from None
        return found

    def _say(self, text: Any, name: str, place: Place) -> None:
        for id, ru, en in self.patterns:
            if ru.search(text.ru) or en.search(text.en):
                raise self.files.error(
                    "never_say", name, place, f"The sentence says what must never be said ({id}).", "Reword it."
                )

    def _sentence(self, entry: Any, name: str, place: Place, key: str = "text") -> None:
        self._need_sources(entry.sources, name, place)
        self._say(getattr(entry, key), name, (*place, key))

    def _contiguous(self, versions: Iterable[model.Dated], name: str, place: Place) -> None:
        before: model.Dated | None = None
        for number, version in enumerate(versions):
            if before is not None and (before.to is None or version.from_ <= before.to):
                raise self.files.error(
                    "overlap", name, (*place, number, "from"),
                    f"This version begins on {version.from_}, before the one above has ended.",
                    "Give the version above a 'to' of the day before.",
                )  # fmt: skip
            before = version

    # parts

    def _risks(self) -> dict[str, tuple[CompiledRisk, ...]]:
        name = "risks.yml"
        risks: dict[str, list[CompiledRisk]] = {}
        rules = self.files.one(name, model.RisksFile).risks
        self._index(name, "risks", rules)
        for place, rule in enumerate(rules):
            if rule.step is not None:
                self._need((rule.step,), self.steps, "step", name, ("risks", place, "step"))
            for number, version in enumerate(rule.versions):
                here: Place = ("risks", place, "versions", number)
                self._sentence(version, name, here)
                condition = self._condition(version.when, name, (*here, "when"))
                statement = Statement(version.text, version.sources)
                risks.setdefault(rule.group, []).append(CompiledRisk(rule, version, condition, statement))
        return {group: tuple(found) for group, found in risks.items()}

    def _steps(self) -> None:
        for place, step in enumerate(self.steps_file.steps):
            here: Place = ("steps", place)
            self._sentence(step, "steps.yml", here)
            self._need(step.risks, self.groups, "risk", "steps.yml", (*here, "risks"))
        self._need(self.steps_file.closed, self.steps, "step", "steps.yml", ("closed",))

    def _deadlines(self) -> tuple[dict[str, model.Event], dict[str, tuple[model.DeadlineRule, ...]]]:
        name = "deadlines.yml"
        file = self.files.one(name, model.DeadlinesFile)
        events = self._index(name, "events", file.events)
        found: dict[str, list[model.DeadlineRule]] = {}
        for place, rule in enumerate(file.deadlines):
            here: Place = ("deadlines", place)
            self._sentence(rule, name, here)
            self._need((rule.event,), events, "event", name, (*here, "event"))
            found.setdefault(rule.id, []).append(rule)
        for rules in found.values():
            self._contiguous(rules, name, ("deadlines",))
        return events, {id: tuple(rules) for id, rules in found.items()}

    def _regimes(self) -> None:
        for place, regime in enumerate(self.regimes_file.regimes):
            self._contiguous(regime.states, "regimes.yml", ("regimes", place, "states"))
            for number, state in enumerate(regime.states):
                self._need_sources(state.sources, "regimes.yml", ("regimes", place, "states", number))

    def _gates(self) -> dict[str, CompiledGate]:
        gates: dict[str, CompiledGate] = {}
        for place, gate in enumerate(self.regimes_file.gates):
            here: Place = ("gates", place)
            self._sentence(gate, "regimes.yml", here, "because")
            self._need((gate.regime,), self.regimes, "regime", "regimes.yml", (*here, "regime"))
            binds = self._condition(gate.binds, "regimes.yml", (*here, "binds"))
            case = model.Case(
                id="gate", verdict=model.Verdict.CLOSED, because=gate.because, sources=gate.sources, documents=None
            )
            gates[gate.id] = CompiledGate(gate, binds, self._branch(case, binds))
        return gates

    def _admitted(self, options: Iterable[str]) -> None:
        for place, gate in enumerate(self.regimes_file.gates):
            self._need(gate.admits, options, "option", "regimes.yml", ("gates", place, "admits"))

    def _branch(self, case: model.Case, condition: Condition) -> Branch:
        verdict = lowered(case.verdict, ceiling(self.sources[id] for id in case.sources))
        sources = [self.sources[id] for id in case.sources]
        checked = [source.known_through for source in sources if source.known_through is not None]
        oldest = min(source.known_through for source in self.sources_file.sources if source.known_through is not None)
        return Branch(
            id=case.id, condition=condition, verdict=verdict, because=Statement(case.because, case.sources),
            known_through=min(checked, default=oldest), counsel=case.counsel, documents=case.documents,
            begins=max(source.from_ or date.min for source in sources),
            ends=min(source.to or date.max for source in sources),
        )  # fmt: skip

    def _options(self, gates: Mapping[str, CompiledGate]) -> dict[str, CompiledOption]:
        found: dict[str, CompiledOption] = {}
        for name, file in self.files.many("options/", model.OptionsFile):
            for place, option in enumerate(file.options):
                here: Place = ("options", place)
                if option.id in found:
                    raise self.files.error(
                        "repeated_id", name, (*here, "id"), f"The id '{option.id}' is used twice.", "Rename one."
                    )
                found[option.id] = self._option(option, gates, name, here)
        return found

    def _option(
        self, option: model.Option, gates: Mapping[str, CompiledGate], name: str, here: Place
    ) -> CompiledOption:
        if option.gate is not None:
            self._need((option.gate,), gates, "gate", name, (*here, "gate"))
        self._say(option.title, name, (*here, "title"))
        self._need(option.risks, self.groups, "risk", name, (*here, "risks"))
        self._need(option.deadlines, self.deadlines, "deadline", name, (*here, "deadlines"))
        for use in (*option.steps, *option.steps_closed):
            self._need((use.use,), self.steps, "step", name, (*here, "steps"))
        self._contiguous(option.versions, name, (*here, "versions"))
        versions = tuple(
            self._version(version, name, (*here, "versions", number)) for number, version in enumerate(option.versions)
        )
        for number, note in enumerate(option.notes):
            self._sentence(note, name, (*here, "notes", number))
        notes = tuple(
            note_of(note, self._condition(note.when, name, (*here, "notes", number, "when")))
            for number, note in enumerate(option.notes)
        )
        for number, paper in enumerate(option.evidence):
            self._sentence(paper, name, (*here, "evidence", number))
        gate = gates[option.gate] if option.gate else None
        uses_shut = option.steps_closed or tuple(model.StepUse(use=id) for id in self.steps_file.closed)
        return CompiledOption(
            rule=option, gate=gate, admitted=gate is None or option.id in gate.rule.admits, versions=versions,
            notes=notes, evidence=tuple(Statement(paper.text, paper.sources) for paper in option.evidence),
            rests_on=self._rests_on(option, gate), uses_shut=uses_shut, groups=self._groups_told(option, option.steps),
            groups_shut=self._groups_told(option, uses_shut), ranked=self._ranked(option),
        )  # fmt: skip

    def _groups_told(self, option: model.Option, uses: Iterable[model.StepUse]) -> tuple[str, ...]:
        told = {*option.risks, *(group for use in uses for group in self.steps[use.use].risks)}
        return tuple(group for group in self.groups if group in told)

    def _ranked(self, option: model.Option) -> dict[model.Verdict, Text]:
        phrases = self.phrases
        safe, fast = phrases.safe[str(option.safe)], phrases.fast[str(option.fast)]
        return {
            verdict: Text(
                ru=phrases.ranked.ru.format(verdict=said.ru, safe=safe.ru, fast=fast.ru),
                en=phrases.ranked.en.format(verdict=said.en, safe=safe.en, fast=fast.en),
            )
            for verdict, said in phrases.verdicts.items()
        }

    def _version(self, version: model.OptionVersion, name: str, here: Place) -> CompiledVersion:
        self._index_cases(version, name, here)
        branches = []
        for number, case in enumerate(version.cases):
            place: Place = (*here, "cases", number)
            self._sentence(case, name, place, "because")
            self._never_in_force(case, version, name, place)
            last = number == len(version.cases) - 1
            if last is not (case.when is None):
                raise self.files.error(
                    "last_case", name, place,
                    "The last case, and only the last, has no 'when'.",
                    "Every man must get an answer: end the list with one case for all others.",
                )  # fmt: skip
            branches.append(self._branch(case, self._condition(case.when, name, (*place, "when"))))
        return CompiledVersion(version.from_, version.to or date.max, tuple(branches))

    def _index_cases(self, version: model.OptionVersion, name: str, here: Place) -> None:
        seen: set[str] = set()
        for number, case in enumerate(version.cases):
            if case.id in seen:
                raise self.files.error(
                    "repeated_id", name, (*here, "cases", number, "id"), f"The id '{case.id}' is used twice.",
                    "Rename one.",
                )  # fmt: skip
            seen.add(case.id)

    def _never_in_force(self, case: model.Case, version: model.OptionVersion, name: str, place: Place) -> None:
        for id in case.sources:
            source = self.sources[id]
            too_late = source.from_ is not None and version.to is not None and source.from_ > version.to
            if too_late or (source.to is not None and source.to < version.from_):
                raise self.files.error(
                    "not_in_force", name, place, f"The source '{id}' is not in force in the days of this version.",
                    "Name the source of that time, or correct the dates.",
                )  # fmt: skip

    def _rests_on(self, option: model.Option, gate: CompiledGate | None) -> frozenset[str]:
        found: set[str] = set()
        for version in option.versions:
            for case in version.cases:
                found.update(case.sources)
        for entry in (*option.notes, *option.evidence):
            found.update(entry.sources)
        if gate is not None:
            found.update(gate.rule.sources)
            for state in self.regimes[gate.rule.regime].states:
                found.update(state.sources)
        groups = set(option.risks)
        for use in (*option.steps, *option.steps_closed):
            found.update(self.steps[use.use].sources)
            groups.update(self.steps[use.use].risks)
        for rule in self.files.one("risks.yml", model.RisksFile).risks:
            if rule.group in groups:
                for risk in rule.versions:
                    found.update(risk.sources)
        for id in option.deadlines:
            for term in self.deadlines[id]:
                found.update(term.sources)
        return frozenset(found)

    def _facts(self) -> dict[str, model.FactRule]:
        rules = self.files.one("facts.yml", model.FactsFile).facts
        found = self._index("facts.yml", "facts", rules)
        for place, rule in enumerate(rules):
            here: Place = ("facts", place, "versions")
            self._contiguous(rule.versions, "facts.yml", here)
            for number, version in enumerate(rule.versions):
                self._need_sources(version.sources, "facts.yml", (*here, number))
                if isinstance(version.value, dict) and "act" in version.value:
                    act = (str(version.value["act"]),)
                    self._need(act, found, "fact", "facts.yml", (*here, number, "value", "act"))
        return found

    def _topics(self, options: Mapping[str, CompiledOption]) -> dict[str, model.TopicRule]:
        found: dict[str, model.TopicRule] = {}
        for name, file in self.files.many("topics/", model.TopicsFile):
            for place, topic in enumerate(file.topics):
                here: Place = ("topics", place)
                if topic.id in found:
                    raise self.files.error(
                        "repeated_id", name, (*here, "id"), f"The id '{topic.id}' is used twice.", "Rename one."
                    )
                self._need(topic.options, options, "option", name, (*here, "options"))
                for number, sentence in enumerate(topic.sentences):
                    self._sentence(sentence, name, (*here, "sentences", number))
                found[topic.id] = topic
        return found

    def _myths(self) -> dict[str, model.MythRule]:
        rules = self.files.one("myths.yml", model.MythsFile).myths
        for place, myth in enumerate(rules):
            for number, answer in enumerate(myth.answers):
                here: Place = ("myths", place, "answers", number)
                self._sentence(answer, "myths.yml", here)
                opens = myth.answers[number - 1].holds(answer.from_) if number else False
                if not opens and not (answer.text.ru.startswith("Нет") and answer.text.en.startswith("No")):
                    raise self.files.error(
                        "myth_answer", "myths.yml", (*here, "text"),
                        "The answer to a myth begins with «Нет» and \"No\".", "Put the word first.",
                    )  # fmt: skip
        return self._index("myths.yml", "myths", rules)

    def _probes(self, file: model.QuestionsFile) -> tuple[tuple[model.Probe, Condition], ...]:
        found = []
        for place, probe in enumerate(file.probes):
            here: Place = ("probes", place)
            self._need((probe.field,), (*PROFILE_FIELDS, *FLAT_FIELDS), "fact", "questions.yml", (*here, "field"))
            found.append((probe, self._condition(probe.when, "questions.yml", (*here, "when"))))
        return tuple(found)

    def _phrases(self) -> model.Phrases:
        phrases = self.files.one("phrases.yml", model.Phrases)
        self._need((phrases.source,), self.sources, "source", "phrases.yml", ("source",))
        for key in ("verdicts", "safe", "fast"):
            wanted = {*model.Verdict} if key == "verdicts" else {"1", "2", "3", "4", "5"}
            if set(getattr(phrases, key)) != wanted:
                raise self.files.error(
                    "phrases", "phrases.yml", (key,), f"'{key}' does not name each value once.", "Add what is missing."
                )
        return phrases

    def _absence(self) -> tuple[CompiledAbsence, ...]:
        name = "absence.yml"
        found = []
        for place, rule in enumerate(self.absence_file.stages):
            here: Place = ("stages", place)
            self._sentence(rule, name, here)
            found.append(CompiledAbsence(rule, self._condition(rule.when, name, (*here, "when"))))
        for place, sentence in enumerate(self.absence_file.advice):
            self._sentence(sentence, name, ("advice", place))
        return tuple(found)

    def _calendar(self) -> WorkingCalendar:
        years: dict[int, model.CalendarFile] = {}
        for name, file in self.files.many("calendar/", model.CalendarFile):
            self._need_sources(file.sources, name, ())
            wrong: Callable[[date], bool] = lambda day, year=file.year: day.year != year  # type: ignore[misc]  # noqa: E731
            if name != f"calendar/{file.year}.yml" or any(map(wrong, (*file.days_off, *file.worked))):
                raise self.files.error(
                    "year", name, ("year",), "The year, the file name and the days do not agree.", "Correct them."
                )
            years[file.year] = file
        return WorkingCalendar(years)

    def _withdrawn(self) -> frozenset[str]:
        approvals = self.files.one(LOCK, model.LockFile).approvals
        return frozenset(
            id
            for id, source in self.sources.items()
            if id not in approvals or approvals[id].fingerprint != fingerprint(source)
        )
