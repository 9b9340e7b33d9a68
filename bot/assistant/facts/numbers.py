"""Small whole numbers in words and digits: Russian, Ukrainian, English; cardinal and ordinal, in any case form.

Patterns are for repaired lower-case text (``Reading.plain``).
"""

from __future__ import annotations

import re

_ORDINAL_END = (
    r"(?:ого|ому|ой|ый|ий|ая|ую|ое|ые|ым|ых|ом|его|ему|ьего|ьему|ьем|ьим|ьей|ья|ью|ье|ьи|ьих|ем|им|ої|е|а|ій|і)"
)
_UNITS: tuple[tuple[str, int], ...] = (
    (r"перв|перш", 1), (r"втор|друг", 2), (r"трет", 3), (r"четверт", 4), (r"пят|п'ят", 5), (r"шест|шост", 6),
    (r"седьм|сьом", 7), (r"восьм", 8), (r"девят|дев'ят", 9), (r"десят", 10), (r"одиннадцат|одинадцят", 11),
    (r"двенадцат|дванадцят", 12), (r"тринадцат|тринадцят", 13), (r"четырнадцат|чотирнадцят", 14),
    (r"пятнадцат|п'ятнадцят", 15), (r"шестнадцат|шістнадцят", 16), (r"семнадцат|сімнадцят", 17),
    (r"восемнадцат|вісімнадцят", 18), (r"девятнадцат|дев'ятнадцят", 19), (r"двадцат|двадцят", 20),
    (r"тридцат|тридцят", 30), (r"сороков", 40), (r"пятидесят", 50), (r"шестидесят|шістдесят", 60),
    (r"семидесят|сімдесят", 70), (r"восьмидесят|вісімдесят", 80), (r"девяност", 90),
)  # fmt: skip
_CARDINALS: tuple[tuple[str, int], ...] = (
    (r"од(?:ин|на|но|ну|ни|ного|ной|ному)", 1), (r"один", 1), (r"дв(?:а|е|ух|умя|ое|оих|і|ох|оє)", 2),
    (r"тр(?:и|ех|емя|ое|оих|ьох|оє)", 3), (r"чет(?:ыре|ырех|веро|верых)|чотири|чотирьох|четверо", 4),
    (r"пят(?:ь|и|еро|ерых)|п'ять|п'ятеро", 5), (r"шест(?:ь|и|еро)|шість", 6), (r"сем(?:ь|и|еро)|сім", 7),
    (r"вос(?:емь|ьми|ьмеро)|вісім", 8), (r"девят(?:ь|и)|дев'ять", 9), (r"десят(?:ь|и|ок)", 10),
    (r"одиннадцат[ьи]", 11), (r"двенадцат[ьи]", 12), (r"тринадцат[ьи]", 13), (r"четырнадцат[ьи]", 14),
    (r"пятнадцат[ьи]", 15), (r"шестнадцат[ьи]", 16), (r"семнадцат[ьи]", 17), (r"восемнадцат[ьи]", 18),
    (r"девятнадцат[ьи]", 19), (r"двадцат[ьи]|двадцять", 20), (r"тридцат[ьи]|тридцять", 30), (r"сорок[а]?", 40),
    (r"пятьдесят|пятидесяти", 50), (r"шестьдесят|шестидесяти", 60), (r"семьдесят", 70), (r"восемьдесят", 80),
    (r"девяност[оа]", 90), (r"ст[оа]", 100),
    (r"one|an?", 1), (r"two", 2), (r"three", 3), (r"four", 4), (r"five", 5), (r"six", 6), (r"seven", 7),
    (r"eight", 8), (r"nine", 9), (r"ten", 10), (r"eleven", 11), (r"twelve", 12), (r"thirteen", 13),
    (r"fourteen", 14), (r"fifteen", 15), (r"twenty", 20), (r"thirty", 30), (r"forty", 40), (r"fifty", 50),
    (r"sixty", 60), (r"seventy", 70), (r"eighty", 80), (r"ninety", 90),
    (r"шістдесят", 60), (r"сімдесят", 70), (r"вісімдесят", 80), (r"дев'яносто", 90),
)  # fmt: skip
_TENS = (
    r"(?:двадцать|двадцати|тридцать|тридцати|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто|двадцять|тридцять"
    r"|шістдесят|сімдесят|вісімдесят|дев'яносто|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)

ORDINAL_WORD = rf"(?:{_TENS}[\s-])?(?:{'|'.join(stem for stem, _ in _UNITS)}){_ORDINAL_END}"
CARDINAL_WORD = rf"(?:{_TENS}[\s-])?(?:{'|'.join(word for word, _ in _CARDINALS)})"
CARDINAL = rf"(?:\d{{1,3}}|{CARDINAL_WORD})"
ORDINAL = rf"(?:\d{{1,2}}(?:-?(?:ого|го|й|ый|ий|е|ые|и|я|ю|х|ти|th|st|nd|rd))?|{ORDINAL_WORD})"

_VALUES = tuple((re.compile(rf"(?:{stem}){_ORDINAL_END}?"), value) for stem, value in _UNITS)
_ORDINAL_VALUES = tuple((re.compile(rf"(?:{stem}){_ORDINAL_END}"), value) for stem, value in _UNITS)
_CARDINAL_VALUES = tuple((re.compile(word), value) for word, value in _CARDINALS)


def value(text: str) -> int | None:
    """The number a phrase names: ``двадцать пятого`` is 25, ``25-го`` is 25; None where it names none."""
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits.group())
    total = 0
    for word in re.split(r"[\s-]+", text.strip()):
        found = _one(word)
        if found is None:
            return None
        total += found
    return total or None


def is_ordinal(text: str) -> bool:
    """Whether the last word of a phrase is an ordinal: «семьдесят шестого», not «семьдесят шесть»."""
    last = re.split(r"[\s-]+", text.strip())[-1]
    return any(pattern.fullmatch(last) for pattern, _ in _ORDINAL_VALUES)


def _one(word: str) -> int | None:
    for pattern, number in _CARDINAL_VALUES:
        if pattern.fullmatch(word):
            return number
    for pattern, number in _VALUES:
        if pattern.fullmatch(word):
            return number
    return None
