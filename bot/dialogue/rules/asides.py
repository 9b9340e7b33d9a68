"""Short messages that lean on what was just spoken of: «а если откажут?», «что ему передать?», «вчера»."""

from __future__ import annotations

from bot.dialogue import topics
from bot.dialogue.heard import CHOICE, STORY, TOPIC, UNSURE, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.plan import DROP, Plan, Say
from bot.dialogue.rules import topical
from bot.dialogue.state import State

OF_ANY_PAPER = frozenset({"refused", "time", "filing"})  # parts that are the same whatever is asked for
OF_AN_ABSENCE = frozenset({"time", "risks", "chances"})  # «сколько?» of who is away asks what it costs him
FEW_WORDS = 4
LEANING = frozenset({TOPIC, STORY, CHOICE, UNSURE})


def card(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The card that a relative passes on to his man, asked for in words."""
    return give_card(state) if heard.kind in LEANING and "for_a_card" in heard.signs else None


def in_his_place(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A relative asks what she may file, sign or carry herself."""
    if heard.kind not in LEANING or state.asker != "relative" or "in_his_place" not in heard.signs:
        return None
    said = Say("topic", intent="report_submission", disagrees=False, full=True)
    return Plan((said,), {"misses": 0, "mode": None}, then=DROP)


def part(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """A part of the way out he looks at, of the paper just drawn, or, with «а …», of what he came for."""
    if heard.kind not in LEANING or heard.part is None:
        return None
    leans = "leans" in heard.signs
    found = _part(state, heard, law, leans=leans)
    if found is None and leans and heard.part in OF_ANY_PAPER and state.focus in topics.SIDE and not heard.question:
        return topical.answer(state, heard, law, [topics.GENERAL[heard.part]])
    return found


def part_of_his(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«А если откажут?», «а долго ждать?» beside a way he looks at: the words are too few to ask anything else."""
    if heard.part not in ("refused", "time") or heard.words > FEW_WORDS or "leans" not in heard.signs:
        return None
    if not (state.option or state.drawn):
        return None
    return part(state, heard, law)


def lost(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """Nothing else explains it: a part of what he came for, or the general answer to «куда идти?», «сколько ждать?»."""
    vague = heard.kind == TOPIC and heard.intent in topical.VAGUE
    if not (vague or heard.kind == UNSURE or (heard.kind == CHOICE and (state.open or heard.intent == "inform"))):
        return None
    if state.away and heard.part in OF_AN_ABSENCE:
        return topical.answer(state, heard, law, ["awol_consequences"])
    if heard.part is not None and (found := _part(state, heard, law, leans=True)):
        return found
    if "where" in heard.signs:
        to_court = "complains" in heard.signs
        where = "awol_return" if state.away else "complaint_court" if to_court else "contacts_ngo"
        return topical.answer(state, heard, law, [where])
    general = topics.GENERAL.get(heard.part or "")
    return topical.answer(state, heard, law, [general]) if general else None


def day_asked_for(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """The day that the last answer asked for: it is gone on from."""
    fact = state.offered.get("fact")
    if heard.kind not in (CHOICE, UNSURE) or state.open or fact is None or fact not in heard.noted:
        return None
    if fact == "absent_since":
        return topical.answer(state, heard, law, ["awol_deadlines"])
    said = Say("noted_for", topic=str(state.offered["about"]), facts={fact: state.facts[fact]})
    return Plan((said,), {"misses": 0, "offered": {}})


def in_short(state: State, heard: Heard, law: Lookups) -> Plan | None:
    """«По шагам, коротко»: his way, its paper, how it is handed in and what holds till the order, in four lines."""
    if "in_short" not in heard.signs or heard.kind not in LEANING or state.fate or not state.known:
        return None
    if state.away:
        return topical.answer(state, heard, law, ["awol_return"])
    ways = (state.option, *topics.named(state.known, state.focus), *state.shown)
    way = next((one for one in ways if one and law.is_way(one) and law.is_open(one, state.known, state.today)), None)
    if way is None:
        return None
    papers = law.documents(way, state.known, state.today)
    offered = {"document": papers[0], "option": None} if papers else {"option": way}
    said = Say("in_short", option=way, paper=papers[0] if papers else None)
    return Plan((said,), {"misses": 0, "mode": None, "offered": offered}, then=DROP)


def give_card(state: State) -> Plan:
    """Say the card; our question goes on after it."""
    return Plan((Say("card"),), {"misses": 0}, {"asker": "relative"}, DROP)


def _part(state: State, heard: Heard, law: Lookups, *, leans: bool) -> Plan | None:
    subject = _subject(state, law, leans=leans)
    if subject is None or not law.is_way(subject):
        return None
    return Plan((Say("part", option=subject, part=heard.part),), {"misses": 0}, then=DROP)


def _subject(state: State, law: Lookups, *, leans: bool) -> str | None:
    """The way out he is looking at, or whose report was just drawn; with «а …» also the first he came for."""
    if state.option:
        return state.option
    if state.drawn:
        return law.subject_of(state.drawn)
    return next(iter(topics.named(state.known, state.focus)), None) if leans else None
