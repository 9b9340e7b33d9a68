"""From a chosen way out to a report: which paper, its risk before its form, what no paper may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogue import filed, topics
from bot.dialogue.heard import CHOICE, DRAFT, MOVE, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.papers import ABOUT, Fit, document_facts
from bot.dialogue.plan import CLOSE, DROP, WAYS, Plan, Say
from bot.dialogue.plan import DRAFT as DRAW
from bot.dialogue.rules import filing
from bot.dialogue.state import State

MOST_PAPERS = 3
LEAVE = ("leave_days", "leave_from")
OTHERS = ("leave", "discharge", "transfer")  # the kinds of report that one may be changed for

# What a relative may write in her own name instead: her appeal goes to whom she names.
HERS = frozenset({"complaint_superior", "complaint_prosecutor", "forced_contract", "appeal_ombudsman"})

Offered = Mapping[str, str | None]


def declined(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Say aloud why a paper that would harm is not drawn, and what is lawful beside it."""
    if heard.kind not in (TOPIC, STORY, DRAFT, CHOICE, UNSURE):
        return None
    return decline(state, heard)


def wish(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """He wants a paper: the model says so, or his words beside another topic or beside our question do."""
    if heard.kind == DRAFT:
        return start(state, heard, law)
    if not {"writes", "orders_paper"} & heard.signs or heard.intent in topics.NEIGHBOURS:
        return None
    if "orders_paper" in heard.signs and heard.kind in (UNSURE, CHOICE, STORY, TOPIC):
        return start(state, heard, law)
    near = heard.kind in (UNSURE, CHOICE) and (state.open is not None or "draft_report" in heard.ranked()[:3])
    named = heard.paper is not None and (heard.kind != TOPIC or heard.intent in topics.SIDE)
    return start(state, heard, law) if near or named else None


def start(state: State, heard: Heard, law: Lookups, offered: Offered | None = None) -> Plan:
    """Find the paper and what it needs; one he names without having seen its risk gets that first.

    ``offered`` is what a «да» was said to: an option, or a document of none.
    """
    refused = decline(state, heard)
    if refused is not None:
        return refused
    complains = "complains" in heard.signs
    option = offered["option"] if offered and "option" in offered else state.option
    document = (offered or {}).get("document") or heard.told.get("document") or _named(state, heard)
    ours = [one for one in law.documents(option, state.known, state.today) if _as_wished(one, heard)] if option else []
    if document is None and not ours:
        option = None  # nothing is drawn for the way he looks at: another paper may help
    told = document or _of_letter(state, heard, option) or (_of_topic(state, law) if option is None else None)
    document = told if document or (told and _as_wished(told, heard)) else None
    why = None
    if document is None and option is None:
        found = [fit for fit in _meant(filing.fits(state, law), heard) if _as_wished(fit.paper, heard)]
        if found and (found[0].told or found[0].paper in topics.RELATIVES_PAPERS):
            document, why = found[0].paper, found[0].why
        elif found and not complains:
            return _choose(found)
    if document is None and (complains or option is None):
        topic = "commander_refuses" if complains else state.focus
        papers = topics.in_danger(state.plight, state.asker)
        papers = papers[:1] if papers and "what_paper" not in heard.beside else papers
        papers = papers or law.helping(topic, state.known, state.asker) or topics.COMMON_PAPERS
        papers = tuple(paper for paper in papers if _as_wished(paper, heard))
        if not papers:
            return Plan(change={"misses": 0, "mode": None, "option": None}, then=WAYS)
        if len(papers) > 1:
            return Plan((Say("which_paper", papers=papers[:MOST_PAPERS]),), {"misses": 0, "mode": None}, then=CLOSE)
        document = papers[0]
    return _opened(state, heard, law, option, document or ours[0], why)


def _named(state: State, heard: Heard) -> str | None:
    """The paper that his words name, as it is for who writes and for what he told.

    A leave because of trouble at home is no annual one. A discharge on health rests on the letter Д: with another one
    the paper of that letter comes first. A complaint of a relative is her own: only she can sign it.
    """
    letter = topics.paper_of_letter(state.known)
    if heard.paper == "discharge_health" and letter is not None:
        return topics.APPEAL if "disagrees" in heard.signs and state.known["vvk_category"] != "Д" else letter
    if heard.paper == "leave_annual" and state.for_paper.get("leave_reason"):
        return "leave_family"
    hers = state.asker == "relative" and "for_him_to_sign" not in heard.signs
    if "by_a_relative" in heard.signs or (hers and heard.paper in HERS):
        return topics.RELATIVES_PAPERS[0]
    return heard.paper


def _as_wished(paper: str, heard: Heard) -> bool:
    """Whether a paper is of no kind that he says he does not want, and a discharge where he asks for one."""
    about = ABOUT.get(paper)
    if f"denies_{about}" in heard.signs:
        return False
    return about == "discharge" or not _wants_discharge(heard)


def _wants_discharge(heard: Heard) -> bool:
    return "wants_discharge" in heard.signs and "complains" not in heard.signs and heard.paper is None


def instead(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«Увольнение, а не отпуск», «прошу увольнение, переделайте»: another report than the one that was drawn."""
    about = ABOUT.get(str(state.drawn))
    if state.fate or about is None or heard.in_danger or filed.is_told(heard.for_paper):
        return None
    wanted = any(f"wants_{kind}" in heard.signs for kind in OTHERS if kind != about)
    refused = f"denies_{about}" in heard.signs
    redone = "redo" in heard.signs and f"wants_{about}" not in heard.signs
    if "complains" in heard.signs or not (wanted and (refused or redone)):
        return None
    return start(state, heard, law)


def adds(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Told after a paper was drawn, to put in or to put right: it is drawn anew at once, or said why not."""
    if (
        state.fate
        or not state.drawn
        or heard.kind not in (STORY, CHOICE, UNSURE, DRAFT, MOVE, TOPIC)
        or heard.in_danger
    ):
        return None
    puts_right = "puts_right" in heard.signs
    if puts_right and "of_names" in heard.signs:
        change = {**_drawing(state, state.drawn, state.option), "want_names": "yes", "mode": None}
        return Plan((Say("names_anew"),), change, then=DRAW)
    if filed.is_told(heard.for_paper) or filing.DAYS & set(heard.noted):
        return None  # what became of the paper changes nothing in it
    new = told_for_paper(heard)
    if not new and "edits" in heard.signs and not heard.asks and heard.kind in (STORY, CHOICE, UNSURE):
        return Plan((Say("not_changed", document=state.drawn),), {"misses": 0, "mode": None}, then=DROP)
    if not new or (heard.asks and not puts_right) or (heard.kind in (DRAFT, TOPIC) and not puts_right):
        return None
    holds = law.fields_of(state.drawn)
    fits = {name for name in new if filled_by(name, state) & holds}
    if fits:
        facts = {name: state.known[name] for name in fits if name in state.known}
        leave = {name: state.for_paper[name] for name in LEAVE if name in fits}
        again = Say("drawn_anew", facts=facts, leave=leave, place="destination" in holds)
        return Plan((again,), {**_drawing(state, state.drawn, state.option), "again": True}, then=DRAW)
    if not puts_right:
        return None  # told by the way: he did not ask for it to stand there
    others = [fit.paper for fit in filing.fits(state, law) if any(filled_by(name, state) & law.fields_of(fit.paper)
              for name in new) and fit.paper != state.drawn]  # fmt: skip
    said = Say("no_place", document=state.drawn, facts={name: state.known[name] for name in new if name in state.known},
               papers=tuple(others[:1]))  # fmt: skip
    offered = {"document": others[0], "option": None} if others else {}
    return Plan((said,), {"offered": offered, "misses": 0, "mode": None}, then=DROP)


def told_for_paper(heard: Heard) -> tuple[str, ...]:
    """The facts of a message, profile and paper, that a paper could hold."""
    more = [name for name in heard.put_in if name not in ("drew", "filed")]
    return tuple(name for name in (*heard.noted, *more, *(["rank"] if "rank" in heard.told else ())) if name != "asker")


def filled_by(name: str, state: State) -> frozenset[str]:
    """What of a paper one fact fills."""
    known = {name: state.known[name]} if name in state.known else {}
    more = {name: state.for_paper[name]} if name in state.for_paper else {}
    return frozenset(document_facts(known, more, document=str(state.drawn)))


def _meant(found: Sequence[Fit], heard: Heard) -> tuple[Fit, ...]:
    """Of the papers that fit those he may call so: a report is signed by the man himself, a complaint is no report."""
    if "a_report" in heard.signs:
        return tuple(fit for fit in found if fit.paper not in topics.RELATIVES_PAPERS)
    if "complains" in heard.signs:
        return tuple(fit for fit in found if fit.paper in topics.COMPLAINTS)
    return tuple(found)


def _choose(found: Sequence[Fit]) -> Plan:
    """Several may be meant, none by a fact of his: the likeliest with its reason, and two more."""
    said = Say("fitting", fits=tuple((fit.paper, fit.why) for fit in found[:MOST_PAPERS]))
    offered = {"document": found[0].paper, "option": None}
    return Plan((said,), {"misses": 0, "mode": None, "offered": offered}, then=CLOSE)


def _drawing(state: State, document: str, option: str | None) -> dict[str, Any]:
    return {
        "option": option, "document": document, "named": (), "want_names": None, "open": None, "misses": 0,
        "mode": None, "first": None,
    }  # fmt: skip


def decline(state: State, heard: Heard) -> Plan | None:
    """As ``declined``, for whoever begins a paper."""
    if heard.declined is None or heard.in_danger:
        return None
    return Plan((Say("declined", kind=heard.declined),), {"misses": 0, "offered": {}}, then=DROP)


def _opened(state: State, heard: Heard, law: Lookups, option: str | None, document: str, why: str | None) -> Plan:
    said: list[Say] = []
    wants_names = heard.told.get("want_names")
    if not wants_names and f"option:{option}" not in state.answered:
        said.append(Say("offer", document=document, why=why))
    option = option or law.option_of(document)
    return Plan(tuple(said), {**_drawing(state, document, option), "want_names": wants_names}, then=DRAW)


def _of_topic(state: State, law: Lookups) -> str | None:
    """The paper that «составьте» means after an answer: what it offered, or the one that helps there."""
    offered = state.offered.get("document")
    if offered:
        return offered
    papers = law.helping(state.focus, state.known, state.asker)
    return papers[0] if len(papers) == 1 else None


def _of_letter(state: State, heard: Heard, option: str | None) -> str | None:
    """The paper of the commission's letter when «составьте» means no other: its appeal if he complains of it."""
    paper, of_commission = topics.paper_of_letter(state.known), state.focus in topics.OF_COMMISSION
    if paper is None or option is not None or state.offered.get("document"):
        return None
    complains = "complains" in heard.signs
    if "disagrees" in heard.signs or (complains and of_commission):
        return topics.APPEAL
    if complains:
        return None
    return paper if of_commission or state.known["vvk_category"] in topics.HEALTH else None
