"""What people write after an answer (``data/followups``): a line tells after which record, the words, what they ask.

The words are examples for the finder, as the records' own are, and how often one record is asked after another weighs
what a short message may mean (``bot.dialogue.context``). Trainers add lines; they count at the next training.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "followups"
NOTHING = "-"  # no record was answered before, or none answers it
_OWN, _TOPICS = 5.0, 20.0  # so many lines of the wider count stand beside those of a record, and of a topic


@dataclass(frozen=True)
class FollowUp:
    """``text`` was written after the answer of ``after``, ``-`` for none; each of the records ``asks`` answers it."""

    after: str
    text: str
    asks: tuple[str, ...]


class FollowUpsError(Exception):
    """A line cannot be used; ``code``: ``columns``, ``empty``; ``place`` says which (``ru.tsv:17``)."""

    def __init__(self, code: str, place: str) -> None:
        super().__init__(f"{code}: {place}")
        self.code = code
        self.place = place


def follow_ups(folder: Path = FOLDER) -> list[FollowUp]:
    """Every line of every file, in the order of the files. Raises FollowUpsError, OSError."""
    return [
        _read(line, f"{path.name}:{number}") for path in sorted(folder.glob("*.tsv")) for number, line in _lines(path)
    ]


class Afterwards:
    """How much likelier than by itself a record is asked after another: from ``rows`` and the ``topics`` of records.

    What was counted after the very record leans on what is asked after its topic, and that on which topic follows
    which, as much as ``_OWN`` and ``_TOPICS`` lines weigh; chosen on follow-ups of other hands (docs/decisions.md).
    """

    def __init__(self, rows: Sequence[FollowUp], topics: Mapping[str, str]) -> None:
        self._topics = topics
        self._sizes = Counter(topics.values())
        self._after: dict[str, Counter[str]] = {}
        self._of_topic: dict[str, Counter[str]] = {}
        self._between: dict[str, Counter[str]] = {}
        self._asked: Counter[str] = Counter()
        for row in rows:
            for id in (one for one in row.asks if {one, row.after} <= topics.keys()):
                part, topic = 1 / len(row.asks), topics[row.after]
                _add(self._after, row.after, id, part)
                _add(self._of_topic, topic, id, part)
                _add(self._between, topic, topics[id], part)
                self._asked[id] += part  # type: ignore[assignment]
        self._rows = sum(self._asked.values())

    def gain(self, id: str, after: str | None, topic: str | None) -> float:
        """By how much the answer of ``after``, or of ``topic`` where no record was answered, makes ``id`` likelier."""
        topic = self._topics.get(str(after), topic)
        if id not in self._topics or topic not in self._sizes:
            return 1.0
        alone = (self._asked[id] + 1) / (self._rows + len(self._topics))
        between = self._between.get(str(topic), Counter())
        of_its_topic = (between[self._topics[id]] + 1) / (between.total() + len(self._sizes))
        by_topic = _leaning(self._of_topic.get(str(topic)), id, of_its_topic / self._sizes[self._topics[id]], _TOPICS)
        return _leaning(self._after.get(str(after)), id, by_topic, _OWN) / alone


def _add(counts: dict[str, Counter[str]], before: str, after: str, part: float) -> None:
    counts.setdefault(before, Counter())[after] += part  # type: ignore[assignment]


def _leaning(counts: Counter[str] | None, id: str, share: float, lines: float) -> float:
    """The share of ``id`` in what was counted, as if ``lines`` more had been counted by the wider ``share``."""
    counts = counts or Counter()
    return (counts[id] + lines * share) / (counts.total() + lines)


def _lines(path: Path) -> list[tuple[int, str]]:
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [(number, line) for number, line in lines if line and not line.startswith("#")]


def _read(line: str, place: str) -> FollowUp:
    columns = line.split("\t")
    if len(columns) != 3:
        raise FollowUpsError("columns", place)
    after, text, asks = (column.strip() for column in columns)
    if not (after and text and asks):
        raise FollowUpsError("empty", place)
    return FollowUp(after, text, () if asks == NOTHING else tuple(id.strip() for id in asks.split(",")))
