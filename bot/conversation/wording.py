"""Short messages whose meaning needs no model: moves, the words of a button, a message about somebody else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML

from bot.conversation.said import payload, read

WORDS = Path(__file__).with_name("words") / "buttons.yml"
MOVES = {
    "back": """назад;вернись;вернуться;шаг назад;вернись назад;back;go back;previous;nazad""",
    "skip": """пропустить;пропусти;дальше;следующий вопрос;пропуск;skip;next;skip it;propustit""",
    "restart": """сначала;с начала;заново;начать сначала;начать заново;давай сначала;давайте сначала;начнем сначала;
        start over;restart;start again;begin again;snachala;zanovo""",
    "correct": """нет не так;не так;неправильно;нет неправильно;нет не правильно;не правильно;не верно;неверно;
        нет не верно;это не так;исправить;исправь;ты не так понял;вы не так поняли;not right;wrong;no wrong;thats wrong;
        no thats wrong;incorrect;correct it;no not so;ne tak;net ne tak""",
}
STOP = """стоп;хватит;стоп хватит;хватит вопросов;отмена;какие есть выходы;какие есть варианты;покажи выходы;
    покажи варианты;варианты;выходы;хватит вопросов покажи выходы;stop;cancel;enough;enough questions;show options;
    what ways out are there;which ways out are there;what are my options;options;покажи;покажите;показывай;ну покажи;
    что открыто;что мне открыто;что для меня открыто;что ему открыто;что открыто для него;что мне доступно;
    какие пути;какие есть пути;какие пути открыты;куда деваться;show;show me;show them;what is open;whats open;
    what is open for me;what is open for him;what options do i have;what options does he have;pokazhi;chto otkryto"""
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
    chto delat;chto mne delat;что дальше;а что дальше;и что дальше;что потом;а что потом;а потом что;и что потом;
    что теперь;и что теперь;а дальше что;а дальше;и дальше что;что можно сделать;а что можно сделать;
    что мы можем сделать;what can be done;what can we do;а потом;
    и потом;как быть;как мне быть;как теперь быть;не знаю что делать;
    я не знаю что делать;что он должен делать;что ему нужно делать;що робити;що далі;що мені робити;
    what then;and then what;what next;and what next;what now;and now what;then what;what must he do;
    i dont know what to do;what does he do now"""
# Had enough of being asked.
_WEARY = re.compile(
    r"(?:задолб|достал|надоел|заеб|затрах|замуч|хватит|сколько можно|слишком много|так много|зачем (?:столько|все))\w*"
    r" (?:\w+ ){0,3}(?:вопрос|спрашив|допрос|расспр)|(?:не хочу|не буду) (?:\w+ )?(?:отвечать|на вопрос)"
    r"|(?:too many|stop|enough|tired of|sick of|no more) (?:\w+ ){0,2}(?:question|asking)"
)
_LEAD = re.compile(r"^(?:(?:ok|okay|so|well|ок|окей|ладно|хорошо|понятно|понял|так|слушай|слушайте) )+(?=\w)")
_SPLIT = re.compile(r";\s*")
SEVERAL = frozenset({"motives"})  # questions to which there may be several answers
TOPICS = frozenset({"/contacts_ngo"})
LONG_WORD, STEM = 4, 5  # letters of a word that means something, and of its stem
FEWEST_WORDS = 2  # of a title that mean something; one alone may stand in any sentence
FEWEST_QUOTED = 4  # words of a title that are a quotation wherever they stand
MOST_BESIDE = 2  # words that may stand beside a title
MOST_TOGETHER = 10
_MOVE_OF = {words: move for move, list_ in MOVES.items() for words in _SPLIT.split(list_)}
_STOPS = frozenset(_SPLIT.split(STOP))
_DO = frozenset(_SPLIT.split(DO))
_PLACES = {number: frozenset(_SPLIT.split(words)) for number, words in ORDINALS.items()}
_NUMBER = re.compile(r"^(\d)\. ")
_MENDS = re.compile(
    r"(?:(?:ой|ну|нет|не|не так|ошиб\w+|точнее|вернее|no|oh|wait|sorry|not|i mean) )+"
    r"(?:до|по|с|со|в|к|от|until|till|to|in|since|from|by) (?:\d{1,2}(?: ?го)? )?\w+(?: (?:\d{2,4}|год\w*|г))*"
)
_YEAR = re.compile(
    r"\b(?:19|20)\d\d|\b2\d(?:-?го|\s?г\b|\s?год)|[./]\d\d\b|двадцать\s\w+(?:ого|ьего)|год|year", re.IGNORECASE
)


def plain(text: str) -> str:
    """Return a message without case, punctuation and ё, for comparing whole messages."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower().replace("ё", "е")).split())


def move(text: str) -> str | None:
    """Return the payload of a move when the whole message is one."""
    said = _LEAD.sub("", plain(text))
    if said in _STOPS or _WEARY.search(said):
        return payload("inform", show="options")
    if said in _DO:
        return payload("inform", show="do")
    return payload("correct_or_back", move=_MOVE_OF[said]) if said in _MOVE_OF else None


class ButtonWords(NamedTuple):
    """Whole messages that mean a button, by the code of its caption, and that ask for the last paper as files."""

    buttons: Mapping[str, frozenset[str]]
    files: frozenset[str]


@cache
def button_words() -> ButtonWords:
    """Return the lists of ``words/buttons.yml``, read once."""
    data = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    return ButtonWords({code: frozenset(said) for code, said in data["buttons"].items()}, frozenset(data["files"]))


def button_meant(text: str) -> str | None:
    """Return the code of the action that a whole message asks for in words other than its button's."""
    said = plain(text)
    return next((code for code, words in button_words().buttons.items() if said in words), None)


def asks_for_files(text: str) -> bool:
    """Tell whether a whole message asks for the last paper as files, to print it or to see it larger."""
    return plain(text) in button_words().files


def names_of(title: str) -> frozenset[str]:
    """Return the messages that mean a button: its words, and for a numbered one its number in digits and words."""
    number = _NUMBER.match(title)
    names = {plain(title), plain(_NUMBER.sub("", title))}
    if number:
        names |= {number[1], *_SPLIT.split(ORDINALS.get(number[1], number[1]))}
    return frozenset(names)


def means_title(title: str, said: str) -> bool:
    """Tell whether a plain message is a button in some of its words: all that mean something, and hardly any other."""
    words = [word for word in plain(_NUMBER.sub("", title)).split() if len(word) >= LONG_WORD]
    spoken = said.split()
    held = all(any(one.startswith(word[:STEM]) for one in spoken) for word in words)
    return len(words) >= FEWEST_WORDS and held and len(spoken) <= len(plain(title).split()) + MOST_BESIDE


def quotes(title: str, said: str) -> bool:
    """Tell whether a plain message holds the whole title of a button, long enough to be nobody's own words."""
    words = plain(_NUMBER.sub("", title))
    return len(words.split()) >= FEWEST_QUOTED and f" {words} " in f" {said} "


def mends_a_date(text: str) -> bool:
    """Tell whether a message takes a date back and says no more: «нет, до июля», "no, in March 2022"."""
    return bool(_MENDS.fullmatch(plain(text)))


def names_a_year(text: str) -> bool:
    """Tell whether a message names a year."""
    return bool(_YEAR.search(text))


def answers_a_question(pressed: str) -> bool:
    """Tell whether a button is an answer to a question of ours: once another question stands, its words are not it."""
    found = read(pressed, "inform")
    return found is not None and bool(found) and not found.keys() & {"show", "option", "fact"}


def kind(pressed: str) -> str:
    """Return what a button is to the eye; see ``bot.cases.messages.Button``."""
    found = read(pressed, "inform") or {}
    if pressed.startswith("/correct_or_back") or found.get("show") == "resume":
        return "move"
    if answers_a_question(pressed):
        return "several" if found.keys() <= SEVERAL and "unknown" not in found.values() else "answer"
    return "topic" if found.keys() & {"show", "option"} or pressed in TOPICS else ""


def together(chosen: Sequence[tuple[str, str] | None]) -> tuple[str, str] | None:
    """Return several answers to one question as one (title, payload); None unless all are such answers."""
    titles: list[str] = []
    found: dict[str, list[object]] = {}
    for one in chosen:
        if one is None or kind(one[1]) != "several":
            return None
        titles.append(one[0])
        for name, value in (read(one[1], "inform") or {}).items():
            found.setdefault(name, []).append(value)
    return (", ".join(titles), payload("inform", **found)) if len(found) == 1 else None


def place(said: str) -> int | None:
    """Return which of the things just offered a plain message means: 2 for «второй», None when it names none."""
    return next((int(number) for number, words in _PLACES.items() if said == number or said in words), None)


def nth(pressed: Sequence[str], place: int) -> str | None:
    """Return the button at a place of a list of answers or topics. Moves do not count; «да» and «нет» are no list."""
    listed = [one for one in pressed if not one.startswith("/correct_or_back")]
    answers = [read(one, "inform") or {} for one in listed]
    one_of_many = bool(listed) and (
        (answers_a_question(listed[0]) and not any(found.get(name) == "yes" for found in answers for name in found))
        or ("{" not in listed[0] and listed[0] not in ("/draft_report", "/contacts_ngo"))
        or (read(listed[0], "draft_report") or {}).keys() == {"document"}
    )
    return listed[place - 1] if one_of_many and place <= len(listed) else None
