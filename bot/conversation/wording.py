"""Short messages whose meaning needs no model: moves, the words of a button, a message about somebody else."""

from __future__ import annotations

import re

from bot.conversation.said import payload

MOVES = {
    "back": """назад;вернись;вернуться;шаг назад;вернись назад;back;go back;previous;nazad""",
    "skip": """пропустить;пропусти;дальше;следующий вопрос;пропуск;skip;next;skip it;propustit""",
    "restart": """сначала;с начала;заново;начать сначала;начать заново;давай сначала;давайте сначала;начнем сначала;
        start over;restart;start again;begin again;snachala;zanovo""",
    "correct": """нет не так;не так;не то;неправильно;нет неправильно;нет не правильно;не правильно;не верно;неверно;
        нет не верно;это не так;исправить;исправь;ты не так понял;вы не так поняли;not right;wrong;no wrong;thats wrong;
        no thats wrong;incorrect;correct it;no not that;not that;no not so;ne tak;net ne tak""",
}
STOP = """стоп;хватит;стоп хватит;хватит вопросов;отмена;какие есть выходы;какие есть варианты;покажи выходы;
    покажи варианты;варианты;выходы;хватит вопросов покажи выходы;stop;cancel;enough;enough questions;show options;
    what ways out are there;which ways out are there;what are my options;options"""
ORDINALS = {
    "1": "первый;первое;первая;первую;вариант 1;номер 1;first;the first;first one;the first one;one;pervyj",
    "2": "второй;второе;вторая;вторую;вариант 2;номер 2;second;the second;second one;the second one;two;vtoroj",
    "3": "третий;третье;третья;третью;вариант 3;номер 3;third;the third;third one;three;tretij",
    "4": "четвертый;четвертое;четвертую;вариант 4;номер 4;fourth;the fourth;four",
    "5": "пятый;пятое;пятую;вариант 5;номер 5;fifth;the fifth;five",
    "6": "шестой;шестое;шестую;вариант 6;номер 6;sixth;the sixth;six",
}
# Asks what to do, whatever was spoken of: the steps of the way he looks at, else the ways there are.
DO = """что делать;и что делать;ну и что делать;а что делать;что мне делать;и что мне делать;что нам делать;
    что ему делать;че делать;чо делать;и че делать;ну и че делать;че мне делать;что же делать;что теперь делать;
    подскажите что делать;what should i do;what do i do;what to do;what can i do;so what do i do;what should he do;
    chto delat;chto mne delat"""
_SPLIT = re.compile(r";\s*")
_MOVE_OF = {words: move for move, list_ in MOVES.items() for words in _SPLIT.split(list_)}
_STOPS = frozenset(_SPLIT.split(STOP))
_DO = frozenset(_SPLIT.split(DO))
_NUMBER = re.compile(r"^(\d)\. ")
_HIM = re.compile(
    r"\b(?:сын|муж|брат|внук|жених|племянник|зят|пасынк)\w{0,4}\b"
    r"|\b(?:мой|моего|моему) (?:парень|парня|парню|отец|отца)"
    r"|\bmy (?:son|husband|brother|boyfriend|fiance|grandson|nephew|father)\b|\b(?:syn|muzh|brat)\b"
    r"|\b(?:чоловік|син|брат)\w{0,3}\b",
    re.IGNORECASE,
)
_FOR_HIM = re.compile(
    r"\b(?:за|для|вместо) (?:моего |своего )?(?:сына|мужа|брата|внука|жениха)\b"
    r"|\bfor my (?:son|husband|brother|boyfriend)\b",
    re.IGNORECASE,
)
_HE = re.compile(r"\b(?:он|его|ему|нём|нем|he|him|his)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:я|меня|мне|мной|i|i'm|me)\b", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a message without case, punctuation and ё, for comparing whole messages."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower().replace("ё", "е")).split())


def move(text: str) -> str | None:
    """Return the payload of a move when the whole message is one."""
    said = plain(text)
    if said in _STOPS:
        return payload("inform", show="options")
    if said in _DO:
        return payload("inform", show="do")
    return payload("correct_or_back", move=_MOVE_OF[said]) if said in _MOVE_OF else None


def names_of(title: str) -> frozenset[str]:
    """Return the messages that mean a button: its words, and for a numbered one its number in digits and words."""
    number = _NUMBER.match(title)
    names = {plain(title), plain(_NUMBER.sub("", title))}
    if number:
        names |= {number[1], *_SPLIT.split(ORDINALS.get(number[1], number[1]))}
    return frozenset(names)


def speaks_of_another(text: str) -> bool:
    """Tell whether a message is about a son, a husband, «он», and not about the writer."""
    return bool(_HIM.search(text)) or (bool(_HE.search(text)) and not _I.search(text))


def speaks_for_another(text: str) -> bool:
    """Tell whether the writer acts for his man: «за мужа», "for my husband"."""
    return bool(_FOR_HIM.search(text))


def speaks_of_oneself(text: str) -> bool:
    """Tell whether the writer himself is in the message: «я», «меня», "I"."""
    return bool(_I.search(text))
