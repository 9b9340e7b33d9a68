"""Which of our languages a message is in: letters and a few common words, never a model; otherwise the last one."""

from __future__ import annotations

import re

CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
LATIN = re.compile(r"[a-z]", re.IGNORECASE)
LONG_WORD = re.compile(r"\w{41,}")  # no word; looking for the endings of one costs its length squared
WORD = re.compile(r"[a-z']+")

ENGLISH = frozenset(
    """a about after am an and any are army as at back be been before brother but by call can cannot can't commander
    contract could do does don't english days ended father for from give go have he hello help her here hi him his home
    how husband i i'm if in is it its leave lawyer legal letter long me mother my need no not now of on or out over
    please report say she sick should so soldier son speak stop tell thank thanks that the their them then there they
    this to understand unit up us want was we what when where which who why wife will with without would write yes you
    your""".split()
)
# Endings and words of Russian written in Latin letters; none of them is an English word.
TRANSLIT = re.compile(
    r"\b(?:ya|ne|na|chto|kak|mne|menya|moy|moi|moya|syn|muzh|mat|mama|brat|esli|eto|gde|kogda|pochemu|nado|nuzhno|"
    r"mozhno|hochu|xochu|kontrakt\w*|raport\w*|komandir\w*|otpusk\w*|uvol\w*|sluzh\w*|chast\w*|voen\w*|pomog\w*|"
    r"privet|zdravstv\w*|spasibo|da|net|net|dnej|dney|uzhe|esche|eshche|ego|vse|bez|za|po|ot|do|u|v|s|i)\b"
    r"|\w+(?:at'|ju|yu|ogo|ego|iy|yj|aya|shch\w*|zh\w*|kh\w*)\b"
)


# Letters and words that Russian has not.
UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
UKRAINIAN_WORDS = re.compile(
    r"\b(?:чи|що|щоб|мене|мені|його|немає|як|чоловік|треба|будь|дуже|вже|якщо)\b", re.IGNORECASE
)
FEWEST = 2  # of them both: «і» alone may be a slip


def is_ukrainian(text: str) -> bool:
    """Tell whether a text is written in Ukrainian."""
    letters = len(UKRAINIAN.findall(text))
    return letters > 0 and letters + len(UKRAINIAN_WORDS.findall(text)) >= FEWEST


def detect(text: str, last: str) -> str:
    """Return ``ru`` or ``en`` for ``text``; ``last`` when the text does not tell (digits, emoji, a name).

    Ukrainian and Russian in Latin letters are answered in Russian.
    """
    cyrillic, latin = len(CYRILLIC.findall(text)), len(LATIN.findall(text))
    if cyrillic + latin < 2:
        return last
    if cyrillic >= latin * 0.4:
        return "ru"
    words = WORD.findall(text.lower())
    english = sum(word in ENGLISH for word in words)
    translit = len(TRANSLIT.findall(LONG_WORD.sub(" ", text.lower())))
    if english == translit:
        return last
    return "en" if english > translit else "ru"
