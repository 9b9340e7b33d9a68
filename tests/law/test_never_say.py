"""The twenty most dangerous mistakes, the banned sayings and the bad advice: each test tries to provoke one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.law import (
    OPEN,
    Assessment,
    CourtPackError,
    Knowledge,
    KnowledgeError,
    Profile,
    Verdict,
    absence,
    assess,
    check_court_pack,
    ladder,
    load,
    questions,
)  # fmt: skip
from bot.law.checking import check, sentences

TODAY = date(2026, 11, 22)
LAST_READ = date(2026, 11, 29)  # no source may claim to have been read later
DAYS = [date(2022, 1, 1) + timedelta(days=61 * n) for n in range(32)]
BOUND = ("contract", "mobilised", "mobilised_contract", "convict_contract", "foreign_contract")
SERVING = (*BOUND, "conscript", "volunteer")
SINCE_647 = [day for day in DAYS if day >= date(2022, 9, 21)]


def answer(knowledge: Knowledge, option: str, on: date = TODAY, **facts: object) -> Assessment:
    """One option for a man with these facts."""
    return next(one for one in assess(Profile.from_mapping(facts), on, knowledge) if one.option == option)


def spoken(knowledge: Knowledge) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every sentence of the knowledge in both languages."""
    for about, text, sources in sentences(knowledge):
        yield about, text.ru, sources
        yield about, text.en, sources


# The twenty mistakes of the legal facts file, section 12


def test_01_nobody_is_ever_given_ten_days_to_resign(knowledge: Knowledge) -> None:
    for on in DAYS:
        for category in SERVING:
            told = answer(knowledge, "ten_days", on, category=category, motives=["moral_beliefs", "no_consent"])
            assert told.verdict is Verdict.CLOSED
            assert any("такого права не нашли" in reason.text.ru for reason in told.reasons)
            (day_ten,) = (term for term in told.deadlines if term.id == "followup_day10")
            assert day_ten.clock == "own" and day_ten.act is None


def test_02_absence_under_ten_days_is_a_crime_since_its_day_and_by_default(knowledge: Knowledge) -> None:
    for category in ("contract", "mobilised", None):
        facts = {"category": category, "absent_since": "2026-11-17"}
        found = absence(Profile.from_mapping(facts), TODAY, knowledge)
        assert found is not None and "УК 337 ч.2.1" in {stage.act for stage in found.now}
    for option in knowledge.options:
        assert "УК 337 ч.2.1" in {risk.act for risk in answer(knowledge, option, category="contract").risks}


def test_03_no_ground_is_answered_without_the_decree(knowledge: Knowledge) -> None:
    for on in SINCE_647:
        for category in BOUND:
            for option in ("own_wish", "contract_expiry", "contract_breach", "org_measures", "elected_office"):
                told = answer(knowledge, option, on, category=category, contract_ends_on="2022-02-01", elected="yes")
                assert told.verdict is Verdict.CLOSED and told.cases == ("gate",)
                assert "decree_647_5" in told.sources


def test_04_every_plan_says_to_stay_until_removed_from_the_lists(knowledge: Knowledge) -> None:
    for category in SERVING:
        for told in assess(Profile(category=category), TODAY, knowledge):
            steps = {step.id for step in told.steps}
            assert steps & {"stay_in_service", "return_on_time"}, told.option


def test_05_no_text_drafts_a_refusal(knowledge: Knowledge) -> None:
    """The word of refusal is only quoted, and never without its risk or a warning beside it."""
    for about, words, _ in spoken(knowledge):
        if re.search(r"отказываюсь|I refuse", words):
            assert re.search(r"доказательств|evidence|не отказ|не подписывайте|Do not sign", words), about
    for told in assess(Profile(category="contract", motives=("moral_beliefs",)), TODAY, knowledge):
        for step in told.steps:
            if {"own_wish", "conscience_annex"} & set(step.documents):
                assert "УК 332 ч.2.1" in {risk.act for risk in step.risks}


def test_06_no_order_is_called_illegal_and_nobody_is_told_to_refuse_or_obey(knowledge: Knowledge) -> None:
    for words in ("Откажитесь от приказа", "Не выполняйте приказ", "Этот приказ незаконен", "Вы обязаны воевать"):
        assert "refuse_order" in knowledge.banned(words)
    assert not [about for about, words, _ in spoken(knowledge) if "refuse_order" in knowledge.banned(words)]
    said = " ".join(sentence.text.ru for sentence in knowledge.topic("risks_refusal", TODAY).sentences)
    assert "Мы не судим, законен ли приказ" in said and "УК 42" in said


def test_07_category_v_is_never_a_discharge_under_the_decree(knowledge: Knowledge) -> None:
    for on in SINCE_647:
        for category in BOUND:
            told = answer(knowledge, "health_limited", on, category=category, vvk_category="В", rank_band="officer")
            assert told.verdict in (Verdict.CLOSED, Verdict.CONTESTED)
            assert told.counsel == "required"


def test_08_no_contract_ends_by_its_date_whatever_it_promises(knowledge: Knowledge) -> None:
    for on in SINCE_647:
        for signed in ("2018-01-01", "2022-10-10", "2025-11-01"):
            facts = {"category": "contract", "contract_signed_on": signed, "contract_ends_on": on - timedelta(days=1)}
            told = answer(knowledge, "contract_expiry", on, **facts)
            assert told.verdict is Verdict.CLOSED
            assert any("контрактов на один год" in reason.text.ru for reason in told.reasons)


@pytest.mark.parametrize(
    ("age", "open_"), [(49, False), (50, False), (51, False), (55, False), (64, False), (66, True)]
)
def test_09_the_age_limit_is_65_since_2023(knowledge: Knowledge, age: int, open_: bool) -> None:
    for on in (day for day in DAYS if day >= date(2023, 6, 24)):
        told = answer(knowledge, "age_limit", on, category="contract", rank_band="enlisted", birth_year=on.year - age)
        assert (told.verdict in OPEN) is open_
        # 66 is past every limit that was read, so the certainty is the decree's: as sure as it can be known, no more.
        assert told.verdict is not Verdict.RIGHT


def test_10_the_family_ground_is_neither_a_right_nor_impossible(knowledge: Knowledge) -> None:
    sick = [{"relation": "mother", "disability_group": 1, "needs_care": True, "other_carer": False}]
    for category in ("contract", "mobilised"):
        for on in SINCE_647:
            told = answer(knowledge, "family_care", on, category=category, dependants=sick)
            assert told.verdict in (Verdict.MAY_ASK, Verdict.CLOSED)
        assert answer(knowledge, "family_care", category=category, dependants=sick).verdict is Verdict.MAY_ASK
    contract, mobilised = (
        answer(knowledge, "family_care", category=category, dependants=sick).reasons[0].text.ru
        for category in ("contract", "mobilised")
    )
    assert contract != mobilised and "закрыт" in mobilised


def test_11_alternative_service_is_not_promised_to_a_man_in_service(knowledge: Knowledge) -> None:
    for on in DAYS:
        for category in SERVING:
            assert answer(knowledge, "alternative_service", on, category=category).verdict not in OPEN
            assert answer(knowledge, "conscience", on, category=category).verdict not in OPEN


def test_12_no_symptom_no_forgery_no_bribe_is_suggested(knowledge: Knowledge) -> None:
    asks = re.compile(r"симулир|пожалуйтесь на|скажите,? что болит|взятк|купит\w* справк|simulate|bribe|pretend", re.I)
    assert not [about for about, words, _ in spoken(knowledge) if asks.search(words)]
    for option in ("health_unfit", "health_limited", "vvk_referral", "medical_help", "leave_sick"):
        told = answer(knowledge, option, category="contract", vvk_category="В")
        assert "УК 339 ч.3" in {risk.act for risk in told.risks}
        assert "УК 327" in {risk.act for risk in told.risks}


def test_13_no_view_of_the_war_is_stated(knowledge: Knowledge) -> None:
    views = re.compile(
        r"агресс|преступн\w+ (войн|режим)|оккуп|захватчик|геро[йи]|защитник|предател|aggress|hero\b", re.I
    )
    quoted = {"topic:commander_refuses"}  # «предательством»: what commanders say, in quotation marks
    assert {about for about, words, _ in spoken(knowledge) if views.search(words)} <= quoted


def test_14_no_place_unit_or_name_is_asked_for(knowledge: Knowledge) -> None:
    fields = {probe.field for probe, _ in knowledge.probes}
    assert not {field for field in fields if re.search(r"name|unit|place|coord|callsign|phone|address", field)}
    phone = " ".join(sentence.text.ru for sentence in knowledge.topic("phone_risk", TODAY).sentences)
    assert "Не пишите место, номер части" in phone


def test_15_no_contact_is_given_here(knowledge: Knowledge) -> None:
    contact = re.compile(r"https?://|www\.|@\w|t\.me|\+7|8[ -]?800|\w\.(ru|org|com)\b", re.I)
    assert not [about for about, words, _ in spoken(knowledge) if contact.search(words)]
    for words in ("Агора", "Memorial", "Мемориал", "Идите лесом", "stoparmy"):
        assert not [about for about, said, _ in spoken(knowledge) if words in said]


def test_16_both_clocks_are_shown_and_the_earliest_comes_first(knowledge: Knowledge) -> None:
    for option in ("health_unfit", "family_care", "own_wish", "leave_family", "age_limit"):
        told = answer(knowledge, option, category="contract", report_filed_on="2026-11-01")
        days = {term.clock: term.on for term in told.deadlines if term.id in ("answer", "court")}
        assert days == {"authority": date(2026, 12, 1), "limitation": date(2027, 2, 1)}
        dated = [term.on for term in told.deadlines if term.on]
        assert dated == sorted(dated)


def test_17_the_court_pack_is_not_formed_without_the_motion(knowledge: Knowledge) -> None:
    for category in ("mobilised", "contract", "mobilised_contract", None):
        with pytest.raises(CourtPackError):
            check_court_pack({"claim", "proof_of_term"}, Profile(category=category, in_zone=True), TODAY, knowledge)


def test_18_nothing_is_said_to_stop_an_order_and_not_every_arrest_is_unlawful(knowledge: Knowledge) -> None:
    for words in ("Рапорт приостанавливает приказ", "A report stops the order"):
        assert "report_stops_order" in knowledge.banned(words)
    for topic in ("stay_rule", "complaint_court"):
        said = " ".join(sentence.text.ru for sentence in knowledge.topic(topic, TODAY).sentences)
        assert "КАС, ст. 85 и 223" in said
    held = " ".join(sentence.text.ru for sentence in knowledge.topic("detention_search", TODAY).sentences)
    assert "Не всякий арест без суда незаконен" in held


def test_19_every_source_is_russian_has_its_edition_and_its_date(knowledge: Knowledge) -> None:
    foreign = re.compile(r"ТЦК|ВЛК|Армі|zakon\.rada|Верховн\w+ Рад", re.I)
    for source in knowledge.sources.values():
        act = knowledge.acts[source.act]
        assert source.edition and source.read_on <= LAST_READ
        assert (source.known_through is None) is (source.sure == "R")
        assert source.known_through is None or source.known_through <= TODAY
        assert not foreign.search(f"{act.title.ru} {act.address} {source.address or ''}")
    assert not [about for about, words, _ in spoken(knowledge) if foreign.search(words)]


def test_20_no_article_without_its_source_and_no_odds(knowledge: Knowledge) -> None:
    assert [one for one in check(knowledge, TODAY) if one.code == "uncited"] == []
    odds = re.compile(r"\d+ ?%|шанс\w* (высок|больш|есть)|обычно выигр|good chance|likely to win|success rate", re.I)
    assert not [about for about, words, _ in spoken(knowledge) if odds.search(words)]
    for words in ("Вас обязательно уволят", "80% of cases", "We guarantee"):
        assert "promise" in knowledge.banned(words)


def test_a_sentence_of_imprisonment_is_never_offered(knowledge: Knowledge) -> None:
    assert not [id for id in knowledge.options if "sentence" in id or "prison" in id]
    offered = re.compile(r"приговор|sentence of|court sentence", re.I)
    for told in assess(Profile(category="contract"), TODAY, knowledge):
        assert not [step for step in told.steps if offered.search(step.text.ru + step.text.en)]
    said = " ".join(sentence.text.ru for sentence in knowledge.topic("leave_general", TODAY).sentences)
    assert "мы как путь не предлагаем никогда" in said


# The seven new ids, each with the sentence it must stop

BANNED = [
    ("stay_away_from_unit", "Не возвращайтесь в часть, госпиталь вас защитит.", "Do not return to your unit."),
    ("relative_signs_for_soldier", "Рапорт пусть жена подпишет за вас.", "Your mother may sign the report for you."),
    ("note_337_frees_you", "Примечание к статье 337 освобождает вас.", "The note to art. 337 frees you."),
    (
        "prosecutor_first_or_claim_returned",
        "Без жалобы прокурору иск вернут.",
        "Without a complaint to the prosecutor the claim is returned.",
    ),
    ("three_children_ground", "Трое детей дают основание для увольнения.", "Three children are a ground."),
    ("ban_on_punishing_complaint", "Запрещено наказывать за рапорт.", "It is forbidden to punish you for a complaint."),
    (
        "order_850_is_discharge_ground",
        "По перечню болезней увольняют.",
        "The list of illnesses is a ground for discharge.",
    ),
]


@pytest.mark.parametrize(("id", "ru", "en"), BANNED, ids=[row[0] for row in BANNED])
def test_a_banned_saying_is_caught_in_both_languages_and_stands_nowhere(
    knowledge: Knowledge, id: str, ru: str, en: str
) -> None:
    assert id in {rule.id for rule in knowledge.never_say}
    assert id in knowledge.banned(ru) and id in knowledge.banned(en)
    assert not [about for about, words, _ in spoken(knowledge) if id in knowledge.banned(words)]


@pytest.mark.parametrize(("id", "ru"), [row[:2] for row in BANNED], ids=[row[0] for row in BANNED])
def test_the_loader_refuses_a_file_that_says_it(spoil: Callable[[str, str, str], Path], id: str, ru: str) -> None:
    folder = spoil("steps.yml", "Покажите свой случай адвокату до того, как что-то подписать.", ru)
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    assert caught.value.code == "never_say" and f"({id})" in caught.value.what


# The bad advice that circulates: the true answer stands in its place

TRUE_ANSWERS = [
    ("myth_hospital_shield", "неявка из госпиталя"),
    ("myth_note_337", "касается частей 1–4"),
    ("myth_relative_signs", "подписывает сам военнослужащий"),
    ("myth_prosecutor_first", "не обязательна (КАС, ст. 218)"),
    ("complaint_court", "Суд рассматривает дело месяц (КАС, ст. 226)"),
    ("myth_three_children", "были только законопроекты"),
    ("complaint_court", "Шансов мы не называем"),
    ("commander_refuses", "Не записывайте разговоры на телефон в части"),
    ("awol_consequences", "Совет «в часть не возвращаться» опасен"),
    ("myth_illness_list", "с чем не берут на контракт"),
    ("myth_cannot_punish_complaint", "прямого запрета в российском законе мы не нашли"),
]


@pytest.mark.parametrize(("topic", "words"), TRUE_ANSWERS)
def test_bad_advice_meets_the_true_answer(knowledge: Knowledge, topic: str, words: str) -> None:
    assert words in " ".join(sentence.text.ru for sentence in knowledge.topic(topic, TODAY).sentences)


def test_a_relative_may_only_write_in_her_own_name(knowledge: Knowledge) -> None:
    said = " ".join(sentence.text.ru for sentence in knowledge.topic("report_submission", TODAY).sentences)
    assert "Родные могут писать от своего имени" in said
    assert "relative_appeal" in knowledge.topic("report_submission", TODAY).documents


def test_the_ladder_never_makes_the_prosecutor_a_condition_of_the_court(knowledge: Knowledge) -> None:
    said = " ".join(sentence.text.ru for sentence in knowledge.topic("filing_ladder", TODAY).sentences)
    assert "в суд можно сразу" in said
    assert [rung.id for rung in ladder(Profile(), TODAY, knowledge)][-1] == "court"


def test_a_missing_fact_never_opens_what_a_known_one_would_close(knowledge: Knowledge) -> None:
    """Fail closed: what is open without a fact is not closed by every value of that fact."""
    for told in assess(Profile(), TODAY, knowledge):
        if told.verdict in OPEN:
            by_category = [answer(knowledge, told.option, category=category).verdict for category in SERVING]
            assert any(verdict in OPEN for verdict in by_category), told.option
    assert questions(Profile(), TODAY, knowledge)[0] == "category"
