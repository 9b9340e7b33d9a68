"""What «составьте» opens: the paper of the letter, the questions, or aloud why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.guide import Guide
from bot.dialogue import Outcome, Say, decide
from bot.dialogue.heard import DRAFT, STORY, UNSURE, Day
from tests.dialogue.hearing import heard, state


def start(guide: Guide, text: str, **fields: object) -> Outcome:
    return decide(state(**fields), heard(DRAFT, text, intent="draft_report"), guide)


def paper(outcome: Outcome) -> str | None:
    """The paper that was drawn or is being drawn."""
    return outcome.state.document or outcome.state.drawn


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("рапорт: отказываюсь участвовать", "refusal"),
        ("составь рапорт задним числом", "untrue"),
        ("составь список отказников взвода", "others"),
    ],
)
def test_what_no_paper_may_hold_is_refused_before_anything(guide: Guide, text: str, kind: str) -> None:
    outcome = start(guide, text, category="contract", vvk_category="Д")
    assert outcome.rule == "drafting.declined"
    assert outcome.said == (Say("declined", kind=kind),)


@pytest.mark.parametrize(
    ("letter", "text", "focus", "document"),
    [
        ("Д", "составьте рапорт", None, "discharge_health"),
        ("Д", "составьте рапорт", "ground_age", "discharge_health"),
        ("В", "составьте рапорт", "ground_health", "decision_category_v"),
        ("Б", "составьте рапорт", "ground_health", "health_report"),
        ("Д", "не согласен с категорией, составьте бумагу", "vvk_procedure", "vvk_appeal"),
        ("Б", "составьте жалобу", "vvk_procedure", "vvk_appeal"),
        *[(letter, "составьте рапорт", "vvk_procedure", "health_report") for letter in "АБГ"],
        *[(letter, "хочу уволиться по здоровью, составьте рапорт", None, "health_report") for letter in "АБГ"],
        *[(letter, "не согласен с категорией, составьте жалобу", "vvk_procedure", "vvk_appeal") for letter in "АБГ"],
        *[(letter, "составьте рапорт на ВВК", "vvk_procedure", "vvk_referral") for letter in "АБГ"],
        ("В", "хочу уволиться по здоровью, составьте рапорт", None, "decision_category_v"),
        ("Д", "хочу уволиться по здоровью, составьте рапорт", None, "discharge_health"),
        ("Б", "не согласен с категорией, хочу уволиться по здоровью, составьте рапорт", None, "vvk_appeal"),
    ],
)
def test_a_known_letter_says_which_paper_is_meant(
    guide: Guide, letter: str, text: str, focus: str | None, document: str
) -> None:
    outcome = start(guide, text, category="contract", vvk_category=letter, focus=focus)
    assert paper(outcome) == document
    assert next(say.what for say in outcome.said) in ("option", "offer"), "its risk comes first"


def test_nothing_is_asked_before_a_paper(guide: Guide) -> None:
    assert paper(start(guide, "составьте рапорт", vvk_category="Д")) == "discharge_health"
    assert start(guide, "составьте рапорт на ввк").state.open is None


def test_a_letter_that_keeps_him_says_nothing_of_another_ground(guide: Guide) -> None:
    assert paper(start(guide, "составьте рапорт", category="contract", vvk_category="Б", focus="ground_age")) is None


def test_a_paper_of_motives_is_drawn_without_them(guide: Guide) -> None:
    outcome = start(guide, "составьте рапорт", option="own_wish", category="contract")
    assert outcome.state.drawn and outcome.state.open is None


def test_without_a_name_of_a_paper_some_are_offered(guide: Guide) -> None:
    outcome = start(guide, "составьте рапорт")
    assert [say.what for say in outcome.said] == ["which_paper"]


@pytest.mark.parametrize(
    ("text", "facts", "document"),
    [
        (
            "я прошу УВОЛЬНЕНИЕ. переделайте",
            {"dependant_relation": "mother", "dependant_needs_care": "yes"},
            "discharge_family",
        ),
        ("ОБ УВОЛЬНЕНИИ рапорт а не отпуск", {"motives": ["other"]}, "own_wish"),
        ("report on discharge, not leave", {"vvk_category": "Д"}, "discharge_health"),
        ("I asked for discharge instead of leave, redo", {"contract_ends_on": "2026-10-03"}, "discharge_expiry"),
        ("отпуск не нужен, нужен перевод", {}, "transfer"),
    ],
)
def test_what_is_named_instead_of_the_paper_drawn_is_drawn(
    guide: Guide, text: str, facts: dict[str, object], document: str
) -> None:
    known = state(category="contract", drawn="leave_family", option="leave_personal", **facts)
    outcome = decide(known, heard(STORY, text), guide)
    assert (outcome.rule, paper(outcome)) == ("drafting.instead", document)


@pytest.mark.parametrize("text", ["не нужен мне отпуск, составьте рапорт", "i do not need a leave, write a report"])
def test_a_paper_that_he_does_not_want_is_not_drawn(guide: Guide, text: str) -> None:
    outcome = start(guide, text, category="contract", focus="leave_annual")
    assert paper(outcome) not in ("leave_annual", "leave_family")
    shown = [one for say in outcome.said for one in say.about.get("papers", ())]
    assert not {"leave_annual", "leave_family"} & set(shown)


def test_a_discharge_for_which_nothing_speaks_leads_to_the_ways_and_to_no_leave(guide: Guide) -> None:
    known = state(category="mobilised", drawn="leave_family", option="leave_personal")
    outcome = decide(known, heard(STORY, "рапорт об увольнении, а не на отпуск"), guide)
    assert [say.what for say in outcome.said] == ["options"]


def test_days_of_leave_told_after_the_paper_stand_in_it(guide: Guide) -> None:
    known = state(category="contract", drawn="leave_family", for_paper={"drew": "leave_family"})
    told = replace(heard(STORY, "впишите 10 суток, с 5 декабря, Воронеж"), days=(Day("date", "2025-12-05", "day"),))
    outcome = decide(known, told, guide)
    again = next(say for say in outcome.said if say.what == "drawn_anew")
    assert again.about["leave"] == {"leave_days": 10, "leave_from": "2026-12-05"}
    assert again.about["place"], "the place is his to write"
    assert any(say.what == "draft" for say in outcome.said)


def test_a_leave_told_with_the_wish_for_its_paper_is_kept_for_it(guide: Guide) -> None:
    outcome = start(guide, "составьте рапорт на отпуск 12 суток", category="contract")
    assert (paper(outcome), outcome.state.for_paper["leave_days"]) == ("leave_annual", 12)


@pytest.mark.parametrize("text", ["исправьте там всё как я говорил", "впишите 10 суток", "please change it"])
def test_nothing_is_called_changed_where_nothing_was(guide: Guide, text: str) -> None:
    known = state(category="contract", drawn="leave_family", for_paper={"drew": "leave_family", "leave_days": 10})
    assert [say.what for say in decide(known, heard(UNSURE, text), guide).said] == ["not_changed"]
