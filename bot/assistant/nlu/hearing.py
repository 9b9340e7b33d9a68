"""One message heard as an answer to one question: the model of answers and the rules, weighed by ``bot.reading``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.assistant import facts
from bot.assistant.facts import asked
from bot.assistant.facts.page import Page
from bot.assistant.nlu import words
from bot.assistant.nlu.answers import AnswerModel
from bot.reading import joined
from bot.reading.answering import ANSWERS, MISSED, READ_BY_RULE, Answer, resolve

# Acts beside which a part of the message may still be the answer, and how sure of a part alone one must be.
BESIDE = frozenset({MISSED, "asks", "new_topic", "corrects", "unsure"})
SURE_OF_PART = 0.75
# A longer message is a story: a value that no rule read counts only where the ranking leaves no doubt.
LONGEST_ANSWER, MOST_JOINED = 20, 14
SURE_OF_STORY = 0.9


@dataclass(frozen=True)
class Heard:
    """``answer`` to the question; ``told``: every fact the message states, by name; ``precision`` of an answered day."""

    answer: Answer
    told: dict[str, str | int]
    precision: str | None


def hear(model: AnswerModel, question: str, text: str, on: date) -> Heard:
    """What a text written on a day says to a question. For one that no file answers the rules speak alone.

    An answer joined to a question or to another fact is an answer: «минобороны вроде. так уволят?».
    """
    told, precision = _told(question, text, on)
    if question in model.classes and joined.only_supposed(text):
        return Heard(Answer("asks"), told, precision)
    answer = _answer(model, question, text, on, told)
    return Heard(answer, told, precision)


def _answer(model: AnswerModel, question: str, text: str, on: date, told: dict[str, str | int]) -> Answer:
    meant = joined.latest(text)
    if meant != text:
        corrected = _of_part(model, question, meant, on)
        if corrected is not None:
            return corrected
    ranking, length = model.ranking(question, text), len(text.split())
    answer = resolve(question, ranking, told)
    if answer.act == ANSWERS and length > LONGEST_ANSWER and question not in told and _share(ranking) < SURE_OF_STORY:
        return Answer(MISSED)
    if answer.act not in BESIDE or length > MOST_JOINED:
        return answer
    found = (_of_part(model, question, part, on) for part in joined.parts(meant))
    return next((one for one in found if one is not None), answer)


def _of_part(model: AnswerModel, question: str, part: str, on: date) -> Answer | None:
    """The value that a part of a message gives for itself: read by rule, or of which the ranking is sure."""
    told, _ = _told(question, part, on)
    ranking = model.ranking(question, part)
    answer = resolve(question, ranking, told)
    if answer.act != ANSWERS or not ranking:
        return None
    sure = ranking[0][1] >= SURE_OF_PART and (ranking[0][0] in READ_BY_RULE or str(answer.value) == ranking[0][0])
    return answer if sure or (question in told and ranking[0][0] not in BESIDE) else None


def _share(ranking: Sequence[tuple[str, float]]) -> float:
    return ranking[0][1] if ranking else 1.0


def _told(question: str, text: str, on: date) -> tuple[dict[str, str | int], str | None]:
    """Every fact of a text by name, the asked one read in the light of its question; the precision of an asked day."""
    page = Page(words.read(text), on)
    told: dict[str, str | int] = {}
    places: dict[tuple[int, int], str] = {}
    precision: str | None = None
    found = facts.read_words(page.reading, on)
    for fact in found:
        if fact.name == "date_precision":
            places[fact.start, fact.end] = str(fact.value)
        told.setdefault(fact.name, fact.value)
    if question in told and question in asked.DATES and len(places) > 1:
        # «Летом 24 кончился, подписал в 21»: of two days each says of what it is.
        return told, next((places.get((fact.start, fact.end)) for fact in found if fact.name == question), None)
    for fact in asked.read(page, question):
        if fact.name == question:
            told[question] = fact.value
        else:
            precision = str(fact.value)
    return told, precision
