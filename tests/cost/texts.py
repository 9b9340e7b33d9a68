"""Texts made to cost much: every one as long as the longest message that is taken, each of another kind of trouble."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

LONGEST = 4000
SAFETY = Path(__file__).resolve().parents[2] / "bot" / "safety" / "words"

_LETTERS = "абвгдежзиклмнопрстуфхцчшщыэюя"
# One piece, said again and again until the message is full.
_REPEATED = {
    "one long word": "а",
    "a long word of two letters": "ба",
    "a long Latin word": "sh",
    "a long Latin word of many readings": "tsya",
    "a long word of look-alikes": "аa",
    "a long word with apostrophes": "а'",
    "hyphens": "а-",
    "underscores": "_а",
    "underscores alone": "_",
    "letters set apart": "а ",
    "letters set apart by dots": "у.",
    "letters set apart by underscores": "у_",
    "masked letters": "а*",
    "stars": "*",
    "commas": ",",
    "commas and words": "да,",
    "clauses": "он не хочет, и ",
    "short clauses": "и а ",
    "sentences": "Нет. ",
    "dots": ".",
    "dots apart": ". ",
    "questions": "?! ",
    "brackets": "(",
    "brackets laughing": "))",
    "square brackets": "[а](б)",
    "curly brackets": "{{ а }}",
    "nested quotes": "«",
    "quotes": "\"а\" ",
    "quoted quotes": "«а „б “в",
    "slashes": "/",
    "slashes and words": "а/б/",
    "backslashes": "\\",
    "blanks": " x" + " " * 60,
    "wide blanks": "\u00a0\u2003",
    "lines": "\n",
    "lines of one letter": "а\n",
    "tabs": "а\t",
    "digits": "1",
    "digits apart": "1 ",
    "digits with dots": "1.",
    "digits with colons": "1:",
    "digits with hyphens": "1-",
    "digits in threes": "123 456 ",
    "dates": "01.02.2026 ",
    "dates without end": "01.02.",
    "dates in words": "1 января ",
    "months": "января февраля ",
    "spans of dates": "с 1 по 2 марта по 3 ",
    "terms": "10 дней 3 месяца ",
    "number words": "двадцать ",
    "hundreds in words": "сто двадцать один ",
    "times": "12:30 ",
    "telephones": "+7 (900) 000-00-00 ",
    "addresses of mail": "a@b.",
    "addresses of pages": "http://a.b/",
    "emoji": "😂",
    "emoji families": "👨‍👩‍👧‍👦",
    "combining marks": "а\u0301",
    "combining marks alone": "\u0301",
    "й in two signs": "и\u0306",
    "zero-width blanks": "а\u200b",
    "zero-width joiners": "а\u200d",
    "ligatures": "ﷺ",
    "capitals": "А",
    "names": "Иванов Иван Иванович ",
    "names in a row": "Иван Петр ",
    "initials": "И.И. ",
    "ranks": "командир Иванов ",
    "ranks alone": "командир роты ",
    "hyphened names": "Иванов-",
    "places": "под Москвой ",
    "cities": "город ",
    "negations": "не ",
    "negations of wishes": "не хочу ",
    "fillers": "уже просто ",
    "maybe": "если бы ",
    "suicide": "хочу умереть ",
    "suicide written together": "хочуумереть",
    "suicide with slips": "хочу умиреть покончить с сабой ",
    "danger": "меня убьют сейчас ",
    "danger in English": "they will kill me now ",
    "danger in Latin letters": "menya ubyut seychas ",
    "erase": "удали всё ",
    "the field": "рапорт контракт отпуск увольнение ВВК ",
    "the field with slips": "рапарт кантракт увальнение ",
    "family": "моя мать больна, отец умер, жена беременна 20 недель, ",
    "children": "у меня трое детей, младшему 2 года, ",
    "service": "я мобилизован 21 сентября 2022 года, контракт до 1 марта, ",
    "absence": "я ушёл 10 дней назад и не вернулся 5 дней ",
    "health": "категория Д, ВВК, ранение, госпиталь, ",
    "wrong layout": "z ghjcnj ljvjq ",
    "a long word of the wrong layout": "ghbdtn",
    "English": "i was mobilised two years ago and ",
    "Ukrainian": "я не хочу воювати, що робити, ",
    "Ukrainian look-alikes": "ії'я",
    "markup": "<b>**_а_**</b>",
    "control signs": "\u202eа\u202c",
    "Chinese": "我",
    "Arabic": "لا ",
    "Georgian": "ქართული ",
    "transliteration": "ne hochu na voynu ",
    "a payload": "/inform{",
}  # fmt: skip


def _filled(piece: str) -> str:
    return (piece * (LONGEST // len(piece) + 1))[:LONGEST]


def _mixed(words: list[str], rng: random.Random, between: str = " ") -> str:
    found: list[str] = []
    length = 0
    while length <= LONGEST:
        found.append(rng.choice(words))
        length += len(found[-1]) + len(between)
    return between.join(found)[:LONGEST]


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word)) if len(word) > 1 else 0
    return word[:at] + rng.choice(_LETTERS) + word[at + rng.randrange(2) :]


def _random_word(rng: random.Random, letters: str, length: int) -> str:
    return "".join(rng.choice(letters) for _ in range(length))


def _lexicon() -> dict[str, list[str]]:
    """The words of each safety list, as a message may have them."""
    found: dict[str, list[str]] = {}
    for path in sorted(SAFETY.glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        words = {word for word in "".join(c if c.isalpha() else " " for c in text).split() if word[0] > "z"}
        found[path.stem] = sorted(words)
    return found


@lru_cache(maxsize=1)
def texts() -> dict[str, str]:
    """Every text by the name of its trouble."""
    rng = random.Random(16)
    found = {name: _filled(piece) for name, piece in _REPEATED.items()}
    found |= {f"{name}, no end": _filled(piece)[:-2] + "!х" for name, piece in list(_REPEATED.items())[:20]}
    for kind, words in _lexicon().items():
        found[f"{kind} lexicon"] = _mixed(words, rng)
        found[f"{kind} lexicon with slips"] = _mixed([_slip(word, rng) for word in words], rng)
        found[f"{kind} lexicon written together"] = _mixed(words, rng, "")
        found[f"{kind} lexicon in one sentence, commas"] = _mixed(words, rng, ",")
    found |= {
        "random words": _mixed([_random_word(rng, _LETTERS, 8) for _ in range(900)], rng),
        "random long words": _mixed([_random_word(rng, _LETTERS, 30) for _ in range(300)], rng),
        "random Latin words": _mixed([_random_word(rng, "abcdefghijklmnoprstuvyz", 9) for _ in range(900)], rng),
        "random long Latin words": _mixed([_random_word(rng, "aeiouyshtcjk", 30) for _ in range(300)], rng),
        "one random Latin word": _random_word(rng, "aeiouyshtcjk", LONGEST),
        "random signs": _random_word(rng, ".,;:!?-–—()«»\"'/\\*_#@ аб1", LONGEST),
        "random digits and signs": _random_word(rng, "0123456789.:-/ ", LONGEST),
        "mixed scripts": _random_word(rng, "абвabc їєґ", LONGEST),
        "nested brackets": "(" * (LONGEST // 2) + ")" * (LONGEST // 2),
        "nested quotes, closed": "«" * (LONGEST // 2) + "»" * (LONGEST // 2),
    }
    return found
