"""From a chosen way out to a report: which paper, its risk before its form, what no paper may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue import topics
from bot.dialogue.heard import CHOICE, DRAFT, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import CLOSE, DROP, Plan, Say
from bot.dialogue.plan import DRAFT as DRAW
from bot.dialogue.state import State

MOST_PAPERS = 3

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
    if "writes" not in heard.signs or heard.intent in topics.NEIGHBOURS:
        return None
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
    document = (offered or {}).get("document") or heard.told.get("document") or heard.paper
    if option is not None and document is None and not law.documents(option, state.known, state.today):
        option = None  # nothing is drawn for the way he looks at: another paper may help
    document = document or _of_letter(state, heard, option)
    document = document or (_of_topic(state, law) if option is None else None)
    if document is None and (complains or option is None):
        topic = "commander_refuses" if complains else state.focus
        papers = topics.in_danger(state.plight, state.asker)
        papers = papers[:1] if papers and "what_paper" not in heard.beside else papers
        papers = papers or law.helping(topic, state.known, state.asker) or topics.COMMON_PAPERS
        if len(papers) > 1:
            return Plan((Say("which_paper", papers=papers[:MOST_PAPERS]),), {"misses": 0, "mode": None}, then=CLOSE)
        document = papers[0]
    return _opened(state, heard, law, option, document)


def decline(state: State, heard: Heard) -> Plan | None:
    """As ``declined``, for whoever begins a paper."""
    if heard.declined is None or heard.in_danger:
        return None
    return Plan((Say("declined", kind=heard.declined),), {"misses": 0, "offered": {}}, then=DROP)


def _opened(state: State, heard: Heard, law: Lookups, option: str | None, document: str | None) -> Plan:
    said: list[Say] = []
    wants_names = heard.told.get("want_names")
    if document is None:
        document = law.documents(str(option), state.known, state.today)[0]
    if not wants_names and f"option:{option}" not in state.answered:
        said.append(Say("offer", document=str(document)))
    option = option or law.option_of(str(document))
    change: dict[str, Any] = {
        "option": option, "document": str(document), "named": (), "want_names": wants_names, "open": None, "misses": 0,
        "mode": None, "first": None,
    }  # fmt: skip
    return Plan(tuple(said), change, then=DRAW)


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
