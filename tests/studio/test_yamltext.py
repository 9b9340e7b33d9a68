"""Files are changed where a person changed them and nowhere else: no byte of the rest moves."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.studio import examplefiles, yamltext
from bot.studio.yamltext import TextError, with_inline_list

TEXT = """# head
fact: sex
values:
  "yes":
    ru:
      - "да"   # said most
      # a remark
      - 'ага'
    en: ["yes", "yep"]
questions:
  - id: first
    title: {ru: "Раз", en: One}
    asked:
      ru:
        - как есть
        - "в кавычках: вот"
"""
NEW = "ещё одна, новая"
EXAMPLES = sorted((ROOT / "data" / "nlu").glob("*/*.yml"))
QUESTIONS = sorted((ROOT / "bot/law/knowledge/ru/questions").rglob("*.yml"))
EVERY = [*EXAMPLES, *sorted((ROOT / "data" / "answers").glob("*.yml")), *QUESTIONS, ROOT / "domain.yml"]


def test_a_list_and_a_sentence_are_found_by_their_keys() -> None:
    assert yamltext.lists(TEXT)["values", "yes", "ru"] == ["да", "ага"]
    assert yamltext.lists(TEXT)["questions", "first", "asked", "ru"] == ["как есть", "в кавычках: вот"]
    assert yamltext.sentences(TEXT)["questions", "first", "title", "en"] == "One"


def test_what_stays_keeps_its_quotes_and_remarks() -> None:
    changed = yamltext.with_list(TEXT, ("values", "yes", "ru"), ["да", "угу", "ага"])
    assert changed == TEXT.replace("      # a remark\n", '      - "угу"\n      # a remark\n')


def test_a_new_line_is_written_as_its_neighbours_are_where_it_can() -> None:
    path = ("questions", "first", "asked", "ru")
    changed = yamltext.with_list(TEXT, path, ["как есть", "просто так", "да: нет", "yes", "#1"])
    assert '        - "просто так"\n        - "да: нет"\n        - "yes"\n        - "#1"\n' in changed
    plain = TEXT.replace('"в кавычках: вот"', "второй")
    changed = yamltext.with_list(plain, path, ["как есть", "второй", "просто так", "да: нет", "yes", "#1", " край"])
    assert changed.splitlines()[-5:] == [
        f"        - {one}" for one in ("просто так", '"да: нет"', '"yes"', '"#1"', '" край"')
    ]


def test_a_sentence_is_changed_in_its_place() -> None:
    changed = yamltext.with_sentence(TEXT, ("questions", "first", "title", "en"), 'Say "one": #1')
    assert changed == TEXT.replace("en: One", 'en: "Say \\"one\\": #1"')


@pytest.mark.parametrize("path", [("values", "yes", "en"), ("values", "no"), ("questions", "second")])
def test_a_place_that_is_not_there_or_cannot_be_changed_is_said(path: tuple[str, ...]) -> None:
    with pytest.raises(TextError):
        yamltext.with_list(TEXT, path, ["другое"])


def test_broken_yaml_is_said_with_its_line() -> None:
    with pytest.raises(TextError) as broken:
        yamltext.lists("a: 1\nb: [1\n")
    assert broken.value.code == "not_yaml"
    assert broken.value.line >= 2


@pytest.mark.parametrize("file", EVERY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_line_that_is_added_is_the_whole_difference_and_taking_it_out_leaves_no_trace(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if file in EXAMPLES:
        lines = examplefiles.examples(text)
        changed = examplefiles.with_examples(text, [*lines, NEW])
        back = examplefiles.with_examples(changed, lines)
    else:
        block = {path: found for path, found in yamltext.lists(text).items() if len(found) > 1}
        path, lines = next(iter(block.items()))
        changed = yamltext.with_list(text, path, [*lines, NEW])
        back = yamltext.with_list(changed, path, lines)
    assert back == text
    difference = [line for line in difflib.ndiff(text.splitlines(), changed.splitlines()) if line[0] in "+-"]
    assert [line.strip('+ -"') for line in difference] == [NEW]


def test_examples_of_an_intent_are_changed_line_by_line() -> None:
    text = 'version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - раз\n    - два\n'
    assert examplefiles.examples(text) == ["раз", "два"]
    assert examplefiles.with_examples(text, ["раз", "три", "два"]) == text.replace("    - два", "    - три\n    - два")
    with pytest.raises(examplefiles.ExamplesError):
        examplefiles.examples("nlu: []\n")


def test_a_list_in_brackets_is_written_where_it_stands_and_no_other_byte_moves() -> None:
    text = "a:\n  - id: one\n    sources: [first, second]  # as read\n    rest: 1\n"
    changed = with_inline_list(text, ("a", "one", "sources"), ["second", "third"])
    assert changed == text.replace("[first, second]", "[second, third]")
    assert with_inline_list(changed, ("a", "one", "sources"), ["second", "third"]) == changed
    for place, code in ((("a", "one", "gone"), "no_place"), (("b",), "shape")):
        with pytest.raises(TextError) as refused:
            with_inline_list(f"{text}b:\n  - x\n", place, ["y"])
        assert refused.value.code == code
