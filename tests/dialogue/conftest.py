"""What the tests of the dialogue share."""

from __future__ import annotations

import pytest

from bot.conversation.guide import Guide
from tests.dialogue.hearing import mouth


@pytest.fixture(scope="session")
def guide() -> Guide:
    """The bot's mouth, with the real law and texts."""
    return mouth()
