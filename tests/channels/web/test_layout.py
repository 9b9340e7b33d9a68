"""What a line looks like: sentences by their marks, ways on their buttons, a paper with its files as one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.port import Button, FileRef, Reply
from bot.channels.web.layout import Block, blocks, shown

AT = datetime(2026, 11, 29, tzinfo=UTC)
SMALL = ("Источники: ", "⚠ Мы знаем закон на ", "Проверено на ")
PICTURE = FileRef("p", "dokument-1.png", "image/png", True)
PDF = FileRef("f", "dokument-1.pdf", "application/pdf")
NEXT = FileRef("n", "dokument-2.pdf", "application/pdf")


def line(
    seq: int, text: str, *titles: str, files: tuple[FileRef, ...] = (), author: str = "bot", paper: bool = False
) -> Reply:
    buttons = tuple(Button(title, f"t{title}") for title in titles)
    return Reply(seq=seq, text=text, at=AT, author=author, buttons=buttons, files=files, paper=paper)  # type: ignore[arg-type]


def test_the_first_sentence_stands_apart_and_each_mark_makes_its_own_kind() -> None:
    text = (
        "Уход за больным. Это по ст. 51 закона.\nВторая строка.\n\n"
        "⚠ Чем вы рискуете:\n• Давление.\n• Дело.\n\n"
        "Шаги:\n1. Раз.\n2. Два.\n\n• Пункт.\n⚠ Отдельный риск.\n"
        "⚠ Мы знаем закон на 6 марта.\nИсточники: 53-ФЗ"
    )
    assert blocks(text, SMALL) == (
        Block("text", (" Это по ст. 51 закона.\nВторая строка.",), title="Уход за больным."),
        Block("risk", ("Давление.", "Дело."), title="Чем вы рискуете:"),
        Block("text", ("Шаги:",)),
        Block("steps", ("Раз.", "Два.")),
        Block("list", ("Пункт.",)),
        Block("risk", ("Отдельный риск.",)),
        Block("notes", ("Мы знаем закон на 6 марта.", "Источники: 53-ФЗ")),
    )


@pytest.mark.parametrize("text", ["Понял.", "Без точки", "Очень " * 40 + "длинно. Дальше.", ""])
def test_what_says_one_thing_only_or_at_length_is_not_stressed(text: str) -> None:
    assert blocks(text, SMALL) == (Block("text", (text,)),)


def test_a_place_of_the_law_does_not_end_the_sentence() -> None:
    (block,) = blocks("По ст. 51 и п. 3 Указа № 647 это можно. Но решает командир.", ())
    assert block.title == "По ст. 51 и п. 3 Указа № 647 это можно."


def test_no_sentence_is_lost_whatever_it_looks_like() -> None:
    text = "Раз.\n⚠ Два\n3. Три\n• Четыре\n\n⚠ Пять:\nШесть\n• Семь\n\n\nВосемь\n2. Девять"
    said = [part for block in blocks(text, ()) for part in (block.title, *block.lines) if part]
    assert said == ["Раз.", "Два", "Три", "Четыре", "Пять:", "Шесть", "Семь", "Восемь", "Девять"]


def test_numbered_ways_are_said_on_their_buttons_and_nowhere_else() -> None:
    text = "Вот что открыто.\n\n1. Уход за близким человеком — можно просить. Решает командир.\n2. Отпуск — возможно."
    (one,) = shown([line(1, text, "1. Уход за близким…", "2. Отпуск", "Кто поможет")], ())
    assert [(choice.button.title, choice.label, choice.about) for choice in one.choices] == [
        ("1. Уход за близким…", "1. Уход за близким человеком", "Можно просить. Решает командир."),
        ("2. Отпуск", "2. Отпуск", "Возможно."),
        ("Кто поможет", "Кто поможет", ""),
    ]
    assert [block.kind for block in one.blocks] == ["text"]


def test_steps_without_buttons_stay_steps() -> None:
    (one,) = shown([line(1, "Шаги:\n1. Раз — два.\n2. Три — четыре.", "1. Раз")], ())
    assert one.blocks[-1] == Block("steps", ("Раз — два.", "Три — четыре."))
    assert [choice.about for choice in one.choices] == [""]


def test_a_paper_and_what_belongs_to_it_is_one_card() -> None:
    lines = [
        line(1, "контракт кончился", author="person"),
        line(2, "Готово: рапорт.\nПрочтите его.\n\n• Два листа.\n• Ручкой."),
        line(3, "Командиру части\n\nПрошу уволить.", files=(PICTURE, PDF), paper=True),
        line(4, "Как подать.\n\n1. Раз.\n2. Два.\nИсточники: устав", files=(NEXT,)),
        line(5, "Кто поможет.\n\nАдвокат.", "Показать адвокату"),
        line(6, "Адвокат прочёл рапорт."),
    ]
    person, card, later = shown(lines, SMALL)
    assert (person.line.seq, card.line.seq, later.line.seq) == (1, 5, 6)
    assert card.paper == "Командиру части\n\nПрошу уволить."
    assert card.blocks == (Block("text", ("\nПрочтите его.",), title="Готово: рапорт."),)
    assert [(part.title, [block.kind for block in part.blocks], part.files) for part in card.sections] == [
        ("", ["list"], ()),
        ("Как подать", ["steps", "notes"], (NEXT,)),
        ("Кто поможет", ["text"], ()),
    ]
    assert card.files == (PICTURE, PDF, NEXT)
    assert [choice.button.title for choice in card.choices] == ["Показать адвокату"]
    assert card.text == "\n\n".join(one.text for one in lines[1:5])
    assert later.paper is None


@pytest.mark.parametrize("between", ["person", "none"])
def test_lines_of_another_turn_are_not_drawn_into_the_card(between: str) -> None:
    lines = [line(1, "Прошу уволить.", files=(PICTURE,), paper=True)]
    if between == "person":
        lines += [line(2, "спасибо", author="person"), line(3, "Хорошо.", "Дальше")]
    found = shown(lines, ())
    assert [one.paper for one in found] == ["Прошу уволить.", *([None, None] if between == "person" else [])]
    assert found[0].sections == ()


def test_a_question_with_buttons_before_a_paper_is_not_its_beginning() -> None:
    found = shown([line(1, "Что составить?", "Рапорт"), line(2, "Прошу.", files=(PICTURE,), paper=True)], ())
    assert [(one.text, one.paper) for one in found] == [("Что составить?", None), ("Прошу.", "Прошу.")]


def test_a_message_that_brings_files_is_read_and_not_folded_away() -> None:
    lines = [line(1, "Напомню."), line(2, "Адвокат проверил бумагу.", files=(PICTURE, PDF))]
    assert [(one.text, one.paper, one.sections) for one in shown(lines, ())] == [
        ("Напомню.", None, ()),
        ("Адвокат проверил бумагу.", None, ()),
    ]
