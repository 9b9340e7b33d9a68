"""What people really type: runs without a break, lines of their own, emoji, numbers and days nobody can mean."""

from __future__ import annotations

import io
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Any

import docx
import pytest
import typst
from PIL import Image
from pypdf import PdfReader

from bot.reports import Document, ReportError, as_message, render, rewritten, written
from bot.reports.glyphs import drawn, undrawn
from tests.reports.test_documents import IDS
from tests.reports.test_rendering import docx_text, pdf_text, squeezed

RUNS = {
    "a list with commas": "спина,шея,голова,правоеколено,леваярука,поясница,плечо,грудь,живот,глаза,уши,зубы",
    "underscores": "Болит_спина_и_немеют_ноги_и_руки_и_голова_кружится_каждый_день_с_утра_до_вечера",
    "hyphens that do not break": "дорсопатия‑остеохондроз‑протрузия‑грыжа‑спондилёз‑радикулопатия‑люмбалгия‑ишиас",
    "sixty letters": "болитспинаинемеютногипослеконтузииболитголоваинеспитсяпоночамсовсем",
    "wide letters": "Щ" * 80,
    "an address": "https://example.org/a/very/long/path/of/parts/that/never/ends/and/ends/never?x=1&y=2",
    "dots": "спина.шея.голова.колено.рука.поясница.плечо.грудь.живот.глаза.уши.зубы.нос.горло.пальцы",
    "spaces that do not break": "\u00a0".join(["спина"] * 20),
    "one letter": "а" * 400,
}


def ink_beyond(png: bytes, part: float) -> bool:
    """Whether anything is drawn right of a part of the page's width."""
    with Image.open(io.BytesIO(png)) as image:
        grey = image.convert("L")
        return bool(grey.crop((int(grey.width * part), 0, grey.width, grey.height)).point(lambda v: v < 200).getbbox())


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
def test_a_run_without_a_break_is_not_cut_at_the_edge(run: str, large: bool, make: Any) -> None:
    document = make("health_report", {"complaints": f"Болит {run}", "diagnosis": run})
    assert not ink_beyond(render(document, "png", large=large), 0.94)  # the margin begins at 0.929
    said = squeezed(run)
    assert pdf_text(render(document, "pdf", large=large)).count(said) == 2
    assert docx_text(render(document, "docx", large=large)).count(said) == 2
    lines = render(document, "txt", large=large).decode().splitlines()
    assert max(map(len, lines)) <= (32 if large else 37)
    assert squeezed("".join(line.partition("| ")[2] for line in lines)).count(said) == 2


@pytest.mark.parametrize("part", ["addressee", "signer"])
def test_a_run_in_the_head_and_at_the_foot_is_not_cut(part: str, make: Any) -> None:
    post = "заместитель-командира-батальона-по-военно-политической-работе-и-тылу"
    document = make("health_report", {part: {"last": "Константинопольский" * 4, "post": post * 2}})
    assert not ink_beyond(render(document, "png"), 0.94)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("id", IDS)
def test_no_blank_runs_off_the_page(id: str, large: bool, make: Any) -> None:
    assert not ink_beyond(render(make(id, reviewed=True), "png", large=large), 0.94)


def test_whoever_copies_or_searches_the_page_finds_the_run_whole(make: Any) -> None:
    pdf = render(make("health_report", {"complaints": RUNS["sixty letters"]}), "pdf")
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "\u200b" not in text
    assert RUNS["sixty letters"][:50] in text


def test_a_persons_own_lines_stay_lines(make: Any) -> None:
    document = make("health_report", {"complaints": "1. Болит спина\r\n2. Болит шея\n\n- тошнота"})
    said = "1. Болит спина\n2. Болит шея\n- тошнота."
    assert f"здоровья:\n{said}" in document.block("report").plain()
    assert said in as_message(document)
    assert "| 2. Болит шея\n" in render(document, "txt").decode()
    lines = PdfReader(io.BytesIO(render(document, "pdf"))).pages[0].extract_text().splitlines()
    assert [line.strip() for line in lines if line.strip() in said.split("\n")] == said.split("\n")
    paragraphs = docx.Document(io.BytesIO(render(document, "docx"))).paragraphs
    assert any(said in paragraph.text for paragraph in paragraphs)


def test_a_short_answer_stays_on_its_line(make: Any) -> None:
    said = " ".join(block.plain() for block in make("vvk_appeal", {"vvk_number": "123\n/р"}).blocks)
    assert "123 /р" in said.replace("\u00a0", " ")


def test_an_advocate_who_changes_nothing_makes_no_version_of_a_text_with_lines(make: Any) -> None:
    document = make("health_report", {"complaints": "Болит спина\nБолит шея"})
    sent = "\n".join(written(document.block("report"))).split("\n")
    assert rewritten(document, {"report": sent}) == document


def test_a_refusal_parted_by_a_line_end_is_still_a_refusal(make: Any) -> None:
    assert {found.kind for found in make("health_report", {"complaints": "Воевать\nне буду."}).findings} == {"refusal"}


def test_what_no_font_has_is_left_out_and_named(make: Any) -> None:
    facts = {"complaints": "Болит 😀 спина 👨‍👩‍👧 и 👍🏽 шея 你", "signer": {"last": "Иванов 😀"}}
    document: Document = make("health_report", facts)
    assert document.left_out() == "😀👨👩👧👍你"
    assert "Болит спина и шея." in document.block("report").plain()
    assert document.block("signature").lines[1] == ("Иванов",)
    for text in ("", "°С ₽ № — «ёж» ≥ ½ → ✓", "Ўткир Нұрлан Шәймиев Մանուկ გელა"):
        assert undrawn(text) == ""
        assert drawn(text) == text
    again = Document.from_dict(document.as_dict())
    assert again.left_out() == document.left_out()


_SOURCE = (
    b'#set document(title: "x")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), lang: "ru")\n#sys.inputs.t'
)


@lru_cache
def compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(_SOURCE, font_paths=fonts, ignore_system_fonts=True)


def drawable(text: str) -> bool:
    """Whether the fonts of the page have every character: PDF/UA refuses what none has."""
    try:
        compiler().compile(_SOURCE, format="pdf", sys_inputs={"t": text}, pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True


def test_the_table_of_what_the_fonts_have_is_true() -> None:
    letters = [chr(code) for code in range(0x21, 0x2E80) if chr(code).isprintable() and drawn(chr(code))]
    assert len(letters) > 5000
    shown = [f"а{char}" if unicodedata.category(char).startswith("M") else char for char in letters]
    for at in range(0, len(shown), 64):
        assert drawable(" ".join(shown[at : at + 64])), shown[at]
    for char in "😀❗❓你字🏠":
        assert not drawable(char)
        assert undrawn(char)


@pytest.mark.parametrize(
    ("paper", "field", "value"),
    [
        ("leave_annual", "leave_days", 0),
        ("leave_annual", "leave_days", "1000"),
        ("leave_annual", "leave_year", 1),
        ("leave_annual", "leave_year", 3025),
        ("leave_annual", "leave_from", date(3025, 1, 1)),
        ("leave_annual", "leave_from", "01.01.0001"),
        ("family_circumstances", "children_count", 0),
        ("health_report", "symptoms_since", "3025-01-01"),
        ("health_report", "symptoms_since", "0001-01-01"),
        ("health_report", "symptoms_since", "2026-11-23"),
        ("health_report", "date", "3025-01-01"),
        ("complaint_superior", "refused_on", "2026-12-01"),
    ],
)
def test_what_nobody_can_mean_is_refused_by_the_name_of_the_field(
    paper: str, field: str, value: Any, make: Any
) -> None:
    with pytest.raises(ReportError) as caught:
        make(paper, {field: value})
    assert (caught.value.code, caught.value.field) == ("out_of_range", field)


def test_an_earlier_report_cannot_be_filed_tomorrow(make: Any) -> None:
    with pytest.raises(ReportError) as caught:
        make("complaint_superior", {"earlier_report": {"on": "2026-11-23"}})
    assert caught.value.field == "earlier_report.on"


def test_days_that_lie_ahead_stay_where_they_may(make: Any) -> None:
    assert "10\u00a0января\u00a02027" in make("leave_annual", {"leave_from": "2027-01-10"}).block("request").plain()
    # A paper dated a week ahead may name yesterday's and tomorrow's facts alike.
    assert make("health_report", {"date": "2026-11-29", "symptoms_since": "2026-11-25"}).block("since")


def test_a_pdf_is_tagged_for_a_reader_who_does_not_see(make: Any, typical: dict[str, Any]) -> None:
    pdf = render(make("court_claim", typical), "pdf")
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ru"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert "Документ".encode() in pdf

    def kinds(node: Any) -> list[str]:
        node = node.get_object()
        if isinstance(node, list):
            return [kind for child in node for kind in kinds(child)]
        if not isinstance(node, dict):
            return []
        return [str(node.get("/S", "")), *(kinds(node["/K"]) if "/K" in node else [])]

    found = kinds(root["/StructTreeRoot"])
    assert found.count("/H1") == 1
    assert found.count("/H2") >= 2
    assert found.count("/P") >= 10


@pytest.mark.parametrize("id", ["court_claim", "own_wish", "inventory", "health_report", "relative_appeal"])
def test_neither_text_is_laid_out_by_spaces(id: str, make: Any, typical: dict[str, Any]) -> None:
    document = make(id, typical)
    for text in (as_message(document), render(document, "txt").decode()):
        assert "  " not in text
        assert not [line for line in text.splitlines() if line.startswith(" ")]
    assert "| " not in as_message(document)
