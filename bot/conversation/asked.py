"""The short answer to a question that people ask: said first, the whole topic only by «Подробнее»."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.conversation.papers import Papers
from bot.conversation.said import Said, payload
from bot.conversation.voice import Choice, profile_of
from bot.law import NotKnownError, ShortAnswer, answer

MOST_PAPERS = 2


class Asked(Papers):
    """What is said to a question that was found."""

    def topic_asked(self, question: str | None) -> str | None:
        """Return the topic whose overview a question belongs to; None for one that is not known."""
        found = self._knowledge.asked.get(question or "")
        return found.topic if found else None

    def question_choices(self, questions: Iterable[str], lang: str) -> tuple[Choice, ...]:
        """Return a button for each question that a message may ask («вы про это?»), its title and what it stands for.

        ``questions``: ids, the likeliest first, as the model gave them; one that the law no longer knows is left out.
        """
        known = [self._knowledge.asked[id] for id in questions if id in self._knowledge.asked]
        return tuple((one.rule.title.in_(lang), payload("inform", question=one.rule.id)) for one in known)

    def can_answer(self, question: str | None, facts: Mapping[str, Any], asker: str, today: date) -> bool:
        """Tell whether there is a short answer to a question for this person on that day."""
        return self._answer(question, facts, asker, today) is not None

    def short_answer(
        self, question: str | None, topic: str, facts: Mapping[str, Any], lang: str, today: date, asker: str, *,
        in_form: bool,
    ) -> tuple[Said, ...]:  # fmt: skip
        """Return the answer for this person with what it leads to; nothing where none is known on that day.

        ``topic`` is what the message was understood as: «Подробнее» tells of it.
        """
        found = self._answer(question, facts, asker, today)
        if found is None:
            return ()
        text = self._text("short_answer", lang, today, asker, answer=found)
        return (Said(text, () if in_form else self._leads(found, topic, lang)),)

    def _answer(self, question: str | None, facts: Mapping[str, Any], asker: str, today: date) -> ShortAnswer | None:
        if self.topic_asked(question) is None:
            return None
        with contextlib.suppress(NotKnownError):
            return answer(str(question), replace(profile_of(facts), asker=asker), today, self._knowledge)
        return None

    def _leads(self, found: ShortAnswer, topic: str, lang: str) -> tuple[Choice, ...]:
        choices: list[Choice] = []
        whole = next((name for name in (topic, found.topic) if self._has_word("intents", name)), None)
        if whole:
            choices.append(self._rest_button(whole, lang))
        choices += [self._paper_button(paper, lang) for paper in found.leads.papers[:MOST_PAPERS]]
        choices += [self._contacts_button(lang), self._options_button(lang)]
        return tuple(choices)
