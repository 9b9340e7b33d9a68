"""The eight rungs and the court pack."""

from __future__ import annotations

from datetime import date

import pytest

from bot.law import CourtPackError, Knowledge, Profile, check_court_pack, court_papers, ladder

ON = date(2026, 11, 22)
WITHOUT = {"claim", "proof_of_term"}


def test_there_are_eight_rungs_in_order_and_each_says_what_proof_when_and_who_learns(knowledge: Knowledge) -> None:
    rungs = ladder(Profile(), ON, knowledge)
    assert [rung.n for rung in rungs] == list(range(1, 9))
    for rung in rungs:
        assert rung.sources
        assert all(text.ru and text.en for text in (rung.do, rung.proof, rung.clock, rung.who_learns))


def test_the_rungs_lead_from_the_superior_to_the_court(knowledge: Knowledge) -> None:
    assert [rung.id for rung in ladder(Profile(), ON, knowledge)] == [
        "direct_superior", "next_superior", "registered_post", "telegram", "prosecutor", "investigators", "ombudsman",
        "court",
    ]  # fmt: skip


def test_in_the_zone_the_field_post_and_the_family_are_named(knowledge: Knowledge) -> None:
    notes = {
        rung.id: " ".join(note.text.ru for note in rung.notes) for rung in ladder(Profile(in_zone=True), ON, knowledge)
    }
    assert "Москва-400" in notes["registered_post"] and "рапорт подписываете вы" in notes["registered_post"]
    assert "семья может от своего имени" in notes["telegram"]
    assert not any(rung.notes for rung in ladder(Profile(in_zone=False), ON, knowledge))


def test_the_rungs_carry_the_dates_of_the_man(knowledge: Knowledge) -> None:
    rungs = {rung.id: rung for rung in ladder(Profile(report_filed_on=date(2026, 11, 1)), ON, knowledge)}
    assert {term.id: term.on for term in rungs["court"].deadlines}["court"] == date(2027, 2, 1)


@pytest.mark.parametrize(
    "man",
    [
        Profile(category="mobilised"),
        Profile(category="contract", in_zone=True),
        Profile(category="contract"),
        Profile(),
    ],
)
def test_the_court_pack_cannot_be_formed_without_the_motion_to_hear_the_case_in_his_absence(
    knowledge: Knowledge, man: Profile
) -> None:
    with pytest.raises(CourtPackError) as caught:
        check_court_pack(WITHOUT, man, ON, knowledge)
    assert (caught.value.code, caught.value.paper) == ("motion_in_absence_missing", "motion_in_absence")
    check_court_pack({*WITHOUT, "motion_in_absence"}, man, ON, knowledge)


def test_a_man_surely_outside_the_zone_and_not_mobilised_may_leave_it_out(knowledge: Knowledge) -> None:
    check_court_pack(WITHOUT, Profile(category="contract", in_zone=False), ON, knowledge)


def test_the_claim_itself_is_always_needed_and_the_interim_motion_never(knowledge: Knowledge) -> None:
    with pytest.raises(CourtPackError):
        check_court_pack(set(), Profile(category="contract", in_zone=False), ON, knowledge)
    assert {paper.id: paper.required for paper in court_papers(Profile(), ON, knowledge)} == {
        "claim": True, "motion_in_absence": True, "proof_of_term": True, "motion_interim": False,
    }  # fmt: skip


def test_before_the_law_of_29_12_2022_the_motion_was_not_demanded(knowledge: Knowledge) -> None:
    check_court_pack(WITHOUT, Profile(category="mobilised"), date(2022, 12, 28), knowledge)
    with pytest.raises(CourtPackError):
        check_court_pack(WITHOUT, Profile(category="mobilised"), date(2022, 12, 29), knowledge)
