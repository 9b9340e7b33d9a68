"""Every document, as text, for no facts, typical facts and the longest; and what must stand in particular ones.

``RAPORT_GOLDEN=write`` writes the golden files anew; read the difference before keeping it.
"""

from __future__ import annotations

import os
import re
from datetime import date
from typing import Any

import pytest

from bot.dialogue.papers import document_facts
from bot.law.profile import CODES, RELATIONS
from bot.reports import Catalogue, Document, ReportError, render, rewritten
from bot.reports.model import ABSENCE_MOTION, Block, Kind
from tests.reports.conftest import HERE

GOLDEN = HERE / "golden"
IDS = sorted(path.stem for path in (HERE.parents[1] / "templates" / "reports").glob("*.yml"))
AGREED = (
    "health_report vvk_referral discharge_health decision_category_v discharge_family family_circumstances"
    " discharge_age discharge_expiry contract_breach own_wish conscience_annex leave_family leave_annual transfer"
    " copy_request registration_request followup_day10 complaint_superior complaint_prosecutor"
    " statement_investigators appeal_ombudsman forced_contract conscript_refusal alternative_service court_claim"
    " inventory relative_appeal vvk_appeal"
).split()


def text(document: Document) -> str:
    return re.sub(
        r"\s+", " ", " ".join(re.sub(r"^\d+\| ", "", line) for line in render(document, "txt").decode().splitlines())
    )


def words(block: Block) -> str:
    return block.plain().replace("\u00a0", " ")


def test_every_agreed_document_is_there() -> None:
    assert sorted(AGREED) == IDS


@pytest.mark.parametrize("facts", ["shortest", "typical", "longest"])
@pytest.mark.parametrize("id", IDS)
def test_the_text_is_the_golden_one(id: str, facts: str, make: Any, request: pytest.FixtureRequest) -> None:
    given = {} if facts == "shortest" else request.getfixturevalue(facts)
    document = make(id, given)
    made = render(document, "txt").decode()
    path = GOLDEN / f"{id}.{facts}.txt"
    if os.environ.get("RAPORT_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")
    assert document.notes == ()


@pytest.mark.parametrize("id", IDS)
def test_no_facts_means_no_name_and_blanks_to_fill(id: str, make: Any) -> None:
    document = make(id)
    assert list(document.blanks())
    assert document.block("signature").lines[1][0] != ""
    assert not re.search(r"None|Undefined|\{\{|\}\}|\{%", text(document))


@pytest.mark.parametrize("id", IDS)
def test_no_document_refuses_or_promises(id: str, make: Any, longest: dict[str, Any]) -> None:
    for facts in ({}, longest):
        said = text(make(id, facts)).lower()
        assert "отказываюсь" not in said
        assert "не буду" not in said
        assert "гарантируем" not in said


@pytest.mark.parametrize("id", IDS)
def test_every_report_says_that_duties_go_on(id: str, make: Any, catalogue: Catalogue) -> None:
    if catalogue.get(id).form == "report":
        assert "продолжаю исполнять" in text(make(id))


def test_the_addressee_stands_in_the_dative_and_the_signer_in_the_genitive(make: Any, typical: dict[str, Any]) -> None:
    said = text(make("complaint_superior", typical))
    assert "Командиру войсковой части 00000 подполковнику Зайцу Льву Кузьмичу" in said
    assert "от младшего сержанта Коваленко Петра Ильича" in said


def test_a_commander_is_never_written_to_as_a_prosecutor(make: Any, typical: dict[str, Any]) -> None:
    for id in ("complaint_prosecutor", "statement_investigators", "appeal_ombudsman", "vvk_appeal", "relative_appeal"):
        assert "Зайцу" not in text(make(id, typical)), id


def test_a_prosecutor_given_by_name_is_written_to(make: Any) -> None:
    prosecutor = {
        "last": "Шевчук",
        "first": "Анна",
        "patronymic": "Лукинична",
        "rank": "п/п-к юст.",
        "post": "военный прокурор гарнизона",
    }
    said = text(make("complaint_prosecutor", {"addressee": prosecutor}))
    assert "Военному прокурору гарнизона подполковнику юстиции Шевчук Анне Лукиничне" in said


def test_the_chain_cites_the_earlier_report_and_the_complaint(make: Any, typical: dict[str, Any]) -> None:
    for id in ("followup_day10", "registration_request", "complaint_superior", "complaint_prosecutor", "court_claim"):
        said = text(make(id, typical))
        assert "20 октября 2026 г. мной подан по команде рапорт об увольнении с военной службы (вх. № 123/р)" in said, (
            id
        )
    for id in ("complaint_prosecutor", "court_claim"):
        said = text(make(id, typical))
        assert "1 ноября 2026 г. мной подана жалоба" in said, id
        assert "вх. № 77" in said, id


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"category": "mobilised"},
        {"category": "mobilised", "in_zone": False},
        {"category": "contract"},
        {"category": "contract", "in_zone": True},
        {"category": "mobilised_contract", "in_zone": False},
    ],
)
def test_a_claim_of_a_man_who_may_be_in_combat_has_the_motion_for_a_hearing_in_absence(
    facts: dict[str, Any], make: Any
) -> None:
    block = make("court_claim", facts).block(ABSENCE_MOTION)
    assert "рассмотреть дело в моё отсутствие" in words(block)
    assert "статьи 190" in words(block)


def test_the_motion_is_left_out_only_for_one_who_is_surely_elsewhere(make: Any) -> None:
    document = make("court_claim", {"category": "contract", "in_zone": False})
    with pytest.raises(ReportError):
        document.block(ABSENCE_MOTION)


def test_the_motion_cannot_be_edited_away(make: Any) -> None:
    with pytest.raises(ReportError) as caught:
        rewritten(make("court_claim"), {ABSENCE_MOTION: ("  ",)})
    assert caught.value.code == "missing_part"


def test_a_claim_template_without_the_motion_is_refused(
    make: Any, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = catalogue.template("reports/conscience_annex.j2")
    monkeypatch.setattr(Catalogue, "template", lambda self, name: real)
    with pytest.raises(ReportError):
        make("court_claim", {"beliefs_text": "x"})


def test_the_three_motives_are_blocks_chosen_by_the_answers(make: Any) -> None:
    motives = ("moral_psychological", "moral_beliefs", "no_consent")
    for chosen in motives:
        ids = {block.id for block in make("own_wish", {"motives": [chosen]}).blocks}
        assert ids & set(motives) == {chosen}
    assert "reasons" in {block.id for block in make("own_wish").blocks}


@pytest.mark.parametrize("dispute", [None, "refused", "no_answer", "not_accepted"])
def test_interim_protection_rests_on_both_articles_of_the_code(dispute: str | None, make: Any) -> None:
    # Article 223 speaks of decisions, actions and omissions alike, so silence is no exception.
    motion = words(make("court_claim", {"interim": True, "dispute": dispute}).block("motion_interim"))
    assert "статей 85 и 223 КАС РФ" in motion
    assert ("приостановить действие" in motion) is (dispute == "refused")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Тверской", "В Тверской гарнизонный военный суд"),
        ("Тверской гарнизонный", "В Тверской гарнизонный военный суд"),
        ("Тверской военный суд", "В Тверской военный суд"),
        ("Тверской гарнизонный военный суд", "В Тверской гарнизонный военный суд"),
        ("в Тверской гарнизонный военный суд.", "В Тверской гарнизонный военный суд"),
        ("Тверской ГВС", "В Тверской гарнизонный военный суд"),
        ("235-й гарнизонный военный суд", "В 235-й гарнизонный военный суд"),
        ("2-й Западный окружной военный суд", "В 2-й Западный окружной военный суд"),
        ("Ростов-на-Дону гарнизонный военный суд", "В Ростов-на-Дону гарнизонный военный суд"),
        ("Тверского гарнизонного военного суда", "В ______ (какой) гарнизонный военный суд"),
        ("гарнизонный военный суд", "В ______ (какой) гарнизонный военный суд"),
        (None, "В ______ (какой) гарнизонный военный суд"),
    ],
)
def test_the_court_is_named_once_however_it_was_written(written: str | None, printed: str, make: Any) -> None:
    said = text(make("court_claim", {"court_name": written}))
    assert f"{printed} Административный истец" in said


@pytest.mark.parametrize("id", ["discharge_family", "family_circumstances"])
def test_care_rests_on_the_conclusion_and_not_on_the_disability_alone(id: str, make: Any) -> None:
    alone = make(id, {"family_ground": "care", "care_on": "2025-12-20"})
    assert "постоянном постороннем уходе подтверждает заключение" in words(alone.block("care"))
    assert "20 декабря 2025" in words(alone.block("care"))
    assert "disability" not in {block.id for block in alone.blocks}
    assert "заключения медико-социальной экспертизы о нуждаемости" in words(alone.block("enclosures"))
    both = make(id, {"family_ground": "care", "disability_group": "1", "mse_on": "2025-12-15"})
    assert "Инвалидность I группы подтверждает справка" in words(both.block("disability"))
    assert "подтверждает" not in words(both.block("care")), "a conclusion that was not told is not claimed"
    assert "Заключение медико-социальной экспертизы о нуждаемости" in words(both.block("care"))
    assert "(если есть)" in words(both.block("enclosures")).partition(";")[0]
    child = make(id, {"family_ground": "care", "disability_group": "child"})
    assert "Категорию «ребёнок-инвалид» подтверждает справка" in words(child.block("disability"))


@pytest.mark.parametrize("refusal", [None, "not_accepted", "not_registered", "no_answer", "refused"])
def test_the_complaints_tell_the_same_of_the_report(refusal: str | None, make: Any, typical: dict[str, Any]) -> None:
    facts = {**typical, "refusal": refusal}
    superior, prosecutor = (make(f"complaint_{to}", facts) for to in ("superior", "prosecutor"))
    for block in ("earlier", "refusal"):
        assert words(superior.block(block)) == words(prosecutor.block(block))
    assert ("Дисциплинарного устава" in text(prosecutor)) is (refusal != "refused")


def test_a_day_of_refusal_told_in_the_talk_stands_in_both_complaints(make: Any) -> None:
    facts = document_facts({"report_refused_on": "2026-10-21", "report_filed_on": "2026-10-20"})
    for to in ("superior", "prosecutor"):
        made = make(f"complaint_{to}", {**facts, "refusal": "refused"})
        assert "21 октября 2026" in words(made.block("refusal"))
        assert "20 октября 2026" in words(made.block("earlier"))


def test_before_the_decree_the_reports_do_not_speak_of_it(make: Any) -> None:
    for id in ("own_wish", "discharge_expiry", "discharge_health", "contract_breach"):
        assert "647" in text(make(id, on=date(2026, 11, 22))), id
        assert "647" not in text(make(id, on=date(2022, 5, 20))), id


def test_the_claim_cites_the_suspension_rule_only_once_it_exists(make: Any) -> None:
    assert "190" not in text(make("court_claim", on=date(2022, 5, 20)))
    assert "моё отсутствие" in text(make("court_claim", on=date(2022, 5, 20)))


def test_a_first_mention_names_the_act_in_full_and_the_next_is_short(make: Any) -> None:
    said = text(make("decision_category_v"))
    assert said.count("«О воинской обязанности и военной службе»") == 1
    assert "Федерального закона № 53-ФЗ" in said


def test_days_agree_with_their_number(make: Any) -> None:
    assert "на 1 сутки" in text(make("leave_family", {"leave_days": 1}))
    assert "на 10 суток" in text(make("leave_family", {"leave_days": "10"}))


def test_a_woman_is_written_of_as_a_woman(make: Any) -> None:
    assert "не согласна" in text(make("vvk_appeal", {"signer": {"last": "Иванова", "first": "Мария"}}))
    assert "не согласен (не согласна)" in text(make("vvk_appeal"))


@pytest.mark.parametrize("id", IDS)
def test_every_kind_of_service_and_relative_of_the_dialogue_fits_every_document(id: str, make: Any) -> None:
    for category in CODES["category"]:
        assert text(make(id, document_facts({"category": category, "contract_signed_on": "2024-05-01"})))
    for relation in RELATIONS:
        said = text(make(id, document_facts({"dependant_relation": relation, "dependant_needs_care": "yes"})))
        assert relation not in said


def test_a_man_of_a_prison_contract_serves_under_contract_on_paper(make: Any) -> None:
    said = text(make("discharge_health", {"category": "convict_contract", "contract_signed_on": date(2024, 5, 1)}))
    assert "прохожу по контракту, заключённому 1 мая 2024 г." in said
    assert "колони" not in said


@pytest.mark.parametrize("id", ["discharge_family", "discharge_health", "decision_category_v", "discharge_expiry"])
def test_a_conscript_is_not_written_of_by_the_rules_of_the_contract(id: str, make: Any) -> None:
    for rank in (None, "officer"):
        said = text(make(id, {"category": "conscript", "family_ground": "care", "rank_band": rank}))
        assert "мобилизации" not in said
        assert "аттестационной" not in said
        assert "пункта 3 статьи 51" not in said
    assert "мобилизации" in text(make(id, {"category": "contract"}))


def test_a_conscripts_family_report_stands_on_his_own_point(make: Any) -> None:
    said = text(make("discharge_family", {"category": "conscript", "family_ground": "care", "relation": "mother"}))
    assert "на основании пункта 4 статьи 51" in said


def test_a_mobilised_man_who_declines_a_contract_is_not_called_a_conscript(make: Any) -> None:
    said = text(make("conscript_refusal", {"category": "mobilised"}))
    assert "прохожу по мобилизации" in said
    assert "по призыву" not in said
    assert "прохожу по призыву" in text(make("conscript_refusal", {"category": "conscript"}))


@pytest.mark.parametrize("category", ["mobilised", "contract"])
def test_no_consent_is_told_of_the_way_he_came_to_serve(category: str, make: Any) -> None:
    said = text(make("own_wish", {"category": category, "motives": ["no_consent"]}))
    assert ("при заключении контракта" in said) is (category == "contract")


@pytest.mark.parametrize(
    ("id", "facts"),
    [
        ("registration_request", {}),
        ("complaint_superior", {"refusal": "not_accepted"}),
        ("complaint_prosecutor", {"refusal": "not_registered"}),
        ("court_claim", {"dispute": "not_accepted"}),
    ],
)
def test_a_report_nobody_registered_bears_no_incoming_number(id: str, facts: dict[str, Any], make: Any) -> None:
    head = words(make(id, facts).block("earlier"))
    assert "вх. №" not in head
    assert "вх. № 12" in words(make(id, {**facts, "earlier_report": {"number": "12"}}).block("earlier"))
    assert "вх. №" in words(make("complaint_superior", {"refusal": "no_answer"}).block("earlier"))


@pytest.mark.parametrize("id", IDS)
def test_who_is_absent_signs_nothing_about_performing_his_duties(id: str, make: Any) -> None:
    given = document_facts({"location": "absent", "absent_since": "2026-11-01"})
    said = text(make(id, given)).lower()
    assert "исполнять обязанности" not in said
    assert "продолжаю исполнять" not in said
    assert "самовольн" not in said


def test_a_refusal_is_challenged_as_a_refusal_and_not_as_a_lost_paper(make: Any) -> None:
    superior = text(make("complaint_superior", {"refusal": "refused"}))
    assert "пересмотреть это решение" in superior
    assert "нарушено моё право на обращение" not in superior
    assert "зарегистрировать и рассмотреть" in text(make("complaint_superior", {"refusal": "not_accepted"}))
    assert "проверить законность отказа" in text(make("complaint_prosecutor", {"refusal": "refused"}))
    claim = text(make("court_claim", {"dispute": "refused"}))
    assert "отказ нарушает мои права: ____" in claim
    assert "повторно рассмотреть мой рапорт" in claim
    assert "Право на судебную защиту гарантирует статья 46" in claim


@pytest.mark.parametrize(
    ("ground", "paper", "other"),
    [
        ("single_parent", "рождении детей", "экспертизы"),
        ("guardian", "опеке", "экспертизы"),
        ("care", "экспертизы", "опеке"),
    ],
)
def test_the_papers_attached_are_those_of_the_ground(ground: str, paper: str, other: str, make: Any) -> None:
    listed = words(make("discharge_family", {"family_ground": ground}).block("enclosures"))
    assert paper in listed
    assert other not in listed


def test_the_last_of_the_copies_asked_for_ends_the_list(make: Any) -> None:
    said = text(make("copy_request", {"wanted_copies": ["contract", "vvk_conclusion"]}))
    assert "о прохождении военной службы;" in said
    assert "заключения военно-врачебной комиссии." in said


def test_a_servicewoman_is_written_of_as_a_woman_by_her_family(make: Any) -> None:
    facts = {"serviceman_is": "daughter", "family_problem": ["health", "no_contact", "report", "detained"]}
    said = text(make("relative_appeal", facts))
    assert "моя дочь" in said
    assert "она подала рапорт" in said
    assert not re.search(r"\b(он|его|ему|нём|ним|нему|мой)\b", said)
    anna = {"serviceman_is": "other", "serviceman": {"last": "Иванова", "first": "Анна"}}
    other = text(make("relative_appeal", anna))
    assert "моя родственница" in other


def test_the_watermark_goes_with_review_or_a_low_risk(make: Any) -> None:
    assert make("own_wish").watermark == "ЧЕРНОВИК — не проверен адвокатом"
    assert make("own_wish", reviewed=True).watermark == ""
    assert make("vvk_referral").watermark == ""


def test_high_risk_documents_wait_for_review(catalogue: Catalogue) -> None:
    for spec in catalogue.all():
        if spec.risk_level == "high":
            assert spec.release == "after_review", spec.id


def test_a_relative_tells_of_a_conscript_a_blank_sheet_and_a_beating(make: Any) -> None:
    facts = {"category": "conscript", "pressure": "blank", "family_problem": ["forced", "beaten"]}
    said = text(make("relative_appeal", facts))
    assert "Военную службу по призыву проходит" in said
    assert "Подпись с него взяли на чистом листе." in said
    assert "его били." in said and "зафиксировать его повреждения у врача" in said
    assert "с меня взята подпись на чистом листе" in text(make("forced_contract", {"pressure": "blank"}))


def test_a_relative_writes_in_her_own_name(make: Any, typical: dict[str, Any]) -> None:
    mother = {**typical, "signer": {"last": "Коваленко", "first": "Ольга", "patronymic": "Петровна"}}
    said = text(make("relative_appeal", mother))
    assert "от Коваленко Ольги Петровны" in said
    assert "Обращаюсь от своего имени" in said
    assert "мой сын: Коваленко Пётр Ильич, __________ (дата рождения), младший сержант" in said


def test_signature_is_the_place_of_post_name_and_date(make: Any, typical: dict[str, Any]) -> None:
    signature = make("vvk_referral", typical).block("signature")
    assert signature.kind is Kind.SIGNATURE
    lines = [
        "".join(part if isinstance(part, str) else "_" for part in line).replace("\u00a0", " ")
        for line in signature.lines
    ]
    assert lines == ["Механик-водитель, младший сержант", "П. И. Коваленко", "«22» ноября 2026 г."]


@pytest.mark.parametrize(("id", "letter"), [("discharge_health", "Д"), ("decision_category_v", "В")])
def test_the_letter_of_the_commission_stands_only_where_he_told_it(id: str, letter: str, make: Any) -> None:
    assert f"категории «{letter}»" in text(make(id, {"vvk_category": letter}))
    for told in ({}, {"vvk_category": "Б"}):
        assert f"«{letter}»" not in text(make(id, told)), "nor on the slip that is torn off"
        assert "категория из заключения" in text(make(id, told))


@pytest.mark.parametrize("id", IDS)
def test_of_whom_nothing_is_known_a_paper_says_neither_contract_nor_letter(id: str, make: Any) -> None:
    said = text(make(id))
    assert "контракту, заключённому" not in said
    assert "Контракт заключён" not in said
    assert "(не годен" not in said and "(ограниченно годен" not in said


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ("2023-05", "заключённому в мае 2023 г."),
        ("2023", "заключённому в 2023 году"),
        ("2023-05-03", "заключённому 3 мая 2023 г."),
        ("2023-05~", "заключённому «____»"),
        ("2023-05-03~", "заключённому «____»"),
    ],
)
def test_a_date_stands_as_exactly_as_it_was_told(told: str, stands: str, make: Any) -> None:
    given = document_facts({"category": "contract", "contract_signed_on": told})
    assert stands in text(make("discharge_health", given))


def test_a_month_stands_after_since_and_not_where_a_day_is_needed(make: Any) -> None:
    given = document_facts({"category": "mobilised", "service_started_on": "2022-10", "vvk_on": "2026-09"})
    said = text(make("discharge_health", given))
    assert "по мобилизации с октября 2022 г." in said
    assert "заключение военно-врачебной комиссии от «____»" in said.lower().replace("заключение", "заключение", 1)


@pytest.mark.parametrize(
    ("reason", "relation", "stands"),
    [
        ("birth", "wife", "Причина: рождение ребёнка."),
        ("sick", "mother", "Причина: болезнь моей матери."),
        ("death", "father", "Причина: смерть моего отца."),
        ("illness", None, "Причина: тяжёлое состояние здоровья"),
    ],
)
def test_what_befell_the_family_stands_in_the_report_on_leave(
    reason: str, relation: str | None, stands: str, make: Any
) -> None:
    assert stands in text(make("leave_family", {"leave_reason": reason, "relation": relation}))


def test_all_troubles_told_stand_beside_each_other(make: Any) -> None:
    told = {"family_ground": "care", "relation": "mother", "children_count": 2, "leave_reason": "sick"}
    for id in ("discharge_family", "family_circumstances"):
        assert "несовершеннолетние дети: 2" in text(make(id, told))
    assert "беспокоит следующее: боли в спине, грыжа." in text(make("vvk_referral", {"ailments": ["back", "hernia"]}))
