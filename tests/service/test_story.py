"""The main job from the terminal: a story, only what is missing, the ways out, a report, its filing."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from tests.running import Service, Terminal

ASKS = "хочу уволиться"  # he tells nothing of himself, so one question of ours follows
STORY = "контракт кончился в мае, не отпускают, мать инвалид 1 группы"


@pytest.fixture
def chat(service: Service) -> Iterator[Terminal]:
    terminal = service.chat()
    yield terminal
    terminal.close()


def ways(chat: Terminal) -> None:
    """Ask for the ways out."""
    chat.say("какие есть выходы")
    assert "Вот что открыто" in chat.text


def test_the_first_answer_holds_the_safety_notice_and_what_was_understood(chat: Terminal) -> None:
    chat.say(STORY)
    assert "стереть" in chat.text
    assert "по контракту" in chat.text
    assert "май 2026" in chat.text
    assert "мать" in chat.text


def test_nothing_that_was_said_is_asked_again(chat: Terminal) -> None:
    chat.say(STORY)
    chat.say("какие есть выходы")
    asked = chat.text.lower()
    assert "как вы попали на службу" not in asked
    assert "когда кончается контракт" not in asked
    assert "группа инвалидности" not in asked


def test_expiry_is_closed_and_care_may_be_asked_with_its_risk_before_the_paper(chat: Terminal) -> None:
    chat.say(STORY)
    ways(chat)
    shown = chat.text
    assert "Сначала о том, что вы назвали" in shown
    assert "Срок контракта истёк" in shown
    assert re.search(r"\d\. .*[Уу]ход", shown)
    chat.press("ход")
    assert "рискуете" in chat.text
    assert chat.text.index("рискуете") < chat.text.index("Шаги")
    assert "УК" in chat.text


def test_the_report_comes_as_text_docx_pdf_and_picture_with_filing_dates_and_contacts(chat: Terminal) -> None:
    chat.say(STORY)
    ways(chat)
    chat.press("ход")
    chat.press("Составить рапорт")
    files = {Path(f["path"]).suffix: Path(f["path"]) for reply in chat.last for f in reply["files"]}
    assert set(files) == {".txt", ".docx", ".pdf", ".png"}
    assert files[".pdf"].read_bytes().startswith(b"%PDF")
    assert files[".png"].read_bytes().startswith(b"\x89PNG")
    assert any("РАПОРТ" in p.text.upper() for p in Document(str(files[".docx"])).paragraphs)
    assert "прошу" in files[".txt"].read_text().lower()
    assert "2026 года" in chat.text  # the dates of filing
    assert re.search(r"прокур|адвокат|Уполномоченн", chat.text)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_text_of_the_pdf_can_be_taken_out(chat: Terminal) -> None:
    chat.say(STORY)
    ways(chat)
    chat.press("ход")
    chat.press("Составить рапорт")
    pdf = next(f["path"] for reply in chat.last for f in reply["files"] if f["path"].endswith(".pdf"))
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "прошу" in text.lower()


def test_a_side_question_is_answered_while_our_question_yields(chat: Terminal) -> None:
    chat.say(ASKS)
    assert chat.last[-1]["buttons"], "one question of ours stands open"
    chat.say("а кто это всё прочитает, меня не вычислят?")
    assert "шифр" in chat.text
    chat.say("по контракту")
    assert "по контракту" in chat.text


def test_skip_back_correct_and_restart_work_in_words_and_lose_nothing(chat: Terminal) -> None:
    chat.say(ASKS)
    first = chat.last[-1]["text"]
    chat.say("пропустить")
    second = chat.last[-1]["text"]
    assert second != first
    chat.say("назад")
    assert chat.last[-1]["text"] != second
    chat.say("я по мобилизации")
    chat.say("нет, не так")
    assert "мобилизации" in chat.text
    chat.say("сначала")
    assert "сначала" in chat.text.lower()
    chat.say("нет, не так")
    assert "мобилизации" not in chat.text


def test_back_with_no_question_open_keeps_what_was_told(chat: Terminal) -> None:
    chat.say(STORY)
    chat.say("назад")
    chat.say("какие есть выходы")
    assert "Срок контракта истёк" in chat.text


@pytest.mark.parametrize(
    "text",
    ["", "😭😭😭", "а" * 10_000, "<script>alert(1)</script>", "{{ 7*7 }}", "{% for x in y %}", "/inform{"],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(chat: Terminal, text: str) -> None:
    chat.say(STORY)
    chat.say(text)
    assert chat.last
    assert all(reply["text"] for reply in chat.last)
    assert "49" not in chat.text
    chat.say("какие есть выходы")
    assert "Срок контракта истёк" in chat.text


def test_an_unknown_button_gets_a_sentence(chat: Terminal) -> None:
    chat.say(STORY)
    chat._ask({"button": "nosuchbutton"})
    assert "кнопка" in chat.text.lower()


def test_a_killed_assistant_comes_back_and_the_talk_goes_on_where_it_was(service: Service) -> None:
    chat = service.chat()
    chat.say(ASKS)
    first = chat.last[-1]["text"]
    service.kill("assistant")
    time.sleep(1)
    chat.say("пропустить")
    texts = [reply["text"] for reply in chat.last]
    assert any("сохранил" in text for text in texts), texts
    assert chat.last[-1]["text"] not in (first, "")
    assert "понял" not in chat.text
    chat.close()


def test_english_is_answered_in_english(service: Service) -> None:
    chat = service.chat("en")
    chat.say("my contract ended in may, they don't let me go, my mother is disabled group 1")
    assert re.search(r"contract", chat.text, re.IGNORECASE)
    assert not re.search(r"[а-яё]{4,}", chat.last[-1]["text"])
    chat.close()


def test_one_word_erases_everything(chat: Terminal) -> None:
    chat.say(STORY)
    chat.say("стереть")
    assert "стёрто" in chat.text.lower()
    chat.say("кто ты?")
    assert "май 2026" not in chat.text
