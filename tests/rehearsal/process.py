"""The process of a rehearsal with a stand-in for Rasa: ``python -m tests.rehearsal.process``."""

from __future__ import annotations

from bot.rehearsal import __main__ as process
from tests.rehearsal.ear import Listener

if __name__ == "__main__":
    process.Ear = Listener  # type: ignore[assignment,misc]
    process.main()
