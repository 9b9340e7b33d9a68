"""Unit numbers and places in a message: blotted out before anything keeps or reads it. Nobody here needs them.

Only what plainly is one is taken: a number after «в/ч», a numbered regiment, coordinates, a place he says he stands
at. A town of a hospital or a court stays.
"""

from __future__ import annotations

import re

BLOT = "•••"

_UNIT_WORD = (
    r"(?:во(?:йсков|инск|енн)\w+ част[ьи]|част[ьи](?= \d{4})|в[\s./\\-]{0,2}ч\b\.?|част[ьи] (?=№)"
    r"|military unit|unit (?:no\.?|number)|v/?ch\b|військов\w+ частин\w+)"
)
_FORMATION = (
    r"(?:полк\w{0,3}|бригад\w{0,3}|дивизи\w{0,3}|батальон\w{0,3}|корпус\w{0,2}|арми[яиюей]{1,2}|омсбр|омсп|мсп|мсд|мсбр|одшбр|"
    r"вдд|дшп|пдп|тп|тд|обрмп|обрспн|regiment|brigade|division|battalion)"
)
_KIND = (
    r"(?:отдельн\w+|гвардейск\w+|мотострелков\w+|танков\w+|десантн\w+|штурмов\w+|separate|guards|motor \w+|rifle|tank)"
)
_STAND = (
    r"(?:стоим|стою|стоят|стоит|находимся|нахожусь|находится|сидим|сижу|воюем|воюю|воюет|дислоцир\w+|располож\w+|"
    r"держат нас|закинули|перебросили|we are|i am|we're|i'm|he is|stationed|based|deployed)"
)
_AT = r"(?:под|возле|около|у|близ|недалеко от|рядом с|в районе|в посёлке|в поселке|в деревне|в селе|near|outside|close to)"
_NAME = r"(?!Нов\w{2,3} год|Рождеств|New Year)[А-ЯЁA-Z][\w-]+(?:[ -][А-ЯЁA-Z][\w-]+)?"
_PLACE_ENDING = (
    r"\w+(?:ском|цком|ской|цкой|ского|цкого|овкой|евкой|овки|евки|овым|иным|ово|ево|ино|ском|поль|полем|град(?:ом)?)"
)
_PLACE_WORD = r"(?:сел[оае]|посёл\w+|посел\w+|деревн\w+|хутор\w*|город\w?|village|town)"

_PATTERNS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"{_UNIT_WORD}\s*(?:№|n|no\.?|номер)?\s*(\d{{3,6}}(?:-\w)?)", re.IGNORECASE), 1),
    (re.compile(rf"\b((?!(?:19|20)\d\d)\d{{1,4}})(?:[ -]?(?:й|я|го|ой|ом|му|th|st|nd|rd))?\s+(?:{_KIND}\s+){{0,3}}{_FORMATION}\b", re.IGNORECASE), 1),
    (re.compile(r"(?<![\d.])(\d{2}[.,]\d{3,8}\s*[°]?\s*[nсs]?[,;\s/]+\s*\d{2,3}[.,]\d{3,8})", re.IGNORECASE), 1),
    (re.compile(r"(\d{1,2}\s*°[\d\s.,'′\"″]*\D{0,8}\d{1,3}\s*°[\d\s.,'′\"″]*)"), 1),
    (re.compile(rf"\b(?i:{_STAND})(?:\s+\w+){{0,3}}?\s+(?i:{_AT})\s+(?:(?i:{_PLACE_WORD})\s+)?({_NAME})"), 1),
    (re.compile(rf"\b{_STAND}(?:\s+\w+){{0,3}}?\s+{_AT}\s+(?:{_PLACE_WORD}\s+)?({_PLACE_ENDING})\b", re.IGNORECASE), 1),
    (re.compile(rf"(?<!\w)(?i:под|near)\s+({_NAME})(?=[\s,.;!?]|$)"), 1),
    (re.compile(rf"\b(?i:{_PLACE_WORD})\s+({_NAME})"), 1),
    (re.compile(r"\b(?:позици\w+|опорник\w*|координат\w+|квадрат\w*|высот[аеуы])\s*[:№]?\s*([\d][\d.,\s-]{1,14}\d|\d{2,4})", re.IGNORECASE), 1),
)  # fmt: skip


def blot(text: str) -> str:
    """Return the message with unit numbers and places blotted out; the same text when it names none."""
    for pattern, group in _PATTERNS:
        text = pattern.sub(lambda m, group=group: _without(m, group), text)  # type: ignore[misc]
    return text


def _without(m: re.Match[str], group: int) -> str:
    start, end = m.start(group) - m.start(), m.end(group) - m.start()
    whole = m.group()
    return f"{whole[:start]}{BLOT}{whole[end:]}"
