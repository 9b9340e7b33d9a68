"""What is said about a person's data: the receipt of an erasure, how long things are kept, the farewell."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.cases.messages import Outgoing
from bot.replies import Replies


class Notices:
    """Short texts of the templates ``privacy_*``. ``backup_days`` is how long backups are kept; 0: there are none."""

    def __init__(self, replies: Replies, backup_days: int) -> None:
        self._replies = replies
        self._backup_days = backup_days

    def receipt(self, lang: str, today: date, *, pending: bool) -> tuple[Outgoing, ...]:
        """Return what was erased and what is not in our power; ``pending`` when the engine's notes are still there."""
        return self._say("privacy_erased", lang, today, pending=pending, backup_days=self._backup_days)

    def _say(self, stem: str, lang: str, today: date, **context: Any) -> tuple[Outgoing, ...]:
        return (Outgoing(self._replies.render(stem, lang, on=today, **context)),)
