"""Military ranks: written out of any abbreviation and put into a case.

A rank keeps its masculine form for women. What is no known rank comes back as None and is left blank.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CASES = ("nomn", "gent", "datv")
_WORDS = {
    "рядовой": ("рядовой", "рядового", "рядовому"), "младший": ("младший", "младшего", "младшему"),
    "старший": ("старший", "старшего", "старшему"), "главный": ("главный", "главного", "главному"),
    "корабельный": ("корабельный", "корабельного", "корабельному"), "старшина": ("старшина", "старшины", "старшине"),
}  # fmt: skip
_HARD = (
    "ефрейтор", "сержант", "прапорщик", "мичман", "лейтенант", "капитан", "майор", "подполковник", "полковник",
    "генерал-майор", "генерал-лейтенант", "генерал-полковник", "генерал", "маршал", "матрос", "капитан-лейтенант",
    "контр-адмирал", "вице-адмирал", "адмирал", "курсант",
)  # fmt: skip
_WORDS.update({word: (word, word + "а", word + "у") for word in _HARD})

_CORE = re.compile(
    r"рядовой|ефрейтор|(?:младший |старший )?сержант|старшина(?: [12] статьи)?|главный (?:корабельный )?старшина"
    r"|(?:старший )?прапорщик|(?:старший )?мичман|(?:младший |старший )?лейтенант|капитан-лейтенант|капитан(?: [123] ранга)?"
    r"|майор|подполковник|полковник|генерал-(?:майор|лейтенант|полковник)|генерал(?: армии)?|маршал(?: Российской Федерации)?"
    r"|(?:старший )?матрос|контр-адмирал|вице-адмирал|адмирал(?: флота)?|курсант"
)
_TAIL = re.compile(
    r"(?: (?:(?:медицинской|ветеринарной|внутренней) службы|службы|юстиции|полиции|авиации|запаса|в отставке))*"
)

# Abbreviations without dots, lower case. «ст» and «старш» depend on their neighbours and are settled in _settle.
_SHORT = {
    "мл": "младший", "млад": "младший", "гл": "главный", "глав": "главный", "кор": "корабельный", "кораб": "корабельный",
    "р-й": "рядовой", "ряд": "рядовой", "р-вой": "рядовой", "ефр": "ефрейтор", "е-р": "ефрейтор", "еф-р": "ефрейтор",
    "с-т": "сержант", "с-нт": "сержант", "серж": "сержант", "сер-т": "сержант", "серж-т": "сержант", "сер": "сержант",
    "ст-на": "старшина", "с-на": "старшина", "пр-к": "прапорщик", "прап": "прапорщик", "прап-к": "прапорщик",
    "пр-щик": "прапорщик", "пр-щ": "прапорщик", "мич": "мичман", "мичм": "мичман", "м-н": "мичман", "л-т": "лейтенант",
    "лейт": "лейтенант", "л-нт": "лейтенант", "лейт-т": "лейтенант", "лт": "лейтенант", "к-н": "капитан", "кап": "капитан",
    "кап-н": "капитан", "кпт": "капитан", "м-р": "майор", "май": "майор", "подп": "подполковник", "подпол": "подполковник",
    "подполк": "подполковник", "подп-к": "подполковник", "п/п-к": "подполковник", "п/полк": "подполковник",
    "п/п": "подполковник", "пп-к": "подполковник", "п-п-к": "подполковник", "п/полковник": "подполковник",
    "п-к": "полковник", "полк": "полковник", "полк-к": "полковник", "плк": "полковник", "матр": "матрос", "м-с": "матрос",
    "мат": "матрос", "ген": "генерал", "г-л": "генерал", "г": "генерал", "адм": "адмирал", "а-л": "адмирал",
    "к/а": "контр-адмирал", "в/а": "вице-адмирал", "к/адм": "контр-адмирал", "г-м": "генерал-майор", "г-п": "генерал-полковник",
    "г/м": "генерал-майор", "г-л-т": "генерал-лейтенант", "к-л": "капитан-лейтенант", "кап-лей": "капитан-лейтенант",
    "каплей": "капитан-лейтенант", "капитан-лейт": "капитан-лейтенант", "кап-лейт": "капитан-лейтенант",
    "к/л": "капитан-лейтенант", "к-лейт": "капитан-лейтенант", "к-л-т": "капитан-лейтенант", "маш": "маршал", "гв": "гвардии",
    "гвард": "гвардии", "гвардия": "гвардии", "юст": "юстиции", "ю": "юстиции", "юстиция": "юстиции", "мед": "медицинской",
    "вет": "ветеринарной", "внутр": "внутренней", "вн": "внутренней", "сл": "службы", "службы": "службы",
    "м/с": "медицинской службы", "в/с": "ветеринарной службы", "зап": "запаса", "запас": "запаса", "отст": "отставке",
    "отставка": "отставке", "в/о": "в отставке", "пол": "полиции", "полиция": "полиции", "авиац": "авиации", "р": "ранга",
    "ранг": "ранга", "рнг": "ранга", "стат": "статьи", "рф": "Российской Федерации", "мс": "медицинской службы", "арм": "армии",
}  # fmt: skip
_NUMBERS = {"i": "1", "ii": "2", "iii": "3", "і": "1", "іі": "2", "ііі": "3", "1-го": "1", "2-го": "2", "3-го": "3",
            "1-й": "1", "2-й": "2", "3-й": "3", "первого": "1", "второго": "2", "третьего": "3", "первой": "1",
            "второй": "2", "1-ой": "1", "2-ой": "2"}  # fmt: skip
_SPLIT = re.compile(r"[\s.]+")
_GENERAL = re.compile(r"^(ген(?:ерал)?|г-л|контр|к|вице|в|кап(?:итан)?|к-н)[.\s]*-[.\s]*(.+)$")


def expand_rank(rank: str) -> str | None:
    """The rank in full words: «Гв. ст. лейт.» gives «гвардии старший лейтенант». None when it is no known rank."""
    found = _parse(rank)
    return None if found is None else " ".join(part for part in (found[0], found[1] + found[2]) if part)


def decline_rank(rank: str, case: str) -> str | None:
    """The rank in ``case`` (nomn, gent, datv), abbreviations written out. None when it is no known rank; "" stays ""."""
    if not rank.strip():
        return ""
    found = _parse(rank)
    if found is None:
        return None
    guards, core, tail = found
    at = _CASES.index(case)
    words = [_WORDS[w][at] if w in _WORDS else w for w in core.split(" ")]
    return " ".join(part for part in (guards, " ".join(words) + tail) if part)


@lru_cache(maxsize=512)
def _parse(rank: str) -> tuple[str, str, str] | None:
    text = " ".join(_settle(_tokens(rank)))
    if text.endswith(" гвардии"):
        text = "гвардии " + text.removesuffix(" гвардии")
    guards = "гвардии" if text.startswith("гвардии ") else ""
    text = text.removeprefix("гвардии ")
    core = _longest_core(text)
    if core is None or not _TAIL.fullmatch(text, len(core)):
        return None
    return guards, core, text[len(core) :]


def _longest_core(text: str) -> str | None:
    ends = [at for at, char in enumerate(text + " ") if char == " "]
    return next((text[:end] for end in reversed(ends) if _CORE.fullmatch(text[:end])), None)


def _tokens(rank: str) -> list[str]:
    lower = rank.casefold().replace("—", "-").replace("–", "-").replace("‑", "-")
    lower = re.sub(r"\s*-\s*|\.-", "-", lower)
    lower = re.sub(
        r"(\d)(?=[а-я])", r"\1 ", lower.replace("-го", "").replace("-й", "") if re.search(r"\d-", lower) else lower
    )
    words: list[str] = []
    for word in _SPLIT.split(lower.strip(" .,")):
        if word:
            words.extend(_compound(_NUMBERS.get(word, word)).split(" "))
    return words


def _compound(word: str) -> str:
    if word in _SHORT:
        return _SHORT[word]
    first, dash, second = word.partition("-")
    if dash and second:
        head = {"ген": "генерал", "генерал": "генерал", "кап": "капитан", "капитан": "капитан", "контр": "контр",
                "к": "контр", "вице": "вице", "в": "вице", "г": "генерал"}.get(first)  # fmt: skip
        if head:
            return f"{head}-{_SHORT.get(second, second)}"
    return word


def _settle(words: list[str]) -> list[str]:
    """Gives «ст» and «старш» the meaning their neighbours ask for: старший, старшина or статьи."""
    done: list[str] = []
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        before = done[-1] if done else ""
        if word in ("ст", "старш", "стар", "стрш"):
            if before in ("1", "2"):
                word = "статьи"
            elif not after or after in ("1", "2", "запаса", "юстиции", "полиции", "медицинской", "в", "внутренней") or (
                before in ("главный", "корабельный")
            ):  # fmt: skip
                word = "старшина"
            else:
                word = "старший"
        done.append(word)
    return done
