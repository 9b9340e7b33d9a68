"""Which model serves: the start's choice, a promotion through the gate, a way back.

A model that the gate stops needs two people, each with a reason. Votes count against the model that serves when they
are given: another one asks the question anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.settings import Settings
from bot.studio import gate, training
from bot.studio.gate import Finding
from bot.studio.shelf import About, Shelf, ShelfError, Vote

SHELL = "shell"  # whoever sits at the machine itself
START = "start"
PEOPLE_NEEDED = 2
LEAST_REASON = 10  # characters


class GateError(Exception):
    """The gate stops a model. ``code``: reason (none was given), second (one more person is needed).

    ``findings`` are what stops it.
    """

    def __init__(self, code: str, findings: Sequence[Finding]) -> None:
        super().__init__(code)
        self.code = code
        self.findings = tuple(findings)


class Promoting:
    """The models of an instance; ``now`` gives an aware time, ``say`` hears what takes minutes."""

    def __init__(
        self, settings: Settings, now: Callable[[], datetime], say: Callable[[str], None] = lambda _line: None
    ) -> None:
        self._settings = settings
        self._now = now
        self._say = say
        self.shelf = Shelf(settings.model_path)
        self.rules = gate.load()

    def fits(self) -> bool:
        """Whether a model serves that this release's code can serve with: without one, the next takes its place."""
        serving = self.shelf.serving()
        return bool(serving) and self.shelf.about(serving).code == training.code_mark()

    def compare(self, first: str, second: str) -> list[Finding]:
        """All figures of two kept models side by side, as if the second were to follow the first. ShelfError."""
        after = self.shelf.exam(self.shelf.about(second).name)
        if after is None:
            raise ShelfError("no_exam", second)
        before = self.shelf.exam(self.shelf.about(first).name) if first else None
        return gate.compare(before, after, self.rules)

    def examined(self, name: str) -> None:
        """See that a kept model has sat the exam that the project has now. ShelfError, TrainingError."""
        about = self.shelf.about(name)
        exam = self.shelf.exam(about.name)
        if (exam is None or exam["set"] != training.exam_set()) and about.code in ("", training.code_mark()):
            self._say(f"model: {about.name} sits the exam as the project has it now (about four minutes)")
            training.examine(self._settings, self.shelf, about.name)
            self._say(f"model: {about.name} has sat its exam")

    def promote(self, name: str, by: str, reason: str = "") -> About:
        """Let a model serve. ``by`` is a person's id or ``SHELL``. ShelfError, TrainingError, GateError.

        Of a model that is stopped the vote is kept, where it has a reason.
        """
        about, serving = self.shelf.about(name), self.shelf.serving()
        if about.code and about.code != training.code_mark():
            raise ShelfError("other_code", about.name)
        for one in filter(None, (serving, about.name)):
            self.examined(one)
        stopped = gate.stops(self.compare(serving, about.name)) if serving != about.name else []
        on = self._now().isoformat()
        if stopped:
            self._vote(about, Vote(by, on, reason.strip(), serving), stopped)
        return self.shelf.promote(about.name, on, by, reason.strip())

    def roll_back(self, by: str, reason: str = "") -> About:
        """Let the model serve that served before. ShelfError."""
        about = self.shelf.before()
        if about.code and about.code != training.code_mark():
            raise ShelfError("other_code", about.name)
        return self.shelf.roll_back(self._now().isoformat(), by, reason)

    def start(self, say: Callable[[str], None]) -> None:
        """See that a model stands at its place that this release can serve with. TrainingError.

        A model of the release as it is stays, whatever trainers have changed since or whoever went back to it. After a
        new release one is trained and takes the place, unless the gate stops it and the old one still fits the code.
        """
        training.adopt(self._settings, self._now)
        if training.is_current(self._settings):
            return
        serving, fits = self.shelf.serving(), self.fits()
        made = self._of_this_release(say, exam=fits)
        if fits:
            if made.rolled_back:
                say(f"model: {serving} serves, as somebody decided; {made.name} is newer")
                return
            for name in (serving, made.name):
                self.examined(name)
            if gate.stops(self.compare(serving, made.name)):
                say(f"model: {serving} stays; {made.name} is worse: see `raport compare`, then `raport promote`")
                return
        self.shelf.promote(made.name, self._now().isoformat(), START)
        say(f"model: {made.name} serves")

    def _of_this_release(self, say: Callable[[str], None], *, exam: bool) -> About:
        found = training.made(self._settings)
        if found is not None:
            return found
        try:
            return training.train(self._settings, say, self._now, exam=exam)
        except BlockingIOError:  # another start is at it
            say("model: another process trains; waiting for it")
            with self.shelf.locked("training"):
                pass
            found = training.made(self._settings)
            return found or training.train(self._settings, say, self._now, exam=exam)

    def _vote(self, about: About, vote: Vote, stopped: Sequence[Finding]) -> None:
        """Keep a vote; GateError unless two people have given one against this serving model."""
        if len(vote.reason) < LEAST_REASON:
            raise GateError("reason", stopped)
        others = tuple(one for one in about.votes if one.by != vote.by and one.against == vote.against)
        self.shelf.note(replace(about, votes=(*others, vote)))
        if len(others) + 1 < PEOPLE_NEEDED:
            raise GateError("second", stopped)
