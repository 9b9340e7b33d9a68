"""One spelling for many: case, ё and і, sloppy vowels, repeated and look-alike letters, transliteration, wrong layout.

A word of a message becomes a set of folded forms; the words of the lexicon are folded by the same functions, so the two
meet whatever the spelling was. Folded forms are for comparing only, never for showing.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot import signs

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_STOP = re.compile(r"(?<!\.)\.(?![.\w])|[!?\n;]")  # an ellipsis is a pause inside a sentence, not its end
_PAUSE = re.compile(r"[,:()«»\"“”„]|\s[-–—]")
_SPELLED_OUT = re.compile(r"\b(?:\w[ .\-*_]){3,}\w\b")
_MASKED = re.compile(r"(?<=[^\W\d_])[*#@$]+(?=[^\W\d_])")
# Laughter in signs is a word of its own: the lexicon decides what it is worth.
_LAUGHTER = re.compile(r"[\U0001F602\U0001F923\U0001F606\U0001F605\U0001F639]+|\){2,}")
_GAPS = re.compile(r"[ \t]{2,}")
_REPEATED = re.compile(r"(.)\1+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)

_LOOK_ALIKE = str.maketrans("aceopxyktmhbnur", "асеорхуктмнвпиг")
_NEAR_LETTERS = str.maketrans("ёіїєґыйэщ", "еииегииеш", "'’ʼ`ъь")
_VOWELS = str.maketrans({"я": "иа", "ю": "иу", "о": "а", "е": "и"})
_VOICED = re.compile(r"^з(?=[бвгджзклмнпрстфхцчш])")
_LEET = str.maketrans("013457$@", "oieastsa")
_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_JCUKEN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_QWERTY, _JCUKEN)
_TO_LATIN = str.maketrans(_JCUKEN + "і", _QWERTY + "s")

# Longest first. The second table reads "j" as in "jalko", the third "h" and "y" as in Ukrainian.
_COMMON = (
    ("shch", "щ"), ("sch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"),
    ("ya", "я"), ("yu", "ю"), ("yo", "ё"), ("ye", "е"), ("yi", "ї"),
)  # fmt: skip
_IOTATED = (("ja", "я"), ("ju", "ю"), ("jo", "ё"), ("je", "е"))
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz4", "абцдефгхижклмнопкрстуввхызч", strict=True))


# Words that tell English from transliterated Russian: "to", "on", "my" are words of both, so only the others count.
_ENGLISH = frozenset(
    """the is and of for are was with this that have has they we you your his her him our from dont can cant will want
    need help what how who where when why be by us as if or about out up am im it he she not after before had were do
    did any there all""".split()
)
_TRANSLIT = frozenset(
    """ne ya ja chto shto 4to cto menya menja mne kak na za ot ego eto esli ili uje uzhe nas bez dlya po nado mojno
    mozhno v s u i iz ko so moi moy moya moego syn muj muzh brat bolshe seichas zachem gde hochu xochu ty vy vas ih oni
    ona net da shcho shche yak mene meni tse hto""".split()
)
_RUSSIAN = frozenset(
    """я ты мы вы он она не ни и в во на со с у за по к от до из о но а что как где это меня мне нас нам его их если или
    ли же бы да нет мой муж сын брат так все уже есть хочу можно надо шо та що як мені мене йти чи з""".split()
)


@dataclass(frozen=True)
class Token:
    """One word of a message: its folded forms and the number of the sentence it stands in.

    ``word`` is the word as written, in small letters; ``clause`` the number of the clause: one more at every sentence
    and at every comma, dash, colon, quotation mark or bracket.
    """

    forms: frozenset[str]
    sentence: int
    word: str = field(default="", compare=False)
    clause: int = field(default=0, compare=False)


def fold(word: str) -> str:
    """Return the folded form of one word of the lexicon or of a message (Cyrillic or Latin)."""
    word = unicodedata.normalize("NFKC", word).lower()
    return _fold_cyrillic(word) if _CYRILLIC.search(word) else _fold_latin(word)


def readings(text: str) -> tuple[tuple[Token, ...], ...]:
    """Return the text as sequences of tokens: as typed and, where that makes no sense, as meant in the other layout.

    A blank of no width may part words or stand inside one, so a text with such is read both ways.
    """
    texts = [_plain(text, joint) for joint in ((" ", "") if signs.JOINT in text else ("",))]
    for typed in tuple(texts):
        latin, cyrillic = bool(_LATIN.search(typed)), bool(_CYRILLIC.search(typed))
        if latin != cyrillic and not set(typed.split()) & (_ENGLISH | _TRANSLIT | _RUSSIAN):
            texts.append(typed.translate(_TO_CYRILLIC if latin else _TO_LATIN))
    return tuple(_tokens(reading) for reading in texts)


def _plain(text: str, joint: str) -> str:
    """Return the text in lower case without stress marks, invisible signs and wide gaps; «й», «ё» and «ї» stay.

    Emoji and brackets that laugh become the word «смешок».
    """
    text, _ = signs.seen(unicodedata.normalize("NFKC", text), joint)
    return _GAPS.sub(" ", _LAUGHTER.sub(" смешок ", text).lower())


def _tokens(text: str) -> tuple[Token, ...]:
    text = _SPELLED_OUT.sub(lambda match: re.sub(r"[ .\-*_]", "", match.group()), text)
    text = _MASKED.sub("", text)
    matches = list(_WORD.finditer(text))
    english = _is_english(match.group() for match in matches)
    forms: dict[str, frozenset[str]] = {}
    found, sentence, clause, end = [], 0, 0, 0
    for match in matches:
        stop = bool(_STOP.search(text, end, match.start() + 1))
        sentence += stop
        clause += stop or bool(_PAUSE.search(text, end, match.start()))
        word = match.group()
        if word not in forms:
            forms[word] = _forms(word, english)
        found.append(Token(forms[word], sentence, word, clause))
        end = match.end()
    return tuple(found)


def _is_english(words: Iterable[str]) -> bool:
    """Whether Latin letters are meant as English, so that "to" is not read as «то»."""
    plain = [re.sub(r"['’ʼ`]", "", word) for word in words]
    return sum(word in _ENGLISH for word in plain) > sum(word in _TRANSLIT for word in plain)


def _forms(word: str, english: bool) -> frozenset[str]:
    latin, cyrillic = bool(_LATIN.search(word)), bool(_CYRILLIC.search(word))
    forms = {_fold_cyrillic(word) if cyrillic else _fold_latin(word)}
    if latin and cyrillic:
        forms.add(_fold_cyrillic(word.translate(_LOOK_ALIKE)))
    elif latin:
        forms.add(_fold_latin(word.translate(_LEET)))
        if not english:
            forms.update(_fold_cyrillic(reading) for reading in _transliterations(word))
    return frozenset(forms)


def _transliterations(word: str) -> set[str]:
    plain = word
    for latin, cyrillic in _COMMON:
        plain = plain.replace(latin, cyrillic)
    iotated = word
    for latin, cyrillic in _IOTATED + _COMMON:
        iotated = iotated.replace(latin, cyrillic)
    ukrainian = plain.replace("h", "г").replace("y", "и")
    return {"".join(_LETTERS.get(letter, letter) for letter in one) for one in (plain, iotated, ukrainian)}


def _fold_latin(word: str) -> str:
    return _DRAWN_OUT.sub(r"\1\1", re.sub(r"['’ʼ`]", "", word))  # doubles tell English words apart: "shoot", "shot"


def _fold_cyrillic(word: str) -> str:
    word = word.translate(_NEAR_LETTERS).replace("что", "што").replace("сч", "ш").translate(_VOWELS)
    word = _VOICED.sub("с", word).replace("тс", "ц").replace("тц", "ц").replace("циа", "ца")
    return _REPEATED.sub(r"\1", word)
