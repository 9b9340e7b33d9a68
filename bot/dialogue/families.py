"""What a family asks about a man who cannot act himself, and where its answer stands.

He is dead, missing or a prisoner: nothing is passed on to him, no report of his is drawn, nothing of his service asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

DEAD, MISSING, CAPTIVE = "dead", "missing", "captive"
OUT_OF_REACH = frozenset({DEAD, MISSING, CAPTIVE})  # of the fact ``location``; the law knows none of them
# The rules of `bot.safety` by which he is missing or a prisoner, the surer first.
FATES: Mapping[str, str] = {"is_captive": CAPTIVE, "is_missing": MISSING}
# The rules by which it is over: he lives, it was another man, the talk turns to another man.
NOBODY_DIED = "nobody_died"  # we misread it: he never said so
NOT_HE = frozenset({"alive", "mistaken", "another_man", NOBODY_DIED})
# What only the dead are spoken of with: after another man the talk comes back to the first one.
OF_BURIAL = frozenset({"body", "coffin", "funeral", "autopsy", "left_by_the_fallen"})

# What is asked, as `bot.safety` hears it (words/family.yml), to the topic of the law, the most telling first.
TOPICS: Mapping[str, Mapping[str, str]] = {
    DEAD: {
        "search_home": "bereaved_search", "called_absent": "bereaved_absent", "own_hand": "bereaved_crime",
        "killed_by_own": "bereaved_crime", "kin_quarrel": "bereaved_quarrel", "coffin": "bereaved_coffin",
        "autopsy": "bereaved_autopsy", "identify": "bereaved_identify", "service_injury": "bereaved_injury",
        "pension": "bereaved_pension", "debts": "bereaved_debts", "awards": "bereaved_awards",
        "funeral": "bereaved_funeral", "things": "bereaved_things", "money": "bereaved_money",
        "guilty": "bereaved_guilty", "body": "bereaved_body", "silence": "family_silence", "papers": "bereaved_papers",
        "how": "bereaved_how",
    },
    MISSING: {
        "called_absent": "missing_absent", "captivity": "missing_captive", "dna_missing": "missing_dna",
        "identify": "missing_dna", "silence": "family_silence",
    },
    CAPTIVE: {"silence": "family_silence", "money": "captive_money"},
}  # fmt: skip
# … or to the question that people ask, where a record answers it.
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    DEAD: {"funeral_leave": "leave_funeral"},
    MISSING: {"by_court": "missing_court", "struck_off": "missing_struck_off", "money": "missing_struck_off",
              "where": "missing_first"},
    CAPTIVE: {"called_absent": "listed_absent_captive", "captivity": "captive_exchange", "where": "captive_exchange"},
}  # fmt: skip
# Subjects that need no law: who helps, how one bears it, thanks.
SOUL, WHERE, THANKS = "soul", "where", "thanks"
NO_NUMBER = "no_number"  # she cannot name his unit: of a man who is looked for
VAGUE = frozenset({SOUL, THANKS, "silence", "how", "papers"})  # beside news of a death: what it is, no question yet
HERE, BEYOND = "here", "beyond"  # nothing was asked; what was asked is not known
# Topics whose questions may be answered as they stand when he is dead: none of them speaks to a living man.
OF_THE_LIVING_FAMILY = frozenset({"bereaved", "complaint_court", "contacts_ngo", "privacy_trace", "bot_about"})
OF_THE_DEAD = frozenset({"listed_absent_dead", "dead_body_papers", "missing_court", "search_at_home"})
# Questions of who writes herself: none is answered to him or speaks of him as of one who can act.
OF_WHO_WRITES = frozenset({"rel_harm", "call_now", "wife_exhausted", "payout_dispute", "lawyer_free", "second_son"})
PAPER = "relative_appeal"  # what she may send in her own name
WITH_A_PAPER = frozenset({
    "called_absent", "coffin", "identify", "awards", "things", "body", "silence", "papers", "how", "where",
    "dna_missing", "captivity",
})  # fmt: skip

# Whose crisis was spoken of, as a page of care is remembered beside the kinds of danger: hers, or her man's.
OWN, HIS = "own", "his"
DANGERS = ("beaten", "held", "threatened")  # (`bot.safety.kind_of`), whether the model hears a danger or not
# What her paper is about, by what became of him and by the danger he is in (`bot.safety.kind_of`).
PROBLEMS: Mapping[str, tuple[str, ...]] = {
    DEAD: ("dead",), MISSING: ("no_contact",), CAPTIVE: ("captive",), "wounded": ("health",), "sick": ("health",),
    "wounded_sent": ("health", "sent"), "taken": ("sent",), "held": ("detained",), "beaten": ("detained",),
    "threatened": ("detained",),
}  # fmt: skip


def subject(fate: str, beside: Collection[str]) -> str | None:
    """Return what is asked of a man of this fate, by the rules heard; None where nothing is."""
    known = {**TOPICS[fate], **QUESTIONS[fate]}
    first = () if fate == DEAD else (NO_NUMBER,)
    order = dict.fromkeys([*first, *known, SOUL, WHERE, THANKS])
    return next((name for name in order if name in beside), None)


def first_subject(beside: Collection[str]) -> str:
    """Return what the first word of a death asks: whom to write to, where nothing of its own is asked."""
    found = subject(DEAD, beside)
    return WHERE if found is None or found in VAGUE else found


def fate_of(beside: Collection[str]) -> str | None:
    """Return what became of him by the rules heard: missing or a prisoner; the dead are mourned first."""
    return next((fate for rule, fate in FATES.items() if rule in beside), None)


def danger_of(beside: Collection[str]) -> str | None:
    """Return which danger is spoken of by the rules heard, of those that need no hour to be one; None: none."""
    if "no_wound" in beside and "hurt" not in beside:
        return None
    return next((kind for kind in DANGERS if kind in beside), None)


def paper_facts(plight: str | None) -> dict[str, Any]:
    """Return what her paper takes over: what became of him or which danger he is in. What she only asked is no fact."""
    problems = [*PROBLEMS.get(str(plight), ())]
    return {"family_problem": problems} if problems else {}
