"""Reads what a message says to the question that stands open: a component of Rasa around ``AnswerModel``.

The open question comes with the message as metadata key ``question`` (the name of a fact). What was made of it is the
entity ``answer_to``: {question, act, value}, codes and days only. Facts the answer holds beside stay entities.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.nlu import AFTER_TRAINING, encoder
from bot.assistant.nlu.answers import AnswerModel
from bot.assistant.nlu.extractor import today
from bot.assistant.nlu.hearing import hear
from bot.reading import speaker
from bot.reading.ways import ways

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "data" / "answers"
ENTITY, QUESTION = "answer_to", "question"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class AnswerReader(GraphComponent):
    """Trains, keeps and asks the ``AnswerModel`` on ``data/answers``."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: AnswerModel | None = None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> AnswerReader:  # fmt: skip
        """An untrained reader."""
        return cls(model_storage, resource)

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> AnswerReader:  # fmt: skip
        """The trained reader. What cannot be read raises: a bot that takes no answer must not start."""
        with model_storage.read_from(resource) as stored:
            return cls(model_storage, resource, AnswerModel.load(stored))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """What else a trained reader depends on: the answers, and the readers that make features of them."""
        digest = sha256()
        here = Path(__file__).parent
        of_facts = (
            path for path in (ROOT / "bot" / "assistant" / "facts").rglob("*") if path.suffix in (".py", ".yml")
        )
        readers = [*here.rglob("*.py"), *here.rglob("*.tsv"), *of_facts, speaker.WORDS]
        for path in sorted([*FOLDER.glob("*.yml"), *(path for path in readers if path.name not in AFTER_TRAINING)]):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn every way to answer every question."""
        self._model = AnswerModel.fit(ways(FOLDER), encoder.load())
        with self._model_storage.write_to(self._resource) as stored:
            self._model.save(stored)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add ``answer_to`` where a question stands open."""
        for message in messages:
            text, metadata = message.get(TEXT), message.get("metadata") or {}
            question = metadata.get(QUESTION) if isinstance(metadata, dict) else None
            if (
                self._model is None
                or not isinstance(text, str)
                or text.startswith("/")
                or not isinstance(question, str)
            ):
                continue
            found = [*message.get(ENTITIES, []), self._answer(question, text, message)]
            message.set(ENTITIES, found, add_to_output=True)
        return messages

    def _answer(self, question: str, text: str, message: Message) -> dict[str, Any]:
        assert self._model is not None
        heard = hear(self._model, question, text, today(message))
        value = {"question": question, "act": heard.answer.act, "value": heard.answer.value,
                 "precision": heard.precision}  # fmt: skip
        return {"entity": ENTITY, "value": value, "start": 0, "end": len(text), "confidence_entity": 1.0,
                "extractor": "AnswerReader"}  # fmt: skip
