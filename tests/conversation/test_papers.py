"""After the commission's letter the paper that fits it is offered, and no complaint of the letter that lets him go."""

from datetime import date
from typing import Any

import pytest

from bot.bootstrap import Services
from bot.dialogue import topics

TODAY = date(2026, 11, 22)


def facts(letter: str) -> dict[str, Any]:
    return {"category": "contract", "agency": "mod", "vvk_category": letter, "vvk_on": "2026-10-05"}


def drawn_by(choices: Any) -> list[str]:
    return [sent.partition('"document": "')[2].partition('"')[0] for _, sent in choices if "draft_report{" in sent]


@pytest.mark.parametrize("topic", ["ground_health", "vvk_procedure"])
@pytest.mark.parametrize("letter", list("АБВГД"))
@pytest.mark.parametrize("asker", ["self", "relative"])
def test_the_paper_of_the_letter_is_offered_first(advocated: Services, topic: str, letter: str, asker: str) -> None:
    said = advocated.guide.topic(topic, facts(letter), "ru", TODAY, asker, in_form=False)
    papers = [paper for paper in drawn_by(said[0].choices) if paper not in topics.RELATIVES_PAPERS]
    assert papers[0] == topics.AFTER_COMMISSION[letter][0]
    assert (topics.APPEAL in papers) is (letter in "АБГ")


@pytest.mark.parametrize("letter", list("АБВГД"))
def test_the_appeal_comes_first_for_who_disagrees(advocated: Services, letter: str) -> None:
    said = advocated.guide.topic("vvk_procedure", facts(letter), "ru", TODAY, "self", in_form=False, disagrees=True)
    assert drawn_by(said[0].choices)[:2] == [topics.APPEAL, topics.AFTER_COMMISSION[letter][0]]
    assert "жалоба на заключение" in said[0].text


@pytest.mark.parametrize("letter", list("АБВГД"))
def test_what_a_yes_would_draw_is_the_paper_that_was_named(advocated: Services, letter: str) -> None:
    said = advocated.guide.topic("vvk_procedure", facts(letter), "ru", TODAY, "self", in_form=False)[0].text
    named = advocated.guide._catalogue.get(topics.papers_for("vvk_procedure", facts(letter))[0]).title["ru"]
    assert f"Могу составить: {named[:1].lower()}{named[1:]}." in said


@pytest.mark.parametrize("letter", list("АБВГД"))
def test_the_ways_out_end_with_the_paper_of_the_letter(advocated: Services, letter: str) -> None:
    said = advocated.guide.options(facts(letter), "ground_health", "ru", TODAY, "self")
    shown = advocated.guide.shown(facts(letter), "ground_health", TODAY)
    offered = drawn_by(said[0].choices)
    assert offered[0] == topics.AFTER_COMMISSION[letter][0]
    assert offered[1:] == ([topics.APPEAL] if letter in "АБГ" else [])
    assert letter in "АБГ" or "vvk_appeal" not in shown


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("asker", ["self", "relative"])
@pytest.mark.parametrize("kind", list(topics.BESIDE_DECLINED))
def test_a_paper_that_is_not_drawn_is_explained_with_what_is_lawful(
    advocated: Services, kind: str, asker: str, lang: str
) -> None:
    said = advocated.guide.declined(kind, lang, TODAY, asker)
    first = said.text.split("\n\n")[0]
    assert first.count(". ") + first.endswith(".") == 2  # why not, in two sentences
    assert len(said.choices) >= 3
    assert "Составлю" not in said.text
