"""Messages understood without Rasa: the same model, facts, thresholds and safety layer, from a trained archive.

Rasa needs ten seconds to be imported; this needs two.
"""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import safety
from bot.assistant import care, facts
from bot.assistant.nlu import asked, thresholds, words
from bot.assistant.nlu.answers import AnswerModel
from bot.assistant.nlu.finding import Finder
from bot.assistant.nlu.model import IntentModel
from bot.safety import SafetyLayer, Signal

_KEPT = (".json", ".safetensors", ".npz")
# What a signal of the safety layer means among the intents.
_INTENTS = {"crisis": "crisis_suicide", "danger": "urgent_danger"}
# The confidence shown where care comes first: it is not weighed again.
_DECIDED = 0.99


class ArchiveError(Exception):
    """The archive has no model of ours; ``code`` is ``no_model``."""

    code = "no_model"


@dataclass(frozen=True)
class Understanding:
    """What was made of one message."""

    text: str
    lang: str
    ranking: tuple[tuple[str, float], ...]
    asks: bool
    entities: tuple[facts.Fact, ...]
    signal: Signal | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of ``raport nlu parse``."""
        intent, confidence = self.ranking[0]
        best = [{"intent": name, "confidence": round(value, 4)} for name, value in self.ranking[: thresholds.OFFERED]]
        entities = [
            {"entity": fact.name, "value": fact.value, "start": fact.start, "end": fact.end} for fact in self.entities
        ]  # fmt: skip
        return {"text": self.text, "lang": self.lang, "intent": intent, "confidence": round(confidence, 4),
                "ranking": best, "asks": self.asks, "entities": entities,
                "safety": {"kind": self.signal.kind, "sure": self.signal.sure} if self.signal else None}  # fmt: skip


def load(archive: Path) -> IntentModel:
    """The intent model inside a trained Rasa archive. Raises ArchiveError, ModelError, EncoderError, OSError."""
    with _unpacked(archive, "GlossClassifier") as folder:
        return IntentModel.load(folder)


def load_finder(archive: Path) -> Finder:
    """The finder of questions inside a trained Rasa archive. Raises what ``load`` does, KeyError, ValueError."""
    with _unpacked(archive, "GlossClassifier") as folder:
        return Finder.load(folder, asked.records())


def load_answers(archive: Path) -> AnswerModel:
    """The model of answers inside a trained Rasa archive. Raises ArchiveError, EncoderError, OSError, ValueError."""
    with _unpacked(archive, "AnswerReader") as folder:
        return AnswerModel.load(folder)


@contextmanager
def _unpacked(archive: Path, component: str) -> Iterator[Path]:
    """A folder, for as long as it is used, with the files that a component of the archive has kept."""
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(archive) as packed:
        names = [name for name in packed.getnames() if component in name and Path(name).suffix in _KEPT]
        if not names:
            raise ArchiveError(archive.name)
        for name in names:
            content = packed.extractfile(name)
            if content is not None:
                (Path(scratch) / Path(name).name).write_bytes(content.read())
        yield Path(scratch)


def understand(model: IntentModel, text: str, on: date) -> Understanding:
    """What a message means when it is written on that day, as the service takes it: the safety layer comes first."""
    reading = words.read(text)
    ranking = tuple(model.ranking(text))
    asks = thresholds.asks(ranking)
    signal = _safety().check(text)
    first = _care(text, signal, ranking)
    if first is not None:
        ranking, asks = _with_first(first, ranking), False
    elif ranking[0][0] in care.URGENT:  # no word bears it out
        ranking = tuple(care.without_a_cry(ranking))
        asks = thresholds.asks(ranking)
    return Understanding(text, reading.lang, ranking, asks, tuple(facts.read_words(reading, on)), signal)


def _care(text: str, signal: Signal | None, ranking: tuple[tuple[str, float], ...]) -> str | None:
    """The intent of care that comes first. Where he is asked before the script it is a crisis here."""
    hint, sure = (_INTENTS.get(signal.kind), signal.sure) if signal else (None, False)
    if sure and hint == care.CRISIS:  # answered by the gateway itself
        return hint
    beside, signals = safety.load_beside().rules(text), _safety().signals(text)
    kind = safety.kind_of(beside, [one.rule for one in signals if one.kind == "danger"])
    rules = {one.rule for one in signals if signal and one.kind == signal.kind}
    due = care.due(hint, sure=sure, ranking=ranking, kind=kind, rules=rules, beside=beside)
    return care.CRISIS if due == care.CHECK else due


def _with_first(intent: str, ranking: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    rest = [(name, share) for name, share in ranking if name != intent]
    left = (1 - _DECIDED) / (sum(share for _, share in rest) or 1)
    return ((intent, _DECIDED), *((name, share * left) for name, share in rest))


@lru_cache(maxsize=1)
def _safety() -> SafetyLayer:
    return safety.load()
