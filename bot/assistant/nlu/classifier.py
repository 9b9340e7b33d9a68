"""The intent model as a component of Rasa, and the fallback that asks instead of guessing."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.nlu import AFTER_TRAINING, asked, clauses, finding, thresholds
from bot.assistant.nlu.finding import Finder
from bot.assistant.nlu.model import IntentModel, Look
from bot.reading import speaker

RANKED = 10
# Beside the intent in what a message is understood as: the id of the question that people ask, or nothing; and all
# that it may ask, each with its id and score.
QUESTION, QUESTIONS = "question", "questions"
HERE = Path(__file__).parent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class GlossClassifier(GraphComponent, IntentClassifier):
    """Trains, keeps and asks the ``IntentModel``; sets ``intent`` and ``intent_ranking`` as Rasa's classifiers do.

    Beside them it sets the question that people ask, or those it may be, as the ``Finder`` that is trained with it says.

    ``encoder`` names the folder of another encoder; without it the bundled weights are used.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
                 model: IntentModel | None = None, finder: Finder | None = None) -> None:  # fmt: skip
        self._folder = Path(config["encoder"]) if config.get("encoder") else None
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._finder = finder

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and what they are where nothing is said."""
        return {"encoder": None}

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> GlossClassifier:  # fmt: skip
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> GlossClassifier:  # fmt: skip
        """The trained classifier. What cannot be read raises: a bot that understands nothing must not start."""
        folder = Path(config["encoder"]) if config.get("encoder") else None
        with model_storage.read_from(resource) as stored:
            model = IntentModel.load(stored, encoder_folder=folder)
            return cls(config, model_storage, resource, model, Finder.load(stored, asked.records()))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """What else a trained classifier depends on: Rasa itself looks at this class, its settings and the data."""
        digest = sha256()
        for folder in (HERE, HERE.parent / "facts", speaker.WORDS.parent):
            for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".tsv", ".yml")):
                if path.name in AFTER_TRAINING:
                    continue
                digest.update(path.name.encode() + path.read_bytes())
        digest.update(asked.words())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every message that has an intent, and the questions from their records."""
        examples = [(example.get(TEXT), example.get(INTENT)) for example in training_data.intent_examples]
        examples = [(text, intent) for text, intent in examples if text and intent]
        texts, intents = [text for text, _ in examples], [intent for _, intent in examples]
        self._model = IntentModel.fit(texts, intents, folder=self._folder)
        beside = finding.aside(texts, intents)
        after = asked.afterwards()
        self._finder = Finder.fit(asked.records(), beside, self._model.look, self._model.classes, after)
        with self._model_storage.write_to(self._resource) as stored:
            self._model.save(stored)
            self._finder.save(stored)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and questions of every message."""
        for message in messages:
            text = message.get(TEXT)
            if self._model is None or not isinstance(text, str):
                continue
            seen = _Seen(self._model)
            ranking = [_named(*item) for item in seen.ranking(text)[:RANKED]]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            also = [_also(intent, text) for intent in clauses.topics(text, seen.ranking)]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *also], add_to_output=True)
            if self._finder is not None:
                found = self._finder.find(text, seen.look)
                scored = [{"id": id, "score": round(score, 4)} for id, score in found.scores.items()]
                message.set(QUESTION, found.question or "", add_to_output=True)
                message.set(QUESTIONS, scored, add_to_output=True)
        return messages


class _Seen:
    """What the model makes of the parts of one message, each looked at once."""

    def __init__(self, model: IntentModel) -> None:
        self._model = model
        self._seen: dict[str, Look] = {}

    def look(self, texts: Sequence[str]) -> Look:
        """As ``IntentModel.look``."""
        for text in texts:
            if text not in self._seen:
                self._seen[text] = self._model.look([text])
        return Look(*map(np.concatenate, zip(*(self._seen[text] for text in texts), strict=True)))

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """As ``IntentModel.ranking``."""
        row = self.look([text]).intents[0]
        return [(self._model.classes[at], float(row[at])) for at in np.argsort(-row)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AskWhenUnsure(GraphComponent, IntentClassifier):
    """Puts ``nlu_fallback`` first where ``thresholds.asks`` says so; the ranking behind it stays for the buttons."""

    @classmethod
    def required_components(cls) -> list[type]:
        """There must be a ranking to judge."""
        return [IntentClassifier]

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> AskWhenUnsure:  # fmt: skip
        """Nothing to configure: the thresholds have one place."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge every message that was classified."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            pairs = [(item[INTENT_NAME_KEY], float(item[PREDICTED_CONFIDENCE_KEY])) for item in ranking]
            if ranking and pairs[0][0] != DEFAULT_NLU_FALLBACK_INTENT_NAME and thresholds.asks(pairs):
                doubt = _named(DEFAULT_NLU_FALLBACK_INTENT_NAME, 1 - pairs[0][1])
                message.set(INTENT, doubt, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [doubt, *ranking], add_to_output=True)
        return messages


def _also(intent: str, text: str) -> dict[str, Any]:
    return {"entity": "also", "value": intent, "start": 0, "end": len(text), "confidence_entity": 1.0,
            "extractor": "GlossClassifier"}  # fmt: skip


def _named(intent: str, confidence: float) -> dict[str, Any]:
    return {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: confidence}
