"""Answers beside the questions: a part of what was spoken of, several topics at once, care for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import ActiveLoop

from actions.base import Events, Turn, go_on, set_slots
from actions.facts import known, names_ten_days, say_doubts
from bot.bootstrap import Services
from bot.conversation import followups, topics

MOST_OTHERS = 2
ANSWERED = "answered"  # the care slot after the first word back: the next answer is another one


def answer_aside(services: Services, turn: Turn, *, lost: bool = False) -> Events | None:
    """Answer a message that leans on its subject and return the events; None when it carries its own.

    ``lost``: nothing else explains the message; then a follow-up without a subject gets the general answer.
    """
    text = "" if turn.text.startswith("/") else turn.text
    if followups.asks_for_card(text):
        return pass_on(services, turn)
    if turn.asker == "relative" and followups.asks_in_his_place(text):
        return answer_topics(services, turn, ["report_submission"])
    part = followups.part_asked(text)
    subject = _subject(services, turn, text, lost=lost)
    if lost and (subject is None or part is None):
        return _answer_lost(services, turn, part)
    if part is None or subject is None:
        return None
    said = services.guide.part(subject, part, known(turn), turn.lang, turn.today, turn.asker)
    if not said:
        return None
    turn.say(*said)
    return [*set_slots({"misses": 0}), *go_on(turn)]


def _answer_lost(services: Services, turn: Turn, part: str | None) -> Events | None:
    """Answer «куда идти?» and «сколько ждать?» that lean on nothing he has looked at."""
    away = str(turn.slot("focus")).startswith("awol_")
    if followups.asks_where(turn.text):
        where = "awol_return" if away else "complaint_court" if topics.asks_to_complain(turn.text) else "contacts_ngo"
        return answer_topics(services, turn, [where])
    return answer_topics(services, turn, [topics.GENERAL[part]]) if part and part in topics.GENERAL else None


def pass_on(services: Services, turn: Turn) -> Events:
    """Say the card that a relative passes on to his man; an open form goes on after it."""
    ways, _ = services.guide.ways(known(turn), turn.slot("focus"), turn.today)
    turn.say(*services.guide.card(turn.conversation, turn.message, ways, turn.lang, turn.today))
    return [*set_slots({"asker": "relative", "misses": 0}), *go_on(turn)]


def answer_topics(services: Services, turn: Turn, spoken_of: Sequence[str]) -> Events:
    """Answer the most urgent topic of a message and name the others; the ten days first, if he speaks of them."""
    guide = services.guide
    named = [name for place, name in enumerate(spoken_of) if not place or name in topics.SIDE or name in topics.MEANT]
    # What is refused comes first: why he wishes it («он нас на убой шлёт») is not what he asks for.
    first, *others = named if named[0] in topics.NEIGHBOURS else topics.by_urgency(named)
    if first in topics.CARE or (first == topics.HELD and turn.in_danger):
        return take_care(services, turn, first)
    if turn.form is None:
        say_doubts(guide, turn)
    if names_ten_days(turn):
        turn.say(guide.ten_days(turn.lang, turn.today, turn.asker))
    turn.say(*guide.topic(first, known(turn), turn.lang, turn.today, turn.asker, in_form=bool(turn.form)))
    say_others(services, turn, others)
    known_letter = "vvk_category" in known(turn)
    papers = {**topics.ASKED_FOR, **(topics.ASKED_FOR_AFTER if known_letter else {})}
    offered: dict[str, str | None] | None = None
    if first in papers:
        offered = {"document": papers[first], "option": None}
    elif first in topics.DATE_ASKED:
        offered = {"fact": topics.DATE_ASKED[first], "about": first}
    values: dict[str, Any] = {"misses": 0, "care": None, "offered": offered}
    if (
        not turn.form
        and first not in topics.PASSING
        and (first in topics.MEANT or turn.slot("focus") not in topics.MEANT)
    ):
        values["focus"] = first
    return [*set_slots(values), *go_on(turn)]


def take_date(services: Services, turn: Turn) -> Events | None:
    """Go on from the day that the last answer asked for and that this message names; None when it names none."""
    offered = turn.slot("offered") or {}
    fact = offered.get("fact")
    if turn.form or fact is None or fact not in (turn.slot("noted") or ()):
        return None
    about = str(offered["about"])
    if fact == "absent_since":
        return answer_topics(services, turn, ["awol_deadlines"])
    told = {fact: turn.slot(fact)}
    turn.say(services.guide.noted_for(about, told, known(turn), turn.lang, turn.today, turn.asker))
    return set_slots({"misses": 0, "offered": None})


def say_others(services: Services, turn: Turn, others: Sequence[str]) -> None:
    """Name what else the message spoke of."""
    named = [name for name in others if name in topics.NAMED]
    turn.say(*services.guide.also(named[:MOST_OTHERS], turn.lang, turn.today, turn.asker))


def take_care(services: Services, turn: Turn, kind: str) -> Events:
    """Answer a crisis or a danger. Nothing is asked now; a button brings back the very question."""
    if kind == topics.HELD:
        turn.say(services.guide.held(known(turn), turn.lang, turn.today, turn.asker))
    else:
        turn.say(services.guide.care(kind, turn.lang, turn.today, turn.asker))
    again = turn.requested if turn.form == "triage_form" else turn.slot("first_question")
    values = {"care": kind, "first_question": again, "misses": 0}
    return [ActiveLoop(None), *set_slots({"requested_slot": None, **values})] if turn.form else set_slots(values)


def answer_care(services: Services, turn: Turn) -> Events:
    """Go on caring: a word or two after a crisis is an answer to a person, not to a form."""
    again = turn.slot("care") == ANSWERED
    turn.say(services.guide.care_goes_on(turn.ranking(), turn.lang, turn.today, turn.asker, again=again))
    return set_slots({"misses": 0, "care": ANSWERED})


def _subject(services: Services, turn: Turn, text: str, *, lost: bool) -> str | None:
    """The way out he is looking at, or whose report was just drawn; with «а …» also the first he came for."""
    if turn.slot("option"):
        return str(turn.slot("option"))
    if turn.slot("drawn"):
        return services.guide.subject_of(str(turn.slot("drawn")))
    if not (lost or followups.leans(text)):
        return None
    return next(iter(topics.named(known(turn), turn.slot("focus"))), None)
