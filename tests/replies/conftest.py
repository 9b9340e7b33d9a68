"""The real texts, directory and knowledge, and a context that fits every reply."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from bot import contacts, law, replies

TODAY = date(2026, 11, 22)
LANGUAGES = ("ru", "en")


@dataclass(frozen=True)
class World:
    """Everything a reply is fed from."""

    replies: replies.Replies
    knowledge: law.Knowledge
    directory: contacts.Directory


@pytest.fixture(scope="session")
def world() -> World:
    return World(replies.load(), law.load(), contacts.load())


@pytest.fixture(scope="session")
def context(world: World) -> dict[str, Any]:
    """Values for every variable any reply uses, made by the real rooms."""
    facts = {
        "category": "contract",
        "contract_signed_on": date(2021, 5, 3),
        "contract_ends_on": date(2026, 5, 3),
        "service_started_on": date(2021, 5, 3),
        "agency": "mod",
        "rank_band": "sergeant",
        "birth_year": 1990,
        "sex": "male",
        "citizenship": "ru",
        "in_zone": "yes",
        "location": "unit",
        "absent_since": date(2026, 11, 19),
        "vvk_category": "В",
        "vvk_on": date(2026, 10, 1),
        "dependants": [{"relation": "mother", "disability_group": "1", "needs_care": "yes", "other_carer": "no"}],
        "children_under_18": 2,
        "single_parent": "no",
        "motives": ["moral_beliefs", "no_consent"],
        "report_filed_on": date(2026, 11, 2),
        "report_refused_on": None,
        "called_up": "yes",
        "pregnant": "no",
        "relative_killed": "no",
        "elected": "no",
        "asker": "self",
    }
    profile = law.Profile.from_mapping(facts)
    found = law.assess(profile, TODAY, world.knowledge)
    by_id = {one.option: one for one in found}
    return {
        "facts": facts,
        "answer": law.answer("waiting_no_answer", profile, TODAY, world.knowledge),
        "open": [one for one in found if one.verdict in law.OPEN],
        "meant": {"family_care"},
        "closed": [by_id["contract_expiry"]],
        "assessment": by_id["family_care"],
        "risks": by_id["family_care"].risks,
        "deadlines": by_id["family_care"].deadlines,
        "filed_on": TODAY,
        "filed": "2026-11-02",
        "leave_days": 10,
        "begins": "2026-12-05",
        "place": True,
        **dict.fromkeys(("followup", "answer_due", "court"), by_id["family_care"].deadlines[0]),
        "stale": date(2026, 3, 6),
        "first": {"ru": "Рапорт о переводе", "en": "Report on transfer"},
        "more": [{"ru": "Рапорт на ВВК", "en": "Report asking for the VVK"}],
        "other": {"ru": "Рапорт о переводе", "en": "Report on transfer"},
        "absence": law.absence(profile, TODAY, world.knowledge),
        "title": {"ru": "Рапорт на ВВК", "en": "Report asking for the VVK"},
        "label": {"ru": "Когда это началось?", "en": "When did it begin?"},
        "kind": "refusal",
        "release": "after_review",
        "marked": True,
        "pending": True,
        "unsafe": [
            {
                "why": {"ru": "Это отказ.", "en": "A refusal."},
                "wording": "Прошу ответа.",
                "means": "I ask for an answer.",
            }
        ],
        "comment": "Прошу уточнить дату.",
        "organisation": "Those who help\nSite: example.org",
        "addresses": "Those who help\nSite: example.org",
        "erased": ["conversation", "answers", "drafts", "files"],
        "remains": ["messenger", "paper"],
        "left": 2,
        "idle_hours": 24,
        "limit": 3,
        "backup_days": 14,
        "hours": 23,
        "minutes": 21,
        "code": "8 912 345-67-89",
        "line": 0,
        "messenger": True,
        "day_on": date(2026, 12, 3),
        "days_on": (date(2026, 12, 3), date(2026, 12, 12)),
        "zone": "Москва",
        "phrase": "снег в июле",
        "advocates": 2,
        "designation": "тихая река",
        "n": 1,
        "most": 10,
        "named": True,
        "recovery": True,
        "stays": False,
        "days": 30,
        "found": True,
        "state": "waiting",
        "until": TODAY,
        "part": "refused",
        "full": True,
        "steps": by_id["family_care"].steps,
        "doubts": [
            ("report_filed_on", "future"),
            ("date", "impossible"),
            ("date", "year"),
            ("contract_ends_on", "order"),
        ],
        "drawn": True,
        "again": False,
        "questions": True,
        "paper": "Рапорт на ВВК",
        "warned": False,
        "brief": False,
        "rejected": True,
        "some": True,
        "further": True,
        "hers": False,
        "own": False,
        "way": "filing",
        "unsure": True,
        "left_out": "😀",
        "reason": "…",
        "question": {"ru": "На сколько суток?", "en": "For how many days?"},
        "names": ["слово"],
        "terms": by_id["family_care"].deadlines,
        "intent": "ground_health",
        "about": "body",
        "topic": "bereaved_body",
        "fate": "dead",
        "second": False,
        "plight": "wounded",
        "his": ("health_report",),
    }


@pytest.fixture(scope="session")
def render(world: World, context: dict[str, Any]) -> Callable[..., str]:
    """Renders a reply from the real rooms; keyword arguments override the context."""

    def _render(stem: str, lang: str = "ru", asker: str = "self", **changes: Any) -> str:
        return world.replies.render(
            stem, lang, on=TODAY, knowledge=world.knowledge, directory=world.directory, asker=asker,
            **{**context, **changes},
        )  # fmt: skip

    return _render
