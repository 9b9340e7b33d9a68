"""The short answer to a question that people ask: said first, the whole topic only by «Подробнее»."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from bot.conversation.papers import Papers
from bot.conversation.said import Said, payload
from bot.conversation.voice import Choice, profile_of
from bot.dialogue import topics
from bot.law import NotKnownError, ShortAnswer, answer, supposed
from bot.reading.followups import Afterwards, follow_ups

MOST_OFFERED = 3  # what an answer leads to, as buttons


class Asked(Papers):
    """What is said to a question that was found."""

    def topic_asked(self, question: str | None) -> str | None:
        """Return the topic whose overview a question belongs to; None for one that is not known."""
        found = self._knowledge.asked.get(question or "")
        return found.topic if found else None

    def warning_of(self, question: str) -> str | None:
        """Return the group of risks that is told with the answer to a question."""
        found = self._knowledge.asked.get(question)
        return found.rule.risk if found else None

    def papers_of(self, question: str | None) -> tuple[str, ...]:
        """Return the papers that the answer to a question leads to, those of the catalogue."""
        found = self._knowledge.asked.get(question or "")
        return tuple(filter(self._may_be_drawn, found.rule.leads.papers)) if found else ()

    def leads_to(self, question: str | None) -> tuple[str, ...]:
        """Return the questions that the answer to one leads to."""
        found = self._knowledge.asked.get(question or "")
        return found.rule.leads.questions if found else ()

    def asked_after(self, question: str, last: str | None, topic: str | None) -> float:
        """Return by how much the answer to ``last``, or to ``topic``, makes a question likelier now."""
        return self._afterwards.gain(question, last, topic)

    @cached_property
    def _afterwards(self) -> Afterwards:
        return Afterwards(follow_ups(), {id: found.topic for id, found in self._knowledge.asked.items()})

    def beside(self, question: str | None) -> tuple[str, ...]:
        """Return the questions beside one: what it is not to be taken for, then what it leads to."""
        found = self._knowledge.asked.get(question or "")
        return tuple(dict.fromkeys((*found.rule.not_, *found.rule.leads.questions))) if found else ()

    def same_answer(self, question: str, facts: Mapping[str, Any], others: Mapping[str, Any], today: date) -> bool:
        """Tell whether a question has the same answer with these facts, ``asker`` among them, and with others."""
        one, other = (
            self._answer(question, known, str(known.get("asker") or "self"), today) for known in (facts, others)
        )
        return (one and one.text) == (other and other.text)

    def question_choices(self, questions: Iterable[str], lang: str) -> tuple[Choice, ...]:
        """Return a button for each question that a message may ask, its title and what it stands for.

        ``questions``: ids, the likeliest first; one that the law no longer knows is left out.
        """
        known = [self._knowledge.asked[id] for id in questions if id in self._knowledge.asked]
        return tuple((one.rule.title.in_(lang), payload("inform", question=one.rule.id)) for one in known)

    def can_answer(self, question: str | None, facts: Mapping[str, Any], asker: str, today: date) -> bool:
        """Tell whether there is a short answer to a question for this person on that day."""
        return self._answer(question, facts, asker, today) is not None

    def may_ask(self, question: str, facts: Mapping[str, Any], asker: str, today: date) -> bool:
        """Tell whether nothing known of this person speaks against his asking it, and there is an answer for him."""
        if self._answer(question, facts, asker, today) is None:
            return False
        return supposed(question, replace(profile_of(facts), asker=asker), today, self._knowledge)

    def is_grave(self, question: str) -> bool:
        """Tell whether a question may only be answered when it is plainly asked, and never offered as a guess."""
        found = self._knowledge.asked.get(question)
        return found is not None and found.rule.grave

    def short_answer(
        self, question: str | None, topic: str, facts: Mapping[str, Any], lang: str, today: date, asker: str, *,
        in_form: bool, near: Sequence[str] = (), warned: bool = False,
    ) -> tuple[Said, ...]:  # fmt: skip
        """Return the answer for this person with what it leads to; nothing where none is known on that day.

        ``topic`` is what the message was understood as: «Подробнее» tells of it. ``near``: the answer is only likely
        the one he wants, these may be it too. ``warned``: its risk was told in this talk.
        """
        found = self._answer(question, facts, asker, today)
        if found is None:
            return ()
        others = self.question_choices(near, lang)
        text = self._text("short_answer", lang, today, asker, answer=found, unsure=bool(others), warned=warned)
        return (Said(text, others if in_form else (*others, *self._leads(found, topic, lang, asker))),)

    def said_before(
        self, question: str, topic: str, facts: Mapping[str, Any], lang: str, today: date, asker: str
    ) -> tuple[Said, ...]:
        """Return the first sentence of an answer that was given before, with the questions that it leads to."""
        found = self._answer(question, facts, asker, today)
        if found is None:
            return ()
        further = self.question_choices(found.leads.questions, lang)
        text = self._text("said_before", lang, today, asker, answer=found, further=bool(further))
        return (Said(text, (*further, *self._leads(found, topic, lang, asker))),)

    def next_step(self, papers: Sequence[str], questions: Sequence[str], lang: str, today: date, asker: str) -> Said:
        """Return what can be done after an answer: the first of ``papers``, and ``questions`` that may come next."""
        drawn = tuple(self._paper_button(paper, lang) for paper in papers)
        text = self._text(
            "next_step",
            lang,
            today,
            asker,
            paper=drawn[0][0] if drawn else "",
            hers=papers[:1] == topics.RELATIVES_PAPERS[:1],
        )
        further = self.question_choices(questions, lang)
        return Said(text, (*drawn, *further, self._options_button(lang), self._contacts_button(lang)))

    def which_question(
        self, questions: Sequence[str], lang: str, today: date, asker: str, *, rejected: bool, again: bool = False
    ) -> Said:
        """Return the questions to choose from; ``rejected``: he said that the answer was not what he asked.

        ``again``: he was offered some before in this talk.
        """
        choices = self.question_choices(questions, lang)
        text = self._text("which_question", lang, today, asker, rejected=rejected, some=bool(choices), again=again)
        return Said(text, (*choices, self._contacts_button(lang)))

    def _answer(self, question: str | None, facts: Mapping[str, Any], asker: str, today: date) -> ShortAnswer | None:
        if self.topic_asked(question) is None:
            return None
        with contextlib.suppress(NotKnownError):
            return answer(str(question), replace(profile_of(facts), asker=asker), today, self._knowledge)
        return None

    def _leads(self, found: ShortAnswer, topic: str, lang: str, asker: str) -> tuple[Choice, ...]:
        choices: list[Choice] = []
        whole = next((name for name in (topic, found.topic) if self._has_word("intents", name)), None)
        if whole:
            choices.append(self._rest_button(whole, lang))
        papers = found.leads.papers
        if asker == "relative" and papers:  # what she files herself before what only the man signs
            papers = tuple(dict.fromkeys((*topics.RELATIVES_PAPERS, *papers)))
        choices += [self._paper_button(paper, lang) for paper in papers[:1]]
        return (*choices, self._contacts_button(lang), self._options_button(lang))[:MOST_OFFERED]
