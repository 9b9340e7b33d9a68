"""Files: what they show, what they hide, and that the programs people use open them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from bot.reports import Document, UnsafeTextError, render
from bot.reports.model import Kind
from tests.reports.test_documents import IDS


def squeezed(text: str) -> str:
    """Letters and digits alone: line ends, spaces, underscores and hyphens at line ends fall away."""
    return re.sub(r"[\W_]+", "", text)


def pieces(document: Document) -> list[str]:
    """The document's words, piece by piece between blanks."""
    return [
        squeezed(part) for block in document.blocks for line in block.lines for part in line if isinstance(part, str)
    ]


def pdf_text(pdf: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def docx_text(file: bytes) -> str:
    document = docx.Document(io.BytesIO(file))
    cells = [p.text for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return squeezed("".join([*cells, *(p.text for p in document.paragraphs)]))


@pytest.mark.parametrize("id", IDS)
def test_pdf_and_docx_hold_every_word_of_the_document(id: str, make: Any, typical: dict[str, Any]) -> None:
    document = make(id, typical)
    in_pdf, in_docx = pdf_text(render(document, "pdf")), docx_text(render(document, "docx"))
    for piece in pieces(document):
        assert piece in in_pdf
        assert piece in in_docx


@pytest.mark.parametrize("id", IDS)
def test_a_blank_document_fits_on_one_page(id: str, make: Any) -> None:
    most = 2 if id == "court_claim" else 1
    assert len(PdfReader(io.BytesIO(render(make(id), "pdf"))).pages) <= most


def test_long_documents_number_their_pages_from_the_second(make: Any, longest: dict[str, Any]) -> None:
    pages = PdfReader(io.BytesIO(render(make("court_claim", longest, reviewed=True), "pdf"))).pages
    assert len(pages) >= 2
    assert not pages[0].extract_text().startswith("1")
    assert pages[1].extract_text().lstrip().startswith("2")


@pytest.mark.parametrize("id", ["own_wish", "court_claim", "vvk_referral"])
def test_a_pdf_tells_nothing_of_its_making(id: str, make: Any) -> None:
    pdf = render(make(id), "pdf")
    reader = PdfReader(io.BytesIO(pdf))
    assert not reader.metadata
    assert reader.trailer.get("/ID") is None
    for mark in (b"Typst", b"typst", b"xmp", b"Creator", b"Producer", b"CreationDate", b"/Author", id.encode()):
        assert mark not in pdf, mark


def test_a_docx_tells_nothing_of_its_making(make: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(render(make("own_wish"), "docx"))) as archive:
        names = archive.namelist()
        assert not [name for name in names if name.startswith(("docProps", "customXml"))]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        whole = b"".join(archive.read(name) for name in names)
    for mark in (b"python-docx", b"rsid", b"own_wish", b"creator", b"lastModifiedBy"):
        assert mark not in whole, mark


def test_a_picture_tells_nothing_of_its_making(make: Any) -> None:
    png = render(make("own_wish"), "png")
    chunks, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        chunks.append(png[at + 4 : at + 8])
        at += length + 12
    assert set(chunks) <= {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"pHYs", b"sRGB", b"gAMA", b"tRNS"}


def test_the_same_facts_give_the_same_files(make: Any, typical: dict[str, Any]) -> None:
    for format in ("txt", "docx", "pdf", "png"):
        assert render(make("own_wish", typical), format) == render(make("own_wish", typical), format)


def test_the_watermark_is_on_every_page_until_reviewed(make: Any, longest: dict[str, Any]) -> None:
    for page in PdfReader(io.BytesIO(render(make("court_claim", longest), "pdf"))).pages:
        assert "ЧЕРНОВИК" in page.extract_text()
    assert "ЧЕРНОВИК" not in pdf_text(render(make("court_claim", longest, reviewed=True), "pdf"))
    with zipfile.ZipFile(io.BytesIO(render(make("own_wish"), "docx"))) as archive:
        headers = [archive.read(name).decode() for name in archive.namelist() if "header" in name]
    assert sum("ЧЕРНОВИК" in header for header in headers) == 2
    assert render(make("own_wish"), "txt").decode().splitlines()[0] == "ЧЕРНОВИК — не проверен адвокатом"


def test_the_page_is_a4_with_the_customary_margins(make: Any) -> None:
    page = PdfReader(io.BytesIO(render(make("vvk_referral"), "pdf"))).pages[0]
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
    section = docx.Document(io.BytesIO(render(make("vvk_referral"), "docx"))).sections[0]
    assert [
        round(m.mm) for m in (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    ] == [30, 15, 20, 20]


def test_the_docx_has_real_styles(make: Any, typical: dict[str, Any]) -> None:
    document = docx.Document(io.BytesIO(render(make("own_wish", typical), "docx")))
    names = {p.style.name for p in document.paragraphs if p.style}
    assert {"Title", "Body Text", "Enclosure", "Signature", "Receipt"} <= names
    assert document.styles["Normal"].font.size.pt == 14


def test_large_print_is_larger(make: Any) -> None:
    document = make("vvk_referral")
    assert docx.Document(io.BytesIO(render(document, "docx", large=True))).styles["Normal"].font.size.pt == 20
    assert max(map(len, render(document, "txt", large=True).decode().splitlines())) <= 32
    assert render(document, "pdf", large=True) != render(document, "pdf")


def test_text_comes_in_short_numbered_lines(make: Any, longest: dict[str, Any]) -> None:
    lines = [line for line in render(make("court_claim", longest), "txt").decode().splitlines() if "| " in line]
    assert [int(line.split("|")[0]) for line in lines] == list(range(1, len(lines) + 1))
    assert max(len(line) for line in lines) <= 37


def test_every_blank_has_a_label_or_stands_in_a_form_line(make: Any) -> None:
    for block in make("own_wish").blocks:
        if block.kind is Kind.PARAGRAPH:
            for line in block.lines:
                assert all(isinstance(part, str) or part.label for part in line)


def test_an_unsafe_sentence_keeps_the_document_in_until_reviewed(make: Any) -> None:
    facts = {"complaints": "Болит спина. Воевать не буду."}
    with pytest.raises(UnsafeTextError) as caught:
        render(make("vvk_referral", facts), "pdf")
    assert [finding.sentence for finding in caught.value.findings] == ["Воевать не буду."]
    assert "Воевать" not in str(caught.value)
    assert render(make("vvk_referral", facts, reviewed=True), "pdf")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_docx_and_keeps_every_word(make: Any, typical: dict[str, Any], tmp_path: Path) -> None:
    document = make("own_wish", typical)
    (tmp_path / "d.docx").write_bytes(render(document, "docx"))
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "d.docx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    said = pdf_text((tmp_path / "d.pdf").read_bytes())
    for piece in pieces(document):
        assert piece in said


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
def test_poppler_extracts_the_text(make: Any, typical: dict[str, Any], tmp_path: Path) -> None:
    document = make("own_wish", typical, reviewed=True)
    (tmp_path / "d.pdf").write_bytes(render(document, "pdf"))
    done = subprocess.run(["pdftotext", str(tmp_path / "d.pdf"), "-"], check=True, capture_output=True, timeout=60)
    assert done.stderr == b""
    said = squeezed(done.stdout.decode())
    for piece in pieces(document):
        assert piece in said
