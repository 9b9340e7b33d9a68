"""Military ranks: written out of any abbreviation and put into a case.

A rank keeps its masculine form for women. What is no known rank comes back as None and is left blank.
"""

from __future__ import annotations

import re
from functools import cache

from bot import memory

_CASES = ("nomn", "gent", "datv")
_WORDS = {
    "рядовой": ("рядовой", "рядового", "рядовому"),
    "младший": ("младший", "младшего", "младшему"),
    "старший": ("старший", "старшего", "старшему"),
    "главный": ("главный", "главного", "главному"),
    "корабельный": ("корабельный", "корабельного", "корабельному"),
    "старшина": ("старшина", "старшины", "старшине"),
}
_HARD = (
    "ефрейтор",
    "сержант",
    "прапорщик",
    "мичман",
    "лейтенант",
    "капитан",
    "майор",
    "подполковник",
    "полковник",
    "генерал-майор",
    "генерал-лейтенант",
    "генерал-полковник",
    "генерал",
    "маршал",
    "матрос",
    "капитан-лейтенант",
    "контр-адмирал",
    "вице-адмирал",
    "адмирал",
    "курсант",
)
_WORDS.update({word: (word, word + "а", word + "у") for word in _HARD})

_CORE = re.compile(
    r"рядовой|ефрейтор|(?:младший |старший )?сержант|старшина(?: [12] статьи)?|главный (?:корабельный )?старшина"
    r"|(?:старший )?прапорщик|(?:старший )?мичман|(?:младший |старший )?лейтенант"
    r"|капитан-лейтенант|капитан(?: [123] ранга)?"
    r"|майор|подполковник|полковник|генерал-(?:майор|лейтенант|полковник)|генерал(?: армии)?"
    r"|маршал(?: Российской Федерации)?"
    r"|(?:старший )?матрос|контр-адмирал|вице-адмирал|адмирал(?: флота)?|курсант"
)
_TAIL = re.compile(
    r"(?: (?:(?:медицинской|ветеринарной|внутренней) службы|службы|юстиции|полиции|авиации|запаса|в отставке))*"
)

# Abbreviations without dots, lower case. «ст» and «старш» depend on their neighbours and are settled in _settle.
_WRITTEN = {
    "младший": "мл млад",
    "главный": "гл глав",
    "корабельный": "кор кораб",
    "рядовой": "р-й ряд р-вой",
    "ефрейтор": "ефр е-р еф-р",
    "сержант": "с-т с-нт серж сер-т серж-т сер",
    "старшина": "ст-на с-на",
    "прапорщик": "пр-к прап прап-к пр-щик пр-щ",
    "мичман": "мич мичм м-н",
    "лейтенант": "л-т лейт л-нт лейт-т лт",
    "капитан": "к-н кап кап-н кпт",
    "майор": "м-р май",
    "подполковник": "подп подпол подполк подп-к п/п-к п/полк п/п пп-к п-п-к п/полковник",
    "полковник": "п-к полк полк-к плк",
    "матрос": "матр м-с мат",
    "генерал": "ген г-л г",
    "адмирал": "адм а-л",
    "контр-адмирал": "к/а к/адм",
    "вице-адмирал": "в/а",
    "генерал-майор": "г-м г/м",
    "генерал-полковник": "г-п",
    "генерал-лейтенант": "г-л-т",
    "капитан-лейтенант": "к-л кап-лей каплей капитан-лейт кап-лейт к/л к-лейт к-л-т",
    "маршал": "маш",
    "гвардии": "гв гвард гвардия",
    "юстиции": "юст ю юстиция",
    "медицинской": "мед",
    "ветеринарной": "вет",
    "внутренней": "внутр вн",
    "службы": "сл службы",
    "медицинской службы": "м/с мс",
    "ветеринарной службы": "в/с",
    "запаса": "зап запас",
    "отставке": "отст отставка",
    "в отставке": "в/о",
    "полиции": "пол полиция",
    "авиации": "авиац",
    "ранга": "р ранг рнг",
    "статьи": "стат",
    "Российской Федерации": "рф",
    "армии": "арм",
}
_SHORT = {short: full for full, shorts in _WRITTEN.items() for short in shorts.split()}
_NUMBERS = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "і": "1",
    "іі": "2",
    "ііі": "3",
    "1-го": "1",
    "2-го": "2",
    "3-го": "3",
    "1-й": "1",
    "2-й": "2",
    "3-й": "3",
    "первого": "1",
    "второго": "2",
    "третьего": "3",
    "первой": "1",
    "второй": "2",
    "1-ой": "1",
    "2-ой": "2",
}
_SPLIT = re.compile(r"[\s.]+")
_GENERAL = re.compile(r"^(ген(?:ерал)?|г-л|контр|к|вице|в|кап(?:итан)?|к-н)[.\s]*-[.\s]*(.+)$")


def expand_rank(rank: str) -> str | None:
    """The rank in full words: «Гв. ст. лейт.» gives «гвардии старший лейтенант». None when it is no known rank."""
    found = _parse(rank)
    return None if found is None else " ".join(part for part in (found[0], found[1] + found[2]) if part)


def decline_rank(rank: str, case: str) -> str | None:
    """The rank in ``case`` (nomn, gent, datv), written out. None when it is no known rank; "" stays ""."""
    if not rank.strip():
        return ""
    found = _parse(rank)
    if found is None:
        return None
    guards, core, tail = found
    at = _CASES.index(case)
    words = [_WORDS[w][at] if w in _WORDS else w for w in core.split(" ")]
    return " ".join(part for part in (guards, " ".join(words) + tail) if part)


@memory.for_a_turn(512)
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
        head = {
            "ген": "генерал",
            "генерал": "генерал",
            "кап": "капитан",
            "капитан": "капитан",
            "контр": "контр",
            "к": "контр",
            "вице": "вице",
            "в": "вице",
            "г": "генерал",
        }.get(first)
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
            elif (
                not after
                or after in ("1", "2", "запаса", "юстиции", "полиции", "медицинской", "в", "внутренней")
                or (before in ("главный", "корабельный"))
            ):
                word = "старшина"
            else:
                word = "старший"
        done.append(word)
    return done


@cache
def _declined() -> dict[str, tuple[str, str]]:
    """Each rank in the genitive and dative, to its nominative and that case."""
    every = [*_WORDS, *(f"{grade} {word}" for grade in ("младший", "старший") for word in _HARD)]
    cores = [rank for rank in every if _CORE.fullmatch(rank)]
    return {str(decline_rank(rank, case)): (rank, case) for rank in cores for case in ("gent", "datv")}


def nominative_rank(rank: str) -> tuple[str, str] | None:
    """The rank in full words in the nominative, and the case it was typed in. None when it is no known rank."""
    if found := expand_rank(rank):
        return found, "nomn"
    words = rank.casefold().split()
    for end in range(len(words), 0, -1):
        if known := _declined().get(" ".join(words[:end])):
            found = expand_rank(" ".join([known[0], *words[end:]]))
            return (found, known[1]) if found else None
    return None
