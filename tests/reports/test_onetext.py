"""A paper edited as one text: what was not touched stays what it was, and a change lands where it was made."""

from __future__ import annotations

from typing import Any

import pytest

from bot.reports import Blank, Catalogue, Document, Kind, ReportError, as_one_text, rewritten, taken_apart, written


def retyped(document: Document, text: str) -> Document:
    return rewritten(document, taken_apart(document, text))


@pytest.mark.parametrize("given_facts", [True, False])
def test_a_text_that_nobody_touched_changes_nothing_in_any_paper(
    given_facts: bool, catalogue: Catalogue, make: Any, typical: dict[str, Any]
) -> None:
    for spec in catalogue.all():
        document = make(spec.id, typical if given_facts else {})
        assert taken_apart(document, as_one_text(document)) == {}, spec.id
        assert taken_apart(document, as_one_text(document).replace("\n\n", "\n \n\n")) == {}, spec.id


def test_a_reworded_paragraph_is_the_same_block_in_every_paper(catalogue: Catalogue, make: Any) -> None:
    for spec in catalogue.all():
        document = make(spec.id, {})
        for block in document.blocks:
            if block.kind is not Kind.PARAGRAPH or len(block.lines) != 1:
                continue
            pieces = as_one_text(document).split("\n\n")
            at = document.blocks.index(block)
            pieces[at] = "Совсем другие слова."
            changed = taken_apart(document, "\n\n".join(pieces))
            assert changed == {block.id: ["Совсем другие слова."]}, (spec.id, block.id)


def test_each_paragraph_can_be_taken_out(catalogue: Catalogue, make: Any, typical: dict[str, Any]) -> None:
    for spec in catalogue.all():
        document = make(spec.id, typical)
        pieces = as_one_text(document).split("\n\n")
        assert len(pieces) == len(document.blocks), spec.id
        for at, block in enumerate(document.blocks):
            changed = taken_apart(document, "\n\n".join(pieces[:at] + pieces[at + 1 :]))
            assert changed == {block.id: []}, (spec.id, block.id)


def test_a_new_paragraph_stands_where_it_was_typed(make: Any) -> None:
    document = make("vvk_referral", {})
    request = written(document.block("request"))[0]
    for text in (f"{request}\n\nПрилагаю копию ________ (чего).", f"{request}\nПрилагаю копию ________ (чего)."):
        after = retyped(document, as_one_text(document).replace(request, text))
        ids = [block.id for block in after.blocks]
        new = after.blocks[ids.index("request") + 1]
        assert new.kind is Kind.PARAGRAPH
        assert new.lines == (("Прилагаю копию ", Blank("чего", "short"), "."),)
        assert len(after.blocks) == len(document.blocks) + 1
        assert after.block("request") == document.block("request")


def test_a_list_takes_a_new_item_and_keeps_its_label_to_itself(make: Any, typical: dict[str, Any]) -> None:
    document = make("vvk_referral", typical)
    listed = next(block for block in document.blocks if block.kind is Kind.ENCLOSURES)
    text = as_one_text(document)
    assert f"{listed.label}:" in text
    last = written(listed)[-1]
    after = retyped(document, text.replace(last, f"{last}\nЕщё один лист"))
    assert after.block(listed.id).lines == (*listed.lines, ("Ещё один лист",))
    assert after.block(listed.id).label == listed.label


def test_no_paper_loses_its_addressee_title_or_signature(make: Any) -> None:
    document = make("vvk_referral", {})
    pieces = as_one_text(document).split("\n\n")
    for id in ("addressee", "title", "signature"):
        at = [block.id for block in document.blocks].index(id)
        with pytest.raises(ReportError) as error:
            retyped(document, "\n\n".join(pieces[:at] + pieces[at + 1 :]))
        assert (error.value.code, error.value.field) == ("missing_part", id)
    with pytest.raises(ReportError):
        retyped(document, "")
