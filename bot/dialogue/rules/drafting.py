"""From a chosen way out to a report: which paper, its risk before its form, what no paper may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogue import filed, topics
from bot.dialogue.heard import CHOICE, DRAFT, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.papers import ABOUT, Fit
from bot.dialogue.plan import CLOSE, DROP, WAYS, Plan, Say
from bot.dialogue.plan import DRAFT as DRAW
from bot.dialogue.repeating import last_question
from bot.dialogue.rules import filing
from bot.dialogue.state import State

MOST_PAPERS = 3
OTHERS = ("leave", "discharge", "transfer")  # the kinds of report that one may be changed for

# What a relative may write in her own name instead: her appeal goes to whom she names.
HERS = frozenset({"complaint_superior", "complaint_prosecutor", "forced_contract", "appeal_ombudsman"})

# Papers beside the matter: what he has told weighs more than that an answer led to one of them.
ASIDE = frozenset(
    {
        "copy_request", "registration_request", "inventory", "followup_day10", "complaint_superior",
        "complaint_prosecutor", "court_claim",
    }
)  # fmt: skip

CRIME = "crime"  # the reason of a row of fitting.yml
HOW_TO_WRITE = frozenset({"report_submission"})  # what is answered there leads to no paper for his case

Offered = Mapping[str, str | None]


def declined(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Say aloud why a paper that would harm is not drawn, and what is lawful beside it."""
    if heard.kind not in (TOPIC, STORY, DRAFT, CHOICE, UNSURE):
        return None
    if heard.kind == TOPIC and heard.intent in topics.NEIGHBOURS and not {"writes", "orders_paper"} & heard.signs:
        return None  # «кому занести на ввк» wants no paper: that wish is refused by its own page
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


def named(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Names for a paper that was offered, or that is named with them: it is drawn, and they are printed."""
    if "gives_names" not in heard.signs or heard.asks or state.fate or heard.in_danger or state.open is not None:
        return None
    if heard.kind not in (UNSURE, CHOICE, STORY, TOPIC) or filed.is_told(heard.for_paper):
        return None
    wanted = heard.paper or heard.intent in ("inform", "draft_report") or heard.kind in (UNSURE, CHOICE)
    spoken_of = heard.paper or state.offered.get("document") or state.shown or filing.fits(state, law)
    return start(state, heard, law) if wanted and spoken_of else None


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
    if document is None and complains:
        ours = []  # «жалобу на него сделай» wants none of the papers of the way he looked at
    if document is None and not ours:
        option = None  # nothing is drawn for the way he looks at: another paper may help
    told = document or _of_letter(state, heard, option) or (_of_topic(state, law) if option is None else None)
    document = told if document or (told and _as_wished(told, heard)) else None
    why = None
    if document is None and option is None:
        found = [fit for fit in _meant(filing.fits(state, law), state, heard) if _as_wished(fit.paper, heard)]
        if found and (found[0].told or _alone(found, heard) or found[0].paper in topics.RELATIVES_PAPERS):
            document, why = found[0].paper, found[0].why
        elif found and not complains:
            return _choose(found)
    if document is None and complains:
        document = _next_complaint(state, law)
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
    hers = state.asker == "relative" and not _for_him(state, heard)
    named = hers and "names_writer" in heard.signs and heard.paper is None and "a_report" not in heard.signs
    if {"by_a_relative", "kin_signs"} & heard.signs or named or (hers and heard.paper in HERS):
        return topics.RELATIVES_PAPERS[0]
    return heard.paper


def _next_complaint(state: State, law: Lookups) -> str | None:
    """The complaint that the paper he handed in has come to; a relative has a letter of her own."""
    if state.asker == "relative" or not filing.handed_in(state):
        return None
    return next((paper for paper in filing.now(state, law).papers if paper in topics.COMPLAINTS), None)


def _alone(found: Sequence[Fit], heard: Heard) -> bool:
    """Whether the only paper that fits, of a crime against him, is told to be drawn with his name in it."""
    return len(found) == 1 and found[0].why == CRIME and "gives_names" in heard.signs


def _for_him(state: State, heard: Heard) -> bool:
    """Whether a relative wants what he is to sign: she says so, or names him and not herself."""
    named = "gives_names" in heard.signs and "names_writer" not in heard.signs and "complains" not in heard.signs
    return state.asker == "relative" and ("for_him_to_sign" in heard.signs or named)


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


def _meant(found: Sequence[Fit], state: State, heard: Heard) -> tuple[Fit, ...]:
    """Of the papers that fit those he may call so: a report is signed by the man himself, a complaint is no report."""
    if "a_report" in heard.signs or _for_him(state, heard):
        return tuple(fit for fit in found if fit.paper not in topics.RELATIVES_PAPERS)
    if "complains" in heard.signs:
        return tuple(fit for fit in found if fit.paper in topics.COMPLAINTS)
    return tuple(found)


def _choose(found: Sequence[Fit]) -> Plan:
    """Several may be meant, none by a fact of his: the likeliest with its reason, and two more."""
    said = Say("fitting", fits=tuple((fit.paper, fit.why) for fit in found[:MOST_PAPERS]))
    offered = {"document": found[0].paper, "option": None}
    return Plan((said,), {"misses": 0, "mode": None, "offered": offered}, then=CLOSE)


def drawing(document: str, option: str | None) -> dict[str, Any]:
    """What changes in the state where a paper is drawn now."""
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
    return Plan(tuple(said), {**drawing(document, option), "want_names": wants_names}, then=DRAW)


def _of_topic(state: State, law: Lookups) -> str | None:
    """The paper that «составьте» means after an answer: what it offered, or the one that helps there."""
    offered = state.offered.get("document")
    in_general = offered in ASIDE or law.topic_asked(last_question(state)) in HOW_TO_WRITE
    if in_general and "implied" in state.offered and not filing.handed_in(state):
        letter = topics.paper_of_letter(state.known) if state.known.get("vvk_category") in topics.HEALTH else None
        offered = letter or next((fit.paper for fit in filing.fits(state, law) if fit.told), offered)
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
