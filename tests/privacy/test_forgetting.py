"""What a turn looks up is remembered for that turn only: afterwards no object of the process holds a person's word."""

from __future__ import annotations

import ast
import gc
import secrets
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from bot import memory
from bot.assistant import facts
from bot.assistant.nlu import clauses, english, glossary, morph, spelling, words
from bot.cases.messages import Incoming
from bot.redaction import redactor
from bot.reports.grammar import posts, ranks
from bot.settings import ROOT
from tests.conversation.chatting import Heard
from tests.privacy.conftest import Instance

LETTERS = "бвгджзклмнпрстф"
# Caches whose keys are ours, each with what they are. A new one that takes an argument needs a line, or `memory`.
OWN_KEYS = {
    "bot/assistant/nlu/encoder.py:load": "a folder",
    "bot/assistant/nlu/language.py:english": "a switch",
    "bot/assistant/nlu/morph.py:_analyzer": "a language",
    "bot/console/blocks.py:entry": "an entry of the law's files",
    "bot/conversation/signs.py:_patterns": "a file of signs",
    "bot/law/conditions.py:_relativedelta": "a span of the knowledge",
    "bot/replies/lint.py:rules": "a language",
    "bot/reports/phrasebook.py:_forms": "a word of the shipped lists",
    "bot/reports/renderers/word.py:_base": "a size and a watermark of ours",
    "bot/safety/layer.py:load": "a folder",
    "bot/studio/cardchecks.py:_domain": "the domain's text",
}


def unheard_of() -> str:
    """A surname that no list and no dictionary has."""
    return "Кан" + "".join(secrets.choice(LETTERS) + "оа"[at % 2] for at in range(5)) + "ский"


def holders(word: str) -> list[str]:
    """The kinds of objects that hold the word, in any container the collector knows."""
    written = (word, word.lower())
    raw = tuple(form.encode() for form in written)

    def holds(value: object) -> bool:
        if isinstance(value, str):
            return any(form in value for form in written)
        return isinstance(value, bytes | bytearray) and any(form in value for form in raw)

    gc.collect()
    return [type(one).__name__ for one in gc.get_objects() if any(map(holds, gc.get_referents(one)))]


def cached_functions() -> Iterator[tuple[str, bool]]:
    """Every function of ours with a cache of `functools`, and whether it takes an argument."""
    for path in sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                marks = {ast.unparse(mark).partition("(")[0].rpartition(".")[2] for mark in node.decorator_list}
                if marks & {"lru_cache", "cache"}:
                    yield f"{path.relative_to(ROOT)}:{node.name}", bool(node.args.args or node.args.kwonlyargs)


def test_every_cache_with_a_key_is_a_turns_or_has_keys_of_our_own() -> None:
    assert {name for name, has_keys in cached_functions() if has_keys} == set(OWN_KEYS)


def read(said: str) -> None:
    """Read a message as the assistant does."""
    for part in (said, *clauses.split(said)):
        reading = words.read(part)
        glossary.load().gloss(reading)
        facts.read_words(reading, date(2026, 11, 29))


READERS: dict[str, Callable[[str], object]] = {
    "assistant": lambda word: read(f"меня зовут {word}, контракт кончился в мае. Maiu name is {word}"),
    "redaction": lambda word: redactor.load().redact(f"командир {word} не отпускает"),
    "post": lambda word: posts.decline_post(f"командир {word}", "datv"),
    "rank": lambda word: ranks.decline_rank(f"сержант {word}", "datv"),
}


@pytest.mark.parametrize("reader", READERS)
def test_what_a_reader_looked_up_is_gone_after_the_turn(reader: str) -> None:
    word = unheard_of()
    memory.forget()
    with memory.turn():
        READERS[reader](word)
    assert holders(word) == []


def test_within_the_turn_it_is_remembered_and_would_be_found() -> None:
    word = unheard_of()
    read(f"меня зовут {word}")
    assert holders(word)
    memory.forget()
    assert holders(word) == []


def test_a_turn_that_breaks_forgets_as_well() -> None:
    word = unheard_of().lower()

    @memory.turn()
    def breaks() -> None:
        morph.lemmas(word)
        spelling.correct(word)
        english.base(word)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks()
    assert morph.lemmas.cache_info().currsize == 0
    assert spelling.correct.cache_info().currsize == 0
    assert english.base.cache_info().currsize == 0


def test_after_a_whole_turn_the_process_of_the_page_holds_no_word(instance: Instance) -> None:
    word = unheard_of()
    services = instance.services()
    services.__dict__["engine"] = engine = Heard()
    conversation = services.turns.open("web", "address", "ru")
    for number, said in enumerate((f"меня зовут {word}, не отпускают", f"напомнить 5 мая {word}", "стереть")):
        services.turns.receive(conversation, str(number), Incoming(text=said))
        services.turns.work(conversation)
    assert word in engine.texts[0], "the message never came so far: no test"
    engine.texts.clear()
    assert holders(word) == []
