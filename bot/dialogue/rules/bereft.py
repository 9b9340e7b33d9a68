"""Whoever writes about a man who cannot act himself, or who is in danger: what she asks and what she may send herself.

He is dead, missing or a prisoner: no answer passes anything on to him, shows ways out or asks about his service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue import families
from bot.dialogue.families import BEYOND, DEAD, HERE, PAPER, WHERE, WITH_A_PAPER
from bot.dialogue.heard import CHOICE, DRAFT, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import CLOSE, DROP, Plan, Say
from bot.dialogue.repeating import ASKED, CARED, MOURNED
from bot.dialogue.rules import choosing, drafting, topical
from bot.dialogue.state import State
from bot.dialogue.topics import CARE, PEOPLE, RELATIVES_PAPERS

SPOKEN = frozenset({TOPIC, STORY, DRAFT, CHOICE, UNSURE})
# What is answered the same whoever it is about.
OF_THE_BOT = frozenset({"privacy_trace", "bot_about", "abuse"})
# Buttons that show what belongs to a paper or a page on the screen.
SHOWN = frozenset({"filing", "more", "ru", "en", "erase"})
OFFER: Mapping[str, str | None] = {"document": PAPER, "option": None}
SECOND = "second_son"  # the question that people ask of him who is left
FIRST_OF_MISSING = "missing_first"  # where to begin
DANGER = "urgent_danger"
SHORT = frozenset({STORY, CHOICE, UNSURE})


def of_the_dead(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """He is dead: the family's own question is answered, or that it is not known; nothing is said as if he lived."""
    if not _is_spoken(state, heard):
        return None
    if state.fate != DEAD:
        mourned = any(told.startswith(MOURNED) for told in state.answered)
        if not mourned or not families.OF_BURIAL & heard.beside or families.NOT_HE & heard.beside:
            return None
        plan = answer(state.after({}, {"location": DEAD}), heard, law)
        return Plan(plan.say, plan.change, {"location": DEAD}, plan.then)
    if families.subject(DEAD, heard.beside) is None and heard.intent in OF_THE_BOT:
        return None
    return answer(state, heard, law)


def out_of_reach(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """He is missing or a prisoner: as of the dead, but what people ask of the missing has records of its own."""
    if state.fate in (None, DEAD) or not _is_spoken(state, heard) or heard.intent in OF_THE_BOT:
        return None
    subject = families.subject(str(state.fate), heard.beside)
    if subject == "silence" and f"{ASKED}{FIRST_OF_MISSING}" not in state.answered:
        # «Сын не выходит на связь, в части молчат» is news of him; of a letter she speaks once she has written one.
        about = law.topic_asked(FIRST_OF_MISSING)
        if about and law.can_answer(FIRST_OF_MISSING, state.known, state.asker, state.today):
            return _said(Say("short_answer", question=FIRST_OF_MISSING, topic=about), OFFER)
    found = subject is not None or _wants_paper(heard)
    if not found and (heard.question or (heard.kind == TOPIC and heard.intent in ("lost_contact", PEOPLE))):
        return None
    return answer(state, heard, law)


def answer(state: State, heard: Heard, law: Lookups) -> Plan:
    """Answer the family of a man out of reach: a paper, what its words name, a record, else that we do not know."""
    fate = str(state.fate)
    if _wants_paper(heard) and heard.kind != TOPIC:
        return her_paper(state, heard, law)
    subject = families.subject(fate, heard.beside)
    if heard.intent == PEOPLE:
        subject = WHERE
    record = families.QUESTIONS[fate].get(str(subject)) or (heard.question if _fits(state, heard, law) else None)
    told = f"family:{subject}" in state.answered
    fits = subject is None or told or subject in families.QUESTIONS[fate]
    new = record and f"short_answer:{record}" not in state.answered
    told = told or (subject in families.QUESTIONS[fate] and not new)
    if fits and new and law.can_answer(record, state.known, state.asker, state.today):
        return _said(Say("short_answer", question=record, topic=str(law.topic_asked(record))), OFFER)
    if subject is None:
        if _wants_paper(heard):
            return her_paper(state, heard, law)
        near = _near(state, heard, law)
        if near is not None:
            return near
        subject = BEYOND if heard.asks or (heard.kind == TOPIC and heard.intent != "greeting") else HERE
    offered = OFFER if subject in WITH_A_PAPER else {}
    return _said(Say("family", about=subject, again=told or f"family:{subject}" in state.answered), offered)


def her_own_paper(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A relative asks what she may write: her own papers first, then how his report gets to him."""
    hers = {"what_paper", "write_from"} & heard.beside
    if state.asker != "relative" or heard.kind not in SPOKEN or not hers or heard.paper:
        return None
    if heard.kind == DRAFT and "writes" in heard.signs and state.plight is None:
        return None
    return her_paper(state, heard, law)


def her_paper(state: State, heard: Heard, law: Lookups) -> Plan:
    """Draw her paper where she says «составьте», or «да» to it; else say what she may send and offer it."""
    if "what_paper" not in heard.beside and _wants_it_written(heard):
        return drafting.start(state, heard, law, OFFER)
    plight = state.plight or "none"
    return _said(Say("own_papers", plight=plight, again=f"own_papers:{plight}" in state.answered), OFFER)


def where_to_send(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Куда отправлять?» of her own paper: offered, or just drawn."""
    hers = state.drawn in RELATIVES_PAPERS or (state.offered.get("document") in RELATIVES_PAPERS and not state.drawn)
    asked = "where" in heard.signs or "where" in heard.beside or heard.part == "filing"
    if state.asker != "relative" or not asked or heard.kind not in SPOKEN:
        return None
    if state.plight and not state.fate and not hers:
        return _said(Say("in_danger", plight=state.plight), _paper_of(state))
    if not hers or heard.question:
        return None
    return _said(Say("filing_own"), state.offered or OFFER)


def danger_told(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """He is beaten, held or threatened, though the model hears another topic: his page first, once."""
    kind = danger_spoken_of(state, heard)
    if not kind or state.mode or f"{CARED}{kind}" in state.answered:
        return None
    if heard.kind not in SHORT or heard.declined or (heard.question and heard.kind != STORY):
        return None
    if heard.intent == "contract_expired" and not heard.in_danger:
        return None  # «контракт кончился, а меня держат»: kept in service, behind no lock
    focus = heard.intent if heard.kind == STORY else state.focus
    change = {"misses": 0, "mode": DANGER, "focus": focus, "first": None}
    return Plan((Say("care", kind=DANGER, show=kind),), change, then=CLOSE)


def danger_spoken_of(state: State, heard: Heard) -> str | None:
    """Return the danger that the words tell of him who is served, whatever answers them; None: none."""
    his = (state.asker == "relative" or "of_oneself" in heard.beside) and state.fate is None
    return families.danger_of(heard.beside) if his else None


def it_is_over(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Его выпустили», «нашёлся»: good to hear; nothing else is said, and no talk of care stands open."""
    calm = {"alive", "over"} & heard.beside and state.open is None and not heard.asks and not heard.question
    vague = heard.kind in (CHOICE, UNSURE) or heard.intent == "lost_contact"
    if not calm or not vague or "agrees" in heard.signs or families.danger_of(heard.beside) or not state.answered:
        return None
    return Plan((*topical.noted(heard, state), Say("relieved", buttons=False)), {"misses": 0, "mode": None}, then=DROP)


def told_in_danger(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Facts told while a danger stands: they are noted and what helps now is offered; no question of ours."""
    if state.plight is None or state.fate or heard.kind not in SHORT or heard.asks or heard.question or state.drawn:
        return None
    new = topical.noted(heard, state)
    return _said(Say("in_danger", plight=state.plight), _paper_of(state), *new) if new else None


def what_to_do(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Что мне делать?» while a danger stands and no way was chosen: what helps now, and no list of ways."""
    if heard.told.get("show") != "do" or not state.plight or state.fate or state.option or state.open:
        return None
    return _said(Say("in_danger", plight=state.plight), _paper_of(state))


def second_man(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """One of hers is dead, and she asks for another: whether the death frees him is the first thing to know."""
    mourned = any(told.startswith(MOURNED) for told in state.answered)
    if not mourned or state.fate or "another_man" not in heard.beside or heard.question or heard.kind not in SPOKEN:
        return None
    if not law.can_answer(SECOND, state.known, state.asker, state.today) or f"short_answer:{SECOND}" in state.answered:
        return None
    believed = [Say("relieved", buttons=False)] if "over" in heard.beside else []
    return _said(Say("short_answer", question=SECOND, topic=str(law.topic_asked(SECOND))), OFFER, *believed)


def who_she_is(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Я жена»: heard, and gone on with what she came for."""
    said = "says_who" in heard.signs and heard.told.get("asker") == "relative"
    if not said or heard.kind not in SHORT or heard.asks or heard.question or set(heard.noted) - {"asker"}:
        return None
    if state.plight and not state.fate:
        return _said(Say("in_danger", plight=state.plight), _paper_of(state))
    return _said(Say("of_him"), OFFER)


def _paper_of(state: State) -> Mapping[str, str | None]:
    return OFFER if state.asker == "relative" else {"document": "health_report", "option": None}


def _is_spoken(state: State, heard: Heard) -> bool:
    """Whether the family says or presses something that is to be answered about him."""
    if heard.kind not in SPOKEN or heard.intent.startswith("refuse_") or heard.intent in CARE or heard.move:
        return False
    if not heard.typed and (heard.told.get("document") in RELATIVES_PAPERS or heard.told.get("show") in SHOWN):
        return False
    return heard.told.get("private") is None and not ("agrees" in heard.signs and state.offered)


def _wants_paper(heard: Heard) -> bool:
    return "what_paper" in heard.beside or _wants_it_written(heard)


def _wants_it_written(heard: Heard) -> bool:
    wants = {"write_it", "wants_paper", "write_from"} & heard.beside
    return heard.kind == DRAFT or bool(wants) or bool({"writes", "orders_paper"} & heard.signs)


def _fits(state: State, heard: Heard, law: Lookups) -> bool:
    if heard.question is None or state.fate != DEAD:
        return heard.question is not None
    return heard.question in families.OF_THE_DEAD or law.topic_asked(heard.question) in families.OF_THE_LIVING_FAMILY


def _near(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The questions that it may be and that can be asked of such a man: the likely one, else those to choose from."""
    by_words = tuple(one for one, share in heard.may_ask if share >= topical.LIKELY)  # told before: then in short
    found = heard.near or by_words
    near = [one for one in found if _of_her(state, one, law)]
    near = [one for one in near if law.can_answer(one, state.known, state.asker, state.today)]
    if not near or heard.noted:
        return None
    if near[0] == found[0] and (by_words or heard.nearness >= topical.LIKELY):
        return _said(
            topical.told(state, replace(heard, near=tuple(near)), near[0], str(law.topic_asked(near[0]))), OFFER
        )
    asks = heard.asks or "question_mark" in heard.signs or "asks" in heard.beside
    return choosing.which_question(state, heard, law, near) if asks else None


def _of_her(state: State, question: str, law: Lookups) -> bool:
    """Whether a question is one of the family's, whatever became of him; of the missing also what the law says."""
    topic = law.topic_asked(question)
    if question in families.OF_THE_DEAD | families.OF_WHO_WRITES or topic in families.OF_THE_LIVING_FAMILY:
        return True
    return state.fate != DEAD and topic == "lost_contact"


def _said(said: Say, offered: Mapping[str, str | None], *before: Say) -> Plan:
    """Our question is none of this talk's; her answer ends it in silence."""
    change = {"misses": 0, "mode": None, "offered": offered, "focus": None, "first": None, "document": None}
    return Plan((*before, said), change, then=DROP)
