"""Rasa's tokens made of our repaired words, each with its lemma."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.nlu import morph, words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class WordTokenizer(Tokenizer):
    """Splits a message as ``words.read`` does: the token text is the repaired word, offsets are the person's own."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own settings of a tokenizer; ours has none."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None,
                "prefix_separator_symbol": None}  # fmt: skip

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute of a message; a text without words gives one token, as Rasa's featurizers need."""
        text: str = message.get(attribute)
        reading = words.read(text)
        lang = "uk" if reading.lang == "uk" else "ru"
        tokens = [Token(word.form, word.start, word.end, lemma=morph.lemma(word.form, lang)) for word in reading.words]
        return tokens or [Token(text, 0, len(text))]
