"""What a paper takes over from the talk, which paper fits what was told, and what comes after one was handed in.

The rows of ``fitting.yml`` are data; all else is what a fact of the talk is called in a document. ``more`` are the
facts that only papers ask for (``State.for_paper``): fields of the documents, and beside them ``drew``, the paper drawn
last, and ``filed``, the one handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from bot.law import span

ROWS = Path(__file__).with_name("fitting.yml")
KNOWN, PAST = "known", "past"
NOTHING: tuple[Any, ...] = (None, "", "no", "none", "unknown", 0, [], ())
TAKEN_AS_TOLD = ("category", "contract_signed_on", "contract_ends_on", "vvk_on", "vvk_category", "motives")
RENAMED = {
    "service_started_on": "service_since", "children_under_18": "children_count", "report_refused_on": "refused_on",
}  # fmt: skip
OFFICERS = frozenset({"officer", "senior_officer"})
# In these papers the man is somebody else than who signs.
OF_A_RELATIVE = frozenset({"relative_appeal"})
OF_CARE = frozenset({"discharge_family", "family_circumstances"})
# What the next papers call a report that was handed in (values of ``report_about``).
ABOUT = {
    "vvk_referral": "vvk", "health_report": "health_report", "leave_family": "leave", "leave_annual": "leave",
    "transfer": "transfer", "copy_request": "copy", "discharge_health": "discharge", "discharge_family": "discharge",
    "discharge_expiry": "discharge", "discharge_age": "discharge", "decision_category_v": "discharge",
    "own_wish": "discharge", "contract_breach": "discharge",
}  # fmt: skip
OF_A_REPORT = "report"
# What a relative's appeal says is wrong, by what she came for.
PROBLEMS = {
    "lost_contact": "no_contact", "detention_search": "detained", "threats_by_command": "detained",
    "ground_health": "health", "vvk_procedure": "health", "commander_refuses": "report",
    "report_submission": "report", "forced_contract": "forced",
}  # fmt: skip


def document_facts(
    facts: Mapping[str, Any], more: Mapping[str, Any] | None = None, *, document: str = "", focus: str | None = None
) -> dict[str, Any]:
    """Return what a report takes over from the talk; what a report does not know it passes over."""
    told = dict(more or {})
    filed, drew = told.pop("filed", None), told.pop("drew", None)
    taken: dict[str, Any] = {name: facts[name] for name in TAKEN_AS_TOLD if name in facts}
    taken |= {theirs: facts[ours] for ours, theirs in RENAMED.items() if facts.get(ours)}
    taken |= _family(facts)
    if taken.get("family_ground") == "care" and document in OF_CARE and told.get("relation") != taken["relation"]:
        told.pop("relation", None)  # whom he cares for is somebody else than who fell ill
        told.pop("leave_reason", None)
    taken |= {name: value for name, value in told.items() if name != "rank"}
    if told.get("rank"):
        taken["serviceman" if document in OF_A_RELATIVE else "signer"] = {"rank": told["rank"]}
    if facts.get("rank_band"):
        taken["rank_band"] = "officer" if facts["rank_band"] in OFFICERS else "soldier"
    if facts.get("in_zone") in ("yes", "no"):
        taken["in_zone"] = facts["in_zone"] == "yes"
    if facts.get("location") == "absent":
        taken["away"] = True
    if facts.get("report_filed_on"):
        taken["earlier_report"] = {"on": facts["report_filed_on"]}
    about = ABOUT.get(str(filed)) or ABOUT.get(str(drew))
    if about and document not in ABOUT:
        taken.setdefault("report_about", about)
    if told.get("refusal"):
        taken["dispute"] = "not_accepted" if told["refusal"] == "not_registered" else told["refusal"]
    if document in OF_A_RELATIVE:
        came_for = [PROBLEMS[focus]] if focus in PROBLEMS else []
        if came_for == [OF_A_REPORT] and not (filed or told.get("refusal") or facts.get("report_filed_on")):
            came_for = []  # he asked what comes if it is not taken: nobody told of a report of his
        pressed = ["forced"] if told.get("pressure") else []
        if came_for or pressed:
            taken["family_problem"] = list(dict.fromkeys((*told.get("family_problem", ()), *came_for, *pressed)))
    return taken


def _family(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Whom he cares for: that constant care is needed is said only where he told of care, not of an illness alone."""
    taken: dict[str, Any] = {}
    relation = facts.get("dependant_relation")
    if relation not in (None, "none", "child", "other"):
        taken["relation"] = relation
        spoken_of = ("dependant_disability_group", "dependant_needs_care", "dependant_other_carer")
        if any(facts.get(name) for name in spoken_of) and facts.get("dependant_needs_care") != "no":
            taken["family_ground"] = "care"
    if "family_ground" not in taken and facts.get("single_parent") == "yes":
        taken["family_ground"] = "single_parent"
    if facts.get("dependant_disability_group") not in (None, "child"):
        taken["disability_group"] = str(facts["dependant_disability_group"])
    if facts.get("dependant_other_carer") == "no":
        taken["no_other_carer"] = True
    return taken


class Fit(NamedTuple):
    """A paper that fits, why (a code), and whether a fact of his case says so."""

    paper: str
    why: str
    told: bool


@cache
def _rows() -> tuple[tuple[Fit, Mapping[str, Any]], ...]:
    data = YAML(typ="safe").load(ROWS.read_text(encoding="utf-8"))
    return tuple((Fit(row["paper"], row["why"], bool(row.get("told"))), row["when"]) for row in data)


def fitting(facts: Mapping[str, Any], more: Mapping[str, Any], focus: str | None, today: date) -> tuple[Fit, ...]:
    """Return the papers that fit what was told, each once, the first to file before the others."""
    known = {**more, **facts, "focus": focus, "asker": facts.get("asker") or "self"}
    found: dict[str, Fit] = {}
    for fit, when in _rows():
        if all(_holds(known.get(name), wanted, today) for name, wanted in when.items()):
            found.setdefault(fit.paper, fit)
    return tuple(found.values())


def _holds(value: Any, wanted: Any, today: date) -> bool:
    if wanted == KNOWN:
        return value not in NOTHING
    if wanted == PAST:
        return isinstance(value, str) and value not in NOTHING and span(value)[0] <= today
    return ("yes" if value is True else value) in wanted


# -- after a paper was handed in -----------------------------------------------------------------------------------

REMINDER = ("registration_request", "followup_day10")
LADDER = ("complaint_superior", "complaint_prosecutor", "court_claim")
NOT_TAKEN = frozenset({"not_accepted", "not_registered"})


@dataclass(frozen=True)
class Step:
    """Where a paper stands: ``code`` of what is said, the ``papers`` that fit now, the first before the others."""

    code: str
    papers: tuple[str, ...] = ()


def step(facts: Mapping[str, Any], more: Mapping[str, Any], terms: Mapping[str, date], today: date) -> Step:
    """Return what comes now that a paper was handed in; ``terms`` are the last days they may fall on, by their id."""
    filed, what = more.get("filed"), more.get("refusal")
    above = LADDER[LADDER.index(filed) + 1 :] if filed in LADDER else LADDER
    first = filed not in (*LADDER, *REMINDER)
    if what in NOT_TAKEN:
        asks = REMINDER[:1] if first else ()
        return Step("torn" if more.get("torn") else str(what), (*asks, *above[:2]))
    if what == "refused":
        asks = REMINDER[:1] if first and more.get("spoken") else ()
        return Step("refused_spoken" if asks else "refused", (*asks, *above))
    if not (facts.get("report_filed_on") or more.get("complaint_on")):
        return Step("when")
    if today >= terms.get("answer", date.max):
        return Step("overdue", above)
    if today >= terms.get("followup_day10", date.max) and first:
        return Step("remind", REMINDER[1:])
    return Step("waiting")


def terms_run_from(facts: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with the day from which the terms of the paper handed in last run: a complaint has its own."""
    return {**facts, "report_filed_on": more["complaint_on"]} if more.get("complaint_on") else dict(facts)
