"""How far a training is: its stages, what they took last time, and what that leaves. Kept as a small file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

# The stages in their order, with the seconds each takes on two idle cores (measured), until a training has told better.
USUAL: Mapping[str, float] = {"reading": 20, "answers": 90, "intents": 150, "rules": 10, "exam": 150}
STAGES = tuple(USUAL)
# A stage that takes longer than expected is never shown as done.
_ALMOST = 0.95


@dataclass(frozen=True)
class Progress:
    """A training under way or over. Times are seconds since the epoch; ``took`` holds the stages that are over.

    ``made`` names the model that came of it, ``failed`` says in words why none did.
    """

    began: float
    stage: str
    since: float
    expected: Mapping[str, float] = field(default_factory=lambda: dict(USUAL))
    took: Mapping[str, float] = field(default_factory=dict)
    made: str = ""
    failed: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing goes on any more."""
        return bool(self.made or self.failed)

    def enter(self, stage: str, now: float) -> Progress:
        """The same training, in the next stage."""
        return replace(self, stage=stage, since=now, took={**self.took, self.stage: now - self.since})

    def end(self, now: float, *, made: str = "", failed: str = "") -> Progress:
        """The same training, over."""
        return replace(self.enter(self.stage, now), made=made, failed=failed)

    def share(self, now: float) -> float:
        """How much of the work is done, from 0 to 1."""
        whole = sum(self.expected.values()) or 1.0
        done = sum(self.expected.get(stage, 0) for stage in self.took if stage != self.stage)
        this = self.expected.get(self.stage, 0)
        return 1.0 if self.made else (done + min(now - self.since, this * _ALMOST)) / whole

    def left(self, now: float) -> float:
        """About how many seconds it will still take; the pace of this run counts more the further it is."""
        pace = self._pace()
        rest = sum(self.expected.get(stage, 0) for stage in STAGES if stage not in {*self.took, self.stage}) * pace
        return rest + max(0.0, self.expected.get(self.stage, 0) * pace - (now - self.since))

    def _pace(self) -> float:
        """How many times longer the stages took here than was expected of them."""
        expected = sum(self.expected.get(stage, 0) for stage in self.took)
        return sum(self.took.values()) / expected if expected else 1.0


def read(path: Path) -> Progress | None:
    """The training whose file this is, or None where there is none."""
    try:
        return Progress(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write(path: Path, progress: Progress) -> None:
    """Keep how far it is, in one step."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(progress)), encoding="utf-8")
    fresh.replace(path)
