"""Messages understood without Rasa: the same model, facts, thresholds and safety layer, from a trained archive.

Rasa needs ten seconds to be imported; this needs two.
"""

from __future__ import annotations

import tarfile
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import safety
from bot.assistant import care, facts
from bot.assistant.nlu import thresholds, words
from bot.assistant.nlu.model import IntentModel
from bot.safety import SafetyLayer, Signal

_COMPONENT = "GlossClassifier"
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
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(archive) as packed:
        names = [
            name for name in packed.getnames() if _COMPONENT in name and Path(name).suffix in (".json", ".safetensors")
        ]
        if not names:
            raise ArchiveError(archive.name)
        for name in names:
            content = packed.extractfile(name)
            if content is not None:
                (Path(scratch) / Path(name).name).write_bytes(content.read())
        return IntentModel.load(Path(scratch))


def understand(model: IntentModel, text: str, on: date) -> Understanding:
    """What a message means when it is written on that day, as the service takes it: the safety layer comes first."""
    reading = words.read(text)
    ranking = tuple(model.ranking(text))
    asks = thresholds.asks(ranking)
    signal = _safety().check(text)
    hint, sure = (_INTENTS.get(signal.kind), signal.sure) if signal else (None, False)
    # A sure crisis is answered by the gateway itself; all else is weighed with what the model sees.
    first = hint if sure and hint == "crisis_suicide" else care.due(hint, sure=sure, asks=asks, ranking=ranking)
    if first is not None:
        ranking, asks = _with_first(first, ranking), False
    return Understanding(text, reading.lang, ranking, asks, tuple(facts.read_words(reading, on)), signal)


def _with_first(intent: str, ranking: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    rest = [(name, share) for name, share in ranking if name != intent]
    left = (1 - _DECIDED) / (sum(share for _, share in rest) or 1)
    return ((intent, _DECIDED), *((name, share * left) for name, share in rest))


@lru_cache(maxsize=1)
def _safety() -> SafetyLayer:
    return safety.load()
