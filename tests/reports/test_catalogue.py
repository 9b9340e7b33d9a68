"""The catalogue: options lead to documents, declarations are true, mistakes are found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.law import Profile, assess
from bot.law import load as load_law
from bot.reports import Catalogue, ReportError, load
from bot.reports.check import check
from tests.reports.conftest import HERE, TODAY

TEMPLATES = HERE.parents[1] / "templates"
AGREED = {
    "health_unfit": ["discharge_health"],
    "health_limited": ["decision_category_v"],
    "vvk_referral": ["vvk_referral"],
    "medical_help": ["health_report"],
    "vvk_appeal": ["vvk_appeal"],
    "family_care": ["discharge_family", "family_circumstances"],
    "children": ["family_circumstances"],
    "single_parent": ["discharge_family"],
    "age_limit": ["discharge_age"],
    "contract_expiry": ["discharge_expiry"],
    "contract_breach": ["contract_breach"],
    "own_wish": ["own_wish"],
    "ten_days": ["own_wish", "followup_day10"],
    "conscience": ["own_wish", "conscience_annex"],
    "alternative_service": ["alternative_service"],
    "forced_contract": ["forced_contract"],
    "conscript_term_end": ["discharge_expiry", "registration_request"],
    "conscript_refuse_contract": ["conscript_refusal"],
    "leave_family": ["leave_family"],
    "leave_annual": ["leave_annual"],
    "leave_sick": ["health_report"],
    "transfer": ["transfer"],
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(TEMPLATES / "reports", tmp_path / "reports")
    shutil.copytree(TEMPLATES / "shared", tmp_path / "shared")
    return tmp_path


@pytest.mark.parametrize("option", sorted(AGREED))
def test_every_option_leads_to_its_documents_the_first_to_file_first(option: str, catalogue: Catalogue) -> None:
    assert [spec.id for spec in catalogue.for_option(option)][: len(AGREED[option])] == AGREED[option]


def test_every_option_of_the_law_has_a_document(catalogue: Catalogue) -> None:
    for option in load_law().options:
        assert catalogue.for_option(option), option


def test_every_document_the_law_promises_exists(catalogue: Catalogue) -> None:
    for profile in ({}, {"category": "contract"}, {"category": "mobilised"}, {"category": "conscript"}):
        for assessment in assess(Profile.from_mapping(profile), TODAY, load_law()):
            for id in assessment.documents:
                assert catalogue.get(id), id


def test_a_refused_report_leads_on_to_the_complaint_and_the_court(catalogue: Catalogue) -> None:
    assert "complaint_superior" in [spec.id for spec in catalogue.chain("own_wish")]
    assert "complaint_prosecutor" in [spec.id for spec in catalogue.chain("complaint_superior")]
    assert "court_claim" in [spec.id for spec in catalogue.chain("complaint_prosecutor")]


def test_the_templates_of_the_project_are_clean(catalogue: Catalogue) -> None:
    assert check(catalogue, TEMPLATES) == ()


@pytest.mark.parametrize(
    ("file", "before", "after", "code"),
    [
        ("reports/vvk_referral.j2", "Прошу направить меня", "Прошу {{ callsign }} направить меня", "undeclared_field"),
        ("reports/vvk_referral.j2", "Прошу направить меня", "Согласно статье 51 прошу направить меня", "literal"),
        ("reports/vvk_referral.j2", "Прошу направить меня", "Прошу в течение десяти дней направить меня", "literal"),
        ("reports/vvk_referral.j2", "Прошу направить меня", "Согласно КАС РФ прошу направить меня", "literal"),
        (
            "reports/vvk_referral.j2",
            "Сообщаю о состоянии",
            "{{ norm('norm_age') }} Сообщаю о состоянии",
            "basis_differs",
        ),
        ("reports/vvk_referral.j2", ":: health", ":: zdorovie", "paragraph_without_basis"),
        ("reports/vvk_referral.yml", "  health: []", "  health: []\n  extra: []", "basis_without_paragraph"),
        ("reports/vvk_referral.yml", "fields: [complaints", "fields: [leave_days, complaints", "unused_field"),
        ("reports/vvk_referral.j2", "{% include 'shared/closing.j2' %}\n", "", "no_duties"),
        ("reports/transfer.yml", "options: {transfer: 1, pregnancy: 3}", "options: {}", "unreachable"),
        ("shared/closing.j2", "До принятия", "В течение 30 дней до принятия", "literal"),
    ],
)
def test_check_finds_a_broken_template(file: str, before: str, after: str, code: str, copy: Path) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    if code == "unreachable":
        for other in (copy / "reports").glob("*.yml"):
            other.write_text(
                other.read_text(encoding="utf-8").replace("leave_family, transfer,", "leave_family,"), encoding="utf-8"
            )
    assert code in {problem.code for problem in check(load(copy), copy)}


def test_check_finds_a_template_without_its_twin(copy: Path) -> None:
    (copy / "reports" / "lonely.j2").write_text(":: title\nРапорт\n", encoding="utf-8")
    assert "missing_twin" in {problem.code for problem in check(load(copy), copy)}


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("reports/vvk_referral.yml", "form: report", "form: poem"),
        ("reports/vvk_referral.yml", "risk: low", "risk: none"),
        ("reports/vvk_referral.yml", "fields: [complaints", "fields: [callsign, complaints"),
        ("reports/vvk_referral.yml", "copies: 2\n", ""),
        ("reports/vvk_referral.yml", "title:", "title: ["),
        ("reports/vvk_referral.yml", "then: [followup_day10", "then: [nothing"),
        ("shared/fields.yml", "kind: choice", "kind: guess"),
    ],
)
def test_a_broken_declaration_is_a_typed_error(file: str, before: str, after: str, copy: Path) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        load(copy)
    assert caught.value.code == "bad_declaration"


def test_every_field_has_a_question_in_both_languages(catalogue: Catalogue) -> None:
    for field in catalogue.vocabulary.values():
        assert all(field.label[lang] for lang in ("ru", "en")), field.name
        assert not field.required
        if field.kind in ("text", "number"):
            assert field.blank, field.name


def test_every_declared_field_is_used_by_a_document(catalogue: Catalogue) -> None:
    used = {field.name for spec in catalogue.all() for field in spec.fields}
    assert used == set(catalogue.vocabulary)
