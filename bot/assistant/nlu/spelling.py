"""Misspelt and colloquial words put into the form the dictionary has.

First the table ``lexicon/spelling.tsv`` (what people write, what they mean). Then, for a word no dictionary has, a word
of the field that sounds the same («кантракт») or is one letter off («контркат»); its ending is kept as written. A word
that exists is never touched: a wrong repair is worse than none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot import memory
from bot.assistant.nlu import morph, translit

_SHORTEST = 5
_LONGEST = 40  # letters: no word is longer, and each is tried with every letter left out
_SHORTEST_STEM = 4
_LONGEST_ENDING = 6
# Letters that sound alike where the stress is not.
_SOUND = str.maketrans("оеэызбдвгжщ", "аиии" + "сптфкшш")
_ENDINGS: tuple[tuple[str, str], ...] = (
    ("тся", "ться"), ("ться", "тся"), ("ца", "ться"), ("цца", "ться"), ("ово", "ого"), ("ева", "его"), ("ова", "ого"),
    ("ае", "ает"), ("ит", "ет"), ("ет", "ит"), ("ют", "ят"), ("ят", "ют"), ("иш", "ишь"), ("еш", "ешь"), ("ыи", "ые"),
    ("ии", "ие"), ("ед", "ет"), ("од", "от"), ("ог", "ок"), ("ап", "аб"), ("и", "е"), ("е", "и"), ("ы", "и"), ("а", "о"), ("о", "а"),
)  # fmt: skip


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Known misspellings and colloquial forms: ``written -> meant`` (one word or several)."""
    found: dict[str, str] = {}
    path = Path(__file__).parent / "lexicon" / "spelling.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            written, meant = line.split("\t")[:2]
            found[written.strip()] = meant.strip()
    return found


@memory.for_a_turn(20_000)
def from_latin(word: str) -> str | None:
    """The Russian word behind a transliterated one: of the table, else of the field, else any the dictionary has."""
    if word in table():
        return table()[word]
    readings = translit.spellings(word)
    listed = next((table()[reading] for reading in readings if reading in table()), None)
    if listed is not None:
        return listed
    known = [reading for reading in readings if morph.is_known(reading)]
    return next((reading for reading in known if of_the_field(reading)), known[0] if known else None)


@memory.for_a_turn(20_000)
def correct(word: str, lang: str = "ru") -> str:
    """The form meant by a Cyrillic word; the word itself where nothing better is certain."""
    if word in table():
        return table()[word]
    if not _SHORTEST <= len(word) <= _LONGEST or lang == "uk" or not word.isalpha() or _exists(word):
        return word
    if word[:2] in ("не", "ни") and morph.is_known(word[2:]) and morph.is_verb(word[2:]):
        return f"не {word[2:]}"
    return next((form for form in _candidates(word) if morph.is_known(form)), word)


def of_the_field(word: str) -> bool:
    """Whether the lexicon knows a form or its lemma."""
    from bot.assistant.nlu import glossary  # the glossary reads words, which are spelt by this module

    return any(lemma in glossary.vocabulary() for lemma in (word, *morph.lemmas(word)))


def _exists(word: str) -> bool:
    from bot.assistant.nlu import glossary

    return morph.is_known(word) or word in glossary.vocabulary() or morph.is_known(word, "uk")


def _candidates(word: str) -> Iterator[str]:
    """Forms the word may be, the surest first: sounding alike, then one letter off; longer stems before shorter."""
    by_sound, by_letters = _stems()
    for length in range(len(word), _SHORTEST_STEM - 1, -1):
        ending = word[length:]
        if len(ending) > _LONGEST_ENDING:
            break
        for stem in by_sound.get(_sound(word[:length]), ()):
            yield from _with_endings(stem, ending)
    for length in range(len(word), _SHORTEST_STEM, -1):
        start, ending = word[:length], word[length:]
        if len(ending) > _LONGEST_ENDING:
            break
        for key in (start, *_shorter(start)):
            for stem in by_letters.get(key, ()):
                if stem != start and _one_apart(stem, start):
                    yield stem + ending


def _with_endings(stem: str, ending: str) -> Iterator[str]:
    yield stem + ending
    for written, meant in _ENDINGS:
        if ending.endswith(written):
            yield stem + ending[: -len(written)] + meant


@lru_cache(maxsize=1)
def _stems() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Stems of the field's words by their sound, and by themselves with a letter left out."""
    from bot.assistant.nlu import glossary

    by_sound: dict[str, list[str]] = defaultdict(list)
    by_letters: dict[str, list[str]] = defaultdict(list)
    stems = {word[: -2 if len(word) > _SHORTEST else -1] for word in glossary.vocabulary() if len(word) >= _SHORTEST}
    for stem in sorted(stems, key=lambda stem: (-len(stem), stem)):
        by_sound[_sound(stem)].append(stem)
        for key in {stem, *_shorter(stem)}:
            if len(key) >= _SHORTEST_STEM:
                by_letters[key].append(stem)
    return by_sound, by_letters


def _sound(text: str) -> str:
    """A spelling that words sounding alike have in common: no doubles, no soft signs, unstressed vowels as one."""
    plain = text.replace("ь", "").replace("ъ", "").replace("сч", "щ").translate(_SOUND)
    return "".join(letter for at, letter in enumerate(plain) if at == 0 or letter != plain[at - 1])


def _shorter(text: str) -> list[str]:
    return [text[:at] + text[at + 1 :] for at in range(len(text))]


def _one_apart(left: str, right: str) -> bool:
    """Whether one letter was changed, added, dropped or swapped with its neighbour."""
    if abs(len(left) - len(right)) > 1:
        return False
    at = next(
        (at for at, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), min(len(left), len(right))
    )
    rest = left[at:], right[at:]
    if len(left) == len(right):
        swapped = rest[0][:2] == rest[1][1::-1] and rest[0][2:] == rest[1][2:]
        return rest[0][1:] == rest[1][1:] or swapped
    longer, shorter = (rest[0], rest[1]) if len(left) > len(right) else (rest[1], rest[0])
    return longer[1:] == shorter
