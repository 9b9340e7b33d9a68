"""Russian written in Latin letters, and words typed in the wrong keyboard layout.

Both are read back by trying the possible spellings and keeping one that the dictionary knows: a table of letters
alone cannot tell ``uvolitsya`` (т + ся) from ``tsar`` (ц), nor a dropped soft sign.
"""

from __future__ import annotations

# The longest spelling first. Several readings of one spelling are tried in order of likelihood.
_READINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("shch", ("щ",)),
    ("sch", ("щ", "сч", "ш")),
    ("tsya", ("тся", "ться", "ця")),
    ("tsja", ("тся", "ться")),
    ("tsa", ("тся", "ца")),
    ("zh", ("ж",)),
    ("kh", ("х",)),
    ("ch", ("ч",)),
    ("sh", ("ш", "щ")),
    ("ts", ("ц", "тс")),
    ("yu", ("ю",)),
    ("ju", ("ю", "жу")),
    ("iu", ("ю",)),
    ("ya", ("я",)),
    ("ja", ("я", "жа")),
    ("ia", ("ия", "я")),
    ("yo", ("е", "йо")),
    ("jo", ("е", "жо")),
    ("ye", ("е", "ые")),
    ("je", ("е", "же")),
    ("aya", ("ая",)),
    ("oya", ("оя",)),
    ("eya", ("ея",)),
    ("uya", ("уя",)),
    ("ayu", ("аю",)),
    ("oyu", ("ою",)),
    ("eyu", ("ею",)),
    ("uyu", ("ую",)),
    ("aye", ("ае",)),
    ("oye", ("ое",)),
    ("ay", ("ай",)),
    ("oy", ("ой",)),
    ("ey", ("ей",)),
    ("uy", ("уй",)),
    ("iya", ("ия",)),
    ("iyu", ("ию",)),
    ("iye", ("ие",)),
    ("iy", ("ий",)),
    ("yy", ("ый",)),
    ("yj", ("ый",)),
    ("ij", ("ий",)),
    ("a", ("а",)),
    ("b", ("б",)),
    ("c", ("ц", "с", "к")),
    ("d", ("д",)),
    ("e", ("е", "э")),
    ("f", ("ф",)),
    ("g", ("г",)),
    ("h", ("х",)),
    ("i", ("и", "й")),
    ("j", ("й", "ж")),
    ("k", ("к",)),
    ("l", ("л", "ль")),
    ("m", ("м",)),
    ("n", ("н", "нь")),
    ("o", ("о", "а")),
    ("p", ("п",)),
    ("q", ("к", "я")),
    ("r", ("р",)),
    ("s", ("с", "сь")),
    ("t", ("т", "ть")),
    ("u", ("у", "ю")),
    ("v", ("в",)),
    ("w", ("ш", "в")),
    ("x", ("х", "кс")),
    ("y", ("ы", "й", "и", "у")),
    ("z", ("з",)),
    ("4", ("ч",)),
    ("6", ("ш",)),
    ("'", ("ь", "")),
    ("’", ("ь", "")),
    ("`", ("ь", "")),
)
_WIDTH = 48

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS + _LATIN_KEYS.upper() + '{}:"<>~', _RUSSIAN_KEYS * 2 + "хъжэбюё")
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS + _RUSSIAN_KEYS.upper(), _LATIN_KEYS * 2)

_PLAIN = dict(zip("абвгдежзийклмнопрстуфхыэіїєґ", "abvgdezziyklmnoprstufhyeiieg", strict=True)) | {
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ь": "", "ъ": "",
}  # fmt: skip

LOOKALIKES_TO_CYRILLIC = str.maketrans("aceopxykmthbABCEHKMOPTXYi3", "асеорхукмтнвАВСЕНКМОРТХУі3")
LOOKALIKES_TO_LATIN = str.maketrans("асеорхукмтнвАВСЕНКМОРТХУ", "aceopxykmthbABCEHKMOPTXY")


def spellings(word: str) -> list[str]:
    """Cyrillic readings of a Latin word, the likeliest first (at most 48)."""
    beams: list[tuple[int, str]] = [(0, "")]
    at = 0
    while at < len(word):
        for latin, readings in _READINGS:  # noqa: B007 - used after the loop, of the pair it stopped at
            if word.startswith(latin, at):
                break
        else:
            return []
        beams = sorted(
            ((cost + rank, text + reading) for cost, text in beams for rank, reading in enumerate(readings)),
            key=lambda beam: beam[0],
        )[:_WIDTH]
        at += len(latin)
    return [text for _, text in beams]


def likeliest(word: str) -> str:
    """The plain letter-by-letter reading, for a transliterated word no dictionary has."""
    readings = spellings(word)
    return readings[0] if readings else word


def to_latin(word: str) -> str:
    """A plain Latin spelling of a Cyrillic word, for a name the lexicon cannot have."""
    return "".join(_PLAIN.get(letter, letter) for letter in word)


def from_latin_layout(text: str) -> str:
    """What the same keys give in the Russian layout."""
    return text.translate(_TO_RUSSIAN).replace("ё", "е")


def from_russian_layout(text: str) -> str:
    """What the same keys give in the Latin layout."""
    return text.translate(_TO_LATIN)
