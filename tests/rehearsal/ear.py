"""Stands in for Rasa in a rehearsal: a few words mean an intent, and the project's own rules choose the action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.rehearsal.engine import LISTEN
from bot.settings import ROOT, Settings
from bot.studio import cardgraph

MEANT = {"здравствуйте": "greeting", "здоров": "ground_health", "контракт": "leave_general", "отпуск": "leave_annual"}
FACTS = {"контракт": ("category", "contract")}


class Listener:
    """An ear without a model. ``asked`` holds what it was asked, ``forgotten`` how often a talk was forgotten."""

    def __init__(self, _settings: Settings | None = None, archives: Sequence[Path] = ()) -> None:
        rules = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "data/rules").glob("*.yml"))}
        self._cards = cardgraph.placed(rules)
        self._done: dict[int, bool] = {}
        self._intents: dict[int, str] = {}
        self.archives = list(archives)
        self.forgotten = 0

    def read(self, talk: int, text: str, metadata: Mapping[str, Any], _mode: str | None) -> dict[str, Any]:
        """See Ear."""
        name = next((intent for word, intent in MEANT.items() if word in text.lower()), "gibberish")
        if text.startswith("/"):
            name = text[1:].partition("{")[0]
        found = [{"entity": entity, "value": value} for word, (entity, value) in FACTS.items() if word in text.lower()]
        ranking = [{"name": name, "confidence": 0.9}, {"name": "transfer", "confidence": 0.1}]
        self._intents[talk] = name
        return {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": found,
                "metadata": {**metadata, "care": None}}  # fmt: skip

    def next(self, talk: int, step: Mapping[str, Any]) -> dict[str, Any]:
        """See Ear."""
        if "did" in step:
            return {"action": LISTEN, "policy": "RulePolicy", "says": None}
        card = next(one for one in self._cards if self._intents[talk] in {step.what for step in one.card.steps})
        return {"action": card.card.steps[-1].what, "policy": "RulePolicy", "says": None}

    def forget(self, _talk: int) -> None:
        """See Ear."""
        self.forgotten += 1

    def close(self) -> None:
        """See Ear."""
