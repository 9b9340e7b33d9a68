"""Which text answers which intent, which ways out belong to it, and which papers help there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.law import is_rough

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
    "ground_children": ("children", "single_parent"),
    "ground_age": ("age_limit",),
    "ground_conscience": ("conscience", "alternative_service"),
}

# What is answered before any question of a form, and instead of it.
CARE = frozenset({"crisis_suicide", "urgent_danger"})
# So is this one where the safety layer sees a life in danger: held in a pit or a cellar.
HELD = "detention_search"

# Side questions that one message may hold several of: the most urgent is answered, the others are named.
SIDE = frozenset(
    {
        "forced_contract", "vvk_procedure", "leave_annual", "transfer", "report_submission", "commander_refuses",
        "complaint_court", "risks_refusal", "awol_consequences", "awol_deadlines", "awol_return", "detention_search",
        "threats_by_command", "lost_contact", "money_documents", "contacts_ngo", "privacy_trace", "urgent_danger",
    }
)  # fmt: skip

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
    "vvk_procedure": ("vvk_referral", "vvk_appeal"),
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

# The paper that a plain «да» asks for after an answer that ends with «составить?».
ASKED_FOR: Mapping[str, str] = {
    "vvk_procedure": "vvk_referral",
    "transfer": "transfer",
    "money_documents": "copy_request",
}
# The same for a man who has been before the commission: he appeals its conclusion.
ASKED_FOR_AFTER: Mapping[str, str] = {"vvk_procedure": "vvk_appeal"}

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

# Words by which a person names a paper he wants, the most telling first. «Рапорт на увольнение» names none: which
# ground it stands on is asked first.
PAPER_WORDS: tuple[tuple[str, str], ...] = (
    (r"прокур|prosecut|prokur", "complaint_prosecutor"),
    (r"омбудсмен|уполномоченн|москальков|ombuds", "appeal_ombudsman"),
    (r"следствен|следовател|investigat", "statement_investigators"),
    (r"\bиск\b|\bиск\w{0,2} в суд|в суд\b|court claim|lawsuit", "court_claim"),
    (r"опис\w+ вложен|inventory", "inventory"),
    (r"на ввк|направлени\w+ на|медкомисси|na vvk|to vvk|medical board|medical commission", "vvk_referral"),
    (r"обжал\w+ ввк|жалоб\w+ на ввк|vvk appeal", "vvk_appeal"),
    (r"семейн\w+ отпуск|отпуск\w* по семейн|family leave", "leave_family"),
    (r"отпуск|otpusk|\bleave report|annual leave", "leave_annual"),
    (r"перевод|перевест|perevod|transfer", "transfer"),
    (r"копи[юяи] (?:контракт|документ|личн)|copy of", "copy_request"),
    (r"жалоб\w* (?:старш|вышестоящ|командован|начальн)", "complaint_superior"),
    (r"обращени[ея]\b|обращени\w+ родств|relative'?s appeal|appeal for (?:him|my)", "relative_appeal"),
    (r"регистрац|зарегистрир|письменн\w+ ответ|written answer", "registration_request"),
)


def asks_to_complain(text: str) -> bool:
    """Tell whether a message speaks of a complaint, whoever it shall go to."""
    return bool(re.search(r"жалоб|жаловат|скарг|complain", text.lower()))


def asks_to_write(text: str) -> bool:
    """Tell whether a message asks for something to be written."""
    return bool(_ASKS_TO_WRITE.search(text.lower()))


_ASKS_TO_WRITE = re.compile(
    r"\b(?:напиши|напишите|составь|составьте|сделай|сделайте|оформи|оформите|подготовь|подготовьте|пиши|пишите|составляй|составляйте)\b"
    r"|\b(?:можете|можешь|помоги\w*|нужно|надо|хочу|хотим|давай\w*) (?:\w+ ){0,3}(?:написать|составить|оформить)\b"
    r"|\b(?:написать|составить|оформить) (?:\w+ ){0,3}(?:можете|можешь|поможете)\b"
    r"|^(?:(?:ok|okay|so|then|yes|please) )*(?:write|draft) (?:it|one|me|a|the|this|that|complaint|report)\b"
    r"|\b(?:please|can you|could you|help me(?: to)?) (?:\w+ ){0,2}(?:write|draft)\b"
)


def wanted_paper(text: str) -> str | None:
    """Return the document that a message asks to be written, None when it only speaks of one."""
    return paper_named(text) if asks_to_write(text) else None


def paper_named(text: str) -> str | None:
    """Return the document a message names, None when it names none."""
    lowered = text.lower()
    return next((document for pattern, document in PAPER_WORDS if re.search(pattern, lowered)), None)


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


def document_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a report can take over from the profile; what a report does not know it passes over."""
    facts = {name: value for name, value in facts.items() if not is_rough(value)}  # a day nobody named is left blank
    taken: dict[str, Any] = {
        name: facts[name]
        for name in ("category", "contract_signed_on", "contract_ends_on", "vvk_on", "motives")
        if name in facts
    }
    if facts.get("service_started_on"):
        taken["service_since"] = facts["service_started_on"]
    if facts.get("dependant_relation") not in (None, "none", "child", "other"):
        taken |= {"relation": facts["dependant_relation"], "family_ground": "care"}
    elif facts.get("single_parent") == "yes":
        taken["family_ground"] = "single_parent"
    if facts.get("dependant_disability_group") not in (None, "child"):
        taken["disability_group"] = str(facts["dependant_disability_group"])
    if facts.get("dependant_other_carer") == "no":
        taken["no_other_carer"] = True
    if facts.get("children_under_18"):
        taken["children_count"] = facts["children_under_18"]
    if facts.get("location") == "absent":
        taken["away"] = True
    if facts.get("report_filed_on"):
        taken["earlier_report"] = {"on": facts["report_filed_on"]}
    return taken
