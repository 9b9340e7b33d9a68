"""Whether a new model may take the place of the one that serves: a comparison of their exams. Pure.

An exam (``bot.assistant.exam``) holds ``set`` (a hash of what was asked), ``figures``, ``safety`` (name to asked and
failed), ``answers`` (share right by question) and ``rows`` (place, lang, true, taken, confidence, asks).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.assistant.nlu import bars

RULES = Path(__file__).with_name("gate.yml")
SAFETY, HARM, MARGIN, BAR = "safety", "harm", "margin", "bar"

Exam = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One message of the exam: where it stands, its language, the true and the taken intent, and whether it asks."""

    place: str
    lang: str
    true: str
    taken: str
    confidence: float
    asks: bool

    @property
    def wrong(self) -> bool:
        """Answered at once, and wrongly."""
        return self.true != self.taken and not self.asks


@dataclass(frozen=True)
class Harm:
    """A group of confusions that hurt; ``why`` is a sentence by language."""

    id: str
    true: tuple[str, ...]
    taken: tuple[str, ...]
    why: Mapping[str, str]

    def holds(self, row: Row) -> bool:
        """Whether a row is such a confusion. Within one group of intents of `meant` nothing is confused."""
        if not row.wrong or not row.true.startswith(self.true):
            return False
        return row.taken.startswith(self.taken) if self.taken else not row.taken.startswith(self.true)


@dataclass(frozen=True)
class Rules:
    """What ``gate.yml`` says."""

    margins: Mapping[str, float]
    fewest: int
    harms: tuple[Harm, ...]


@dataclass(frozen=True)
class Finding:
    """A figure of both models. ``kind``: safety, harm, margin or bar; ``name`` what it counts (of a harm its id, of an
    intent or a question «by_intent.NAME»); ``worse``: it stops the new model."""

    kind: str
    name: str
    before: float | None
    after: float
    worse: bool


def load(path: Path = RULES) -> Rules:
    """Read the rules of the gate."""
    told = YAML(typ="safe").load(path)
    harms = tuple(Harm(one["id"], tuple(one["meant"]), tuple(one["taken"]), one["why"]) for one in told["harms"])
    return Rules(told["margins"], told["fewest"], harms)


def rows(exam: Exam) -> list[Row]:
    """The messages of an exam."""
    return [Row(*row) for row in exam["rows"]]


def compare(before: Exam | None, after: Exam, rules: Rules) -> list[Finding]:
    """All figures side by side, what stops the new model first.

    Without an exam of the serving model on the same messages only the bars speak.
    """
    same = before if before is not None and before["set"] == after["set"] else None
    found = [*_safety(same, after), *_harms(same, after, rules), *_margins(same, after, rules), *_bars(same, after)]
    return sorted(found, key=lambda one: not one.worse)


def stops(findings: Iterable[Finding]) -> list[Finding]:
    """What keeps the new model from being promoted by one person alone."""
    return [one for one in findings if one.worse]


def confusion(exam: Exam) -> dict[tuple[str, str], list[Row]]:
    """True and taken intent to the messages, only where they differ, the commonest first."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows(exam):
        if row.true != row.taken:
            found.setdefault((row.true, row.taken), []).append(row)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def by_intent(exam: Exam) -> dict[str, tuple[int, float]]:
    """Intent to the number of its messages and the share understood."""
    counted: dict[str, list[bool]] = {}
    for row in rows(exam):
        counted.setdefault(row.true, []).append(row.true == row.taken)
    return {name: (len(right), sum(right) / len(right)) for name, right in sorted(counted.items())}


def calibration(exam: Exam, bins: int = 10) -> list[tuple[float, float, int]]:
    """For each band of confidence that was met: its mean, the share that was right, and how many messages."""
    bands: list[list[Row]] = [[] for _ in range(bins)]
    for row in rows(exam):
        bands[min(int(row.confidence * bins), bins - 1)].append(row)
    return [(_mean(row.confidence for row in band), _mean(row.true == row.taken for row in band), len(band))
            for band in bands if band]  # fmt: skip


def _mean(values: Iterable[float]) -> float:
    counted = list(values)
    return sum(counted) / len(counted)


def _safety(before: Exam | None, after: Exam) -> Iterator[Finding]:
    for name, (_, failed) in after["safety"].items():
        was = before["safety"].get(name, (0, failed))[1] if before else None
        worse = was is not None and failed > was and name != "calm"
        yield Finding(SAFETY, name, was, failed, worse)
    recall = after["figures"]["urgent_recall"]
    was = before["figures"]["urgent_recall"] if before else None
    yield Finding(SAFETY, "urgent_recall", was, recall, was is not None and recall < was)


def _harms(before: Exam | None, after: Exam, rules: Rules) -> Iterator[Finding]:
    for harm in rules.harms:
        now = sum(map(harm.holds, rows(after)))
        was = sum(map(harm.holds, rows(before))) if before else None
        yield Finding(HARM, harm.id, was, now, was is not None and now > was)


def _margins(before: Exam | None, after: Exam, rules: Rules) -> Iterator[Finding]:
    for name in ("right", "offered", "confidently_wrong", "calibration_error"):
        yield _within(name, _figure(before, name), after["figures"][name], rules.margins[name])
    for lang, rates in after["figures"]["by_language"].items():
        was = before["figures"]["by_language"].get(lang) if before else None
        yield _within(f"right.{lang}", was and was["right"], rates["right"], rules.margins["right"])
    asked, failed = after["safety"].get("calm", (0, 0))
    if asked:
        was_failed = before["safety"].get("calm", (asked, failed))[1] / asked if before else None
        yield _within("alarms", was_failed, failed / asked, rules.margins["alarms"])
    was_by = by_intent(before) if before else {}
    for name, (count, right) in by_intent(after).items():
        was = was_by.get(name, (0, None))[1]
        margin = rules.margins["by_intent"] if count >= rules.fewest else 1.0
        yield _within(f"by_intent.{name}", was, right, margin)
    for name, right in after["answers"].items():
        was = before["answers"].get(name) if before else None
        margin = rules.margins["answers" if name == "all" else "by_intent"]
        yield _within(f"answers.{name}", was, right, margin)


def _bars(before: Exam | None, after: Exam) -> Iterator[Finding]:
    """A bar that the serving model misses too stops nobody."""
    missed = {line.split()[0] for line in bars.missed(before["figures"])} if before else set()
    for line in bars.missed(after["figures"]):
        name = line.split()[0]
        value = bars.value(after["figures"], name)
        was = bars.value(before["figures"], name) if before else None
        yield Finding(BAR, name, was, value or 0.0, name not in missed)


def _within(name: str, before: float | None, after: float, margin: float) -> Finding:
    fewer_is_better = name in ("confidently_wrong", "calibration_error", "alarms")
    loss = 0.0 if before is None else (after - before if fewer_is_better else before - after)
    return Finding(MARGIN, name, before, after, loss > margin + 1e-9)


def _figure(exam: Exam | None, name: str) -> float | None:
    found: float | None = exam["figures"][name] if exam else None
    return found


def told(findings: Sequence[Finding], rules: Rules, lang: str = "en") -> list[str]:
    """Why a model is stopped, a line each, for a terminal."""
    why = {harm.id: harm.why[lang] for harm in rules.harms}
    return [
        f"{one.kind} {one.name}: {'-' if one.before is None else round(one.before, 4)} -> {round(one.after, 4)}"
        + (f". {why[one.name]}" if one.kind == HARM else "")
        for one in findings
    ]
