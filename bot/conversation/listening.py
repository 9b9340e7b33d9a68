"""What those share who read a message at the gateway, before any engine: the words, the transcript, the bot's mouth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.cases.conversations import Conversations
from bot.conversation.sayings import Sayings
from bot.safety import SafetyLayer


class Listener:
    """Holds ``safety``, the layer of signals, and ``beside``, what is heard beside them; ``today`` is his date."""

    def __init__(
        self,
        conversations: Conversations,
        safety: SafetyLayer,
        beside: SafetyLayer,
        sayings: Sayings,
        today: Callable[[], date],
    ) -> None:
        self._conversations = conversations
        self._safety = safety
        self._beside = beside
        self._sayings = sayings
        self._today = today
