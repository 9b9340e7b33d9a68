"""Facts and topics: what templates and replies are fed with."""

from __future__ import annotations

from datetime import date

import pytest

from bot.law import Knowledge, NotKnownError, Verdict
from bot.law.checking import sentences

TODAY = date(2026, 11, 22)
TOPICS = (
    "filing_ladder commander_refuses report_submission awol_consequences awol_deadlines awol_return risks_refusal"
    " vvk_procedure ground_health leave_annual complaint_court detention_search threats_by_command lost_contact"
    " money_documents forced_contract leave_conscript leave_mobilised ground_conscience ground_children ground_age"
    " ground_other transfer phone_risk speech_risks stay_rule freshness ten_days out_of_scope_law contract_expired"
    " late_return ground_family_care leave_general discharge_procedure"
    " bereaved bereaved_absent bereaved_autopsy bereaved_awards bereaved_body bereaved_coffin bereaved_crime"
    " bereaved_debts bereaved_funeral bereaved_guilty bereaved_how bereaved_identify bereaved_injury bereaved_money"
    " bereaved_papers bereaved_pension bereaved_quarrel bereaved_search bereaved_things"
    " captive_money family_silence missing_absent missing_captive missing_dna"
).split()


@pytest.mark.parametrize("id", TOPICS)
def test_every_topic_answers_on_every_day_since_2022_in_both_languages(knowledge: Knowledge, id: str) -> None:
    for on in (date(2022, 1, 1), date(2022, 9, 21), date(2022, 9, 24), date(2023, 8, 3), TODAY):
        topic = knowledge.topic(id, on)
        assert topic.sentences and not topic.withdrawn
        assert all(sentence.text.ru and sentence.text.en and sentence.sources for sentence in topic.sentences)
    today = knowledge.topic(id, TODAY)
    law = [sentence for sentence in today.sentences if any(knowledge.source(s).sure != "R" for s in sentence.sources)]
    assert not law or (today.stale and today.stale_note is not None)


def test_every_topic_of_the_files_is_in_the_list(knowledge: Knowledge) -> None:
    assert sorted(knowledge.topics) == sorted(TOPICS)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_myth_begins_with_no_on_every_day_it_is_told(knowledge: Knowledge, lang: str) -> None:
    for id, rule in knowledge.myths.items():
        for answer in rule.answers:
            said = knowledge.topic(f"myth_{id}", answer.from_)
            assert said.sentences[0].text.in_(lang).startswith("Нет" if lang == "ru" else "No")


def test_the_retold_falsehoods_are_all_there(knowledge: Knowledge) -> None:
    wanted = {
        "ten_days",
        "ten_days_safe",
        "expiry",
        "money_back",
        "only_son",
        "fourth_child",
        "category_v",
        "report_stops_order",
    }
    assert wanted <= set(knowledge.myths)
    for id in wanted:
        assert knowledge.myth(id, TODAY).sentences


@pytest.mark.parametrize(
    ("id", "on", "value"),
    [
        ("awol_crime_after_days", date(2022, 9, 23), 10),
        ("awol_crime_after_days", date(2022, 9, 24), 2),
        ("awol_years_10_30", date(2022, 9, 23), 3),
        ("awol_years_10_30", date(2022, 9, 24), 7),
        ("awol_years_month", TODAY, 10),
        ("age_limit_years", date(2023, 6, 23), 50),
        ("age_limit_years", date(2023, 6, 24), 65),
        ("absence_not_counted_days", date(2025, 12, 9), 10),
        ("absence_not_counted_days", date(2025, 12, 10), 2),
        ("commander_arrest_days", TODAY, 10),
    ],
)
def test_a_number_is_that_of_its_day(knowledge: Knowledge, id: str, on: date, value: int) -> None:
    fact = knowledge.fact(id, on)
    assert fact.value == value and fact.sources


@pytest.mark.parametrize("id", ["norm_647_unfit", "act_647", "norm_uk_absence"])
def test_a_fact_does_not_exist_before_its_act(knowledge: Knowledge, id: str) -> None:
    with pytest.raises(NotKnownError) as caught:
        knowledge.fact(id, date(2022, 9, 20))
    assert caught.value.code == "not_in_force"
    assert knowledge.fact(id, TODAY).value


def test_norms_and_terms_have_the_form_templates_expect(knowledge: Knowledge) -> None:
    for id, rule in knowledge.facts.items():
        value = rule.versions[-1].value
        if id.startswith("act_"):
            assert isinstance(value, dict) and set(value) == {"title", "short"}
        elif id.startswith("norm_"):
            assert isinstance(value, dict) and set(value) <= {"act", "article", "part", "point", "letter", "chapter"}
            assert all(isinstance(part, str) for part in value.values())
        elif id.startswith("term_"):
            assert isinstance(value, dict) and isinstance(value["length"], int)
            assert value["unit"] in ("day", "month", "hour")


def test_a_value_cannot_be_changed_by_who_reads_it(knowledge: Knowledge) -> None:
    value = knowledge.fact("norm_unfit", TODAY).value
    with pytest.raises(TypeError):
        value["letter"] = "г"  # type: ignore[index]


@pytest.mark.parametrize("kind", ["fact", "topic", "option", "source", "myth"])
def test_an_unknown_id_is_said_to_be_unknown(knowledge: Knowledge, kind: str) -> None:
    ask = getattr(knowledge, kind)
    with pytest.raises(NotKnownError) as caught:
        ask("none", TODAY) if kind in ("fact", "topic", "myth") else ask("none")
    assert (caught.value.code, caught.value.kind) == ("no_such_id", kind)


def test_a_source_is_cited_as_people_write_it(knowledge: Knowledge) -> None:
    assert knowledge.cite("uk_337_21") == "УК РФ, ст. 337 ч. 2.1"
    assert knowledge.cite("kas_219", "en") == "Court Procedure Code (КАС), art. 219 part 1"


def test_every_verdict_has_a_name_in_both_languages(knowledge: Knowledge) -> None:
    assert set(knowledge.phrases.verdicts) == set(Verdict)


def test_no_sentence_stands_twice_in_different_words_of_law(knowledge: Knowledge) -> None:
    """The same Russian sentence is always the same English one."""
    pairs: dict[str, str] = {}
    for _, text, _ in sentences(knowledge):
        assert pairs.setdefault(text.ru, text.en) == text.en
