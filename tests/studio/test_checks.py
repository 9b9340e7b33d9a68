"""What is wrong with new lines is found at once: conflicts, leaks from the exam, whatever tells who somebody is."""

from __future__ import annotations

import time

import pytest

from bot.assistant.nlu.examples import Example
from bot.console.studio.subjects import known_examples
from bot.settings import ROOT
from bot.studio import checks, editing
from bot.studio.checks import Fault, Known
from bot.studio.workspace import Workspace

KNOWN = Known(
    [Example("командир рвёт мой рапорт", "commander_refuses", "ru", "ru/commander_refuses.yml", 1)],
    [Example("Как уйти домой?", "leave_general", "ru", "heldout_d.yml", 7)],
)


def codes(line: str, intent: str = "leave_general") -> list[tuple[str, bool]]:
    return [(fault.code, fault.blocks) for fault in checks.of_examples(intent, {"ru": ()}, {"ru": (line,)}, KNOWN)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Командир рвёт мой рапорт!", "conflict"),
        ("как уйти домой", "examined"),
        ("мне нужен ${RAPORT_KEY}", "secret"),
        ("командир [имя] не отпускает", "placeholder"),
        ("я из части 54321", "identifies"),
        ("пишите на a@b.ru", "identifies"),
        ("да " * 300, "long"),
    ],
)
def test_what_must_not_be_taught_cannot_be_saved(line: str, code: str) -> None:
    assert (code, True) in codes(line)


def test_nearly_the_same_words_elsewhere_are_a_remark() -> None:
    assert codes("мой командир рвет рапорты") == [("near", False)]
    assert codes("мой командир рвет рапорты", "commander_refuses") == []


def test_what_stood_there_before_is_not_judged_again() -> None:
    old = {"ru": ("Командир рвёт мой рапорт",)}
    assert checks.of_examples("leave_general", old, old, KNOWN) == []


def test_a_list_of_examples_cannot_be_emptied_below_its_floor() -> None:
    before = {"ru": [f"слово {number}" for number in "абвгд" * 13]}
    assert Fault("few", "ru", "60") in checks.of_examples("a", before, {"ru": before["ru"][:20]}, KNOWN)


def test_one_text_cannot_be_two_answers() -> None:
    before = {"values.yes.ru": ("да",), "values.no.ru": ("нет",), "unsure.ru": ("хз",)}
    assert checks.of_lists(before, before) == []
    found = checks.of_lists(before, {**before, "values.no.ru": ("нет", "Да!")})
    assert found == [Fault("elsewhere", "Да!", "values.yes.ru")]
    assert checks.of_lists(before, {**before, "values.yes.en": ("да",)}) == [], "the same meaning in another language"
    assert Fault("empty", "unsure.ru") in checks.of_lists(before, {**before, "unsure.ru": ()})


def test_a_line_that_stands_twice_is_named() -> None:
    found = checks.of_examples("a", {"ru": ()}, {"ru": ("привет вам", "Привет, вам!")}, KNOWN)
    assert [fault.code for fault in found] == ["twice"]


def test_one_file_is_checked_in_under_two_seconds() -> None:
    space = Workspace(ROOT, ROOT / "no-changes")
    begun = time.process_time()
    parts = {part.place: part.lines for part in editing.example_parts(space, "leave_general")}
    wanted = {**parts, "ru": (*parts["ru"], "новая строка")}
    assert checks.of_examples("leave_general", parts, wanted, known_examples(space)) == []
    assert time.process_time() - begun < 2
