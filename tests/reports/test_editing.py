"""A reviewer's hand: what is written can be put back unchanged, and what is typed is never more than words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports import Blank, Catalogue, Document, Kind, ReportError, compare, render, rewritten, words, written
from bot.reports.editing import _line


def lines(document: Document) -> dict[str, tuple[str, ...]]:
    return {block.id: written(block) for block in document.blocks}


@pytest.mark.parametrize("given_facts", [True, False])
def test_every_block_of_every_document_comes_back_as_it_was(
    given_facts: bool, catalogue: Catalogue, make: Any, typical: dict[str, Any]
) -> None:
    for spec in catalogue.all():
        document = make(spec.id, typical if given_facts else {})
        assert rewritten(document, lines(document)) is document
        for block in document.blocks:
            assert tuple(_line(line) for line in written(block)) == block.lines, (spec.id, block.id)


def test_a_blank_can_be_kept_moved_and_made(make: Any) -> None:
    document = make("vvk_referral", {})
    edited = rewritten(
        document, {"request": ("Прошу направить меня ________ (куда) и выдать копию ____________________________.",)}
    )
    [line] = edited.block("request").lines
    assert [part for part in line if isinstance(part, Blank)] == [Blank("куда", "short"), Blank("", "long")]


def test_a_paragraph_of_several_lines_becomes_several_and_all_are_printed(make: Any) -> None:
    document = make("vvk_referral", {})
    edited = rewritten(document, {"request": ("Первое дело.", "", "Второе дело.", "Третье дело.")})
    ids = [block.id for block in edited.blocks]
    at = ids.index("request")
    assert ids[at : at + 3] == ["request", "request_2", "request_3"]
    text = render(edited, "txt").decode()
    for word in ("Первое", "Второе", "Третье"):
        assert word in text
    again = rewritten(edited, {"request": ("Первое дело.", "Вставка.")})
    assert len({block.id for block in again.blocks}) == len(again.blocks)


def test_what_no_paper_can_do_without_is_not_taken_out(make: Any) -> None:
    document = make("vvk_referral", {})
    for needed in ("signature", "addressee", "title"):
        with pytest.raises(ReportError, match="missing_part"):
            rewritten(document, {needed: ("", " ")})
    with pytest.raises(ReportError, match="bad_value"):
        rewritten(document, {"signature": ("одна строка",)})
    with pytest.raises(ReportError, match="missing_part"):
        rewritten(document, {"no_such_block": ("x",)})
    assert all(block.id != "request" for block in rewritten(document, {"request": ()}).blocks)


@pytest.mark.parametrize(
    "text", ["{{ signer.name() }}", "{% raw %}", '#read("/etc/passwd")', "<b>x</b>", ":: title", "- x"]
)
def test_what_is_typed_is_words_and_nothing_else(text: str, make: Any) -> None:
    edited = rewritten(make("vvk_referral", {}), {"request": (text,)})
    assert edited.block("request").lines == ((text,),)
    assert edited.block("request").kind is Kind.PARAGRAPH
    assert text in " ".join(render(edited, "txt").decode().split())
    for kind in ("docx", "pdf", "png"):
        assert render(edited, kind)


def test_a_warning_stays_while_its_sentence_does_whatever_else_is_edited(make: Any) -> None:
    document = make("vvk_referral", {"complaints": "Воевать не буду."})
    assert document.findings
    assert rewritten(document, {"request": ("Прошу выдать копию.",)}).findings == document.findings


def test_words_that_changed_are_marked_and_the_rest_is_not() -> None:
    pieces = words("Прошу уволить меня по здоровью.", "Прошу уволить меня по состоянию здоровья.")
    assert (
        "".join(piece.text for piece in pieces if piece.kind != "gone") == "Прошу уволить меня по состоянию здоровья."
    )
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == "Прошу уволить меня по здоровью."
    assert pieces[0].kind == "same"
    assert pieces[0].text.startswith("Прошу уволить меня по")


def test_a_comparison_shows_each_block_once_in_reading_order(make: Any) -> None:
    before = make("vvk_referral", {})
    after = rewritten(before, {"request": ("Прошу.", "И ещё.")})
    found = compare(before, after)
    assert [row.block for row in found if row.changed] == ["request", "request_2"]
    assert [row.block for row in found] == [block.id for block in after.blocks]
    gone = compare(after, before)
    assert [piece.kind for row in gone if row.block == "request_2" for piece in row.pieces] == ["gone"]


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_both_texts_can_be_read_out_of_their_comparison(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
