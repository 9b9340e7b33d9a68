"""What the tests of the dialogue share."""

from __future__ import annotations

from typing import Any

import pytest

from bot import contacts, law, replies, reports
from bot.conversation.guide import Guide


@pytest.fixture(scope="session")
def guide() -> Guide:
    """The bot's mouth, with the real law and texts; no conversation or draft is looked up here."""
    kept: Any = None
    return Guide(
        law.load(), contacts.load(), reports.load(), replies.load(), kept, kept,
        has_advocates=False, can_be_shown=lambda: False, idle_hours=24,
    )  # fmt: skip
