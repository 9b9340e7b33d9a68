"""What is said about a person's data: receipts, how long things are kept, codes and words that protect, the decoy."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.cases.messages import Outgoing
from bot.replies import Replies

DECOY_LINES = 3  # the harmless talk goes round in as many lines


class Notices:
    """Short texts of the templates ``privacy_*``. ``backup_days`` is how long backups are kept; 0: there are none."""

    def __init__(self, replies: Replies, backup_days: int) -> None:
        self._replies = replies
        self._backup_days = backup_days

    def receipt(self, lang: str, today: date, *, pending: bool, messenger: bool = False) -> tuple[Outgoing, ...]:
        """Return what was erased and what is not in our power; ``pending`` when the engine's notes are still there."""
        return self._say(
            "privacy_erased", lang, today, pending=pending, backup_days=self._backup_days, messenger=messenger
        )

    def countdown(self, lang: str, today: date, now: datetime, ends_at: datetime) -> tuple[Outgoing, ...]:
        """Return how long this conversation is still kept when nothing more is said."""
        minutes = max(1, int((ends_at - now).total_seconds() // 60))
        return self._say("privacy_countdown", lang, today, hours=minutes // 60, minutes=minutes % 60)

    def warning(self, lang: str, today: date) -> tuple[Outgoing, ...]:
        """Return that the conversation goes soon, and how to keep it."""
        return self._say("privacy_warning", lang, today)

    def code(self, lang: str, today: date, code: str) -> tuple[Outgoing, ...]:
        """Return a new resume code, to be typed back once."""
        return self._say("privacy_code", lang, today, code=code)

    def code_ready(self, lang: str, today: date) -> tuple[Outgoing, ...]:
        """Return that the code was typed back and works."""
        return self._say("privacy_code_ready", lang, today)

    def resumed(self, lang: str, today: date) -> tuple[Outgoing, ...]:
        """Return that the conversation goes on here and no more there."""
        return self._say("privacy_resumed", lang, today)

    def decoy_set(self, lang: str, today: date) -> tuple[Outgoing, ...]:
        """Return that the word is kept, and what it cannot hide."""
        return self._say("privacy_decoy_set", lang, today)

    def decoy(self, lang: str, today: date, turn: int) -> tuple[Outgoing, ...]:
        """Return one line of the harmless talk."""
        return self._say("privacy_decoy", lang, today, line=turn % DECOY_LINES)

    def _say(self, stem: str, lang: str, today: date, **context: Any) -> tuple[Outgoing, ...]:
        return (Outgoing(self._replies.render(stem, lang, on=today, **context)),)
