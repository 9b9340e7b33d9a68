"""What must hold for every man and every date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.law import OPEN, Assessment, Dependant, Knowledge, Profile, Standing, absence, assess, ladder, questions
from bot.law.certainty import OPENNESS, Verdict
from bot.law.profile import CODES, MOTIVES, RELATIONS

OPTIONS = (
    "health_unfit health_limited vvk_referral medical_help vvk_appeal family_care children single_parent age_limit"
    " contract_expiry contract_breach own_wish ten_days conscience alternative_service forced_contract"
    " conscript_term_end conscript_refuse_contract leave_family leave_annual leave_sick transfer org_measures"
    " elected_office foreign_citizen_end volunteer_end rosgvardia_police_resign convict_release pregnancy"
    " relative_killed"
).split()
BOUND = ("contract", "mobilised", "mobilised_contract", "convict_contract", "foreign_contract")

days = st.dates(date(2021, 6, 1), date(2028, 12, 31))
maybe_day = st.none() | days
maybe = st.none() | st.booleans()
dependants = st.lists(
    st.builds(
        Dependant,
        relation=st.sampled_from([None, *RELATIONS]),
        disability_group=st.sampled_from([None, 1, 2, 3]),
        needs_care=maybe,
        other_carer=maybe,
    ),
    max_size=2,
).map(tuple)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any profile the room accepts."""
    values: dict[str, Any] = {field: draw(st.sampled_from([None, *codes])) for field, codes in CODES.items()}
    for field in ("contract_signed_on", "contract_ends_on", "absent_since", "vvk_on", "report_filed_on",
                  "report_refused_on", "service_started_on"):  # fmt: skip
        values[field] = draw(maybe_day)
    for field in ("in_zone", "single_parent", "called_up", "pregnant", "relative_killed", "elected"):
        values[field] = draw(maybe)
    values["birth_year"] = draw(st.none() | st.integers(1930, 2010))
    values["children_under_18"] = draw(st.none() | st.integers(0, 12))
    values["motives"] = draw(st.none() | st.lists(st.sampled_from(MOTIVES), unique=True).map(tuple))
    values["dependants"] = draw(st.none() | dependants)
    return Profile(**values)


def by_option(profile: Profile, on: date, knowledge: Knowledge) -> dict[str, Assessment]:
    return {answer.option: answer for answer in assess(profile, on, knowledge)}


@settings(max_examples=60, deadline=None)
@given(profile=profiles(), on=days)
def test_no_man_and_no_date_raises_and_every_option_is_answered(
    knowledge: Knowledge, profile: Profile, on: date
) -> None:
    answers = assess(profile, on, knowledge)
    assert sorted(answer.option for answer in answers) == sorted(OPTIONS)
    assert [OPENNESS[answer.verdict] for answer in answers] == sorted(
        (OPENNESS[answer.verdict] for answer in answers), reverse=True
    )
    absence(profile, on, knowledge)
    ladder(profile, on, knowledge)


@settings(max_examples=60, deadline=None)
@given(profile=profiles(), on=days)
def test_every_sentence_shown_carries_a_source_that_is_there(knowledge: Knowledge, profile: Profile, on: date) -> None:
    for answer in assess(profile, on, knowledge):
        said = (*answer.reasons, *answer.risks, *answer.deadlines, *answer.evidence, *answer.steps)
        assert answer.reasons
        for one in said:
            assert one.sources and set(one.sources) <= set(knowledge.sources)
            assert one.text.ru and one.text.en
            assert set(one.sources) <= set(answer.sources)


@settings(max_examples=60, deadline=None)
@given(profile=profiles(), on=days)
def test_nothing_is_open_before_its_sources_are_in_force_or_above_their_certainty(
    knowledge: Knowledge, profile: Profile, on: date
) -> None:
    for answer in assess(profile, on, knowledge):
        if answer.verdict not in OPEN:
            continue
        option = knowledge.options[answer.option]
        version = option.version(on)
        assert version is not None and answer.standing is Standing.IN_FORCE
        for branch in version.branches:
            if branch.id not in answer.cases:
                continue
            for id in branch.because.sources:
                source = knowledge.source(id)
                assert source.from_ is None or source.from_ <= on
                assert source.to is None or on <= source.to
                if answer.verdict is Verdict.RIGHT:
                    assert source.sure in ("P", "R")


@settings(max_examples=60, deadline=None)
@given(profile=profiles(), on=st.dates(date(2022, 9, 21), date(2028, 12, 31)), category=st.sampled_from(BOUND))
def test_the_gate_comes_before_every_ground_it_does_not_admit(
    knowledge: Knowledge, profile: Profile, on: date, category: str
) -> None:
    agency = None if profile.agency == "rosgvardia_police" else profile.agency
    man = replace(profile, category=category, agency=agency)
    for id, answer in by_option(man, on, knowledge).items():
        option = knowledge.options[id]
        if option.gate is not None and not option.admitted:
            assert answer.verdict is Verdict.CLOSED and answer.cases == ("gate",)
        if option.gate is not None:
            assert answer.verdict is not Verdict.RIGHT


@settings(max_examples=60, deadline=None)
@given(profile=profiles(), on=st.dates(date(2026, 6, 5), date(2028, 12, 31)))
def test_past_the_recheck_date_nothing_is_said_more_openly_and_it_is_said_that_it_is_old(
    knowledge: Knowledge, profile: Profile, on: date
) -> None:
    for answer in assess(profile, on, knowledge):
        assert answer.stale
        assert answer.verdict not in (Verdict.RIGHT, Verdict.POSSIBLE)
        assert any("проверены по" in reason.text.ru for reason in answer.reasons)


@settings(max_examples=60, deadline=None)
@given(profile=profiles(), on=days)
def test_only_facts_that_are_missing_and_few_of_them_are_asked(
    knowledge: Knowledge, profile: Profile, on: date
) -> None:
    asked = questions(profile, on, knowledge)
    assert len(asked) <= 6 and len(set(asked)) == len(asked)
    assert not any(profile.knows(field) for field in asked)


@settings(max_examples=20, deadline=None)
@given(profile=profiles(), on=days, option=st.sampled_from(OPTIONS))
def test_what_is_asked_about_one_option_can_change_that_option(
    knowledge: Knowledge, profile: Profile, on: date, option: str
) -> None:
    for field in questions(profile, on, knowledge, option):
        assert not profile.knows(field)


@settings(max_examples=60, deadline=None)
@given(profile=profiles(), on=days)
def test_deadlines_are_told_the_earliest_first(knowledge: Knowledge, profile: Profile, on: date) -> None:
    for answer in assess(profile, on, knowledge):
        known = [term.on for term in answer.deadlines if term.on is not None]
        assert known == sorted(known)
        assert [term.on is None for term in answer.deadlines] == sorted(term.on is None for term in answer.deadlines)
        assert all(term.passed is (term.on is not None and term.on < on) for term in answer.deadlines)


@settings(max_examples=60, deadline=None)
@given(
    since=days,
    more=st.integers(0, 60),
    category=st.sampled_from([*BOUND, "conscript"]),
)
def test_an_absence_never_grows_milder_with_time_and_the_next_stage_lies_ahead(
    knowledge: Knowledge, since: date, more: int, category: str
) -> None:
    on = since + timedelta(days=more)
    man = Profile(category=category, absent_since=since)
    found = absence(man, on, knowledge)
    if on < knowledge.covers_from:
        assert found is None
        return
    assert found is not None and found.now and found.days == more
    assert all(stage.begins_on <= on for stage in found.now)
    assert all(stage.begins_on > on for stage in found.next)
    if more >= 2 and on >= date(2022, 9, 24):
        assert {stage.level for stage in found.now} == {"criminal"}


@settings(max_examples=60, deadline=None)
@given(profile=profiles(), on=days)
def test_the_same_question_has_the_same_answer(knowledge: Knowledge, profile: Profile, on: date) -> None:
    assert assess(profile, on, knowledge) == assess(profile, on, knowledge)


def test_the_ends_of_the_calendar_do_not_raise(knowledge: Knowledge) -> None:
    man = Profile.from_mapping({"category": "contract", "report_filed_on": "2100-12-31", "vvk_on": "1940-01-01"})
    for on in (date.min, date(1999, 12, 31), date.max):
        assert len(assess(man, on, knowledge)) == len(OPTIONS)
        assert len(questions(man, on, knowledge)) <= 6
        absence(Profile(category="contract", absent_since=date(2100, 12, 31)), on, knowledge)
