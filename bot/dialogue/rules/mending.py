"""After a paper was drawn: what is told to go into it, to be put right in it, or to go into one of another man."""

from __future__ import annotations

from collections.abc import Collection

from bot.dialogue import filed
from bot.dialogue.heard import CHOICE, DRAFT, MOVE, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.papers import document_facts
from bot.dialogue.plan import DRAFT as DRAW
from bot.dialogue.plan import DROP, Plan, Say
from bot.dialogue.rules import filing
from bot.dialogue.rules.drafting import drawing
from bot.dialogue.state import State

LEAVE = ("leave_days", "leave_from")
TELLS = frozenset({STORY, CHOICE, UNSURE})
# What he wants put in that no paper may hold, and its kind.
HARMS = {"adds_refusal": "refusal", "adds_untrue": "untrue"}
# What is known of a comrade with whom he lies in one ward, or serves, holds for him too.
SHARED = frozenset({"asker", "category", "location", "in_zone"})


def harms(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«И допиши, что ехать отказываюсь»: said in a line why not, and how it is lawfully put; the paper stays."""
    if not state.drawn or heard.in_danger or heard.kind not in (*TELLS, DRAFT, MOVE, TOPIC):
        return None
    kinds = [kind for sign, kind in HARMS.items() if sign in heard.signs]
    if heard.declined and heard.declined in HARMS.values() and "edits" in heard.signs:
        kinds.append(heard.declined)
    if not kinds:
        return None
    return Plan((Say("not_put_in", kind=kinds[0], document=state.drawn),), {"misses": 0, "mode": None}, then=DROP)


def corrects(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Не ефрейтор, мл сержант, исправь» after a paper: it is the paper that he corrects, and he says how."""
    named = "gives_names" in heard.signs
    if state.fate and state.drawn and named and not heard.asks and not {"writes", "orders_paper"} & heard.signs:
        return _drawn_anew(state, state.drawn)  # the letter of who seeks him
    return adds(state, heard, law) if heard.move == "correct" and (named or new_for_paper(heard)) else None


def of_another(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Я с соседней койки, мне такой же»: the same paper, with nothing in it that was told of the first man."""
    if state.fate or not state.drawn or "the_same_for_another" not in heard.signs or heard.in_danger:
        return None
    told = {name: value for name, value in state.for_paper.items() if name in heard.for_paper or name == "drew"}
    told |= {"ailments": heard.for_paper["ailments"]} if "ailments" in heard.for_paper else {}
    told |= {"rank": str(heard.told["rank"])} if "rank" in heard.told else {}
    gone: dict[str, None] = dict.fromkeys(name for name in state.facts if name not in SHARED | heard.told.keys())
    return Plan((), {**drawing(state.drawn, state.option), "for_paper": told}, gone, then=DRAW)


def adds(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Told after a paper was drawn, to put in or to put right: it is drawn anew at once, or said why not."""
    if state.fate or not state.drawn or heard.kind not in (*TELLS, DRAFT, MOVE, TOPIC) or heard.in_danger:
        return None
    puts_right, named = "puts_right" in heard.signs, "gives_names" in heard.signs
    if puts_right and "of_names" in heard.signs and not named:
        change = {**drawing(state.drawn, state.option), "want_names": "yes"}
        return Plan((Say("names_anew"),), change, then=DRAW)
    if (
        filed.is_told(heard.for_paper)
        or filing.DAYS & set(heard.noted)
        or {"enough_of_papers", "of_a_comrade"} & heard.signs
    ):
        return None  # what became of the paper changes nothing in it
    if {"writes", "orders_paper"} & heard.signs and not puts_right:
        return None  # it is a paper of its own that he wants
    new = new_for_paper(heard)
    if not new and not named and "edits" in heard.signs and not heard.asks and heard.kind in TELLS:
        return Plan((Say("not_changed", document=state.drawn),), {"misses": 0, "mode": None}, then=DROP)
    if not (new or named) or (heard.asks and not puts_right) or (heard.kind in (DRAFT, TOPIC) and not puts_right):
        return None
    holds = law.fields_of(state.drawn)
    fits = {name for name in new if filled_by(name, state) & holds}
    if fits or named:
        return _drawn_anew(state, state.drawn, fits, place=bool(fits) and "destination" in holds)
    return _no_place(state, new, law) if puts_right else None  # told by the way: it need not stand there


def _drawn_anew(state: State, document: str, put_in: Collection[str] = (), *, place: bool = False) -> Plan:
    """The paper once more, with what was put in; ``place``: it has a line for one, which is left to him."""
    facts = {name: state.known[name] for name in put_in if name in state.known}
    leave = {name: state.for_paper[name] for name in LEAVE if name in put_in}
    said = Say("drawn_anew", facts=facts, leave=leave, place=place)
    return Plan((said,), {**drawing(document, state.option), "again": True}, then=DRAW)


def _no_place(state: State, new: tuple[str, ...], law: Lookups) -> Plan:
    """It is put into no paper of this kind: said, with the one that has a place for it."""
    others = [
        fit.paper for fit in filing.fits(state, law)
        if fit.paper != state.drawn and any(filled_by(name, state) & law.fields_of(fit.paper) for name in new)
    ]  # fmt: skip
    facts = {name: state.known[name] for name in new if name in state.known}
    said = Say("no_place", document=state.drawn, facts=facts, papers=tuple(others[:1]))
    offered = {"document": others[0], "option": None} if others else {}
    return Plan((said,), {"offered": offered, "misses": 0, "mode": None}, then=DROP)


def new_for_paper(heard: Heard) -> tuple[str, ...]:
    """The facts of a message, profile and paper, that a paper could hold."""
    more = [name for name in heard.put_in if name not in ("drew", "filed")]
    rank = ["rank"] if "rank" in heard.told else []
    return tuple(dict.fromkeys(name for name in (*heard.noted, *more, *rank) if name != "asker"))


def filled_by(name: str, state: State) -> frozenset[str]:
    """What of a paper one fact fills."""
    known = {name: state.known[name]} if name in state.known else {}
    more = {name: state.for_paper[name]} if name in state.for_paper else {}
    return frozenset(document_facts(known, more, document=str(state.drawn)))
