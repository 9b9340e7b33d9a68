"""However a message is spelled, it is heard alike: case, ё, spaces, marks, long letters, transliteration, slips."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety import load

CORPORA = Path(__file__).parent / "corpora"
_LAYER = load()
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        ["a", "b", "v", "g", "d", "e", "yo", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
         "h", "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya", "i", "yi", "ye", "g"],
        strict=True,
    )
)  # fmt: skip


def _corpus(name: str) -> list[str]:
    lines = (CORPORA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


URGENT = [*_corpus("crisis"), *_corpus("danger")]
RUSSIAN = [text for text in URGENT if re.fullmatch(r"[^a-z]*[а-яёіїєґ][^a-z]*", text, re.IGNORECASE)]


def _heard(text: str) -> tuple[str, bool] | None:
    signal = _LAYER.check(text)
    return (signal.kind, signal.sure) if signal else None


def _harmless(change: Callable[[str], str]) -> None:
    changed = [text for text in URGENT if _heard(change(text)) != _heard(text)]
    assert not changed


def test_case_changes_nothing() -> None:
    _harmless(str.upper)
    _harmless(str.lower)


def test_yo_and_ye_are_one() -> None:
    _harmless(lambda text: text.replace("ё", "е").replace("Ё", "Е"))


def test_spaces_and_marks_at_the_ends_change_nothing() -> None:
    _harmless(lambda text: f"  {text}  ")
    _harmless(lambda text: text.replace(" ", "  "))
    _harmless(lambda text: text.rstrip(".!?") + "!!!")
    _harmless(lambda text: text.replace(" ", "\u00a0"))


def test_accents_and_invisible_signs_change_nothing() -> None:
    _harmless(lambda text: text.replace("и", "и\u0301"))
    _harmless(lambda text: text.replace(" ", "\u200b "))


def _share(texts: list[str], change: Callable[[str], str]) -> float:
    kept = [text for text in texts if _heard(change(text)) is not None]
    return len(kept) / len(texts)


def test_transliterated_messages_are_heard() -> None:
    def transliterated(text: str) -> str:
        return "".join(_LATIN.get(letter, letter) for letter in text.lower())

    share = _share(RUSSIAN, transliterated)
    print(f"transliterated: {share:.1%} of {len(RUSSIAN)}")
    assert share >= 0.95


def test_one_slip_in_a_long_word_is_forgiven() -> None:
    slips = random.Random(7)

    def slipped(text: str) -> str:
        words = text.split()
        long = [at for at, word in enumerate(words) if len(word) >= 8 and word.isalpha()]
        if long:
            at = slips.choice(long)
            where = slips.randrange(2, len(words[at]) - 1)
            words[at] = words[at][:where] + words[at][where + 1 :]
        return " ".join(words)

    share = _share(URGENT, slipped)
    print(f"with a slip: {share:.1%} of {len(URGENT)}")
    assert share >= 0.95


def test_drawn_out_letters_are_heard() -> None:
    share = _share(RUSSIAN, lambda text: re.sub(r"([аоуи])\b", r"\1\1\1\1", text))
    assert share >= 0.98


@settings(max_examples=200, deadline=None)
@given(before=st.text(max_size=60), after=st.text(max_size=60), text=st.sampled_from(_corpus("crisis")[:40]))
def test_lines_around_it_do_not_raise(before: str, after: str, text: str) -> None:
    _LAYER.check(f"{before}\n{text}\n{after}")


HOSTILE = [
    "не " * 20_000, "не хочу " * 20_000, "а" * 200_000, "((((" * 20_000, ". " * 50_000, "я не вижу зачем " * 10_000,
    "\u0301" * 10_000, "1 " * 40_000, "х.о.ч.у. " * 10_000, "штурм через час " * 5_000, "\U0001f600" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_messages_are_worked_off(text: str) -> None:
    assert len(_LAYER.signals(text)) < 100


@pytest.mark.parametrize(
    "sign", ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\u034f", "\ufeff", "\u0301", "\u0336"]
)
def test_a_sign_inside_every_word_hides_nothing(sign: str) -> None:
    _harmless(lambda text: re.sub(r"(?<=\w)(?=\w)", sign, text))
