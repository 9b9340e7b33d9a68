"""Whatever is written, one turn costs little: a page that one visitor can stop serves nobody.

Each text is as long as the longest message that is taken. Time is the processor's, so a busy machine fails nothing;
what exceeds is measured again, always with caches empty of words: a visitor who means harm says new ones each time.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from bot import memory, safety
from bot.assistant import facts
from bot.assistant.nlu import clauses, glossary, words
from bot.conversation import asking, intake, language, whereabouts
from bot.redaction import redactor
from bot.reports import editing
from bot.reports import safety as filters
from bot.reports.model import Block, Document, Kind
from bot.reports.renderers import render
from tests.cost.pace import budget
from tests.cost.texts import LONGEST, texts

ROOT = Path(__file__).resolve().parents[2]
# Seconds of the processor for one turn, all engines together, on the machine `pace` was measured on. The aim is 0.25;
# since every turn forgets the words of the last, its words are looked up anew, and the dearest text takes 0.42.
TURN = 0.45
ANY_DAY = date(2026, 11, 29)
ORDINARY = "Здравствуйте, я мобилизован 21 сентября 2022 года. Zdravstvuyte, ghbdtn, kak dela? Що робити, help me. "


@lru_cache(maxsize=1)
def engines() -> dict[str, Callable[[str], object]]:
    """All of the app and of the assistant that reads a message, but for the model itself, ready to work."""
    layer = safety.load()

    redact = redactor.load()

    def read(text: str) -> object:
        words.read.cache_clear()
        reading = words.read(text)
        return facts.read_words(reading, ANY_DAY), glossary.load().gloss(reading)

    found: dict[str, Callable[[str], object]] = {
        "redaction": lambda text: redact.redact(text),
        "intake": lambda text: (intake.check(text, LONGEST), intake.for_engine(text), language.detect(text, "ru")),
        "places": whereabouts.blot,
        "papers asked for": lambda text: (
            asking.declined(text),
            asking.asks_to_write(text),
            asking.paper_named(text),
            asking.disagrees(text),
        ),
        "safety": layer.check,
        "output filter": filters.inspect,
        "clauses": clauses.split,
        "words, facts and gloss": read,
    }
    for engine in found.values():
        engine(ORDINARY)
    return found


def cost(text: str) -> dict[str, float]:
    """What each engine takes of the processor, in seconds."""
    found = {}
    memory.forget()
    for name, engine in engines().items():
        begun = time.process_time()
        engine(text)
        found[name] = round(time.process_time() - begun, 3)
    return found


@pytest.mark.parametrize("trouble", list(texts()))
def test_a_turn_is_cheap_whatever_is_written(trouble: str) -> None:
    text = texts()[trouble]
    assert len(text) == LONGEST
    found = cost(text)
    most = budget(TURN)
    for _ in range(3):
        if sum(found.values()) > most:
            found = cost(text)
    assert sum(found.values()) <= most, found


@pytest.mark.parametrize("format", ["txt", "docx"])
def test_a_paper_is_cheap_whatever_stands_in_it(format: str) -> None:
    def seconds(text: str) -> float:
        paper = Document("paper", "Рапорт", (Block("story", Kind.PARAGRAPH, ((text,),)),), reviewed=False)
        begun = time.process_time()
        render(paper, format)
        return time.process_time() - begun

    seconds(ORDINARY)
    printable = {name: text for name, text in texts().items() if name != "control signs"}
    dear = {name: spent for name, text in printable.items() if (spent := seconds(text)) > budget(TURN)}
    assert dear == {}


def test_a_reviewers_text_is_cheap_to_take_whatever_it_is() -> None:
    paper = Document("paper", "Рапорт", (Block("story", Kind.PARAGRAPH, (("Текст.",),)),), reviewed=False)
    editing.rewritten(paper, {"story": [ORDINARY]})  # what is loaded once is no cost of a turn
    for trouble in ("blanks to fill", *texts()):
        text = ("___ (" * LONGEST)[:LONGEST] if trouble == "blanks to fill" else texts()[trouble]
        begun = time.process_time()
        editing.rewritten(paper, {"story": [text]})
        assert time.process_time() - begun <= budget(TURN), trouble


def test_the_model_is_cheap_to_ask_whatever_is_written() -> None:
    """In the assistant's environment, with the encoder and all that is counted: its own figures, one line a fault."""
    python = ROOT / ".venv-assistant" / "bin" / "python"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}  # as the launcher has it
    done = subprocess.run(
        [str(python), "-W", "ignore", str(Path(__file__).with_name("ask_model.py"))],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == ""
