"""Question records: whom an answer fits, its days, its risks, and what the loader refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.contacts import load as load_contacts
from bot.law import Knowledge, KnowledgeError, NotKnownError, Profile, answer, load
from bot.law.checking import check
from bot.law.model_questions import words_in
from bot.reports import load as load_catalogue

TODAY = date(2026, 11, 29)
FILE = "questions/contract_expired.yml"
Spoil = Callable[[str, str, str], Path]


def short(knowledge: Knowledge, id: str, on: date = TODAY, **facts: object) -> str:
    return answer(id, Profile.from_mapping(facts), on, knowledge).text.ru


def test_who_asks_whether_he_may_go_home_hears_no_first(knowledge: Knowledge) -> None:
    assert short(knowledge, "expiry_go_home").startswith("Нет.")


def test_a_relative_is_told_of_him_and_not_of_herself(knowledge: Knowledge) -> None:
    assert "его контракт" in short(knowledge, "expiry_go_home", asker="relative")


def test_an_answer_for_others_is_not_his(knowledge: Knowledge) -> None:
    assert short(knowledge, "expiry_go_home", category="conscript").startswith("Нет, пока нет приказа")


def test_before_mobilisation_the_same_question_had_another_answer(knowledge: Knowledge) -> None:
    assert "основание увольнения" in short(knowledge, "expiry_go_home", date(2022, 5, 20))


def test_an_answer_names_its_sources_its_risk_and_what_it_leads_to(knowledge: Knowledge) -> None:
    found = answer("expiry_go_home", Profile(), TODAY, knowledge)
    assert "decree_647_4" in found.sources
    assert any("337" in source for said in found.risk for source in said.sources)
    assert "health_unfit" in found.leads.ways and found.topic == "contract_expired"


def test_a_day_nobody_asked_about_yet_has_no_answer(knowledge: Knowledge) -> None:
    with pytest.raises(NotKnownError) as caught:
        answer("expiry_go_home", Profile(), date(2021, 12, 31), knowledge)
    assert caught.value.code == "not_in_force"


def test_an_answer_on_a_changed_source_is_withdrawn_and_leads_nowhere(spoil: Spoil) -> None:
    folder = spoil("lock.yml", 'decree_647_4: {fingerprint: "', 'decree_647_4: {fingerprint: "0')
    law = load(folder)
    found = answer("expiry_go_home", Profile(), TODAY, law)
    assert found.withdrawn and not found.leads.papers and not found.risk


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"Контракт кончился: можно домой?"', '"Контракт кончился, и значит можно ли домой?"', "value_error"),
        ("        when: {category: [volunteer]}", "        when: {category: [soldier]}", "condition"),
        ("Самому не уезжать, спросите адвоката.", "Ждите до {report_filed_on 30 days}.", "placeholder"),
        ("Самому не уезжать, спросите адвоката.", "Ждите до {category + 3 days}.", "unknown_date"),
        ("Самому не уезжать, спросите адвоката.", "слово " * 45, "long_answer"),
        ("Самому не уезжать, спросите адвоката.", "Вас точно уволят.", "never_say"),
        ("        for: relative\n", "        for: self\n", "no_answer"),
        ("    risk: leaving\n", "    risk: running\n", "unknown_risk"),
        ("    not: [expiry_when_end, ", "    not: [expiry_go_home, ", "unknown_question"),
        ("ways: [health_unfit, family_care, leave_family]", "ways: [walk_away]", "unknown_option"),
        (
            '        - "термін контракту вийшов, а не відпускають"\n'
            '        - "чоловік підписав на рік, рік минув, коли він повернеться"\n'
            "        - строк контракту вийшов, а мене тримають далі. це законно?\n"
            "        - контракт скінчився вже можна додому\n", "", "too_short",
        ),
        ("  - id: expiry_when_end\n", "  - id: expiry_go_home\n", "repeated_id"),
        ("      - from: 2022-09-24\n", "      - from: 2022-09-21\n", "too_early"),
    ],
)  # fmt: skip
def test_a_badly_written_record_is_refused(spoil: Spoil, old: str, new: str, code: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(spoil(FILE, old, new))
    assert (caught.value.code, caught.value.file) == (code, FILE) and caught.value.line > 0


def test_words_that_two_records_claim_are_found(spoil: Spoil) -> None:
    folder = spoil(FILE, "когда отменят 647 указ", "Контракт кончился, могу ехать домой")
    assert "asked_twice" in {one.code for one in check(load(folder), TODAY)}


def test_neighbours_name_each_other(spoil: Spoil) -> None:
    folder = spoil(FILE, "    not: [expiry_go_home", "    not: [missing_first")
    assert "one_sided" in {one.code for one in check(load(folder), TODAY)}


def test_the_shipped_records_claim_no_words_twice_and_name_their_neighbours_both_ways(knowledge: Knowledge) -> None:
    assert not [one for one in check(knowledge, TODAY) if one.code in ("asked_twice", "one_sided", "uncited")]


def test_papers_and_contacts_of_the_records_exist(knowledge: Knowledge) -> None:
    catalogue, contacts = load_catalogue(), {one.id for one in load_contacts().contacts if one.offered == "dialogue"}
    for id, question in knowledge.asked.items():
        leads = question.rule.leads
        assert [catalogue.get(paper).id for paper in leads.papers] == [*leads.papers], id
        assert {*leads.contacts} <= contacts, id


def test_a_report_without_answer_is_counted_from_its_day(knowledge: Knowledge) -> None:
    over = short(knowledge, "waiting_no_answer", report_filed_on="2026-10-20")
    assert "вышли 19.11.2026" in over and "20.01.2027" in over
    assert "до 15.12.2026" in short(knowledge, "waiting_no_answer", report_filed_on="2026-11-15")


def test_the_stages_of_an_absence_are_told_by_its_day(knowledge: Knowledge) -> None:
    told = {
        day: short(knowledge, "late_how_counted", absent_since=day)
        for day in ("2026-11-25", "2026-11-10", "2026-10-01")
    }
    assert "до 5 лет" in told["2026-11-25"] and "05.12.2026" in told["2026-11-25"]
    assert "до 7 лет" in told["2026-11-10"]
    assert "от 5 до 10 лет" in told["2026-10-01"]


def test_no_old_answer_comes_back_between_two_laws(knowledge: Knowledge) -> None:
    for day in (date(2022, 9, 25), date(2022, 12, 1), date(2023, 8, 1), date(2024, 6, 1)):
        for id, wrong in (
            ("letter_v", "Да, «В»"),
            ("letters_meaning", "увольняют (53"),
            ("late_how_counted", "до 10 суток грубый"),
        ):
            try:
                assert wrong not in short(knowledge, id, day)
            except NotKnownError as error:
                assert error.code == "not_in_force"


def test_everybody_gets_an_answer_to_every_question_today(knowledge: Knowledge) -> None:
    for id in knowledge.asked:
        for asker in ("self", "relative", None):
            found = answer(id, Profile(asker=asker), TODAY, knowledge)
            assert found.sources and "{" not in found.text.ru + found.text.en
            assert max(words_in(found.text.ru), words_in(found.text.en)) <= 45
