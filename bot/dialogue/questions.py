"""Our questions: whether one is worth asking, in which words, and when one is let go. There is no interview.

One is asked when he wants out and too little is known to say how, at most two in all, and only of what he spoke of.
A question that he passes by with one of his own is dropped; one that he missed comes once more in other words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue import topics
from bot.dialogue.facts import FACTS, UNKNOWN
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import ASK, ASK_ONE, CLOSE, DRAFT, DROP, REPEAT, WAYS, Say
from bot.dialogue.state import NAME_FIELDS, State

MOST_TIMES = 2  # how often one question is put, never twice in the same words
MOST_QUESTIONS = 2  # a frightened person on a phone has questions of his own
TELLING = 2  # so many facts of him are enough to say which ways are open
FORK = "category"  # nothing of the law can be said without it
# Facts that are asked whoever he is; all others only of what he spoke of, by what he came for or by a fact beside.
OF_EVERYBODY = frozenset({FORK})
OF_HEALTH = frozenset({"ground_health", "vvk_procedure", "leave_general", "leave_mobilised"})
SPOKEN_OF: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "vvk_category": (OF_HEALTH, frozenset({"vvk_on"})),
    "dependant_relation": (frozenset({"ground_family_care"}), frozenset({"dependant_disability_group"})),
    "dependant_disability_group": (frozenset({"ground_family_care"}), frozenset({"dependant_relation"})),
    "dependant_needs_care": (frozenset({"ground_family_care"}), frozenset({"dependant_relation"})),
    "dependant_other_carer": (frozenset({"ground_family_care"}), frozenset({"dependant_relation"})),
    "children_under_18": (frozenset({"ground_children"}), frozenset({"single_parent"})),
    "single_parent": (frozenset({"ground_children"}), frozenset()),
    "birth_year": (frozenset({"ground_age"}), frozenset()),
    "rank_band": (frozenset({"ground_age"}), frozenset()),
    "contract_signed_on": (frozenset({"forced_contract"}), frozenset()),
    "contract_ends_on": (frozenset({"contract_expired"}), frozenset()),
    "report_filed_on": (frozenset({"report_submission"}), frozenset()),
    "report_refused_on": (frozenset({"commander_refuses"}), frozenset()),
}
NO_FACT_OF_HIS = frozenset({"asker"})


def follow(then: str, state: State, law: Lookups) -> tuple[tuple[Say, ...], State]:
    """Return what is said after a rule has spoken, and the state then; ``then`` as of `bot.dialogue.plan`."""
    if then == CLOSE:
        return (), replace(state, open=None)
    if then == ASK_ONE:
        fact = following(state, law)
        return _put(state, fact) if fact is not None else ((), replace(state, open=None))
    if then == WAYS:
        return show_ways(state, law)
    if then == DRAFT:
        return go_on_drafting(state)
    if then == ASK:
        return ask(replace(state, open=None) if state.drafting else state, law)
    if then in (DROP, REPEAT) and state.open in NAME_FIELDS:
        return (Say("private_question", field=state.open),), state
    if then == REPEAT and state.open is not None:
        return put_again(state, law)
    return (), dropped(state) if then == DROP and state.open else state


def put_again(state: State, law: Lookups) -> tuple[tuple[Say, ...], State]:
    """Put the open question in other words; one that was put as often as it may be is let go, and the talk goes on."""
    if state.put.get(str(state.open), 0) < MOST_TIMES:
        return _put(state, str(state.open))
    return ask(let_go(state), law)


def dropped(state: State) -> State:
    """Return the state without our open question: he went on to something else, and it does not come by itself."""
    return replace(state, open=None, first=None, put={**state.put, str(state.open): MOST_TIMES})


def let_go(state: State) -> State:
    """Return the state without our open question: it stays unanswered, and is not asked again."""
    fact = str(state.open)
    facts = {fact: UNKNOWN} if fact in FACTS else {}
    return state.after({"open": None, "first": None, "misses": 0}, facts)


def ask(state: State, law: Lookups) -> tuple[tuple[Say, ...], State]:
    """Put the next question that is worth it; where none is, say what is open to him."""
    fact = following(state, law)
    if fact is not None:
        return _put(state, fact)
    if state.document:
        return go_on_drafting(replace(state, open=None))
    way = his_way(state, law)
    return look_at(state, way, law) if way else show_ways(state, law)


def following(state: State, law: Lookups) -> str | None:
    """Return the fact to ask next, or None when enough is known, or enough was asked."""
    if state.first in FACTS and state.facts.get(str(state.first)) is None:
        return state.first
    stands = state.open in FACTS and state.facts.get(str(state.open)) is None and _put_less(state, str(state.open))
    if stands and (state.open == FORK or telling(state) < TELLING):
        return state.open
    missing = [fact for fact in law.questions(state.known, state.today, state.focus) if worth_asking(fact, state)]
    if missing[:1] == [FORK]:
        return FORK
    return next(iter(missing), None) if telling(state) < TELLING and len(state.asked) < MOST_QUESTIONS else None


def worth_asking(fact: str, state: State) -> bool:
    """Tell whether a fact may be asked of him: it is open, was not put in vain, and he spoke of what it is about."""
    if fact not in FACTS or state.facts.get(fact) is not None or not _put_less(state, fact):
        return False
    if fact in OF_EVERYBODY:
        return True
    foci, beside = SPOKEN_OF.get(fact, (frozenset(), frozenset()))
    return state.focus in foci or bool(beside & state.known.keys())


def telling(state: State) -> int:
    """Return how many facts of him are known."""
    return len(state.known.keys() - NO_FACT_OF_HIS)


def his_way(state: State, law: Lookups) -> str | None:
    """Return the one way out that he came for and has not looked at; None where he wants out, or named several."""
    if state.focus in topics.IN_GENERAL or state.shown:
        return None
    named = [way for way in topics.named(state.known, state.focus) if law.is_way(way)]
    return named[0] if len(named) == 1 and f"option:{named[0]}" not in state.answered else None


def look_at(state: State, option: str, law: Lookups) -> tuple[tuple[Say, ...], State]:
    """Say one way out, with what can be drawn for it."""
    papers = law.is_open(option, state.known, state.today) and law.documents(option, state.known, state.today)
    left: dict[str, Any] = dict.fromkeys(("document", "drawn", "mode", "open", "first"))
    offered = {"option": option} if papers else {}
    after = state.after({**left, "option": option, "offered": offered, "misses": 0})
    return (Say("option", option=option, offer=True),), after


def show_ways(state: State, law: Lookups) -> tuple[tuple[Say, ...], State]:
    """Show the ways out and remember their order."""
    shown = law.shown(state.known, state.focus, state.today, ten_days=state.ten_days)
    left: dict[str, Any] = dict.fromkeys(("option", "drawn", "mode", "first", "open"))
    return (Say("options"),), state.after({**left, "shown": shown, "offered": {}, "misses": 0})


def go_on_drafting(state: State) -> tuple[tuple[Say, ...], State]:
    """Ask the next name where he wants names printed, or draw the paper: what is not known is a blank."""
    field = next_name(state)
    if field is not None:
        return (Say("private_question", field=field),), replace(state, open=field)
    document = str(state.document)
    said = Say("draft", document=document, option=state.option, named=state.want_names == "yes", again=state.again)
    done: dict[str, Any] = dict.fromkeys(("document", "want_names", "mode", "open", "first"))
    done["for_paper"] = {**state.for_paper, "drew": document}
    return (said,), state.after({**done, "named": (), "offered": {}, "drawn": document, "misses": 0, "again": False})


def next_name(state: State) -> str | None:
    """Return the next name to ask for, where he wants names printed."""
    if state.want_names != "yes":
        return None
    return next((field for field in NAME_FIELDS if field not in state.named), None)


def _put(state: State, fact: str) -> tuple[tuple[Say, ...], State]:
    asked = state.asked if state.asked[-1:] == (fact,) else (*(one for one in state.asked if one != fact), fact)
    times = state.put.get(fact, 0)
    question = Say("question", fact=fact, first=len(asked) <= 1, again=times > 0)
    return (question,), replace(state, open=fact, asked=asked, put={**state.put, fact: times + 1})


def _put_less(state: State, fact: str) -> bool:
    return state.put.get(fact, 0) < MOST_TIMES
