"""Small helpers a template may use: dates in words, plural forms, texts of the other rooms in the person's language."""

import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

# A sentence begins with a capital letter; «ст. 38» goes on.
_NEXT_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[«“\"]?[А-ЯЁA-Z])")
FEWEST = 4  # words that say something

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


_IN_MONTHS = (
    "январе", "феврале", "марте", "апреле", "мае", "июне",
    "июле", "августе", "сентябре", "октябре", "ноябре", "декабре",
)  # fmt: skip

_MONTH_NAMES = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip


def day(value: date | str, lang: str) -> str:
    """A date as people say it: «3 марта 2026 года», "3 March 2026"; a rough one («май 2026 года») stays rough."""
    if isinstance(value, str):
        return day(date.fromisoformat(value), lang) if len(value) == len("2026-11-05") else _rough(value, lang)
    if lang == "en":
        return f"{value.day} {_MONTHS_EN[value.month - 1]} {value.year}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year} года"


def figures(value: date, lang: str) -> str:
    """A date in one word, for the small print: «03.03.2026», "2026-03-03"."""
    return value.isoformat() if lang == "en" else f"{value:%d.%m.%Y}"


def when(value: date | str, lang: str) -> str:
    """The same inside a sentence, as an adverb: «5 ноября 2026 года», «в сентябре 2026 года», "in September 2026"."""
    if not isinstance(value, str) or value.count("-") == 2:  # a day, or about one
        return day(value, lang)
    year, _, month = value.rstrip("~").partition("-")
    if not month:
        return f"in {year}" if lang == "en" else f"в {year} году"
    told = f"in {_MONTHS_EN[int(month) - 1]} {year}" if lang == "en" else f"в {_IN_MONTHS[int(month) - 1]} {year} года"
    return told if not value.endswith("~") else f"about {told}" if lang == "en" else f"примерно {told}"


def due(term: Any, lang: str) -> str:
    """The day of a term (``on``), or the first and the last it may fall on (``until``), where its start is rough.

    Of a right that is lost (``clock`` limitation) only the first is told: who keeps it is in time on any.
    """
    first = day(term.on, lang)
    if term.until is None or term.clock == "limitation":
        return first
    last = day(term.until, lang)
    return f"between {first} and {last}" if lang == "en" else f"не раньше {first} и не позже {last}"


def _rough(value: str, lang: str) -> str:
    if value.count("-") == 2:  # about a day
        near = day(date.fromisoformat(value.rstrip("~")), lang)
        return f"about {near}" if lang == "en" else f"около {near}"
    year, _, month = value.rstrip("~").partition("-")
    if not month:
        return year if lang == "en" else f"{year} год"
    names, about = (_MONTHS_EN, "about ") if lang == "en" else (_MONTH_NAMES, "примерно ")
    told = f"{names[int(month) - 1]} {year}" + ("" if lang == "en" else " года")
    return f"{about}{told}" if value.endswith("~") else told


def count(number: int, one: str, few: str, many: str) -> str:
    """A number with its Russian noun: count(2, "день", "дня", "дней") is «2 дня»."""
    tens, ones = number % 100, number % 10
    if ones == 1 and tens != 11:
        return f"{number} {one}"
    return f"{number} {few}" if ones in (2, 3, 4) and tens not in (12, 13, 14) else f"{number} {many}"


def say(value: Any, lang: str) -> str:
    """The words of a string, a Text (`in_`), a {"ru", "en"}, or of what carries one of them as `text` or `title`."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return str(value["en" if lang == "en" else "ru"])
    if hasattr(value, "in_"):
        return str(value.in_(lang))
    for field in ("text", "title"):
        if hasattr(value, field):
            return say(getattr(value, field), lang)
    raise TypeError(f"no words in a {type(value).__name__}")


def beginning(text: str) -> str:
    """The first sentence of a text; a word or two alone («Нет.») take the next one with them."""
    sentences = _NEXT_SENTENCE.split(text.strip())
    length = next(
        (n for n in range(1, len(sentences)) if len(" ".join(sentences[:n]).split()) >= FEWEST), len(sentences)
    )
    return " ".join(sentences[:length])


def lower_first(text: str) -> str:
    """The sentence set to follow a colon; words in capitals such as ВВК stay as they are."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def cited(text: str, act: str | None, lang: str) -> str:
    """The sentence with the place of the law in brackets before its full stop, unless it names that place already."""
    if not act:
        return text
    place = act.replace("ч.", "part ") if lang == "en" else act
    if place.replace(" ", "") in text.replace(" ", ""):
        return text
    return f"{text.removesuffix('.')} ({place})."
