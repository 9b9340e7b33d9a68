"""The fact reader: what a message states about the soldier, as codes and ISO dates, never as the person's words.

``read`` is pure: the same text and day give the same facts. Names and codes are those of the profile
(category, contract_ends_on, vvk_category …) and a few helpers for dialogue: ``date`` with ``date_precision`` (day,
about, month, year), ``deadline``, ``days_absent``, ``weeks_pregnant``, ``rank``, ``move``, ``answer``, ``number``, ``asker``.
What is doubtful is left out: the dialogue asks.
"""

from __future__ import annotations

from datetime import date

from bot.assistant.facts import answers, events, family, health, service
from bot.assistant.facts.page import Fact, Page
from bot.assistant.nlu import words

__all__ = ["Fact", "read", "read_words"]


def read(text: str, today: date) -> list[Fact]:
    """Facts of a message, in the order of the text. ``today`` is the day the message was written on."""
    return read_words(words.read(text), today)


def read_words(reading: words.Reading, today: date) -> list[Fact]:
    """The same for a message already read into words."""
    page = Page(reading, today)
    found = [fact for reader in (service, events, family, health, answers) for fact in reader.read(page)]
    return sorted(found, key=lambda fact: (fact.start, fact.end))
