"""Who is offered which contact, and how a person sees it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.contacts import Contact, Directory, load
from bot.contacts.cli import app

READ_ON = date(2026, 11, 22)
OPTIONS = [
    "health_unfit",
    "health_limited",
    "vvk_referral",
    "medical_help",
    "vvk_appeal",
    "family_care",
    "children",
    "single_parent",
    "age_limit",
    "contract_expiry",
    "contract_breach",
    "own_wish",
    "ten_days",
    "conscience",
    "alternative_service",
    "forced_contract",
    "conscript_term_end",
    "conscript_refuse_contract",
    "leave_family",
    "leave_annual",
    "leave_sick",
    "transfer",
    "org_measures",
    "elected_office",
    "foreign_citizen_end",
    "volunteer_end",
    "rosgvardia_police_resign",
    "convict_release",
    "pregnancy",
    "relative_killed",
]


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load()


def by_id(directory: Directory, name: str) -> Contact:
    return next(contact for contact in directory.contacts if contact.id == name)


def test_both_organisations_of_the_article_are_offered_as_they_stand_today(directory: Directory) -> None:
    offered = {contact.id: contact for contact in directory.find(topic="draft_report", on=READ_ON)}
    school = "\n".join(offered["shkola_prizyvnika"].lines("ru", READ_ON))
    union = "\n".join(offered["union_soldiers_mothers"].lines("ru", READ_ON))
    assert "21.04.2023" in school
    assert "иностранный агент" in school
    assert "только старый адрес" in union
    assert "Не путайте" in union


def test_an_entry_past_its_date_is_shown_only_behind_a_warning(directory: Directory) -> None:
    contact = by_id(directory, "peaceplea")
    fresh = contact.lines("ru", contact.recheck_by)
    late = contact.lines("ru", contact.recheck_by + timedelta(days=1))
    assert late[1:] == fresh
    assert late[0].startswith("⚠")
    assert not fresh[0].startswith("⚠")


def test_fresh_entries_come_before_stale_ones(directory: Directory) -> None:
    on = date(2027, 1, 5)  # organisations are past their date, official bodies are not yet
    assert not directory.find(topic="leave_general", on=on)[0].stale(on)
    assert directory.find(topic="leave_general", on=on)[-1].stale(on)


@pytest.mark.parametrize(("lang", "words"), [("ru", "они узнают, кто вы"), ("en", "they will know who you are")])
def test_every_official_body_says_that_they_will_know(directory: Directory, lang: str, words: str) -> None:
    officials = [contact for contact in directory.contacts if contact.kind == "official"]
    assert len(officials) >= 8
    for contact in officials:
        assert words in "\n".join(contact.lines(lang, READ_ON))


def test_what_is_not_yet_checked_is_never_offered(directory: Directory) -> None:
    hidden = {contact.id for contact in directory.contacts if contact.offered == "not_yet"}
    assert {"akbuzat", "grebenyuk", "regional_mothers_committees", "children_line"} <= hidden
    for topic in (None, *directory.topics):
        for abroad in (False, True):
            found = directory.find(topic=topic, on=READ_ON, asker="relative", abroad=abroad, limit=100)
            assert not hidden & {contact.id for contact in found}


def test_the_page_for_people_abroad_and_the_dialogue_share_nothing(directory: Directory) -> None:
    for topic in (None, *directory.topics):
        home = {contact.id for contact in directory.find(topic=topic, on=READ_ON, limit=100)}
        away = {contact.id for contact in directory.find(topic=topic, on=READ_ON, abroad=True, limit=100)}
        assert not home & away


def test_a_group_that_also_helps_leave_a_unit_is_not_offered_in_the_dialogue(directory: Directory) -> None:
    assert by_id(directory, "idite_lesom").abroad
    for topic in (None, *directory.topics):
        for asker in ("self", "relative"):
            found = directory.find(topic=topic, on=READ_ON, asker=asker, limit=100)
            assert "idite_lesom" not in {contact.id for contact in found}


def test_a_number_that_is_probably_dead_is_kept_but_not_printed(directory: Directory) -> None:
    prosecutor = by_id(directory, "military_prosecutor")
    assert any("244-58-38" in channel.value for channel in prosecutor.channels)
    printed = "\n".join(prosecutor.lines("ru", READ_ON))
    assert "244-58-38" not in printed
    assert "Хользунова 14" in printed
    assert "2013" in printed


def test_a_line_for_families_is_not_offered_to_the_soldier(directory: Directory) -> None:
    soldier = {contact.id for contact in directory.find(topic="lost_contact", on=READ_ON, limit=100)}
    mother = {contact.id for contact in directory.find(topic="lost_contact", on=READ_ON, asker="relative", limit=100)}
    assert "ombudsman_sverdlovsk" in mother - soldier


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_leads_to_a_topic_and_somebody_helps(directory: Directory, option: str) -> None:
    assert directory.topic(option) is not None
    assert directory.find(topic=option, on=READ_ON)


def test_an_unknown_topic_gets_the_general_list_and_the_limit_holds(directory: Directory) -> None:
    assert directory.find(topic="weather", on=READ_ON) == directory.find(topic=None, on=READ_ON)
    assert len(directory.find(topic=None, on=READ_ON, limit=2)) == 2


def test_every_entry_carries_dates_sources_and_a_risk_in_both_languages(directory: Directory) -> None:
    for contact in directory.contacts:
        for lang in ("ru", "en"):
            lines = contact.lines(lang, READ_ON)
            assert contact.risk.in_(lang) in lines
            assert "2026" in lines[-1]
            assert all(line == line.strip() and "{" not in line for line in lines)


def test_check_passes_today_and_fails_once_an_entry_is_past_its_date() -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["check", "--on", "2026-11-22"]).exit_code == 0
    late = runner.invoke(app, ["check", "--on", "2027-03-01"])
    assert late.exit_code == 1
    assert "peaceplea" in late.output


def test_check_names_the_line_of_a_mistake(write: Callable[..., Path]) -> None:
    result = CliRunner().invoke(app, ["check", "--path", str(write("kind: ngo", "kind: club"))])
    assert result.exit_code == 1
    assert "directory.yml:10" in result.output


@pytest.mark.parametrize("option", OPTIONS)
def test_a_case_is_handed_only_to_independent_bodies_of_a_known_and_fresh_status(
    directory: Directory, option: str
) -> None:
    takers = directory.takers(topic=option, on=READ_ON)
    assert takers
    for one in takers:
        assert one.kind in ("ngo", "advocate")
        assert one.offered == "dialogue"
        assert one.status.legal in ("none_known", "foreign_agent", "foreign_agent_former")
        assert not one.stale(READ_ON)


def test_nobody_is_handed_a_case_on_the_day_after_all_entries_fell_due(directory: Directory) -> None:
    due = max(one.recheck_by for one in directory.contacts if one.can_take_a_case(READ_ON))
    assert directory.takers(topic="general", on=due)
    assert directory.takers(topic="general", on=due + timedelta(days=1)) == ()


def test_who_asks_for_a_number_reads_numbers_that_one_can_rely_on(directory: Directory) -> None:
    ids = ("military_investigators", "military_prosecutor", "ministry_117", "shkola_prizyvnika")
    told = directory.numbers(ids, READ_ON, "ru")
    assert any("8 800 100 12 60" in line for line in told)
    assert not any("244-58-38" in line for line in told)  # read on a page of 2013 only
    assert all(line.startswith("☎ ") for line in told)
    assert directory.numbers(ids, READ_ON + timedelta(days=4000), "ru") == []
