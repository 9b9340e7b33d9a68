"""The shape of a question record: what people ask, and the short answer for whom who asks.

One record is one question. Its `asked` are people's own words and serve only to find it; its `answers` are law, dated
and sourced like every other sentence.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from bot.law.model import Dated, Entry, Id, Sourced
from bot.law.text import Text

LONGEST_ANSWER = 45  # words
LONGEST_TITLE = 40  # letters: it is written on a button of a phone

Phrase = Annotated[str, Field(min_length=2, max_length=300)]


class Asked(Entry):
    """How people ask it, each in other words; the least number in each language is what finding needs."""

    ru: tuple[Phrase, ...] = Field(min_length=12)
    en: tuple[Phrase, ...] = Field(min_length=6)
    uk: tuple[Phrase, ...] = Field(min_length=3)


class AnswerRule(Dated, Sourced):
    """One dated answer. `for`: said only to the man himself or only to a relative; left out, it fits both.

    A placeholder such as `{report_filed_on + 30 days}` is filled from the profile; without that date the answer is
    passed over, and the next one is tried.
    """

    when: dict[str, Any] = Field(default_factory=dict)
    for_: Literal["self", "relative"] | None = Field(default=None, alias="for")
    short: Text


class Leads(Entry):
    """What an answer leads to: options, documents, contacts, other questions, by id. `call`: the numbers of the
    contacts are the answer, so they are said with it."""

    ways: tuple[Id, ...] = ()
    papers: tuple[Id, ...] = ()
    contacts: tuple[Id, ...] = ()
    call: bool = False
    questions: tuple[Id, ...] = ()


class QuestionRule(Entry):
    """A question that people ask. `risk`: the group of risks told before any step. `not_`: what it is not to be
    taken for. `grave`: of death, guilt or shame, so that it is answered when it is asked and never offered as a guess.
    `supposes`: a condition without which nobody asks it, so that «они говорят в пятницу обратно» of a man in
    hospital is no return after an absence. `reviewed_by`: the lawyer who read it, null while nobody has."""

    id: Id
    title: Text
    asked: Asked
    answers: tuple[AnswerRule, ...] = Field(min_length=1)
    leads: Leads = Leads()
    risk: Id | None = None
    grave: bool = False
    supposes: dict[str, Any] = Field(default_factory=dict)
    not_: tuple[Id, ...] = Field(default=(), alias="not")
    reviewed_by: str | None

    @field_validator("title")
    @classmethod
    def _on_a_button(cls, title: Text) -> Text:
        if max(len(title.ru), len(title.en)) > LONGEST_TITLE:
            raise ValueError(f"the title stands on a button: at most {LONGEST_TITLE} letters")
        return title


class AskedFile(Entry):
    """questions/<name>.yml. `topic`: whose overview is told when more is wanted."""

    topic: Id
    questions: tuple[QuestionRule, ...]


PLACEHOLDER = re.compile(r"\{(\w+)(?: \+ (\d+) (days|months))?\}")


def words_in(text: str) -> int:
    """How many words a text has; a placeholder counts as one."""
    return len(PLACEHOLDER.sub("1", text).split())
