"""The sentence encoder as a dense featurizer of Rasa, for any classifier of Rasa's own (DIET, logistic regression)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.nlu import encoder, features


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class GlossFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets one sentence vector a message: the gloss of the text, encoded.

    ``encoder`` names the folder of another encoder; without it the bundled weights are used.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Rasa asks that a tokenizer stands before a featurizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and what they are where nothing is said."""
        return {**DenseFeaturizer.get_default_config(), "encoder": None}

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> GlossFeaturizer:  # fmt: skip
        """Made anew at each start: the weights are the package's, not the model's."""
        return cls(execution_context.node_name, config)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check before the folder is read."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector to every message that has a text."""
        written = [message for message in messages if message.get(TEXT)]
        folder = Path(self._config["encoder"]) if self._config["encoder"] else None
        if written:
            rows = encoder.load(folder).encode([features.gloss(message.get(TEXT)) for message in written])
            for message, row in zip(written, rows, strict=True):
                alias = self._config[FEATURIZER_CLASS_ALIAS]
                message.add_features(Features(row[None], FEATURE_TYPE_SENTENCE, TEXT, alias))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for all training messages at once."""
        self.process(training_data.training_examples)
        return training_data
