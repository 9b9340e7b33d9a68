"""The fact reader as a Rasa entity extractor: entity values are codes and ISO dates, never the person's words."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant import facts
from bot.assistant.nlu import words

MOSCOW = timezone(timedelta(hours=3))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent):
    """Adds every fact of a message as an entity, and ``lang`` where the language is plain.

    The day a message was written on comes with it as metadata key ``today`` (ISO date); without it, today in UTC+3.
    """

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> FactExtractor:  # fmt: skip
        """Nothing to configure, nothing to load."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the entities of each message."""
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str) or text.startswith("/"):
                continue
            found = list(message.get(ENTITIES, [])) + self.entities(text, today(message))
            message.set(ENTITIES, found, add_to_output=True)
        return messages

    def entities(self, text: str, on: date) -> list[dict[str, Any]]:
        """Rasa entities of a text read on a day."""
        reading = words.read(text)
        found = [_entity(fact.name, fact.value, fact.start, fact.end) for fact in facts.read_words(reading, on)]
        if len(reading.words) >= 2 and reading.lang in ("ru", "en", "uk"):
            found.append(_entity("lang", "en" if reading.lang == "en" else "ru", 0, len(text)))
        return found


def today(message: Message) -> date:
    """The day a message is read on."""
    metadata = message.get("metadata") or {}
    given = metadata.get("today") if isinstance(metadata, dict) else None
    if isinstance(given, str):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    return datetime.now(MOSCOW).date()


def _entity(name: str, value: str | int, start: int, end: int) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": start, "end": end, "confidence_entity": 1.0,
            "extractor": "FactExtractor"}  # fmt: skip
