"""Compiles the options and the gates before them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.law import model
from bot.law.certainty import Verdict
from bot.law.checks import Checks
from bot.law.conditions import Condition
from bot.law.files import Place
from bot.law.knowledge import (
    Branch,
    CompiledGate,
    CompiledNote,
    CompiledOption,
    CompiledRisk,
    CompiledUse,
    CompiledVersion,
    ceiling,
    lowered,
)
from bot.law.model_texts import Phrases
from bot.law.text import Statement, Text


class OptionLoader:
    """Turns options/*.yml and the gates of regimes.yml into what the engine runs."""

    def __init__(
        self, checks: Checks, *, steps: Mapping[str, model.StepRule], closed: Iterable[str],
        risks: Mapping[str, tuple[CompiledRisk, ...]], terms: Mapping[str, tuple[model.DeadlineRule, ...]],
        phrases: Phrases,
    ) -> None:  # fmt: skip
        self.checks, self.steps, self.risks, self.terms, self.phrases = checks, steps, risks, terms, phrases
        self.closed = tuple(model.StepUse(use=id) for id in closed)
        self.gates = self._gates()

    def options(self) -> dict[str, CompiledOption]:
        """Every option by id, in the order of the files."""
        files = self.checks.files
        found: dict[str, CompiledOption] = {}
        for name, file in files.many("options/", model.OptionsFile):
            for place, option in enumerate(file.options):
                here: Place = ("options", place)
                if option.id in found:
                    raise files.error(
                        "repeated_id", name, (*here, "id"), f"The id '{option.id}' is used twice.", "Rename one."
                    )
                found[option.id] = self._option(option, name, here)
        for place, gate in enumerate(files.one("regimes.yml", model.RegimesFile).gates):
            self.checks.need(gate.admits, found, "option", "regimes.yml", ("gates", place, "admits"))
        return found

    def _gates(self) -> dict[str, CompiledGate]:
        checks, name = self.checks, "regimes.yml"
        rules = checks.files.one(name, model.RegimesFile).gates
        gates: dict[str, CompiledGate] = {}
        for place, gate in enumerate(rules):
            here: Place = ("gates", place)
            checks.sentence(gate, name, here, "because")
            checks.need((gate.regime,), checks.regimes, "regime", name, (*here, "regime"))
            binds = checks.condition(gate.binds, name, (*here, "binds"))
            case = model.Case(id="gate", verdict=Verdict.CLOSED, because=gate.because, sources=gate.sources)
            gates[gate.id] = CompiledGate(gate, binds, self._branch(case, binds))
        return gates

    def _branch(self, case: model.Case, condition: Condition) -> Branch:
        sources = [self.checks.sources[id] for id in case.sources]
        checked = [source.known_through for source in sources if source.known_through is not None]
        return Branch(
            id=case.id, condition=condition, verdict=lowered(case.verdict, ceiling(sources)),
            because=Statement(case.because, case.sources), known_through=min(checked, default=self.checks.oldest),
            counsel=case.counsel, documents=case.documents,
            begins=max(source.from_ or date.min for source in sources),
            ends=min(source.to or date.max for source in sources),
        )  # fmt: skip

    def _option(self, option: model.Option, name: str, here: Place) -> CompiledOption:
        checks = self.checks
        if option.gate is not None:
            checks.need((option.gate,), self.gates, "gate", name, (*here, "gate"))
        checks.say(option.title, name, (*here, "title"))
        checks.need(option.risks, self.risks, "risk", name, (*here, "risks"))
        checks.need(option.deadlines, self.terms, "deadline", name, (*here, "deadlines"))
        checks.need((use.use for use in option.steps), self.steps, "step", name, (*here, "steps"))
        checks.need((use.use for use in option.steps_closed), self.steps, "step", name, (*here, "steps_closed"))
        for number, paper in enumerate(option.evidence):
            checks.sentence(paper, name, (*here, "evidence", number))
        gate = self.gates[option.gate] if option.gate else None
        uses_shut = option.steps_closed or self.closed
        rests_on = self._rests_on(option, uses_shut, gate)
        return CompiledOption(
            rule=option, gate=gate, admitted=gate is None or option.id in gate.rule.admits,
            versions=self._versions(option, name, (*here, "versions")), notes=self._notes(option, name, here),
            evidence=tuple(Statement(paper.text, paper.sources) for paper in option.evidence),
            rests_on=rests_on, known_through=self._known_through(rests_on),
            uses=self._uses(option.steps, name, (*here, "steps")),
            uses_shut=self._uses(uses_shut, name, (*here, "steps_closed")),
            groups=self._told(option, option.steps), groups_shut=self._told(option, uses_shut),
            ranked=self._ranked(option),
            papers_for=checks.condition(option.papers_for, name, (*here, "papers_for")),
        )  # fmt: skip

    def _uses(self, uses: Iterable[model.StepUse], name: str, here: Place) -> tuple[CompiledUse, ...]:
        return tuple(
            CompiledUse(use, self.checks.condition(use.when, name, (*here, number, "when")))
            for number, use in enumerate(uses)
        )

    def _notes(self, option: model.Option, name: str, here: Place) -> tuple[CompiledNote, ...]:
        notes = []
        for number, note in enumerate(option.notes):
            place: Place = (*here, "notes", number)
            self.checks.sentence(note, name, place)
            condition = self.checks.condition(note.when, name, (*place, "when"))
            said = Statement(note.text, note.sources)
            notes.append(CompiledNote(condition, note.from_ or date.min, note.to or date.max, said))
        return tuple(notes)

    def _versions(self, option: model.Option, name: str, here: Place) -> tuple[CompiledVersion, ...]:
        self.checks.in_order(option.versions, name, here)
        return tuple(self._version(version, name, (*here, at)) for at, version in enumerate(option.versions))

    def _version(self, version: model.OptionVersion, name: str, here: Place) -> CompiledVersion:
        checks = self.checks
        checks.index(name, (*here, "cases"), version.cases)
        branches = []
        for number, case in enumerate(version.cases):
            place: Place = (*here, "cases", number)
            checks.sentence(case, name, place, "because")
            self._ever_in_force(case, version, name, place)
            if (number == len(version.cases) - 1) is not (case.when is None):
                raise checks.files.error(
                    "last_case", name, place, "The last case, and only the last, has no 'when'.",
                    "Every man must get an answer: end the list with one case for all others.",
                )  # fmt: skip
            branches.append(self._branch(case, checks.condition(case.when, name, (*place, "when"))))
        return CompiledVersion(version.from_, version.to or date.max, tuple(branches))

    def _ever_in_force(self, case: model.Case, version: model.OptionVersion, name: str, place: Place) -> None:
        for id in case.sources:
            source = self.checks.sources[id]
            too_late = source.from_ is not None and version.to is not None and source.from_ > version.to
            if too_late or (source.to is not None and source.to < version.from_):
                raise self.checks.files.error(
                    "not_in_force", name, place, f"The source '{id}' is not in force in the days of this version.",
                    "Name the source of that time, or correct the dates.",
                )  # fmt: skip

    def _rests_on(
        self, option: model.Option, uses_shut: tuple[model.StepUse, ...], gate: CompiledGate | None
    ) -> frozenset[str]:
        uses = (*option.steps, *uses_shut)
        said: list[model.Sourced] = [case for version in option.versions for case in version.cases]
        said += [*option.notes, *option.evidence, *(self.steps[use.use] for use in uses)]
        said += [term for id in option.deadlines for term in self.terms[id]]
        said += [risk.version for group in self._told(option, uses) for risk in self.risks[group]]
        if gate is not None:
            said += [gate.rule, *self.checks.regimes[gate.rule.regime].states]
        return frozenset(source for one in said for source in one.sources)

    def _known_through(self, sources: frozenset[str]) -> date:
        checked = (self.checks.sources[id].known_through for id in sources)
        return min((day for day in checked if day is not None), default=self.checks.oldest)

    def _told(self, option: model.Option, uses: Iterable[model.StepUse]) -> tuple[str, ...]:
        told = {*option.risks, *(group for use in uses for group in self.steps[use.use].risks)}
        return tuple(group for group in self.risks if group in told)

    def _ranked(self, option: model.Option) -> dict[Verdict, Text]:
        phrases = self.phrases
        safe, fast = phrases.safe[str(option.safe)], phrases.fast[str(option.fast)]
        return {
            verdict: Text(
                ru=phrases.ranked.ru.format(verdict=said.ru, safe=safe.ru, fast=fast.ru),
                en=phrases.ranked.en.format(verdict=said.en, safe=safe.en, fast=fast.en),
            )
            for verdict, said in phrases.verdicts.items()
        }
