"""Which text answers which intent, which ways out belong to it, and which papers help there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Intents whose text has another name than the intent.
TEXTS = {"goodbye_thanks": "goodbye", "contacts_ngo": "contacts"}

# The ways out a person has in mind with an intent: shown first, also when they are closed.
MEANT: Mapping[str, tuple[str, ...]] = {
    "leave_general": ("own_wish",),
    "contract_expired": ("contract_expiry",),
    "leave_mobilised": (),  # no way of his own: what is open shows itself
    "leave_conscript": ("conscript_term_end", "conscript_refuse_contract"),
    "forced_contract": ("forced_contract",),
    "ground_health": ("health_unfit", "health_limited", "vvk_referral"),
    "ground_family_care": ("family_care",),
    "ground_children": ("children",),
    "ground_age": ("age_limit",),
    "ground_conscience": ("conscience", "alternative_service"),
}

# He wants out and names no ground of his own: all ways are shown, not one.
IN_GENERAL = frozenset(
    {None, "leave_general", "leave_mobilised", "leave_conscript", "status_statement", "ground_other"}
)

# Questions whose answer says already that nobody leaves before the order and the lists.
STAYING = frozenset({"expiry_go_home", "waiting_leave_after_30"})

# Papers that most men may file, offered where one is asked for and nothing tells which.
COMMON_PAPERS = ("vvk_referral", "leave_family", "transfer")

# What is answered before any question of a form, and instead of it.
CARE = frozenset({"crisis_suicide", "urgent_danger"})
# The slot ``care`` beside these, as `bot.assistant.care` reads it: after a first word back, of the dead, the question.
AGAIN, GRIEF, CHECK = ":again", "grief", "check"

# What each letter of a commission means: the record that says it.
OF_LETTER = {"Б": "letter_b", "В": "letter_v", "Г": "letter_g", "Д": "letter_d_next"}
# The papers that help in a danger of a kind (`bot.safety.kind_of`).
IN_DANGER: Mapping[str, tuple[str, ...]] = {
    "wounded": ("health_report", "vvk_referral"),
    "wounded_sent": ("health_report", "vvk_referral"),
    "held": ("statement_investigators", "complaint_prosecutor"),
    "beaten": ("statement_investigators", "complaint_prosecutor"),
    "sick": ("health_report",),
    "threatened": ("statement_investigators",),
    "assault_threat": ("complaint_prosecutor", "health_report"),
    "made_to_sign": ("complaint_prosecutor", "copy_request"),
    "taken": ("health_report", "vvk_referral"),
}

# Side questions that one message may hold several of: the most urgent is answered, the others are named.
SIDE = frozenset(
    {
        "forced_contract", "vvk_procedure", "leave_annual", "transfer", "report_submission", "commander_refuses",
        "complaint_court", "risks_refusal", "awol_consequences", "awol_deadlines", "awol_return", "detention_search",
        "threats_by_command", "lost_contact", "money_documents", "contacts_ngo", "privacy_trace", "urgent_danger",
    }
)  # fmt: skip

PEOPLE = "contacts_ngo"  # who wants somebody to turn to
# Asked by the way: what he came for stays what it was.
PASSING = frozenset({"contacts_ngo", "privacy_trace", "bot_about", "greeting", "goodbye_thanks", "offtopic", "abuse"})

# The way out that each letter of the commission opens.
HEALTH: Mapping[str, str] = {"Д": "health_unfit", "В": "health_limited"}

# What is named as «о другом»: all of these but what is never left for later, and the wish that all share.
NAMED = (SIDE | MEANT.keys()) - CARE - {"leave_general"}

# What may be asked back as «вы про это?»: real topics. Nobody is asked whether he meant to insult or to flee.
OFFERED = frozenset(
    {
        *MEANT, "vvk_procedure", "ground_other", "leave_annual", "transfer", "draft_report", "report_submission",
        "commander_refuses", "complaint_court", "risks_refusal", "awol_consequences", "awol_deadlines", "awol_return",
        "detention_search", "threats_by_command", "lost_contact", "money_documents", "contacts_ngo", "privacy_trace",
        "bot_about",
    }
)  # fmt: skip

# Papers offered with an answer; those the catalogue does not have yet are left out.
PAPERS: Mapping[str, tuple[str, ...]] = {
    "ground_health": ("vvk_referral", "health_report"),
    "vvk_procedure": ("vvk_referral", "health_report"),
    "leave_annual": ("leave_family", "leave_annual"),
    "transfer": ("transfer",),
    "report_submission": ("registration_request",),
    "commander_refuses": ("registration_request", "complaint_superior", "complaint_prosecutor"),
    "complaint_court": ("complaint_prosecutor", "appeal_ombudsman", "court_claim"),
    "forced_contract": ("forced_contract",),
    "detention_search": ("statement_investigators", "complaint_prosecutor"),
    "threats_by_command": ("statement_investigators", "complaint_prosecutor", "transfer"),
    "money_documents": ("copy_request",),
    "lost_contact": ("relative_appeal",),
    "awol_return": (),
}

# What a relative may file himself, in his own name.
RELATIVES_PAPERS = ("relative_appeal",)
# What only he can sign, and a relative may pass on to him.
REPORTS = frozenset({"health_report", "vvk_referral", "copy_request"})

# Papers that stand on his health.
OF_ILLNESS = frozenset({"discharge_health", "decision_category_v", "vvk_referral", "health_report", "vvk_appeal"})

# What may be meant by «жалоба».
COMPLAINTS = frozenset(
    {"relative_appeal", "statement_investigators", "forced_contract", "complaint_superior", "complaint_prosecutor"}
)

# Answers that end with «составить?»: a plain «да» asks for the first of their papers.
ASKED_FOR = frozenset({"vvk_procedure", "transfer", "money_documents"})

# What a question that leans on nothing is about: «а если откажут?» before any way out was looked at.
GENERAL: Mapping[str, str] = {
    "refused": "commander_refuses",
    "time": "report_submission",
    "filing": "report_submission",
    "papers": "report_submission",
    "chances": "leave_general",
    "risks": "leave_general",
}

# The date that an answer asks for at its end: a bare «вчера» after it is that.
DATE_ASKED: Mapping[str, str] = {
    "commander_refuses": "report_refused_on",
    "complaint_court": "report_refused_on",
    "forced_contract": "contract_signed_on",
    "awol_consequences": "absent_since",
    "awol_deadlines": "absent_since",
    "awol_return": "absent_since",
}

# Where a man must be for a topic to be meant: «в пятницу обратно» of one in hospital is no return after an absence.
WHERE = {"awol_return": frozenset({"absent", "leave"})}

# What may be meant by who is late back from leave, hospital or a transfer: he has an answer of his own.
LATE_RETURN = frozenset({"awol_consequences", "awol_deadlines", "awol_return", "leave_annual"})

# What the law allows next to what is refused: offered as buttons under a refusal.
NEIGHBOURS: Mapping[str, tuple[str, ...]] = {
    "refuse_hide": ("awol_return", "awol_consequences"),
    "refuse_forge": ("vvk_procedure", "ground_health"),
    "refuse_violence": ("threats_by_command", "transfer"),
    "refuse_border": ("leave_annual", "awol_return"),
    "refuse_selfharm": ("vvk_procedure", "ground_health"),
}

# A way that makes another one pointless: who has the conclusion needs no referral to the commission.
INSTEAD: Mapping[str, str] = {"vvk_referral": "health_unfit"}

# When one message speaks of several things, the earlier in this list is answered first, the other is named after it.
URGENT = (
    "urgent_danger", "detention_search", "threats_by_command", "awol_deadlines", "awol_return", "awol_consequences",
    "risks_refusal", "lost_contact", "commander_refuses",
)  # fmt: skip

# The paper that fits each letter of the commission, the first to file before the others. Nobody is offered to complain
# of the letter that lets him go; of the letters that keep him the appeal stands second.
AFTER_COMMISSION: Mapping[str, tuple[str, ...]] = {
    "Д": ("discharge_health",),
    "В": ("decision_category_v",),
    "Г": ("health_report", "vvk_appeal"),
    "Б": ("health_report", "vvk_appeal", "vvk_referral"),
    "А": ("health_report", "vvk_appeal", "vvk_referral"),
}
OF_COMMISSION = frozenset({"ground_health", "vvk_procedure"})
APPEAL = "vvk_appeal"

# What is offered beside a paper that is not drawn: topics, then papers.
BESIDE_DECLINED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "refusal": (("risks_refusal", "ground_conscience"), ("vvk_referral", "transfer")),
    "untrue": (("vvk_procedure",), ("health_report",)),
    "others": (("privacy_trace",), ()),
}


def in_danger(kind: str | None, asker: str) -> tuple[str, ...]:
    """Return the papers that help in a danger: his own, or for a relative hers and the first that he would sign."""
    papers = IN_DANGER.get(str(kind), ())
    if asker != "relative" or not papers:
        return papers
    return (*RELATIVES_PAPERS, *[paper for paper in papers if paper in REPORTS][:1])


def papers_for(topic: str | None, facts: Mapping[str, Any], *, disagrees: bool = False) -> tuple[str, ...]:
    """Return the papers that help with a topic; of the commission those of his letter, its appeal first if he
    ``disagrees``."""
    papers = PAPERS.get(topic or "", ())
    if topic not in OF_COMMISSION:
        return papers
    papers = AFTER_COMMISSION.get(str(facts.get("vvk_category")), papers)
    return tuple(dict.fromkeys((APPEAL, *papers))) if disagrees else papers


def paper_of_letter(facts: Mapping[str, Any]) -> str | None:
    """Return the paper that the letter of the commission calls for first; None when the letter is not known."""
    return next(iter(AFTER_COMMISSION.get(str(facts.get("vvk_category")), ())), None)


def named(facts: Mapping[str, Any], focus: str | None, ten_days: bool = False) -> tuple[str, ...]:
    """Return the ways out that a person spoke of, by his intent and by the facts he gave."""
    found = ["ten_days"] if ten_days else []
    if facts.get("contract_ends_on"):
        found.append("contract_expiry")
    relation = facts.get("dependant_relation")
    if relation not in (None, "none", "child") or (relation is None and facts.get("dependant_disability_group")):
        found.append("family_care")
    if facts.get("vvk_category") in HEALTH:
        found.append(HEALTH[facts["vvk_category"]])
    if facts.get("location") == "hospital":
        found += ["vvk_referral", "leave_sick"]
    if facts.get("motives"):
        found.append("own_wish")
    if facts.get("single_parent") == "yes":
        found.append("single_parent")
    if facts.get("pregnant") == "yes":
        found.append("pregnancy")
    if facts.get("relative_killed") == "yes":
        found.append("relative_killed")
    meant = MEANT.get(focus or "", ())
    if facts.get("vvk_category") in HEALTH:
        # His letter is known: the way of the other one is not his.
        meant = tuple(option for option in meant if option not in HEALTH.values())
    return tuple(dict.fromkeys([*found, *meant]))


def by_urgency(found: Iterable[str]) -> list[str]:
    """Return the topics of one message, each once: the urgent first, the others as they were said."""
    once = list(dict.fromkeys(found))
    return sorted(once, key=lambda name: URGENT.index(name) if name in URGENT else len(URGENT))


# What «про маму» chooses of the ways shown (values of `data/answers/option.yml`), the likelier first.
CHOSEN: Mapping[str, tuple[str, ...]] = {
    "health": ("health_unfit", "health_limited", "vvk_referral"),
    "family_care": ("family_care",),
    "children": ("children", "single_parent"),
    "age": ("age_limit",),
    "contract_end": ("contract_expiry",),
    "conscience": ("conscience", "alternative_service"),
    "own_wish": ("own_wish", "ten_days"),
    "leave": ("leave_family", "leave_annual", "leave_sick"),
    "transfer": ("transfer",),
    "vvk": ("vvk_referral", "vvk_appeal"),
}
PLACES: Mapping[str, int] = {"first": 0, "second": 1, "third": 2, "last": -1}


def chosen(value: str, shown: Sequence[str]) -> str | None:
    """The way among those shown that a value of `option.yml` means; None where it is not there."""
    if value in PLACES:
        return shown[PLACES[value]] if -len(shown) <= PLACES[value] < len(shown) else None
    return next((option for option in CHOSEN.get(value, ()) if option in shown), None)
