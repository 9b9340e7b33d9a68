"""Whatever a rule may say, the renderer has a bubble for it, in both languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.guide import Guide
from bot.conversation.renderer import Renderer
from bot.dialogue import Say, State
from bot.dialogue.topics import SIDE

# Where a paper stands that was handed in (`bot.dialogue.papers.step`).
CODES = (
    "when", "waiting", "remind", "overdue", "not_accepted", "not_registered", "torn", "refused_spoken", "refused",
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[2] / "bot" / "dialogue"
TODAY = date(2026, 11, 29)
SAID = {
    name for file in ROOT.rglob("*.py") for name in re.findall(r"Say\(\s*\"(\w+)\"", file.read_text(encoding="utf-8"))
} | {"care", "confirm_erase"}


def test_every_bubble_that_a_rule_names_has_its_words() -> None:
    spoken = {name.removeprefix("_say_") for name in vars(Renderer) if name.startswith("_say_")}
    assert SAID - {"missed"} == spoken


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("asker", ["self", "relative"])
def test_what_is_new_is_said_in_both_languages_to_both(guide: Guide, lang: str, asker: str) -> None:
    facts = {"category": "contract", "dependant_relation": "mother", "asker": asker}
    state = State(TODAY, lang, facts, focus="ground_family_care", option="family_care")
    says = [
        Say("verdict", option="family_care"), Say("stay"), Say("no_more", topic="transfer"),
        Say("taken_back", facts=("vvk_category",)), Say("of_you"),
        Say("no_place", document="transfer", facts={"children_under_18": 2}, papers=("family_circumstances",)),
        Say("drawn_anew", facts={"vvk_on": "2026-09"}, leave={"leave_days": 9, "leave_from": "2026-12-05"}, place=True),
        Say("not_changed", document="transfer"), Say("names_anew"), Say("whether_to_write"),
        Say("fitting", fits=(("leave_family", "trouble"), ("transfer", "transfer"))),
        *(Say("filing_step", code=code, papers=("complaint_superior",)) for code in CODES),
        Say("offer", document="transfer"), Say("which_paper", papers=("transfer", "vvk_referral")),
        Say("again", said=(("topic", {"intent": "transfer", "disagrees": False}),)),
    ]  # fmt: skip
    for bubble in Renderer(guide, "c", "m", state).render(says):
        assert bubble.text.strip()
        assert bool(re.search("[а-яё]{4}", bubble.text.split("\n")[0], re.IGNORECASE)) == (lang == "ru")


def test_a_question_put_again_carries_what_a_trainer_may_learn_from(guide: Guide) -> None:
    says = [
        Say("missed", misses=1, missed=[["transfer", 0.4]]),
        Say("question", fact="category", first=True, again=True),
    ]
    (bubble,) = Renderer(guide, "c", "m", State(TODAY)).render(says)
    assert bubble.extra["missed"] == {"count": 1, "ranking": [["transfer", 0.4]]}


@pytest.mark.parametrize("topic", sorted(SIDE))
def test_a_topic_before_our_question_has_no_other_buttons_than_for_its_rest(guide: Guide, topic: str) -> None:
    says = [Say("topic", intent=topic, disagrees=False), Say("question", fact="category", first=True, again=False)]
    first = Renderer(guide, "c", "m", State(TODAY)).render(says)[0]
    if topic != "urgent_danger":
        assert all('"more"' in sent for _, sent in first.choices)
