"""The port to law, papers and texts: what a rule must know to decide. Behind it stands the Guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

Facts = Mapping[str, Any]


class Lookups(Protocol):
    """All facts are profile fields as the state keeps them."""

    def questions(self, facts: Facts, today: date, focus: str | None) -> tuple[str, ...]:
        """The facts that can still change an answer, the most telling for ``focus`` first."""

    def settles(self, name: str, value: str, facts: Facts, today: date) -> bool:
        """Whether the law says the same on the first and on the last day of a rough date."""

    def shown(self, facts: Facts, focus: str | None, today: date, *, ten_days: bool) -> tuple[str, ...]:
        """The ways out in the order they are shown."""

    def is_way(self, option: str) -> bool:
        """Whether there is such a way out."""

    def is_open(self, option: str, facts: Facts, today: date) -> bool:
        """Whether a way out is open to him, however well."""

    def documents(self, option: str, facts: Facts, today: date) -> tuple[str, ...]:
        """The papers of a way out, the one to file first before the others."""

    def option_of(self, document: str) -> str | None:
        """The one way out a paper belongs to."""

    def subject_of(self, document: str) -> str | None:
        """The first way out that a paper serves."""

    def fits(self, document: str, facts: Facts, today: date) -> bool:
        """Whether a paper is drawn for a man like him: its law is his, on that day."""

    def fields_of(self, document: str) -> frozenset[str]:
        """What a paper has a place for, by the names of `bot.dialogue.papers.document_facts`."""

    def terms(self, facts: Facts, today: date) -> Mapping[str, date]:
        """The last day of each term that runs from a filing or a refusal, by its id; none whose start is not known."""

    def helping(self, topic: str | None, facts: Facts, asker: str) -> tuple[str, ...]:
        """The papers that help with a side question."""

    def topic_asked(self, question: str | None) -> str | None:
        """The topic whose overview a question belongs to; None for one that is not known."""

    def can_answer(self, question: str | None, facts: Facts, asker: str, today: date) -> bool:
        """Whether there is a short answer to a question for this person."""

    def warning_of(self, question: str) -> str | None:
        """The group of risks that is told with the answer to a question."""

    def papers_of(self, question: str | None) -> tuple[str, ...]:
        """The papers that the answer to a question leads to."""

    def beside(self, question: str | None) -> tuple[str, ...]:
        """The questions that stand beside one: what it is not to be taken for, then what it leads to."""

    def leads_to(self, question: str | None) -> tuple[str, ...]:
        """The questions that the answer to one leads to."""

    def asked_after(self, question: str, last: str | None, topic: str | None) -> float:
        """By how much the answer to ``last``, or to ``topic``, makes it likelier that a question is asked now."""

    def same_answer(self, question: str, facts: Facts, others: Facts, today: date) -> bool:
        """Whether the answer to a question is the same with these facts, ``asker`` among them, and with others."""

    def may_ask(self, question: str, facts: Facts, asker: str, today: date) -> bool:
        """Whether nothing known of this person speaks against his asking it, and there is an answer for him."""

    def is_grave(self, question: str) -> bool:
        """Whether it may only be answered when it is plainly asked: «Один сын погиб…» is no guess to offer."""

    def has_text(self, intent: str) -> bool:
        """Whether an intent has a text of its own."""

    def likely(self, ranking: Sequence[str]) -> list[str]:
        """The topics that may be offered as «вы про это?»."""
