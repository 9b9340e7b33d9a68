"""Facts: what is taken, what is refused, what stays data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reports import Catalogue, Document, LawFacts, ReportError, draft, render, rewritten, unknown_facts
from bot.reports.markup import clean, parse, prepare
from tests.reports.conftest import TODAY

EVIL = [
    ":: title\nЧужой заголовок",
    "- пункт\n- ещё",
    "{{ 7 * 7 }} {% include 'shared/fields.yml' %}",
    "\ue010title\ue013\nx",
    "\ue012метка\ue013long\ue014",
    "#let x = 1; #panic()",
    "<w:p/>&amp;]]>",
    "Строка\u2028другая\x00\x1b[31m",
    "«ёлочки» — тире…",
]


@pytest.mark.parametrize("given", ["2026-10-03", "03.10.2026", "3.10.2026", date(2026, 10, 3)])
def test_dates_come_iso_or_day_first(given: Any, make: Any) -> None:
    assert "3\u00a0октября\u00a02026\u00a0г." in make("vvk_referral", {"symptoms_since": given}).block("since").plain()


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"symptoms_since": "10/2026"}, "bad_value", "symptoms_since"),
        ({"symptoms_since": "2026-02-30"}, "bad_value", "symptoms_since"),
        ({"complaints": "а" * 5001}, "too_long", "complaints"),
        ({"complaints": ["а"]}, "bad_value", "complaints"),
        ({"signer": "Иванов"}, "bad_value", "signer"),
        ({"signer": {"callsign": "x"}}, "bad_value", "signer"),
        ({"signer": {"last": "Иванов", "gender": "?"}, "complaints": "x"}, "bad_value", "signer.gender"),
        ({"earlier_report": {"no": 1}}, "bad_value", "earlier_report"),
        ({"date": "вчера"}, "bad_value", "date"),
        ({"enclosures": [1, 2]}, "", ""),
    ],
)
def test_wrong_facts_are_refused_by_name_and_never_quoted(
    facts: dict[str, Any], code: str, field: str, make: Any
) -> None:
    if not code:
        make("vvk_referral", facts)
        return
    with pytest.raises(ReportError) as caught:
        make("vvk_referral", facts)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_wrong_choices_are_refused(make: Any) -> None:
    for id, facts in (
        ("own_wish", {"motives": ["hatred"]}),
        ("leave_family", {"leave_reason": "x"}),
        ("leave_family", {"leave_days": -1}),
    ):
        with pytest.raises(ReportError):
            make(id, facts)


def test_fields_of_other_documents_are_passed_over_and_slips_are_named(make: Any, catalogue: Catalogue) -> None:
    facts = {"complaints": "Болит спина", "leave_days": 10, "complaint": "x"}
    assert "Болит спина" in make("vvk_referral", facts).block("health").plain()
    assert unknown_facts(facts, catalogue) == ("complaint",)


def test_an_unknown_document_is_a_typed_error(make: Any) -> None:
    with pytest.raises(ReportError) as caught:
        make("resignation")
    assert caught.value.code == "unknown_document"


class NoLaw:
    """A knowledge in which everything was withdrawn."""

    def fact(self, id: str, on: date) -> Any:
        raise LookupError(id)


def test_withdrawn_law_stops_the_draft(catalogue: Catalogue) -> None:
    nothing: LawFacts = NoLaw()
    with pytest.raises(ReportError) as caught:
        draft("own_wish", {}, on=TODAY, catalogue=catalogue, knowledge=nothing, reviewed=True)
    assert caught.value.code == "unknown_law"


@pytest.mark.parametrize("text", EVIL)
def test_an_answer_is_data_and_stays_inside_its_paragraph(text: str, make: Any) -> None:
    plain = make("vvk_referral", {"complaints": "обычный текст"})
    document = make("vvk_referral", {"complaints": text})
    assert [block.id for block in document.blocks] == [block.id for block in plain.blocks]
    assert len(document.block("health").lines) == 1  # his own line ends stay, but within the one paragraph
    assert document.block("health").plain().startswith("Сообщаю о состоянии здоровья:")
    assert clean(text).rstrip(" ;,:") in document.block("health").plain().replace("\n", " ")
    for format in ("txt", "docx", "pdf"):
        assert render(document, format)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=200), field=st.sampled_from(["complaints", "diagnosis"]))
def test_any_text_in_any_field_renders_in_all_formats(text: str, field: str, make: Any) -> None:
    document: Document = make(
        "vvk_referral", {field: text, "signer": {"last": text[:30], "post": text[:30]}}, reviewed=True
    )
    kinds = [block.id for block in document.blocks]
    assert [id for id in kinds if id != "diagnosis"] == [
        "addressee",
        "title",
        "request",
        "health",
        "duties",
        "answer",
        "enclosures",
        "signature",
        "receipt",
    ]
    for format in ("txt", "docx", "pdf", "png"):
        assert render(document, format)


@given(st.text(max_size=300))
def test_no_written_text_can_open_a_block(text: str) -> None:
    blocks = parse(prepare(":: body\n") + clean(text))
    assert len(blocks) <= 1
    assert all(isinstance(part, str) for block in blocks for line in block.lines for part in line)


def test_a_document_survives_storage(make: Any, typical: dict[str, Any]) -> None:
    document = make("complaint_prosecutor", {**typical, "circumstances_text": "Воевать не буду."})
    again = Document.from_dict(document.as_dict())
    assert again == document
    assert again.findings[0].kind == "refusal"


def test_what_is_no_document_is_not_read_as_one() -> None:
    with pytest.raises(ReportError):
        Document.from_dict({"id": "x"})


def test_an_edit_replaces_a_block_and_is_read_by_the_filter(make: Any) -> None:
    document = make("vvk_referral", {"complaints": "Воевать не буду."})
    assert document.findings
    mended = rewritten(document, {"health": ("Болит спина.",)})
    assert mended.findings == ()
    assert mended.block("health").plain() == "Болит спина."
    spoiled = rewritten(mended, {"request": ("Отказываюсь выполнять приказы.",)})
    assert [finding.kind for finding in spoiled.findings] == ["refusal"]


def test_file_names_say_nothing(make: Any) -> None:
    assert make("own_wish").filename("pdf") == "dokument-1.pdf"
    assert make("own_wish").filename("docx", 3) == "dokument-3.docx"
    with pytest.raises(ReportError):
        make("own_wish").filename("exe")
