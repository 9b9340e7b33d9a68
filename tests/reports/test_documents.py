"""Every document, as text, for no facts, typical facts and the longest; and what must stand in particular ones.

``RAPORT_GOLDEN=write`` writes the golden files anew; read the difference before keeping it.
"""

from __future__ import annotations

import os
import re
from datetime import date
from typing import Any

import pytest

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
        r"\s+", " ", " ".join(re.sub(r"^ *\d+  ", "", line) for line in render(document, "txt").decode().splitlines())
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


def test_interim_protection_names_the_article_on_decisions_only_for_a_decision(make: Any) -> None:
    decision = words(make("court_claim", {"interim": True, "dispute": "refused"}).block("motion_interim"))
    silence = words(make("court_claim", {"interim": True, "dispute": "no_answer"}).block("motion_interim"))
    assert "статей 85 и 223" in decision
    assert "223" not in silence


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


def test_the_watermark_goes_with_review_or_a_low_risk(make: Any) -> None:
    assert make("own_wish").watermark == "ЧЕРНОВИК — не проверен адвокатом"
    assert make("own_wish", reviewed=True).watermark == ""
    assert make("vvk_referral").watermark == ""


def test_high_risk_documents_wait_for_review(catalogue: Catalogue) -> None:
    for spec in catalogue.all():
        if spec.risk_level == "high":
            assert spec.release == "after_review", spec.id


def test_a_relative_writes_in_her_own_name(make: Any, typical: dict[str, Any]) -> None:
    mother = {**typical, "signer": {"last": "Коваленко", "first": "Ольга", "patronymic": "Петровна"}}
    said = text(make("relative_appeal", mother))
    assert "от Коваленко Ольги Петровны" in said
    assert "Обращаюсь от своего имени" in said
    assert "мой сын: Коваленко Пётр Ильич, младший сержант" in said


def test_signature_is_the_place_of_post_name_and_date(make: Any, typical: dict[str, Any]) -> None:
    signature = make("vvk_referral", typical).block("signature")
    assert signature.kind is Kind.SIGNATURE
    lines = [
        "".join(part if isinstance(part, str) else "_" for part in line).replace("\u00a0", " ")
        for line in signature.lines
    ]
    assert lines == ["Механик-водитель, младший сержант", "П. И. Коваленко", "«22» ноября 2026 г."]
