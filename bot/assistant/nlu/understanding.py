"""Messages understood without Rasa: the same model, facts and thresholds, taken from a trained archive.

Rasa needs ten seconds to be imported; this needs two.
"""

from __future__ import annotations

import tarfile
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant import facts
from bot.assistant.nlu import thresholds, words
from bot.assistant.nlu.model import IntentModel

_COMPONENT = "GlossClassifier"


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

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of ``raport nlu parse``."""
        intent, confidence = self.ranking[0]
        best = [{"intent": name, "confidence": round(value, 4)} for name, value in self.ranking[: thresholds.OFFERED]]
        entities = [
            {"entity": fact.name, "value": fact.value, "start": fact.start, "end": fact.end} for fact in self.entities
        ]  # fmt: skip
        return {"text": self.text, "lang": self.lang, "intent": intent, "confidence": round(confidence, 4),
                "ranking": best, "asks": self.asks, "entities": entities}  # fmt: skip


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
    """What a message means when it is written on that day."""
    reading = words.read(text)
    ranking = tuple(model.ranking(text))
    return Understanding(text, reading.lang, ranking, thresholds.asks(ranking), tuple(facts.read_words(reading, on)))
