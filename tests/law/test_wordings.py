"""Sentences worded anew over the files: every sentence has a place, and what the files changed since speaks alone."""

from __future__ import annotations

import pytest

from bot import law
from bot.law import KnowledgeError
from bot.law.checking import sentences
from bot.law.laying import Laid
from bot.law.loading import PACKAGED
from bot.law.reading import read_trees
from bot.law.wordings import Place, Wording, file_of, path_of, places, worded


@pytest.fixture(scope="module")
def found() -> dict[str, Place]:
    return places(read_trees(PACKAGED))


def test_every_sentence_that_people_can_be_told_has_a_place(found: dict[str, Place]) -> None:
    said = {(place.said["ru"], place.said["en"]) for place in found.values()}
    told = [(about, text) for about, text, _ in sentences(law.load())]
    assert [about for about, text in told if (text.ru, text.en) not in said] == []


def test_a_place_is_named_by_its_file_and_its_entries(found: dict[str, Place]) -> None:
    for id, place in found.items():
        assert (PACKAGED / file_of(id)).is_file()
        assert path_of(id)[1] == place.entry and place.title["ru"] and place.said["sources"]
    assert {place.kind for place in found.values()} >= {"question", "option", "topic", "risk", "step", "deadline"}


def test_a_sentence_worded_anew_is_said_and_all_others_stay(found: dict[str, Place]) -> None:
    id, place = next((id, one) for id, one in found.items() if one.kind == "risk")
    after = {"ru": "Новая фраза.", "en": "A new sentence.", "sources": [place.said["sources"][0]]}
    before, fresh = law.load(), law.load(laid=Laid(wordings={id: Wording(place.said, after)}))
    was, now = list(sentences(before)), list(sentences(fresh))
    changed = [(a, b) for a, b in zip(was, now, strict=True) if a != b]
    assert [(a[1].ru, b[1].ru, b[2]) for a, b in changed] == [
        (place.said["ru"], "Новая фраза.", (place.said["sources"][0],))
    ]


def test_once_the_files_say_otherwise_they_speak_alone(found: dict[str, Place]) -> None:
    id, place = next(iter(found.items()))
    other = {**place.said, "ru": "Что было в файлах раньше."}
    trees = read_trees(PACKAGED)
    laid = worded(trees, {id: Wording(other, {**place.said, "ru": "Новая."}), "steps.steps.gone.text": Wording({}, {})})
    assert laid == trees


def test_the_files_own_checks_look_at_a_new_wording(found: dict[str, Place]) -> None:
    id, place = next((id, one) for id, one in found.items() if one.kind == "question")
    bad = {**place.said, "sources": ["nothing_of_ours"]}
    with pytest.raises(KnowledgeError) as refused:
        law.load(laid=Laid(wordings={id: Wording(place.said, bad)}))
    assert refused.value.code == "unknown_source"
